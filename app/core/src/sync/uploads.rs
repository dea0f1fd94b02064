use serde::{Deserialize, Serialize};

use super::dialogue::StoreFailed;
use crate::id::BlobHash;

/// The queue of contents on a device, behind that of the rows: what is asked, sent and let go of,
/// and when. It holds no bytes; the host carries out its effects, one at a time, and reports back.
///
/// **Invariant:** a content leaves the device only after the server has said that it keeps all of it,
/// and whatever fails, the queue rests with a timer set or waits for the rows, so it always goes on.
#[derive(Clone, Debug)]
pub struct Uploads {
    activity: Activity,
    /// The rows are sent, and nothing stands between here and the server.
    calm: bool,
    /// Of those up to this key the server wants to hear later.
    behind: Option<String>,
    failures: u32,
    /// Pieces in a row after which the server had no more than before.
    in_vain: u32,
    seed: u64,
}

/// A content that waits, as the host names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// In the order of the keys they are sent.
    pub key: String,
    pub hash: BlobHash,
    /// Bytes; `None` where they are not on the device any more.
    pub length: Option<u64>,
}

#[derive(Debug)]
pub enum UploadEvent {
    /// How the rows stand: `true` when all are sent and the server answers.
    Calm(bool),
    /// Back online, visible again, signed in: try now.
    Woke,
    Timer,
    Found(Result<Option<Content>, StoreFailed>),
    Answered(Result<Come, Unsent>),
    /// Nobody was asked: it does not wait any more, since its attachment was taken away.
    CalledOff,
    /// Whether the bytes on the device have the hash that they are kept under.
    Hashed(bool),
    Noted(Result<(), StoreFailed>),
}

/// How much of a content has come, as the server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Come {
    pub bytes: u64,
    pub all: bool,
}

/// Why an answer tells nothing of what has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    Unreachable,
    Unavailable {
        after_ms: u64,
    },
    SignedOut,
    WrongChecksum,
    /// The server had everything, and dropped it.
    WrongHash,
    /// Others have to be finished first.
    TooMany,
    NotTaken,
    TooLarge,
    /// Any other refusal.
    Refused,
}

