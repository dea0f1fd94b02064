//! What must hold at every moment, in the middle of the storm.

use zoufang_core::merge::Change;
use zoufang_core::permission::{Action, can};
use zoufang_core::sync::{Sweep, Waiting};

use crate::city::attribution;
use crate::device::Device;
use crate::server::Kept;
use crate::store::Outgoing;
use crate::world::World;

impl World {
    /// A change leaves the outbox only when the row on the device holds it, or when its record was
    /// deleted or is none of the person's business any more.
    pub fn nothing_left_the_outbox_too_early(&self, device: usize, before: &[Outgoing]) {
        let phone = &self.devices[device].store;
        for Outgoing { change, .. } in before {
            let waits = || phone.outbox.values().any(|outgoing| outgoing.change.id == change.id);
            if phone.outbox.get(&change.seq).is_some_and(|outgoing| outgoing.change.id == change.id) || waits() {
                continue;
            }
            // The server may have it under an earlier number.
            let known_as = self.server.by_id[&change.id];
            let arrived = phone.row_to_stay(change.record).map(|row| row.read().knows(known_as));
            let person = self.devices[device].person;
            let rescoped = self.book.rescoped.contains(&person);
            // The office may take in what its author could not have written, nor sees.
            let sees = |kept: &Kept| can(&self.server.people[person], Action::See, (&kept.record).into());
            let hidden = self.server.records.get(&change.record).is_some_and(|kept| !sees(kept));
            assert!(
                arrived.unwrap_or_else(|| rescoped || hidden || self.server.has_ever_deleted(change.record)),
                "{:?} vanished from device {device}",
                change.dot()
            );
        }
    }

    /// What a wipe takes away the server has, whatever it made of it.
    pub fn nothing_was_wiped_that_is_only_there(&self, device: usize, before: &[Outgoing]) {
        let phone = &self.devices[device].store;
        for Outgoing { change, .. } in before {
            let stays = phone.outbox.values().any(|outgoing| outgoing.change.id == change.id);
            assert!(
                stays || self.server.by_id.contains_key(&change.id),
                "{:?} was only on device {device}",
                change.dot()
            );
        }
        assert!(phone.rows.is_empty());
    }

    /// Whatever answer comes late.
    pub fn what_was_kept_stays_kept(&self, device: usize, before: &[Outgoing]) {
        let kept = |outgoing: &&Outgoing| matches!(outgoing.waiting, Waiting::Kept(_));
        for Outgoing { change, waiting } in before.iter().filter(kept) {
            let now = self.devices[device].store.outbox.get(&change.seq).map(|outgoing| &outgoing.waiting);
            assert!(now.is_none_or(|now| now == waiting), "{:?} on device {device} is {now:?} again", change.dot());
        }
    }

    /// Whenever the rows stand where a pull has ended, and nothing is left to sweep: what one had stays
    /// until the last page, and what one may not see any more until the next pull.
    pub fn only_what_its_person_could_see_is_left(&mut self, device: usize) {
        let Device { person, store, .. } = &self.devices[device];
        let Some(cursor) = store.stand.cursor.clone().filter(|_| store.stand.sweep == Sweep::Done) else { return };
        let Some(actor) = self.book.ends.get(&(*person, cursor)) else { return };
        for id in store.rows.keys() {
            let record = &self.server.records[id].record;
            assert!(can(actor, Action::See, record.into()), "device {device} keeps {id}, which {actor:?} may not see");
        }
        let moved = actor.scope != self.server.people[*person].scope;
        self.book.witnessed.extend(moved.then_some("a scope changes while a last page is on its way"));
    }

    /// What was just saved is on the screen, whatever else waits in the outbox.
    pub fn the_screen_shows(&self, device: usize, saved: &Change) {
        let phone = &self.devices[device];
        let who = attribution(&self.server.people[phone.person]);
        let shown = phone.store.view(saved.record, who).expect("what was saved is shown");
        let own = saved.dot();
        // A copied profile may have brought another change under the same number.
        let taken = phone.store.rows.get(&saved.record).is_some_and(|row| row.read().knows(own));
        for path in saved.fields.keys() {
            let heads = shown.dots(path.as_str());
            assert!(taken || heads.contains(&own), "{path} of {own:?} is not on the screen of device {device}");
        }
        let waiting = phone.store.outbox.values().map(|outgoing| &outgoing.change);
        for other in
            waiting.filter(|other| other.record == saved.record && !phone.store.rows.contains_key(&saved.record))
        {
            assert!(shown.knows(other.dot()), "{:?} is not on the screen of device {device}", other.dot());
        }
    }
}
