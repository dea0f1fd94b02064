use serde::{Deserialize, Serialize};

use crate::merge::Change;
use crate::wire::{Fate, PUSH_MAX_CHANGES, PullPage, PushReply};

/// The phone's half of sync: decides when to send, fetch and wait. It holds no records; the host
/// carries out its effects and reports back with events, one activity at a time.
///
/// Whatever fails, the engine ends idle with a timer set, so it always tries again; and it never
/// drops a change, since only the store lets go of one, when the server has said `stored`.
#[derive(Clone, Debug)]
pub struct Engine {
    activity: Activity,
    wants_push: bool,
    wants_pull: bool,
    /// A desk reads through the server and keeps no rows.
    keeps_rows: bool,
    batch: usize,
    failures: u32,
    upto: u64,
    seed: u64,
    status: Status,
}

/// How many changes the engine asks for at first; it halves when the server finds a push too large.
pub const PAGE_CHANGES: usize = PUSH_MAX_CHANGES;

const POLL_MS: u64 = 60_000;
const FIRST_RETRY_MS: u64 = 1_000;
const LAST_RETRY_MS: u64 = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    Idle,
    Loading,
    Pushing,
    StoringOutcomes,
    TakingDevice,
    Pulling,
    StoringPage,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// Started, visible again, back online, another tab left: try now.
    Woke,
    SignedIn,
    /// The outbox grew.
    Saved,
    /// The server told of a new head.
    HeadMoved(u64),
    /// The timer that the engine asked for.
    Timer,
    Loaded(Result<Vec<Change>, StoreFailed>),
    Pushed(Result<PushReply, Failure>),
    OutcomesStored(Result<(), StoreFailed>),
    DeviceTaken(Result<(), StoreFailed>),
    Pulled(Result<Box<PullPage>, Failure>),
    PageStored(Result<(), StoreFailed>),
}

/// The device's storage refused; the host keeps the particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreFailed;

/// What the host is to do; each but `Wait` and `Report` is answered by one event.
#[derive(Debug)]
pub enum Effect {
    /// The oldest unsent changes, at most so many.
    Load {
        most: usize,
    },
    Push(Vec<Change>),
    /// Marks what the server keeps; what it keeps may be let go of.
    StoreOutcomes(PushReply),
    /// Takes a new device id and renumbers the outbox with [`super::renumber`].
    TakeDevice,
    /// Fetches the page after the stored cursor.
    Pull,
    /// Fetches from the start: the server no longer knows the cursor.
    PullFromStart,
    /// Rows and cursor, in one transaction.
    StorePage(Box<PullPage>),
    /// Replaces the timer that is running.
    Wait {
        ms: u64,
    },
    Report(Status),
}

/// How a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, a captive portal's page, a broken answer.
    Unreachable,
    /// 5xx, 429.
    Unavailable,
    SignedOut,
    TooLarge,
    StaleCursor,
    /// Any other refusal.
    Refused,
}

/// What the user is told of sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub busy: bool,
    pub trouble: Option<Trouble>,
    /// When the server last answered well, milliseconds since 1970.
    pub last_contact: Option<u64>,
    /// The last head that the server told of.
    pub head: u64,
    /// All rows that were there at the time of the last pull are on the device.
    pub complete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trouble {
    Offline,
    ServerBusy,
    SignInAgain,
    /// The device could not write; nothing was let go of.
    Storage,
    Refused,
}

impl Engine {
    /// `seed` spreads the retries of many phones that lost the same server.
    pub fn new(seed: u64, keeps_rows: bool) -> Self {
        Self {
            activity: Activity::Idle,
            wants_push: true,
            wants_pull: keeps_rows,
            keeps_rows,
            batch: PAGE_CHANGES,
            failures: 0,
            upto: 0,
            seed,
            status: Status::default(),
        }
    }

    pub fn status(&self) -> Status {
        self.status
    }

    /// `now` in milliseconds since 1970.
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Effect> {
        match event {
            Event::Woke | Event::Timer => {
                self.wants_push = true;
                self.wants_pull = self.keeps_rows;
            }
            Event::SignedIn => {
                self.status.trouble = None;
                self.failures = 0;
                self.wants_push = true;
                self.wants_pull = self.keeps_rows;
            }
            Event::Saved => self.wants_push = true,
            Event::HeadMoved(head) => {
                self.status.head = self.status.head.max(head);
                self.wants_pull |= self.keeps_rows && head > self.upto;
            }
            Event::Loaded(loaded) => return self.loaded(loaded),
            Event::Pushed(answer) => return self.pushed(answer, now),
            Event::OutcomesStored(stored) | Event::DeviceTaken(stored) => return self.settled(stored),
            Event::Pulled(answer) => return self.pulled(answer, now),
            Event::PageStored(stored) => return self.settled(stored),
        }
        if self.activity == Activity::Idle { self.advance() } else { Vec::new() }
    }

