use std::collections::HashMap;

use zoufang_core::domain::Kind;
use zoufang_core::id::{RecordId, UnitId};
use zoufang_core::merge::Record;

use crate::db::{RecordRow, StorageError};

/// The records that a batch reads and writes: each change sees what the ones before it did.
#[derive(Debug, Default)]
pub struct WorkingSet {
    entries: HashMap<RecordId, Entry>,
}

#[derive(Debug)]
struct Entry {
    /// As the disk has it, once the batch has changed it.
    before: Option<Record>,
    now: Record,
    /// Of the batch's last change to it.
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
        let Some(entry) = self.entries.get_mut(&record.id) else {
            self.entries.insert(record.id, Entry { before: None, now: record, pos: Some(pos) });
            return false;
        };
        let last = std::mem::replace(&mut entry.now, record);
        if entry.pos.replace(pos).is_none() {
            entry.before = Some(last);
        }
        true
    }

    /// Whether the tree of units has another shape than on the disk.
    pub fn moves_units(&self) -> bool {
        let moved = |entry: &Entry| {
            let parent = |record: &Record| record.text("parent").map(str::to_owned);
            entry.pos.is_some()
                && entry.now.kind == Kind::UNIT
                && entry.before.as_ref().map(parent) != Some(parent(&entry.now))
        };
        self.entries.values().any(moved)
    }

    /// What has to go to the disk, in the order of positions. `now` in milliseconds since 1970.
    pub fn into_rows(self, now: u64) -> impl Iterator<Item = Result<RecordRow, StorageError>> {
        let mut changed: Vec<(u64, Entry)> =
            self.entries.into_values().filter_map(|entry| Some((entry.pos?, entry))).collect();
        changed.sort_unstable_by_key(|(pos, _)| *pos);
        changed
            .into_iter()
            .map(move |(pos, Entry { before, now: record, .. })| RecordRow::new(record, before.as_ref(), pos, now))
    }
}
