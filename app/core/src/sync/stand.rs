use serde::{Deserialize, Serialize};

use super::lease::Lease;
use crate::wire::PullPage;

/// How far the rows on a device have come. It changes in the transactions that store rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// Where the next page begins; `None` at the start.
    pub cursor: Option<String>,
    /// Head number up to which the rows here are the server's.
    pub upto: u64,
    /// How often everything was fetched anew. A row belongs to the round in which it came.
    #[serde(default)]
    pub round: u64,
    #[serde(default)]
    pub sweep: Sweep,
    /// `None` before the first pull has ended, and under a server that sets no end.
    #[serde(default)]
    pub lease: Option<Lease>,
    /// When the last pull ended, by the device's clock: the rows here are those of then.
    #[serde(default)]
    pub pulled: Option<u64>,
}

/// What is to become of rows of earlier rounds: those that do not come again have left the scope,
/// or were deleted meanwhile. Nothing but this says so, hence it is as durable as the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sweep {
    #[default]
    Done,
    /// They may come again until the last page of this round has.
    Due,
    /// They go off the device, in the order of their keys; up to this one it is done.
    Behind(String),
}

/// A page with the cursor it was asked for.
#[derive(Debug)]
pub struct Fetched {
    pub after: Option<String>,
    pub page: PullPage,
}

/// What became of a fetched page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelved {
    Taken,
    /// The rows were not where the page goes on: another tab has stored more meanwhile, or began
    /// anew. Nothing of it was stored.
    Outrun,
}

impl Stand {
    /// Whether a page goes on where the rows stand. Any other would leave a gap before it, and its
    /// cursor would hide the gap for ever.
    pub fn continues(&self, fetched: &Fetched) -> bool {
        self.cursor == fetched.after
    }

    /// Notes that the page was stored; `now` by the device's clock.
    pub fn pass(&mut self, page: &PullPage, now: u64) {
        self.cursor = Some(page.cursor.clone());
        if !page.more {
            self.upto = page.upto;
            self.pulled = Some(now);
            // Before the last page rows may stand here that do not come again.
            self.lease = Lease::granted(page, now);
            if self.sweep == Sweep::Due {
                self.sweep = Sweep::Behind(String::new());
            }
        }
    }

    /// Everything is to be fetched anew. What is here stays until the last page has come.
    pub fn begin_anew(&mut self) {
        self.cursor = None;
        self.round += 1;
        self.sweep = Sweep::Due;
    }

    /// Whether the rows here may be shown. Where they may not, they stay, and the next pull that ends
    /// lets them be seen again.
    pub fn may_show(&self, now: u64) -> bool {
        self.lease.is_none_or(|lease| !lease.is_over(now))
    }

    /// The key behind which rows of earlier rounds are to be taken off the device now.
    pub fn sweeps_behind(&self) -> Option<&str> {
        match &self.sweep {
            Sweep::Behind(key) => Some(key),
            Sweep::Done | Sweep::Due => None,
        }
    }

    /// Notes that the rows up to `last` were looked at, or all of them.
    pub fn swept(&mut self, last: Option<String>) {
        self.sweep = last.map_or(Sweep::Done, Sweep::Behind);
    }
}
