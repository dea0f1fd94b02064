//! What must hold when everything is at rest.

use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::id::{ChangeId, RecordId};
use zoufang_core::merge::{Change, Hlc};
use zoufang_core::permission::{Action, can};
use zoufang_core::sync::{Trouble, Waiting, rebase, same_but_for_numbers};
use zoufang_core::wire::{Reason, ReasonCode};

use crate::city::attribution;
use crate::device::Device;
use crate::server::Shelf;
use crate::store::{Outgoing, Store};
use crate::world::World;

impl World {
    pub fn everything_is_everywhere(&self) {
        self.every_outbox_is_drained();
        self.every_replica_is_the_servers();
    }

    pub fn everything_has_arrived(&self) {
        self.every_engine_is_at_rest();
        self.everybody_knows_what_the_office_decided();
        self.everything_is_everywhere();
    }

    pub fn judge(&mut self) {
        self.everything_has_arrived();
        self.everybody_is_shown_what_there_is();
        self.revoked_devices_are_empty();
        self.everything_saved_is_kept_exactly_once();
        self.what_is_kept_is_what_was_saved();
        self.every_value_can_be_found_again();
        self.every_record_is_the_merge_of_its_log_in_any_order();
        self.what_is_set_aside_has_its_reason();
        self.makers_stay_makers_and_clocks_are_held_in_check();
    }

    /// Whether something is still to be offered again to a server that takes it now.
    pub fn something_is_stuck(&self) -> bool {
        let mut outboxes = self.devices.iter().flat_map(|device| device.store.outbox.values());
        outboxes.any(|outgoing| matches!(outgoing.waiting, Waiting::Stuck(_)))
    }

    fn every_engine_is_at_rest(&self) {
        for (n, device) in self.devices.iter().enumerate() {
            for tab in device.tabs.values() {
                let status = tab.engine.status();
                if self.is_confined(n) {
                    assert!(!status.busy && status.trouble == Some(Trouble::Revoked), "device {n}: {status:?}");
                    continue;
                }
                assert!(!status.busy && status.complete && status.trouble.is_none(), "device {n}: {status:?}");
                assert_eq!(status.head, self.server.head, "device {n}");
            }
        }
    }

    /// From a pull that told of news: long before a device asks again by itself.
    fn everybody_knows_what_the_office_decided(&self) {
        for (n, device) in self.devices.iter().enumerate() {
            for Outgoing { change, waiting } in device.store.outbox.values() {
                let Waiting::Aside(known) = waiting else { continue };
                let logged = &self.server.log[&self.server.by_id[&change.id]];
                let is_news = match &logged.shelf {
                    Shelf::Applied { .. } => logged.mended.is_some(),
                    Shelf::Aside { reason, .. } => reason.code == ReasonCode::Refused && reason != known,
                };
                assert!(!is_news, "device {n} knows {known:?} of {logged:?}");
            }
        }
    }

    /// Whoever reached the server of late, whatever their clock says.
    fn everybody_is_shown_what_there_is(&mut self) {
        for (n, device) in self.devices.iter().enumerate() {
            if self.is_confined(n) {
                self.book.witnessed.insert("a revoked device stays wiped");
            }
            assert!(device.store.stand.may_show(device.clock(self.now)), "device {n} hides what it has");
        }
    }

    /// What nothing took for its size went along when it was offered again.
    fn revoked_devices_are_empty(&self) {
        for (n, device) in self.devices.iter().enumerate().filter(|(n, _)| self.is_confined(*n)) {
            let Store { rows, outbox, .. } = &device.store;
            assert!(rows.is_empty() && outbox.is_empty(), "device {n} is revoked and holds {rows:?} and {outbox:?}");
        }
    }

    fn every_outbox_is_drained(&self) {
        for (n, device) in self.devices.iter().enumerate() {
            for (seq, outgoing) in &device.store.outbox {
                assert!(outgoing.waiting.refusal().is_some(), "device {n}, change {seq}: {outgoing:?}");
            }
        }
    }