/// What the host is to do; each but `Wait` is answered by one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadEffect {
    /// The first content behind this key that was not given up.
    Find {
        behind: Option<String>,
    },
    /// How much of it has come?
    Ask(Content),
    /// One piece, which begins there.
    Send {
        content: Content,
        from: u64,
    },
    Hash(Content),
    /// So much has come; for those who watch.
    Note {
        key: String,
        sent: u64,
    },
    /// The server keeps it.
    LetGo(Content),
    /// It stays on the device and is not sent any more; its owner must know.
    GiveUp {
        key: String,
        why: GivenUp,
    },
    Wait {
        ms: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenUp {
    /// By its own bytes it is nothing that may be attached.
    NotTaken,
    TooLarge,
    /// Its bytes are not what they were, or gone.
    Damaged,
}

const FIRST_RETRY_MS: u64 = 1_000;
const LAST_RETRY_MS: u64 = 60_000;
/// So often a piece is sent again at once.
const IN_VAIN: u32 = 3;

#[derive(Clone, Debug)]
enum Activity {
    Idle,
    Finding,
    Asking(Content),
    Sending(Content, u64),
    Hashing(Content),
    Noting(Step),
    /// Until the rows are through.
    Paused(Step),
    /// Until the timer.
    Resting(Step),
}

#[derive(Clone, Debug)]
enum Step {
    Find,
    Ask(Content),
    Send(Content, u64),
}

impl Uploads {
    /// `seed` spreads the retries of many phones that lost the same server.
    pub fn new(seed: u64) -> Self {
        Self { activity: Activity::Idle, calm: false, behind: None, failures: 0, in_vain: 0, seed }
    }

    /// An answer that nobody waits for changes nothing.
    pub fn handle(&mut self, event: UploadEvent) -> Vec<UploadEffect> {
        let activity = std::mem::replace(&mut self.activity, Activity::Idle);
        match (event, activity) {
            (UploadEvent::Calm(calm), activity) => {
                self.calm = calm;
                match activity {
                    Activity::Idle if calm => self.go(Step::Find),
                    Activity::Paused(step) => self.go(step),
                    other => self.stay(other),
                }
            }
            (UploadEvent::Woke, activity) => {
                self.failures = 0;
                match activity {
                    Activity::Resting(step) => self.go(step),
                    other => self.stay(other),
                }
            }
            (UploadEvent::Timer, Activity::Resting(step)) => self.go(step),
            (UploadEvent::Found(found), Activity::Finding) => self.found(found),
            (UploadEvent::Answered(answer), Activity::Asking(content)) => self.answered(answer, content, None),
            (UploadEvent::Answered(answer), Activity::Sending(content, from)) => {
                self.answered(answer, content, Some(from))
            }
            (UploadEvent::CalledOff, Activity::Asking(_) | Activity::Sending(..)) => self.go(Step::Find),
            (UploadEvent::Hashed(true), Activity::Hashing(content)) => self.again(Step::Send(content, 0)),
            (UploadEvent::Hashed(false), Activity::Hashing(content)) => self.give_up(content, GivenUp::Damaged),
            (UploadEvent::Noted(noted), Activity::Noting(step)) => match noted {
                Ok(()) => self.go(step),
                Err(StoreFailed) => self.rest(step, 0),
            },
            (_, activity) => self.stay(activity),
        }
    }

    fn found(&mut self, found: Result<Option<Content>, StoreFailed>) -> Vec<UploadEffect> {
        match found {
            Ok(Some(content)) => {
                self.in_vain = 0;
                self.go(Step::Ask(content))
            }
            // Those that were passed over are asked about again, later.
            Ok(None) if self.behind.take().is_some() => self.rest(Step::Find, 0),
            Ok(None) => {
                self.failures = 0;
                self.stay(Activity::Idle)
            }
            Err(StoreFailed) => self.rest(Step::Find, 0),
        }
    }

    /// `from` is where the piece began; `None` where the server was only asked.
    fn answered(&mut self, answer: Result<Come, Unsent>, content: Content, from: Option<u64>) -> Vec<UploadEffect> {
        let same = |content: Content| match from {
            Some(from) => Step::Send(content, from),
            None => Step::Ask(content),
        };
        match answer {
            Ok(Come { all: true, .. }) => {
                self.failures = 0;
                self.activity = Activity::Noting(Step::Find);
                vec![UploadEffect::LetGo(content)]
            }
            Ok(Come { bytes, .. }) => self.come(content, bytes, from),
            Err(Unsent::WrongChecksum) => self.again(same(content)),
            Err(Unsent::WrongHash) => {
                self.activity = Activity::Hashing(content.clone());
                vec![UploadEffect::Hash(content)]
            }
            Err(Unsent::NotTaken) => self.give_up(content, GivenUp::NotTaken),
            Err(Unsent::TooLarge) => self.give_up(content, GivenUp::TooLarge),
            Err(Unsent::TooMany | Unsent::Refused) => {
                self.behind = Some(content.key);
                self.go(Step::Find)
            }
            Err(Unsent::Unavailable { after_ms }) => self.rest(same(content), after_ms),
            // The piece may have come all the same.
            Err(Unsent::Unreachable | Unsent::SignedOut) => self.rest(Step::Ask(content), 0),
        }
    }

    fn come(&mut self, content: Content, bytes: u64, from: Option<u64>) -> Vec<UploadEffect> {
        match content.length {
            None => return self.give_up(content, GivenUp::Damaged),
            // Nothing is left to send, and still the server does not keep it.
            Some(length) if bytes >= length => return self.again(Step::Ask(content)),
            Some(_) => {}
        }
        match from {
            None => self.go(Step::Send(content, bytes)),
            Some(from) if bytes > from => {
                (self.failures, self.in_vain) = (0, 0);
                let key = content.key.clone();
                self.activity = Activity::Noting(Step::Send(content, bytes));
                vec![UploadEffect::Note { key, sent: bytes }]
            }
            Some(_) => self.again(Step::Send(content, bytes)),
        }
    }

    fn give_up(&mut self, content: Content, why: GivenUp) -> Vec<UploadEffect> {
        self.activity = Activity::Noting(Step::Find);
        vec![UploadEffect::GiveUp { key: content.key, why }]
    }

    /// At once, but not for ever.
    fn again(&mut self, step: Step) -> Vec<UploadEffect> {
        self.in_vain += 1;
        if self.in_vain > IN_VAIN {
            self.in_vain = 0;
            return self.rest(step, 0);
        }
        self.go(step)
    }

    /// Rows come first, also in the middle of a content.
    fn go(&mut self, step: Step) -> Vec<UploadEffect> {
        if !self.calm {
            return self.stay(Activity::Paused(step));
        }
        let effect;
        (self.activity, effect) = match step {
            Step::Find => (Activity::Finding, UploadEffect::Find { behind: self.behind.clone() }),
            Step::Ask(content) => (Activity::Asking(content.clone()), UploadEffect::Ask(content)),
            Step::Send(content, from) => {
                (Activity::Sending(content.clone(), from), UploadEffect::Send { content, from })
            }
        };
        vec![effect]
    }

    fn stay(&mut self, activity: Activity) -> Vec<UploadEffect> {
        self.activity = activity;
        Vec::new()
    }

    fn rest(&mut self, step: Step, at_least_ms: u64) -> Vec<UploadEffect> {
        self.activity = Activity::Resting(step);
        let doubled = FIRST_RETRY_MS << self.failures.min(10);
        self.failures = self.failures.saturating_add(1);
        let ms = super::jitter(&mut self.seed, doubled.min(LAST_RETRY_MS)).max(at_least_ms);
        vec![UploadEffect::Wait { ms }]
    }
}
