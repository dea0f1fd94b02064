//! 跟进事项: what a visit leaves to be done, with an owner and a due date. Either a next step that was
//! agreed, or a commitment of ours to the company (政府承诺).

use super::Day;
use crate::id::RecordId;
use crate::merge::{Record, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    NextStep,
    Commitment,
}

impl Sort {
    pub const ALL: [Self; 2] = [Self::NextStep, Self::Commitment];

    /// The list of a visit that holds them.
    pub fn list(self) -> &'static str {
        match self {
            Self::NextStep => "next",
            Self::Commitment => "commitments",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    pub sort: Sort,
    pub key: String,
    pub what: String,
    pub owner: Option<RecordId>,
    pub owner_name: String,
    pub due: Option<Day>,
    pub done: bool,
    pub done_day: Option<Day>,
    /// How it ended.
    pub done_note: String,
}

impl FollowUp {
    /// The path of one of its fields in the visit.
    pub fn path(&self, field: &str) -> String {
        format!("{}/{}/{field}", self.sort.list(), self.key)
    }

    fn of(visit: &Record, sort: Sort, key: &str) -> Self {
        let text = |field| visit.text(&format!("{}/{key}/{field}", sort.list()));
        let words = |field| text(field).unwrap_or_default().to_owned();
        let day = |field| text(field).and_then(|day| day.parse().ok());
        Self {
            sort,
            key: key.to_owned(),
            what: words("what"),
            owner: text("owner").and_then(|id| id.parse().ok()),
            owner_name: words("owner_name"),
            due: day("due"),
            done: is_done(visit, sort, key),
            done_day: day("done_day"),
            done_note: words("done_note"),
        }
    }
}

/// What a visit leaves to be done, next steps first.
pub fn follow_ups(visit: &Record) -> Vec<FollowUp> {
    Sort::ALL.into_iter().flat_map(|sort| follow_ups_of(visit, sort)).collect()
}

pub fn follow_ups_of(visit: &Record, sort: Sort) -> Vec<FollowUp> {
    visit.items(sort.list()).into_iter().map(|key| FollowUp::of(visit, sort, key)).collect()
}

fn is_done(visit: &Record, sort: Sort, key: &str) -> bool {
    visit.get(&format!("{}/{key}/done", sort.list())).and_then(Value::as_bool) == Some(true)
}

/// Whether anything of it is still to be done.
pub(super) fn leaves_open(visit: &Record) -> bool {
    Sort::ALL.into_iter().any(|sort| visit.items(sort.list()).into_iter().any(|key| !is_done(visit, sort, key)))
}
