//! What somebody brings that was made on another device: a colleague's file, or one's own of a phone that
//! is gone.
//!
//! Who brings a change says nothing of who wrote it. It counts as its author's where its device is known to
//! belong to whoever brings it, or where it bears the seal of its device. Everything else waits for the
//! office, and takes neither the number nor the id that it names: whoever could write those into a file
//! would else keep out what the author sends.

use zoufang_core::permission::Actor;
use zoufang_core::wire::{Outcome, Reason, ReasonCode};

use super::Delivery;
use super::batch::{Batch, Sent};
use super::known::Recognition;
use super::received::Received;
use crate::db::{AuditEntry, AuditEvent, DeviceOwner};

impl Batch {
    pub(super) fn take_by_hand(&mut self, delivery: &Delivery) -> Vec<Outcome> {
        let owner = self.owners.get(&delivery.device).copied();
        if let Some(owner) = owner.filter(|owner| owner.person != delivery.actor.person) {
            let Delivery { device, changes, actor, .. } = delivery;
            let detail = format!("{} changes of device {device} of {}", changes.len(), owner.person);
            let entry = AuditEntry {
                tenant: Some(delivery.tenant),
                person: Some(actor.person),
                at: self.now,
                event: AuditEvent::HandedIn,
                address: None,
                detail: Some(detail),
            };
            self.audit.push(entry);
        }
        delivery.changes.iter().map(|received| self.receive_by_hand(delivery, owner, received)).collect()
    }

    fn receive_by_hand(&mut self, delivery: &Delivery, owner: Option<DeviceOwner>, received: &Received) -> Outcome {
        let Delivery { actor: bringer, device, confined, .. } = delivery;
        let author = owner.map_or(bringer.person, |owner| owner.person);
        let recognition = self.known.recognise(author, *device, received);
        if let Recognition::Again(outcome) = recognition {
            return outcome;
        }
        let is_own = owner.is_some_and(|owner| owner.person == bringer.person);
        let Some(author) = self.proven(delivery, owner, received) else {
            return self.put_aside_unproven(delivery, owner, received, unproven(bringer));
        };
        let sent = Sent { actor: &author, device: *device, received, lies: None, brought_by: None };
        let is_revoked = owner.is_some_and(|owner| owner.revoked) || is_own && *confined;
        match recognition {
            // Whoever brings it cannot number it anew.
            Recognition::Cloned => self.put_aside_unproven(delivery, owner, received, number_taken(received)),
            Recognition::New if is_revoked => self.put_aside_revoked(sent),
            recognition => self.take_new(sent, recognition),
        }
    }

    /// By whose rights the change is judged, where it is proven whose it is.
    fn proven(&self, delivery: &Delivery, owner: Option<DeviceOwner>, received: &Received) -> Option<Actor> {
        let owner = owner?;
        if owner.person == delivery.actor.person {
            return Some(delivery.actor.clone());
        }
        let is_sealed = owner.key.is_some_and(|key| received.is_sealed_with(key));
        self.authors.get(&owner.person).filter(|_| is_sealed).cloned()
    }

    /// For whom it would count is what the device tells, where that is known.
    fn put_aside_unproven(
        &mut self,
        delivery: &Delivery,
        owner: Option<DeviceOwner>,
        received: &Received,
        reason: Reason,
    ) -> Outcome {
        let Delivery { actor: bringer, device, .. } = delivery;
        if let Some(outcome) = self.known.brought_before(*device, received) {
            return outcome;
        }
        let author = owner.map(|owner| {
            let known = self.authors.get(&owner.person).cloned();
            // Of somebody who is gone the office of whoever brings it decides.
            known.unwrap_or_else(|| Actor { person: owner.person, ..bringer.clone() })
        });
        let author = author.unwrap_or_else(|| bringer.clone());
        let brought_by = Some(bringer.person);
        self.put_aside(Sent { actor: &author, device: *device, received, lies: None, brought_by }, reason, None)
    }
}

fn unproven(bringer: &Actor) -> Reason {
    let message = format!("{} brought it, and it does not bear the seal of its device", bringer.person);
    Reason { code: ReasonCode::HandedIn, message, path: None }
}

fn number_taken(received: &Received) -> Reason {
    let number = received.seq.unwrap_or_default();
    let message = format!("another change has the number {number} of this device");
    Reason { code: ReasonCode::WrongDevice, message, path: None }
}
