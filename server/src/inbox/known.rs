use std::collections::HashMap;
use std::sync::Arc;

use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId};
use zoufang_core::merge::{Change, Dot};
use zoufang_core::sync::same_but_for_numbers;
use zoufang_core::wire::{Fate, Outcome, Reason};

use super::Delivery;
use super::received::Received;
use super::waiting::Waiting;
use crate::db::{KnownChange, LiesAside, SetAside, SetAsideNumber, StorageError, Taken, Writing};

/// The numbers and ids that the tenant has seen before, as far as they concern a batch.
#[derive(Debug, Default)]
pub struct Known {
    by_number: HashMap<(DeviceId, u64), Earlier>,
    /// Changes that were set aside without a number.
    by_hash: HashMap<(DeviceId, Vec<u8>), Kept>,
    /// An id is a name within its author's changes: whoever carries somebody's file knows theirs.
    by_id: HashMap<(PersonId, ChangeId), Named>,
    /// What others brought of a device, unproven; by its content.
    brought: HashMap<(DeviceId, Vec<u8>), (SetAsideNumber, Kept)>,
}

#[derive(Debug)]
struct Earlier {
    hash: Vec<u8>,
    kept: Kept,
}

/// Which change has an id.
#[derive(Debug)]
struct Named {
    change: Arc<Change>,
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
    /// What concerns the deliveries, and what waits for what they may bring.
    pub async fn load(
        writing: &mut Writing,
        tenant: TenantId,
        deliveries: &[Delivery],
        waiting: &Waiting,
        lies_aside: LiesAside,
    ) -> Result<Self, StorageError> {
        let (mut numbers, mut unnumbered) = (Vec::new(), Vec::new());
        let mut ids: Vec<ChangeId> = waiting.change_ids().collect();
        for Delivery { device, changes, .. } in deliveries {
            for received in changes {
                match received.number() {
                    Some(number) => numbers.push((*device, number)),
                    None => unnumbered.push((*device, received.hash)),
                }
                ids.extend(received.reading.iter().map(|change| change.id));
            }
        }
        let mut known = Self::default();
        let by_number = writing.changes_by_number(tenant, &numbers).await?;
        by_number.into_iter().for_each(|change| known.note_number(change));
        let by_id = writing.changes_by_id(tenant, &ids).await?;
        by_id.into_iter().for_each(|(author, change, pos)| known.note_applied(author, Arc::new(change), pos));
        if !lies_aside.anything {
            return Ok(known);
        }
        // By their ids first, in the order of arrival: the first under an id keeps it.
        let mut set_aside = writing.set_aside_by_id(tenant, &ids).await?;
        set_aside.extend(writing.set_aside_by_number(tenant, &numbers).await?);
        set_aside.extend(writing.set_aside_by_hash(tenant, &unnumbered).await?);
        if lies_aside.brought {
            let devices: Vec<DeviceId> = deliveries.iter().map(|delivery| delivery.device).collect();
            let of_others = writing.devices_brought(tenant, &devices).await?;
            let all = deliveries.iter().filter(|delivery| of_others.contains(&delivery.device));
            let hashes = all.flat_map(|Delivery { device, changes, .. }| changes.iter().map(|c| (*device, c.hash)));
            set_aside.extend(writing.set_aside_by_hash(tenant, &hashes.collect::<Vec<_>>()).await?);
        }
        for change in &set_aside {
            known.note_set_aside(change, Received::of(change).and_then(|received| received.reading.ok()));
        }
        Ok(known)
    }

    pub fn note_number(&mut self, known: KnownChange) {
        let KnownChange { device, seq, hash, pos } = known;
        self.by_number.insert((device, seq), Earlier { hash, kept: Kept::Applied { pos } });
    }

    /// Whatever was set aside under the same id: this is the change that has it.
    pub fn note_applied(&mut self, author: PersonId, change: Arc<Change>, pos: u64) {
        self.by_id.insert((author, change.id), Named { change, kept: Kept::Applied { pos } });
    }

