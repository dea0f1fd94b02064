use std::collections::HashMap;

use zoufang_core::id::{RecordId, UnitId};
use zoufang_core::merge::Record;

use crate::db::{RecordRow, StorageError};

/// The records that a batch reads and writes: each change sees what the ones before it did.
#[derive(Debug, Default)]
pub struct WorkingSet {
    entries: HashMap<RecordId, Entry>,
    /// Those that differ from what was written.
    changed: Vec<RecordId>,
}

#[derive(Debug)]
struct Entry {
    /// As it was written last, once the batch has changed it since; `None` where it was never written.
    before: Option<Record>,
    now: Record,
    /// Of the batch's last change to it that is not written.
    pos: Option<u64>,
}

impl WorkingSet {
    /// Takes in a record as the disk has it.
    pub fn load(&mut self, record: Record) {
        self.entries.entry(record.id).or_insert(Entry { before: None, now: record, pos: None });
    }

    pub fn get(&self, id: RecordId) -> Option<&Record> {
        self.entries.get(&id).map(|entry| &entry.now)
    }

    pub fn unit_of(&self, id: RecordId) -> Option<UnitId> {
        self.get(id).map(Record::unit)
    }

    /// The record after a change. Tells whether it was there before.
    pub fn put(&mut self, record: Record, pos: u64) -> bool {
        let id = record.id;
        let Some(entry) = self.entries.get_mut(&id) else {
            self.entries.insert(id, Entry { before: None, now: record, pos: Some(pos) });
            self.changed.push(id);
            return false;
        };
        let last = std::mem::replace(&mut entry.now, record);
        if entry.pos.replace(pos).is_none() {
            entry.before = Some(last);
            self.changed.push(id);
        }
        true
    }

    /// What differs from what was written, to be written now. `now` in milliseconds since 1970.
    pub fn rows_to_write(&mut self, now: u64) -> impl Iterator<Item = Result<RecordRow, StorageError>> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().filter_map(move |id| {
            let Entry { before, now: record, pos } = self.entries.get_mut(&id)?;
            Some(RecordRow::new(record, before.take().as_ref(), pos.take()?, now))
        })
    }
}
