use std::collections::HashMap;

use zoufang_core::id::{ChangeId, DeviceId, RecordId};
use zoufang_core::merge::{Change, Dot};
use zoufang_core::sync::same_but_for_numbers;
use zoufang_core::wire::{Fate, Outcome, Reason};

use super::received::Received;
use crate::db::{KnownChange, SetAside};

/// The numbers and ids that the tenant has seen before, as far as they concern a batch.
#[derive(Debug, Default)]
pub struct Known {
    by_number: HashMap<(DeviceId, u64), Earlier>,
    /// Changes that were set aside without a number.
    by_hash: HashMap<(DeviceId, Vec<u8>), Kept>,
    by_id: HashMap<ChangeId, Named>,
}

#[derive(Debug)]
struct Earlier {
    hash: Vec<u8>,
    kept: Kept,
}

/// Which change has an id.
#[derive(Debug)]
struct Named {
    change: Change,
    kept: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    Applied { pos: u64 },
    SetAside { waits_for: Option<RecordId>, reason: Reason },
}

/// Whether a change was here before.
#[derive(Debug)]
pub enum Recognition {
    New,
    /// The same again: the answer that was given, or would have been given had it arrived.
    Again(Outcome),
    /// Another content under a number that is taken.
    Cloned,
    /// Another content under an id that is taken.
    IdTaken(Dot),
}

impl Known {
    pub fn note_number(&mut self, known: KnownChange) {
        let KnownChange { device, seq, hash, pos } = known;
        self.by_number.insert((device, seq), Earlier { hash, kept: Kept::Applied { pos } });
    }

    /// Whatever was set aside under the same id: this is the change that has it.
    pub fn note_applied(&mut self, change: Change, pos: u64) {
        self.by_id.insert(change.id, Named { change, kept: Kept::Applied { pos } });
    }

    /// `change` is what could be read of it. The first under an id keeps it.
    pub fn note_set_aside(&mut self, set_aside: &SetAside, change: Option<Change>) {
        let SetAside { device, seq, hash, waits_for, reason, .. } = set_aside;
        let kept = Kept::SetAside { waits_for: *waits_for, reason: reason.clone() };
        if let Some(change) = change {
            self.by_id.entry(change.id).or_insert(Named { change, kept: kept.clone() });
        }
        match seq {
            Some(seq) => {
                self.by_number.insert((*device, *seq), Earlier { hash: hash.clone(), kept });
            }
            None => {
                self.by_hash.insert((*device, hash.clone()), kept);
            }
        }
    }

    /// A change is about to be ruled over anew: it does not stand in its own way.
    pub fn forget_set_aside(&mut self, change: &Change) {
        let is_it = |named: &Named| named.change.dot() == change.dot() && matches!(named.kept, Kept::SetAside { .. });
        if self.by_id.get(&change.id).is_some_and(is_it) {
            self.by_id.remove(&change.id);
        }
    }

    pub fn recognise(&self, device: DeviceId, received: &Received) -> Recognition {
        let Some(number) = received.number() else {
            let kept = self.by_hash.get(&(device, received.hash.to_vec()));
            return kept.map_or(Recognition::New, |kept| Recognition::Again(kept.answer(received.seq)));
        };
        match self.by_number.get(&(device, number)) {
            Some(earlier) if earlier.hash == received.hash => Recognition::Again(earlier.kept.answer(received.seq)),
            // Under a number of which only the sender knew, since the change was known by its id.
            Some(_) => match self.recognise_by_id(received) {
                Recognition::Again(outcome) => Recognition::Again(outcome),
                _ => Recognition::Cloned,
            },
            None => self.recognise_by_id(received),
        }
    }

    /// A device that took a new id numbers its unsent changes anew. One of them may have been
    /// stored under the old number, its answer lost: that is the same change, not a second one.
    pub fn recognise_by_id(&self, received: &Received) -> Recognition {
        let Ok(change) = &received.reading else {
            return Recognition::New;
        };
        match self.by_id.get(&change.id) {
            None => Recognition::New,
            Some(named) if is_same_save(&named.change, change) => Recognition::Again(named.kept.answer(received.seq)),
            Some(named) => Recognition::IdTaken(named.change.dot()),
        }
    }
}

/// What was applied bears its stamp as the server clamped it.
fn is_same_save(kept: &Change, sent: &Change) -> bool {
    same_but_for_numbers(&Change { at: sent.at, ..kept.clone() }, sent)
}

impl Kept {
    fn answer(&self, seq: Option<u64>) -> Outcome {
        match self {
            Self::Applied { pos } => {
                Outcome { seq, fate: Fate::Duplicate, stored: true, position: Some(*pos), reason: None }
            }
            // The sender may never have learned that its change was not applied, and why.
            Self::SetAside { waits_for, reason } => {
                let fate = if waits_for.is_some() { Fate::Held } else { Fate::Quarantined };
                Outcome { seq, fate, stored: true, position: None, reason: Some(reason.clone()) }
            }
        }
    }
}
