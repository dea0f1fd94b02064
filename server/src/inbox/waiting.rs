use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use zoufang_core::id::{ChangeId, RecordId, TenantId};
use zoufang_core::merge::Change;
use zoufang_core::permission::Actor;
use zoufang_core::sync::parent;

use super::received::Received;
use super::working_set::WorkingSet;
use crate::db::{SetAside, SetAsideNumber, StorageError, Writing};

/// Changes that may wait for one record. What comes besides lies in quarantine until the office decides.
const MOST: usize = 1_000;

/// Changes that wait for a record which has not come.
#[derive(Debug, Default)]
pub struct Waiting {
    by_record: HashMap<RecordId, BTreeMap<SetAsideNumber, Held>>,
}

/// A change that waits, with the sender as permission sees them now.
#[derive(Debug)]
pub struct Held {
    pub set_aside: SetAside,
    pub received: Received,
    pub actor: Actor,
}

impl Waiting {
    pub fn add(&mut self, record: RecordId, held: Held) {
        self.by_record.entry(record).or_default().insert(held.set_aside.number, held);
    }

    pub fn has_room_for(&self, record: RecordId) -> bool {
        self.by_record.get(&record).is_none_or(|waiting| waiting.len() < MOST)
    }

    pub fn forget(&mut self, number: SetAsideNumber) {
        self.by_record.values_mut().for_each(|waiting| drop(waiting.remove(&number)));
    }

    /// What waited for the record, in the order of arrival.
    pub fn release(&mut self, record: RecordId) -> impl Iterator<Item = Held> + use<> {
        self.by_record.remove(&record).unwrap_or_default().into_values()
    }

    /// The ids of all changes that wait.
    pub fn change_ids(&self) -> impl Iterator<Item = ChangeId> {
        self.by_record
            .values()
            .flat_map(BTreeMap::values)
            .filter_map(|held| Some(held.received.reading.as_ref().ok()?.id))
    }

    /// Loads what waits for the records, what waits for the records of those changes, and so on,
    /// with all records concerned.
    pub async fn load(
        &mut self,
        writing: &mut Writing,
        tenant: TenantId,
        mut absent: Vec<RecordId>,
        records: &mut WorkingSet,
    ) -> Result<(), StorageError> {
        let mut actors = HashMap::new();
        while !absent.is_empty() {
            let mut concerned = Vec::new();
            for set_aside in writing.waiting_for(tenant, &absent).await? {
                let actor = match actors.entry(set_aside.author) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => unknown.insert(writing.actor(tenant, set_aside.author).await?),
                };
                // Of somebody who is gone it goes on waiting, for the office to decide.
                let Some(actor) = actor.clone() else { continue };
                let Some(held) = held(set_aside, actor) else { continue };
                concerned.extend(held.received.reading.iter().flat_map(|change| records_of(change)));
                if let Some(waits_for) = held.set_aside.waits_for {
                    self.add(waits_for, held);
                }
            }
            concerned.retain(|id| records.get(*id).is_none() && !self.by_record.contains_key(id));
            for record in writing.records(tenant, &concerned).await? {
                records.load(record);
            }
            concerned.retain(|id| records.get(*id).is_none());
            absent = concerned;
        }
        Ok(())
    }
}

fn held(set_aside: SetAside, actor: Actor) -> Option<Held> {
    let received = Received::of(&set_aside)?;
    Some(Held { set_aside, received, actor })
}

/// The record of a change and the one it hangs on.
pub fn records_of(change: &Change) -> impl Iterator<Item = RecordId> + use<> {
    let parent = change.kind.spec().and_then(|spec| parent(spec, change));
    [Some(change.record), parent].into_iter().flatten()
}
