//! What the world knows and no device does: everything that was ever saved.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::id::{ChangeId, PersonId, RecordId};
use zoufang_core::merge::Change;

use crate::store::Store;

#[derive(Debug, Default)]
pub struct Book {
    /// Changes whose saving was shown to a person as done.
    pub saved: BTreeSet<ChangeId>,
    /// Who made each record.
    pub makers: BTreeMap<RecordId, PersonId>,
    /// Records of whatever kind, in the order in which they were made.
    pub made: Vec<RecordId>,
    /// People whose scope was changed.
    pub rescoped: BTreeSet<usize>,
    /// Changes that were on a device whose storage the browser cleared, or that was wiped: the
    /// device cannot tell any more what became of them.
    pub forgotten: BTreeSet<ChangeId>,
    /// Those among them that nobody but that device had: lost, and not by the program.
    pub vanished: BTreeSet<ChangeId>,
    /// What has happened at least once.
    pub witnessed: BTreeSet<&'static str>,
}

impl Book {
    pub fn witness(&mut self, happening: &'static str) {
        self.witnessed.insert(happening);
    }

    pub fn forget(&mut self, store: &Store) {
        self.forgotten.extend(store.outbox.values().map(|outgoing| outgoing.change.id));
    }

    pub fn note(&mut self, change: &Change, by: PersonId) {
        self.saved.insert(change.id);
        if let Entry::Vacant(unmade) = self.makers.entry(change.record) {
            unmade.insert(by);
            self.made.push(change.record);
        }
    }
}
