use super::dialogue::{Answer, Effect, Event, Failure, Status, StoreFailed, Trouble, Which};
use super::jitter;
use super::stand::{Fetched, Shelved};
use crate::merge::{Change, Dot};
use crate::wire::{Fate, Outcome, PUSH_MAX_CHANGES, PushReply, Reason, ReasonCode};

/// The phone's half of sync: decides when to send, fetch and wait. It holds no records; the host
/// carries out its effects and reports back with events, one activity at a time.
///
/// **Invariant:** whatever fails, the engine ends idle with a timer set, so it always tries again;
/// and it never drops a change, since only the store lets go of one, when the server has said
/// `stored` (`tests/rules/engine_at_random.rs`).
#[derive(Clone, Debug)]
pub struct Engine {
    activity: Activity,
    /// Wishes that no request under way began after: taken when one begins, so that a save or a
    /// head that comes meanwhile is not forgotten.
    wants_push: bool,
    wants_pull: bool,
    /// The number behind which what was set aside is still to be asked about, and when that was
    /// begun last.
    asks_behind: Option<u64>,
    asked: Option<u64>,
    /// The latest decision of the office that a page told of: each is asked about once.
    decided: u64,
    /// A desk reads through the server and keeps no rows.
    keeps_rows: bool,
    batch: usize,
    /// The changes on their way, all of one device: the answer is read by them.
    sent: Vec<Dot>,
    /// Why the server did not take the outbox; told when the rows have been fetched all the same.
    stalled: Option<Trouble>,
    /// A new device id was taken, and the server has kept nothing since.
    renamed: bool,
    revocation: Revocation,
    /// Whether hearing of a head may still end the wait for a lost connection.
    hopeful: bool,
    failures: u32,
    upto: u64,
    seed: u64,
    status: Status,
}

/// How many changes the engine asks for at first; it halves when the server finds a push too large.
pub const PAGE_CHANGES: usize = PUSH_MAX_CHANGES;

const POLL_MS: u64 = 60_000;
/// What waits for a record is applied when that comes, and the office may rule over the rest.
const ASK_MS: u64 = 60 * 60_000;
const FIRST_RETRY_MS: u64 = 1_000;
const LAST_RETRY_MS: u64 = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    Idle,
    Loading(Which),
    Pushing(Which),
    StoringOutcomes(Then),
    TakingDevice,
    Wiping,
    Pulling {
        from_start: bool,
    },
    /// The head number that the page reaches, if it is the last for now.
    StoringPage {
        upto: Option<u64>,
    },
}

/// Whether the server has taken its trust from the device. It may still hand in what it holds, which
/// then lies in quarantine, and is wiped when nothing is left to hand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Revocation {
    None,
    HandingIn,
    Wiped,
}

/// What follows when the outcomes are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    GoOn,
    TakeDevice,
    AskBehind(u64),
}

impl Engine {
    /// `seed` spreads the retries of many phones that lost the same server.
    pub fn new(seed: u64, keeps_rows: bool) -> Self {
        Self {
            activity: Activity::Idle,
            wants_push: true,
            wants_pull: keeps_rows,
            asks_behind: None,
            asked: None,
            decided: 0,
            keeps_rows,
            batch: PAGE_CHANGES,
            sent: Vec::new(),
            stalled: None,
            renamed: false,
            revocation: Revocation::None,
            hopeful: true,
            failures: 0,
            upto: 0,
            seed,
            status: Status::default(),
        }
    }

    pub fn status(&self) -> Status {
        self.status
    }

    /// `now` in milliseconds since 1970. An answer that nobody waits for (given twice, or to a
    /// request of an engine before a restart) changes nothing.
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Effect> {
        match (event, self.activity) {
            (Event::Woke, _) => {
                self.failures = 0;
                self.want_everything(now)
            }
            (Event::Timer, _) => {
                self.hopeful = true;
                self.want_everything(now)
            }
            (Event::SignedIn, _) => {
                self.status.trouble = None;
                self.failures = 0;
                self.asked = None;
                self.revocation = Revocation::None;
                self.want_everything(now)
            }
            (Event::Saved, _) => {
                self.wants_push = true;
                // A revoked device gets nothing, but may hand in.
                let futile = matches!(self.status.trouble, Some(Trouble::SignInAgain | Trouble::ServerBusy));
                if futile { Vec::new() } else { self.advance_if_idle() }
            }
            (Event::HeadMoved(head), _) => self.head_moved(head),
            (Event::Revoked, _) if self.revocation == Revocation::None => {
                self.hand_in();
                self.advance_if_idle()
            }
            (Event::Loaded(loaded), Activity::Loading(which)) => self.loaded(loaded, which),
            (Event::Pushed(answer), Activity::Pushing(Which::Unsent)) => self.pushed(answer, now),
            (Event::Pushed(answer), Activity::Pushing(Which::Aside { .. })) => self.told_again(answer, now),
            (Event::OutcomesStored(stored), Activity::StoringOutcomes(then)) => self.outcomes_stored(stored, then),
            (Event::DeviceTaken(taken), Activity::TakingDevice) => match taken {
                Ok(()) => self.advance(),
                Err(StoreFailed) => self.rest(Trouble::Storage),
            },
            (Event::Wiped(wiped), Activity::Wiping) => self.wiped(wiped),
            (Event::Pulled(answer), Activity::Pulling { from_start }) => self.pulled(answer, from_start, now),
            (Event::PageStored(stored), Activity::StoringPage { upto }) => self.page_stored(stored, upto),
            _ => Vec::new(),
        }
    }

