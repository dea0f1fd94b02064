use serde::{Deserialize, Serialize};

use crate::wire::{Fate, Outcome, Reason, ReasonCode};

/// How a change on its way stands, as its device knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// The server has not said that it keeps it.
    Unsent,
    /// The server keeps it; its row comes with the next pull that passes this head number.
    Kept(u64),
    /// The server keeps it aside and did not apply it: its author must know why.
    Aside(Reason),
    /// Nothing between here and the server takes it, for its size. It stays here, out of the way of
    /// what stands behind it, and is offered again when the device asks about what was set aside.
    Stuck(Reason),
}

impl Waiting {
    /// What an answer adds to it; `head` is the head of that answer. `None` where it tells nothing
    /// new: an answer may come long after a later one, in a tab that was away, and what was applied
    /// stays applied.
    pub fn told(&self, outcome: &Outcome, head: u64) -> Option<Self> {
        if !outcome.stored {
            // Under its number the server has set aside something else: this one is only here.
            let is_another = outcome.fate == Fate::Cloned && matches!(self, Self::Aside(_));
            return is_another.then_some(Self::Unsent);
        }
        let told = match &outcome.reason {
            Some(reason) => Self::Aside(reason.clone()),
            None => Self::Kept(outcome.position.unwrap_or(head)),
        };
        let is_older = match (self, &told) {
            (Self::Kept(_), _) => true,
            // Whatever waits for its record is ruled over when that comes, and never waits again.
            // What the office has refused stays so until it is applied.
            (Self::Aside(known), Self::Aside(reason)) => {
                known == reason || waits(reason) && !waits(known) || is_refused(known) && !is_refused(reason)
            }
            _ => false,
        };
        (!is_older).then_some(told)
    }

    /// Whether the rows up to a head number show it, so that the device may let go of it.
    pub fn has_come(&self, upto: u64) -> bool {
        matches!(self, Self::Kept(position) if *position <= upto)
    }

    /// Why it does not become part of its record by itself.
    pub fn refusal(&self) -> Option<&Reason> {
        match self {
            Self::Aside(reason) | Self::Stuck(reason) => Some(reason),
            Self::Unsent | Self::Kept(_) => None,
        }
    }

    /// Whether no other place is known to have it.
    pub fn is_only_here(&self) -> bool {
        matches!(self, Self::Unsent | Self::Stuck(_))
    }
}

fn is_refused(reason: &Reason) -> bool {
    reason.code == ReasonCode::Refused
}

fn waits(reason: &Reason) -> bool {
    reason.code == ReasonCode::RecordNotThere
}
