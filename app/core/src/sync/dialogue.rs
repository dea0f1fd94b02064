//! What the engine and its host say to each other.

use serde::{Deserialize, Serialize};

use super::stand::{Fetched, Shelved};
use crate::id::DeviceId;
use crate::merge::{Change, Dot};
use crate::wire::{PushReply, Reason};

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
    /// The server no longer trusts this device with rows.
    Revoked,
    /// The timer that the engine asked for.
    Timer,
    Loaded(Result<Vec<Change>, StoreFailed>),
    Pushed(Result<PushReply, Failure>),
    OutcomesStored(Result<(), StoreFailed>),
    DeviceTaken(Result<(), StoreFailed>),
    Pulled(Result<Box<Fetched>, Failure>),
    PageStored(Result<Shelved, StoreFailed>),
    Wiped(Result<(), StoreFailed>),
}

/// The device's storage refused; the host keeps the particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreFailed;

/// What the host is to do; each but `Wait` and `Report` is answered by one event.
#[derive(Debug)]
pub enum Effect {
    /// The oldest of such changes, all of one device: at most so many, and no heavier together than
    /// a push may be, but always one if there is one.
    Load {
        which: Which,
        most: usize,
    },
    Push(Vec<Change>),
    /// Marks what the server keeps; what it keeps may be let go of. Every outcome has its number.
    StoreOutcomes(Answer),
    /// Keeps an unsent change out of the way of the others, as [`super::Waiting::Stuck`]; answered
    /// by `OutcomesStored`.
    PutAside {
        change: Dot,
        reason: Reason,
    },
    /// Takes a new device id and renumbers, with [`super::renumber`], what the server does not keep.
    TakeDevice,
    /// Fetches the page after the stored cursor.
    Pull,
    /// Fetches from the start: the server no longer knows the cursor. Rows that do not come again
    /// by the last page have left the scope.
    PullFromStart,
    /// Rows and cursor, in one transaction, if the page goes on where the rows stand.
    StorePage(Box<Fetched>),
    /// Takes everything off the device that no longer is its business: rows, and what the server
    /// keeps of the outbox. What is only here stays, and counts for a new device id: the old one never
    /// gets anything again.
    Wipe,
    /// Replaces the timer that is running.
    Wait {
        ms: u64,
    },
    Report(Status),
}

/// What the server said of a push, and for which device that spoke. A number means nothing without
/// its device: the answer may come when the device has another name, or its storage was cleared and
/// it counts anew.
#[derive(Clone, Debug)]
pub struct Answer {
    pub device: DeviceId,
    pub reply: PushReply,
}

/// Which changes of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Unsent,
    /// Set aside by the server or stuck, behind this number. What became of them since is asked by sending them again: the
    /// server knows them by number and content, and only repeats what it made of them.
    Aside {
        behind: u64,
    },
}

/// How a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, a captive portal's page, a broken answer.
    Unreachable,
    /// 5xx, 429.
    Unavailable,
    SignedOut,
    /// The device may hand in what it holds, and gets nothing any more.
    Revoked,
    TooLarge,
    StaleCursor,
    /// The device could not read what it was to send or ask.
    Storage,
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
    /// The device was revoked and is wiped; who signs in anew begins with another.
    Revoked,
    /// The device could not write; nothing was let go of.
    Storage,
    Refused,
}