    fn loaded(&mut self, loaded: Result<Vec<Change>, StoreFailed>) -> Vec<Effect> {
        match loaded {
            Ok(changes) if changes.is_empty() => {
                self.wants_push = false;
                self.advance()
            }
            Ok(changes) => {
                self.activity = Activity::Pushing;
                vec![Effect::Push(changes)]
            }
            Err(StoreFailed) => self.rest(Trouble::Storage),
        }
    }

    fn pushed(&mut self, answer: Result<PushReply, Failure>, now: u64) -> Vec<Effect> {
        let reply = match answer {
            Ok(reply) => reply,
            Err(Failure::TooLarge) if self.batch > 1 => {
                self.batch /= 2;
                return self.advance();
            }
            Err(failure) => return self.failed(failure),
        };
        self.reached(now);
        self.batch = PAGE_CHANGES;
        self.status.head = self.status.head.max(reply.head);
        if reply.outcomes.iter().any(|outcome| outcome.fate == Fate::Cloned) {
            self.activity = Activity::TakingDevice;
            return vec![Effect::TakeDevice];
        }
        if !reply.outcomes.iter().any(|outcome| outcome.stored) {
            return self.rest(Trouble::ServerBusy);
        }
        self.wants_pull |= self.keeps_rows;
        self.activity = Activity::StoringOutcomes;
        vec![Effect::StoreOutcomes(reply)]
    }

    fn pulled(&mut self, answer: Result<Box<PullPage>, Failure>, now: u64) -> Vec<Effect> {
        let page = match answer {
            Ok(page) => page,
            Err(Failure::StaleCursor) => {
                self.status.complete = false;
                self.activity = Activity::Pulling;
                return vec![Effect::PullFromStart];
            }
            Err(failure) => return self.failed(failure),
        };
        self.reached(now);
        self.wants_pull = page.more;
        if !page.more {
            self.upto = self.upto.max(page.upto);
            self.status.head = self.status.head.max(page.upto);
            self.status.complete = true;
        }
        self.activity = Activity::StoringPage;
        vec![Effect::StorePage(page)]
    }

    fn settled(&mut self, stored: Result<(), StoreFailed>) -> Vec<Effect> {
        match stored {
            Ok(()) => self.advance(),
            Err(StoreFailed) => {
                // What was answered is not on the device: ask for it again.
                self.wants_pull = self.keeps_rows;
                self.upto = 0;
                self.rest(Trouble::Storage)
            }
        }
    }

    fn reached(&mut self, now: u64) {
        self.failures = 0;
        self.status.trouble = None;
        self.status.last_contact = Some(now);
    }

    fn failed(&mut self, failure: Failure) -> Vec<Effect> {
        self.rest(match failure {
            Failure::Unreachable => Trouble::Offline,
            Failure::Unavailable => Trouble::ServerBusy,
            Failure::SignedOut => Trouble::SignInAgain,
            Failure::TooLarge | Failure::StaleCursor | Failure::Refused => Trouble::Refused,
        })
    }

    /// Sending comes before fetching: what was typed here is what can still be lost.
    fn advance(&mut self) -> Vec<Effect> {
        let step = if self.wants_push {
            self.activity = Activity::Loading;
            Effect::Load { most: self.batch }
        } else if self.wants_pull {
            self.activity = Activity::Pulling;
            Effect::Pull
        } else {
            self.activity = Activity::Idle;
            let ms = self.jitter(POLL_MS);
            Effect::Wait { ms }
        };
        self.status.busy = self.activity != Activity::Idle;
        vec![step, Effect::Report(self.status)]
    }

    fn rest(&mut self, trouble: Trouble) -> Vec<Effect> {
        self.activity = Activity::Idle;
        self.status.busy = false;
        self.status.trouble = Some(trouble);
        let doubled = FIRST_RETRY_MS << self.failures.min(10);
        self.failures += 1;
        let ms = self.jitter(doubled.min(LAST_RETRY_MS));
        vec![Effect::Wait { ms }, Effect::Report(self.status)]
    }

    /// Between half of `ms` and all of it (splitmix64).
    fn jitter(&mut self, ms: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ms / 2 + (mixed ^ (mixed >> 31)) % (ms / 2 + 1)
    }
}