    fn every_replica_is_the_servers(&self) {
        for (n, device) in self.devices.iter().enumerate() {
            let actor = &self.server.people[device.person];
            let visible = self.server.records.iter().filter(|(_, kept)| can(actor, Action::See, (&kept.record).into()));
            // What was deleted before a device fetched everything anew does not come to it any more.
            let expected: BTreeMap<RecordId, &str> = visible
                .filter(|(id, kept)| {
                    !self.is_confined(n) && (kept.record.is_alive() || device.store.rows.contains_key(id))
                })
                .map(|(id, kept)| (*id, kept.row.as_str()))
                .collect();
            let rows: BTreeMap<RecordId, &str> =
                device.store.rows.iter().map(|(id, row)| (*id, row.text.as_str())).collect();
            let (missing, surplus) = (difference(&expected, &rows), difference(&rows, &expected));
            assert!(missing.is_empty() && surplus.is_empty(), "device {n} lacks {missing:?} and holds {surplus:?}");
            self.screens_show_the_rows(device);
        }
    }

    fn screens_show_the_rows(&self, device: &Device) {
        let who = attribution(&self.server.people[device.person]);
        let only_here = device.store.outbox.values().filter(|outgoing| outgoing.waiting.is_only_here());
        let typed: BTreeSet<RecordId> = only_here.map(|outgoing| outgoing.change.record).collect();
        for (id, row) in device.store.rows.iter().filter(|(id, _)| !typed.contains(id)) {
            let shown = device.store.view(*id, who).map(|record| serde_json::to_string(&record).unwrap_or_default());
            assert_eq!(shown.as_deref(), Some(row.text.as_str()));
        }
    }

    fn everything_saved_is_kept_exactly_once(&self) {
        let mut kept: Vec<ChangeId> = self.server.log.values().map(|logged| logged.id).collect();
        kept.sort_unstable();
        let is_there = |id: &&ChangeId| !self.book.vanished.contains(id) || kept.binary_search(id).is_ok();
        let saved: Vec<ChangeId> = self.book.saved.keys().filter(is_there).copied().collect();
        let lost: Vec<_> = saved.iter().filter(|id| kept.binary_search(id).is_err()).collect();
        let strange: Vec<_> = kept.iter().filter(|id| !self.book.saved.contains_key(id)).collect();
        let doubled: Vec<_> = kept.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        let all = (&lost, &strange, &doubled);
        assert!(lost.is_empty() && strange.is_empty() && doubled.is_empty(), "lost, strange, doubled: {all:?}");
    }

    /// Whatever it went through on its way: numbers may be others, and a stamp is held in check. What is
    /// applied may be what the office made of it.
    fn what_is_kept_is_what_was_saved(&self) {
        for logged in self.server.log.values() {
            let saved = &self.book.saved[&logged.id];
            let came: Change = serde_json::from_str(&logged.raw).expect("it was read before");
            let is_whole = same_but_for_numbers(saved, &came) && seen(saved) == seen(&came);
            assert!(is_whole, "{saved:?} was saved, and {came:?} came");
            let Shelf::Applied { change, .. } = &logged.shelf else { continue };
            let judged = logged.mended.as_ref().unwrap_or(saved);
            let stamped = Change { at: change.at, ..judged.clone() };
            assert!(same_but_for_numbers(&stamped, change), "{judged:?} was judged, and {change:?} applied");
            let earliest = self.server.records[&change.record].record.origin.at.next(0);
            assert!(change.at <= saved.at || change.at == earliest, "{saved:?} is stamped {}", change.at);
        }
    }

    fn applied(&self) -> BTreeMap<RecordId, Vec<(&Change, usize)>> {
        let mut applied: BTreeMap<RecordId, Vec<(&Change, usize)>> = BTreeMap::new();
        for logged in self.server.log.values() {
            if let Shelf::Applied { change, .. } = &logged.shelf {
                applied.entry(change.record).or_default().push((change, logged.sender));
            }
        }
        applied
    }

