use serde::{Deserialize, Serialize};

use crate::wire::PullPage;

/// How far the rows on a device have come. It changes in the transactions that store rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// Where the next page begins; `None` at the start.
    pub cursor: Option<String>,
    /// Head number up to which the rows here are the server's.
    pub upto: u64,
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

    /// Notes that the page was stored.
    pub fn pass(&mut self, page: &PullPage) {
        self.cursor = Some(page.cursor.clone());
        if !page.more {
            self.upto = page.upto;
        }
    }

    /// Everything is to be fetched anew.
    pub fn begin_anew(&mut self) {
        self.cursor = None;
    }
}