    fn want_everything(&mut self, now: u64) -> Vec<Effect> {
        self.wants_push = true;
        self.wants_pull = self.keeps_rows;
        // A clock that was set back has not waited for a year.
        if self.asked.is_none_or(|asked| asked.abs_diff(now) >= ASK_MS) {
            self.asked = Some(now);
            self.asks_behind = Some(0);
        }
        self.advance_if_idle()
    }

    /// In trouble the timer decides, or a busy server would be asked at every head it tells of. A
    /// lost connection is another matter, since hearing of a head means that it is back.
    fn head_moved(&mut self, head: u64) -> Vec<Effect> {
        self.status.head = self.status.head.max(head);
        self.wants_pull |= self.keeps_rows && head > self.upto;
        match self.status.trouble {
            None => self.advance_if_idle(),
            Some(Trouble::Offline) if self.hopeful && self.activity == Activity::Idle => {
                self.hopeful = false;
                self.advance()
            }
            Some(_) => Vec::new(),
        }
    }

    fn loaded(&mut self, loaded: Result<Vec<Change>, StoreFailed>, which: Which) -> Vec<Effect> {
        match loaded {
            Ok(changes) if changes.is_empty() => {
                if which != Which::Unsent {
                    self.asks_behind = None;
                }
                self.advance()
            }
            Ok(changes) => {
                if self.revocation == Revocation::Wiped {
                    self.revocation = Revocation::HandingIn;
                }
                // There may be more of them, and these may come back.
                self.wants_push |= which == Which::Unsent;
                self.sent = changes.iter().map(Change::dot).collect();
                self.activity = Activity::Pushing(which);
                vec![Effect::Push(changes)]
            }
            Err(StoreFailed) => self.rest(Trouble::Storage),
        }
    }

    fn pushed(&mut self, answer: Result<PushReply, Failure>, now: u64) -> Vec<Effect> {
        let reply = match answer.and_then(|reply| self.numbered(reply)) {
            Ok(reply) => reply,
            Err(Failure::TooLarge) if self.sent.len() > 1 => {
                self.batch = self.sent.len() / 2;
                return self.advance();
            }
            Err(Failure::Unavailable) => return self.stall(Trouble::ServerBusy),
            Err(Failure::TooLarge) => return self.put_aside(),
            Err(Failure::Refused) => return self.stall(Trouble::Refused),
            Err(failure) => return self.failed(failure),
        };
        self.stalled = None;
        self.answered(&reply, now);
        let cloned = reply.outcomes.iter().any(|outcome| outcome.fate == Fate::Cloned);
        if reply.outcomes.iter().any(|outcome| outcome.stored) {
            // First noted, then renumbered: what the server keeps must not be sent under a new name.
            self.renamed = false;
            self.wants_pull = self.keeps_rows;
            self.activity = Activity::StoringOutcomes(if cloned { Then::TakeDevice } else { Then::GoOn });
            return self.store(reply);
        }
        if cloned { self.take_device() } else { self.stall(Trouble::ServerBusy) }
    }

    /// The only change of a push is too large for somebody on the way: it must not keep back what
    /// stands behind it.
    fn put_aside(&mut self) -> Vec<Effect> {
        let Some(change) = self.sent.first().copied() else { return self.stall(Trouble::Refused) };
        let message = "the change alone is larger than what the server or something before it takes".to_owned();
        let reason = Reason { code: ReasonCode::TooLarge, message, path: None };
        self.activity = Activity::StoringOutcomes(Then::GoOn);
        vec![Effect::PutAside { change, reason }]
    }

