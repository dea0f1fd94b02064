//! What the world knows and no device does: everything that was ever saved.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::id::{ChangeId, PersonId, RecordId};
use zoufang_core::merge::Change;
use zoufang_core::permission::Actor;
use zoufang_core::wire::PullPage;

use crate::store::Store;

#[derive(Debug, Default)]
pub struct Book {
    /// Changes whose saving was shown to a person as done, as they were saved.
    pub saved: BTreeMap<ChangeId, Change>,
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
    /// The requests of each tab that have come to the server.
    arrived: BTreeMap<u64, BTreeSet<u64>>,
    /// Where pulls have ended, by whose they are and the cursor of the last page: who that person was to
    /// the server then.
    pub ends: BTreeMap<(usize, String), Actor>,
    /// What has happened at least once.
    pub witnessed: BTreeSet<&'static str>,
}

impl Book {
    pub fn witness(&mut self, happening: &'static str) {
        self.witnessed.insert(happening);
    }

    /// What is unusual about a request that comes. One that was sent once more is not late.
    pub fn arrival(&mut self, tab: u64, number: u64) -> Option<&'static str> {
        let arrived = self.arrived.entry(tab).or_default();
        if !arrived.insert(number) {
            return Some("a push comes again");
        }
        (arrived.last() > Some(&number)).then_some("a push comes after a later request")
    }

    pub fn note_end(&mut self, person: usize, page: &PullPage, actor: &Actor) {
        self.ends.insert((person, page.cursor.clone()), actor.clone());
    }

    pub fn forget(&mut self, store: &Store) {
        self.forgotten.extend(store.outbox.values().map(|outgoing| outgoing.change.id));
    }

    pub fn note(&mut self, change: &Change, by: PersonId) {
        self.saved.insert(change.id, change.clone());
        if let Entry::Vacant(unmade) = self.makers.entry(change.record) {
            unmade.insert(by);
            self.made.push(change.record);
        }
    }
}