    /// `change` is what could be read of it. The first under an id keeps it.
    pub fn note_set_aside(&mut self, set_aside: &SetAside, change: Option<Arc<Change>>) {
        let SetAside { device, seq, hash, author, .. } = set_aside;
        let kept = Kept::of(set_aside);
        if set_aside.brought_by.is_some() {
            self.brought.insert((*device, hash.clone()), (set_aside.number, kept));
            return;
        }
        if let Some(change) = change {
            let named = Named { change, kept: kept.clone() };
            let name = (*author, named.change.id);
            match self.by_id.get(&name) {
                // As it came, which is what its device may send again; the log has it as it was mended.
                Some(logged) if kept.is_applied() && logged.change.dot() == named.change.dot() => {
                    self.by_id.insert(name, named);
                }
                Some(_) => {}
                None => {
                    self.by_id.insert(name, named);
                }
            }
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

    /// The answer to a change that somebody brought before, unproven.
    pub fn brought_before(&self, device: DeviceId, received: &Received) -> Option<Outcome> {
        let (_, kept) = self.brought.get(&(device, received.hash.to_vec()))?;
        Some(kept.answer(received.seq))
    }

    /// The change comes from its author: where it lay because somebody had brought it.
    pub fn forget_brought(&mut self, device: DeviceId, received: &Received) -> Option<SetAsideNumber> {
        let (number, _) = self.brought.remove(&(device, received.hash.to_vec()))?;
        Some(number)
    }

    /// A change is about to be ruled over anew: it does not stand in its own way.
    pub fn forget_set_aside(&mut self, author: PersonId, change: &Change) {
        let is_it = |named: &Named| named.change.dot() == change.dot() && matches!(named.kept, Kept::SetAside { .. });
        let name = (author, change.id);
        if self.by_id.get(&name).is_some_and(is_it) {
            self.by_id.remove(&name);
        }
    }

    /// What was applied under an id. Of several that only lie aside, each may still be.
    pub fn applied_under(&self, author: PersonId, id: ChangeId) -> Option<Dot> {
        self.by_id.get(&(author, id)).filter(|named| named.kept.is_applied()).map(|named| named.change.dot())
    }

    /// Whether another content has the number.
    pub fn number_taken(&self, device: DeviceId, received: &Received) -> bool {
        let earlier = received.number().and_then(|number| self.by_number.get(&(device, number)));
        earlier.is_some_and(|earlier| earlier.hash != received.hash)
    }

    pub fn recognise(&self, author: PersonId, device: DeviceId, received: &Received) -> Recognition {
        let Some(number) = received.number() else {
            let kept = self.by_hash.get(&(device, received.hash.to_vec()));
            return kept.map_or(Recognition::New, |kept| Recognition::Again(kept.answer(received.seq)));
        };
        match self.by_number.get(&(device, number)) {
            Some(earlier) if earlier.hash == received.hash => Recognition::Again(earlier.kept.answer(received.seq)),
            // Under a number of which only the sender knew, since the change was known by its id.
            Some(_) => match self.recognise_by_id(author, received) {
                Recognition::Again(outcome) => Recognition::Again(outcome),
                _ => Recognition::Cloned,
            },
            None => self.recognise_by_id(author, received),
        }
    }

    /// A device that took a new id numbers its unsent changes anew. One of them may have been
    /// stored under the old number, its answer lost: that is the same change, not a second one.
    pub fn recognise_by_id(&self, author: PersonId, received: &Received) -> Recognition {
        let Ok(change) = &received.reading else {
            return Recognition::New;
        };
        match self.by_id.get(&(author, change.id)) {
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
    fn of(set_aside: &SetAside) -> Self {
        match set_aside.taken.as_ref().and_then(Taken::applied_at) {
            Some(pos) => Self::Applied { pos },
            None => Self::SetAside { waits_for: set_aside.awaits(), reason: set_aside.told() },
        }
    }

    fn is_applied(&self) -> bool {
        matches!(self, Self::Applied { .. })
    }

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