    /// What became of changes that the server keeps already, or of what was stuck: nothing new is at stake, so nothing of
    /// this is told as trouble of the outbox.
    fn told_again(&mut self, answer: Result<PushReply, Failure>, now: u64) -> Vec<Effect> {
        let reply = match answer.and_then(|reply| self.numbered(reply)) {
            Ok(reply) => reply,
            Err(Failure::TooLarge) if self.sent.len() > 1 => {
                self.batch = self.sent.len() / 2;
                return self.advance();
            }
            Err(Failure::TooLarge) => {
                self.asks_behind = self.sent.first().map(|change| change.seq);
                return self.advance();
            }
            Err(Failure::Refused) => {
                self.asks_behind = None;
                return self.advance();
            }
            Err(Failure::Unavailable) => return self.stall(Trouble::ServerBusy),
            Err(failure) => return self.failed(failure),
        };
        self.answered(&reply, now);
        let news = |outcome: &Outcome| outcome.stored && outcome.reason.is_none();
        self.wants_pull |= self.keeps_rows && reply.outcomes.iter().any(news);
        self.renamed &= !reply.outcomes.iter().any(|outcome| outcome.stored);
        // What was stuck may find its number taken; what the server keeps, it knows by its id.
        let cloned = reply.outcomes.iter().any(|outcome| outcome.fate == Fate::Cloned);
        let answered = reply.outcomes.iter().take_while(|outcome| outcome.stored).count();
        if answered < self.sent.len() && !cloned {
            // "Later" is no answer: from there on it is asked again, after a while.
            self.stalled = Some(Trouble::ServerBusy);
        }
        let last = answered.checked_sub(1).and_then(|last| self.sent.get(last));
        let behind = last.map(|change| change.seq).or(self.asks_behind).unwrap_or(0);
        self.activity = Activity::StoringOutcomes(if cloned { Then::TakeDevice } else { Then::AskBehind(behind) });
        self.store(reply)
    }

    fn store(&mut self, reply: PushReply) -> Vec<Effect> {
        // Nothing is pushed empty.
        let Some(Dot { device, .. }) = self.sent.first().copied() else { return self.stall(Trouble::Refused) };
        vec![Effect::StoreOutcomes(Answer { device, reply })]
    }

    fn outcomes_stored(&mut self, stored: Result<(), StoreFailed>, then: Then) -> Vec<Effect> {
        match (stored, then) {
            (Ok(()), Then::TakeDevice) => return self.take_device(),
            (Ok(()), Then::AskBehind(number)) => self.asks_behind = Some(number),
            (Ok(()), Then::GoOn) | (Err(StoreFailed), _) => {}
        }
        self.settled(stored)
    }

    fn answered(&mut self, reply: &PushReply, now: u64) {
        self.reached(now);
        self.batch = (self.batch * 2).min(PAGE_CHANGES);
        self.status.head = self.status.head.max(reply.head);
    }

    /// The answer with the number of every change, which the server may not have been able to
    /// read; an answer to something else than what was sent is none.
    fn numbered(&self, mut reply: PushReply) -> Result<PushReply, Failure> {
        if reply.outcomes.len() != self.sent.len() {
            return Err(Failure::Unavailable);
        }
        for (outcome, sent) in reply.outcomes.iter_mut().zip(&self.sent) {
            if outcome.seq.is_some_and(|seq| seq != sent.seq) {
                return Err(Failure::Unavailable);
            }
            outcome.seq = Some(sent.seq);
        }
        Ok(reply)
    }

    /// Twice in a row without anything kept means that the server is mistaken, not the device.
    fn take_device(&mut self) -> Vec<Effect> {
        if self.renamed {
            self.renamed = false;
            return self.stall(Trouble::Refused);
        }
        self.renamed = true;
        self.activity = Activity::TakingDevice;
        vec![Effect::TakeDevice]
    }

    /// The server is there but did not take the outbox: what others wrote is fetched all the same.
    fn stall(&mut self, trouble: Trouble) -> Vec<Effect> {
        self.stalled = Some(trouble);
        self.wants_push = false;
        self.wants_pull = self.keeps_rows;
        self.advance()
    }

    fn pulled(&mut self, answer: Result<Box<Fetched>, Failure>, from_start: bool, now: u64) -> Vec<Effect> {
        let fetched = match answer {
            Ok(fetched) => fetched,
            Err(Failure::StaleCursor) if !from_start => {
                self.status.complete = false;
                self.activity = Activity::Pulling { from_start: true };
                return vec![Effect::PullFromStart];
            }
            Err(Failure::Revoked) if self.revocation == Revocation::None => {
                self.hand_in();
                return self.advance();
            }
            // Something was saved meanwhile, and may still be handed in.
            Err(Failure::Revoked) if self.wants_push => {
                self.wants_pull = self.keeps_rows;
                return self.advance();
            }
            Err(failure) => return self.failed(failure),
        };
        self.reached(now);
        if self.revocation == Revocation::Wiped {
            self.revocation = Revocation::None;
        }
        let page = &fetched.page;
        self.wants_pull |= page.more;
        if let Some(decided) = page.decided.filter(|decided| *decided > self.decided) {
            self.decided = decided;
            self.asks_behind = Some(0);
        }
        self.activity = Activity::StoringPage { upto: (!page.more).then_some(page.upto) };
        vec![Effect::StorePage(fetched)]
    }