    /// What is not a head was replaced by somebody who named it.
    fn every_value_can_be_found_again(&self) {
        for (id, changes) in self.applied() {
            let record = &self.server.records[&id].record;
            for (change, _) in &changes {
                for (path, write) in &change.fields {
                    let heads = record.heads(path.as_str());
                    let stands =
                        heads.iter().any(|(stamp, _, value)| stamp.dot == change.dot() && **value == write.value);
                    let names = |other: &Change| other.fields.get(path).is_some_and(|w| w.base.contains(&change.dot()));
                    let replaced = changes.iter().any(|(other, _)| other.dot() != change.dot() && names(other));
                    assert!(stands != replaced, "{path} of {id} by {:?}", change.dot());
                }
            }
        }
    }

    fn every_record_is_the_merge_of_its_log_in_any_order(&mut self) {
        let mut order: Vec<u64> = (0..64).collect();
        self.dice.shuffle(&mut order);
        for (id, mut changes) in self.applied() {
            changes.sort_by_key(|(change, _)| (order[usize::try_from(change.seq % 64).unwrap_or(0)], change.dot()));
            let kept = &self.server.records[&id];
            let merged = changes.iter().fold(None, |record, (change, sender)| {
                let who = attribution(&self.server.people[*sender]);
                let unit = kept.record.unit();
                rebase(record, [*change], zoufang_core::merge::Attribution { unit, ..who })
            });
            let merged = merged.map(|record| serde_json::to_string(&record).unwrap_or_default());
            assert_eq!(merged.as_deref(), Some(kept.row.as_str()));
        }
    }

    /// Held is only what waits for a record that never came; and every device that has it knows the
    /// reason, and has nothing else.
    fn what_is_set_aside_has_its_reason(&self) {
        let mut aside: BTreeMap<ChangeId, &Reason> = BTreeMap::new();
        for logged in self.server.log.values() {
            if let Shelf::Aside { reason, waits_for } = &logged.shelf {
                let came = waits_for.filter(|record| self.server.records.contains_key(record));
                assert_eq!(came, None, "{logged:?} still waits");
                aside.insert(logged.id, reason);
            }
        }
        // By id: a device that was renumbered knows it under another number.
        let mut untold: BTreeSet<ChangeId> = aside.keys().copied().collect();
        untold.retain(|id| !self.book.forgotten.contains(id));
        for (n, device) in self.devices.iter().enumerate() {
            for outgoing in device.store.outbox.values() {
                let id = outgoing.change.id;
                assert_eq!(outgoing.waiting.refusal(), aside.get(&id).copied(), "device {n}, {:?}", outgoing.change);
                untold.remove(&id);
            }
        }
        assert!(untold.is_empty(), "nobody knows that these were set aside: {untold:?}");
    }

    fn makers_stay_makers_and_clocks_are_held_in_check(&self) {
        for (id, kept) in &self.server.records {
            assert_eq!(self.book.makers.get(id), Some(&kept.record.author()), "{id}");
            let ahead = kept.record.touched.millis().saturating_sub(self.now);
            assert!(ahead <= Hlc::MAX_AHEAD_MS, "{id} is stamped {ahead} ms ahead");
        }
    }
}

/// Of how many writes a change says that its author had seen them: of the record's life, and of each field.
fn seen(change: &Change) -> (usize, Vec<usize>) {
    (change.life.len(), change.fields.values().map(|write| write.base.len()).collect())
}

fn difference<'a>(of: &BTreeMap<RecordId, &'a str>, and: &BTreeMap<RecordId, &str>) -> Vec<&'a str> {
    of.iter().filter(|(id, row)| and.get(*id) != Some(*row)).map(|(_, row)| *row).collect()
}