    /// Everything, also what was stuck or set aside: nobody can look after it here any more.
    fn hand_in(&mut self) {
        self.revocation = Revocation::HandingIn;
        self.status.complete = false;
        self.wants_push = true;
        self.wants_pull = false;
        self.asks_behind = Some(0);
    }

    fn wiped(&mut self, wiped: Result<(), StoreFailed>) -> Vec<Effect> {
        match wiped {
            Ok(()) => {
                self.revocation = Revocation::Wiped;
                self.rest(Trouble::Revoked)
            }
            Err(StoreFailed) => self.rest(Trouble::Storage),
        }
    }

    fn page_stored(&mut self, stored: Result<Shelved, StoreFailed>, upto: Option<u64>) -> Vec<Effect> {
        match (stored, upto) {
            (Ok(Shelved::Taken), Some(upto)) => {
                self.upto = self.upto.max(upto);
                self.status.head = self.status.head.max(upto);
                self.status.complete = true;
                // A head that was told of meanwhile may have come along.
                self.wants_pull &= self.status.head > upto;
            }
            // Once more, from where the rows stand now.
            (Ok(Shelved::Outrun), _) => self.wants_pull = true,
            (Ok(Shelved::Taken), None) | (Err(StoreFailed), _) => {}
        }
        self.settled(stored.map(drop))
    }

    fn settled(&mut self, stored: Result<(), StoreFailed>) -> Vec<Effect> {
        match stored {
            Ok(()) => {
                if self.stalled.is_none() {
                    self.failures = 0;
                }
                self.advance()
            }
            Err(StoreFailed) => self.rest(Trouble::Storage),
        }
    }

    fn reached(&mut self, now: u64) {
        self.status.trouble = self.stalled;
        self.status.last_contact = Some(now);
    }

    fn failed(&mut self, failure: Failure) -> Vec<Effect> {
        self.rest(match failure {
            Failure::Unreachable => Trouble::Offline,
            Failure::Unavailable => Trouble::ServerBusy,
            Failure::SignedOut => Trouble::SignInAgain,
            Failure::Revoked => Trouble::Revoked,
            Failure::Storage => Trouble::Storage,
            Failure::TooLarge | Failure::StaleCursor | Failure::Refused => Trouble::Refused,
        })
    }

    fn advance_if_idle(&mut self) -> Vec<Effect> {
        if self.activity == Activity::Idle { self.advance() } else { Vec::new() }
    }

    /// Sending comes before fetching: what was typed here is what can still be lost.
    fn advance(&mut self) -> Vec<Effect> {
        let step = if std::mem::take(&mut self.wants_push) {
            self.load(Which::Unsent)
        } else if let (Some(behind), None) = (self.asks_behind, self.stalled) {
            self.load(Which::Aside { behind })
        } else if self.revocation == Revocation::HandingIn && self.stalled.is_none() {
            self.activity = Activity::Wiping;
            Effect::Wipe
        } else if std::mem::take(&mut self.wants_pull) {
            self.activity = Activity::Pulling { from_start: false };
            Effect::Pull
        } else if let Some(trouble) = self.stalled {
            return self.rest(trouble);
        } else {
            self.activity = Activity::Idle;
            // A desk fetches nothing, and would not be told again.
            self.status.trouble = (self.revocation == Revocation::Wiped).then_some(Trouble::Revoked);
            self.hopeful = true;
            self.failures = 0;
            let ms = jitter(&mut self.seed, POLL_MS);
            Effect::Wait { ms }
        };
        self.status.busy = self.activity != Activity::Idle;
        vec![step, Effect::Report(self.status)]
    }

    fn load(&mut self, which: Which) -> Effect {
        self.activity = Activity::Loading(which);
        Effect::Load { which, most: self.batch }
    }

    /// Whatever was under way is still wanted, after a while.
    fn rest(&mut self, trouble: Trouble) -> Vec<Effect> {
        self.activity = Activity::Idle;
        self.stalled = None;
        self.wants_push = true;
        self.wants_pull = self.keeps_rows;
        self.status.busy = false;
        self.status.trouble = Some(trouble);
        let doubled = FIRST_RETRY_MS << self.failures.min(10);
        self.failures = self.failures.saturating_add(1);
        let ms = jitter(&mut self.seed, doubled.min(LAST_RETRY_MS));
        vec![Effect::Wait { ms }, Effect::Report(self.status)]
    }
}
