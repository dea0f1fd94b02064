use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::{JoinError, yield_now};
use zoufang_core::id::{DeviceId, PersonId, RecordId, TenantId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Record};
use zoufang_core::permission::Actor;
use zoufang_core::sync::{Intake, intake, intake_vouched, parent};
use zoufang_core::wire::{Fate, Outcome, PushReply, Reason, ReasonCode};

use super::known::{Known, Recognition};
use super::received::Received;
use super::rest::Rest;
use super::waiting::{Held, Waiting, records_of};
use super::working_set::WorkingSet;
use super::{Delivery, DeviceOfAnother, Receipt};
use crate::db::{
    AuditEntry, AuditEvent, Counters, DeviceOwner, KnownChange, LoggedChange, Pen, SetAside, SetAsideNumber,
    StorageError, Tally, Writing,
};
use crate::spelling::spell;

/// Changes that are ruled over, or records that are spelled, in one go: a fraction of a millisecond, after which
/// others that wait for the thread have their turn.
const THOUGHT: usize = 64;
/// Changes that are handed to the database at once: it begins with the first while the next are ruled over.
const LINES: usize = 128;

/// Takes deliveries of one tenant in, in their order; the caller commits. `now` in milliseconds
/// since 1970. There is one receipt for each delivery.
///
/// # Errors
/// Where the database fails: nothing may be committed then.
pub async fn take_in(
    writing: &mut Writing,
    tenant: TenantId,
    deliveries: Arc<Vec<Delivery>>,
    now: u64,
) -> Result<Vec<Receipt>, StorageError> {
    let batch = Batch::load(writing, tenant, &deliveries, now).await?;
    let (pen, written) = writing.pen();
    let (receipts, rest) = both(written, batch.rule_over(deliveries, pen)).await?;
    rest.store(writing).await?;
    Ok(receipts)
}

/// Thinks on a thread of its own, so that the database never waits for its next statement. Both come to their end,
/// whatever becomes of the other: no statement is left in the middle.
async fn both<T: Send + 'static>(
    written: impl Future<Output = Result<(), StorageError>>,
    thinking: impl Future<Output = Result<T, StorageError>> + Send + 'static,
) -> Result<T, StorageError> {
    let (written, thought) = tokio::join!(written, tokio::spawn(thinking));
    written?;
    match thought.map_err(JoinError::try_into_panic) {
        Ok(thought) => thought,
        Err(Ok(panic)) => resume_unwind(panic),
        // The server ends, and whoever waits for this ends with it.
        Err(Err(_)) => pending().await,
    }
}

/// All that the deliveries need, in memory, and all that they do, on its way to the disk.
#[derive(Debug)]
pub(super) struct Batch {
    tenant: TenantId,
    pub(super) now: u64,
    pub(super) counters: Counters,
    pub(super) owners: HashMap<DeviceId, DeviceOwner>,
    /// To whom the devices belong of which somebody carries something, as far as they may sign in.
    pub(super) authors: HashMap<PersonId, Actor>,
    pub(super) known: Known,
    records: WorkingSet,
    waiting: Waiting,
    bound: Vec<(DeviceId, PersonId)>,
    log: Vec<LoggedChange>,
    tally: Tally,
    moves_units: bool,
    set_aside: BTreeMap<SetAsideNumber, SetAside>,
    released: Vec<SetAsideNumber>,
    pub(super) audit: Vec<AuditEntry>,
}

/// A change with whoever sends it.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub actor: &'a Actor,
    pub device: DeviceId,
    pub received: &'a Received,
    /// As it lies there already, when it was held before.
    pub lies: Option<&'a SetAside>,
    /// Who brought it, where nothing proves that it comes from the actor.
    pub brought_by: Option<PersonId>,
}

impl Batch {
    pub(super) async fn load(
        writing: &mut Writing,
        tenant: TenantId,
        deliveries: &[Delivery],
        now: u64,
    ) -> Result<Self, StorageError> {
        let counters = writing.lock_tenant(tenant).await?;
        let devices: Vec<DeviceId> = deliveries.iter().map(|delivery| delivery.device).collect();
        let owners = writing.device_owners(tenant, &devices).await?;
        let mut authors = HashMap::new();
        for delivery in deliveries.iter().filter(|delivery| delivery.by_hand) {
            let Some(owner) = owners.get(&delivery.device) else { continue };
            if !authors.contains_key(&owner.person)
                && let Some(author) = writing.author(tenant, owner.person).await?
            {
                authors.insert(owner.person, author);
            }
        }
        let readable = deliveries.iter().flat_map(|delivery| &delivery.changes).flat_map(|change| &change.reading);
        let mut concerned: Vec<RecordId> = readable.flat_map(|change| records_of(change)).collect();
        concerned.sort_unstable();
        concerned.dedup();
        let mut records = WorkingSet::default();
        for record in writing.records(tenant, &concerned).await? {
            records.load(record);
        }
        concerned.retain(|id| records.get(*id).is_none());
        let lies_aside = writing.lies_aside(tenant).await?;
        let mut waiting = Waiting::default();
        if lies_aside.waiting {
            waiting.load(writing, tenant, concerned, &mut records).await?;
        }
        let known = Known::load(writing, tenant, deliveries, &waiting, lies_aside).await?;
        Ok(Self {
            tenant,
            now,
            counters,
            owners,
            authors,
            known,
            records,
            waiting,
            bound: Vec::new(),
            log: Vec::new(),
            tally: Tally::default(),
            moves_units: false,
            set_aside: BTreeMap::new(),
            released: Vec::new(),
            audit: Vec::new(),
        })
    }

    /// Rules over the deliveries, and hands what is applied of them to the pen.
    async fn rule_over(
        mut self,
        deliveries: Arc<Vec<Delivery>>,
        pen: Pen,
    ) -> Result<(Vec<Receipt>, Rest), StorageError> {
        let mut outcomes = Vec::with_capacity(deliveries.len());
        for delivery in deliveries.iter() {
            outcomes.push(self.take(delivery, &pen).await?);
        }
        let (head, now) = (self.counters.head, self.now);
        let reply = |outcomes| PushReply { outcomes, head, now };
        Ok((outcomes.into_iter().map(|outcomes| outcomes.map(reply)).collect(), self.write_down(pen).await?))
    }

    /// Rules over a delivery, and hands what is applied of it to the pen.
    async fn take(
        &mut self,
        delivery: &Delivery,
        pen: &Pen,
    ) -> Result<Result<Vec<Outcome>, DeviceOfAnother>, StorageError> {
        if delivery.by_hand {
            return Ok(Ok(self.take_by_hand(delivery)));
        }
        let Delivery { actor, device, confined, changes, .. } = delivery;
        let owner = self.owners.get(device).copied();
        match owner {
            Some(owner) if owner.person == actor.person => {}
            Some(_) => return Ok(Err(DeviceOfAnother(*device))),
            None => {
                self.owners.insert(*device, DeviceOwner { person: actor.person, revoked: false, key: None });
                self.bound.push((*device, actor.person));
            }
        }
        let hands_in = *confined || owner.is_some_and(|owner| owner.revoked);
        let mut cloned = false;
        let mut outcomes = Vec::with_capacity(changes.len());
        for portion in changes.chunks(THOUGHT) {
            for received in portion {
                // What follows was numbered by the same clone: it comes again under a new device id.
                let outcome = if cloned {
                    not_kept(received, Fate::Retry)
                } else {
                    self.receive(actor, *device, received, hands_in)
                };
                cloned |= outcome.fate == Fate::Cloned;
                outcomes.push(outcome);
            }
            yield_now().await;
            if self.log.len() >= LINES {
                self.hand_over(pen).await?;
            }
        }
        Ok(Ok(outcomes))
    }

    /// What was applied since the last time goes to the pen. A record that later changes of the batch alter goes
    /// again.
    async fn hand_over(&mut self, pen: &Pen) -> Result<(), StorageError> {
        pen.log_changes(self.tenant, &std::mem::take(&mut self.log)).await?;
        let mut lines = Vec::with_capacity(LINES);
        for row in self.records.rows_to_write(self.now) {
            let row = row?;
            self.tally.count(&row);
            self.moves_units |= row.moves_unit();
            lines.push(row);
            if lines.len() % THOUGHT == 0 {
                yield_now().await;
            }
        }
        pen.put_records(self.tenant, &lines).await
    }

    /// `hands_in` tells that nothing new is applied of what the device sends.
    fn receive(&mut self, actor: &Actor, device: DeviceId, received: &Received, hands_in: bool) -> Outcome {
        let sent = Sent { actor, device, received, lies: None, brought_by: None };
        match self.known.recognise(actor.person, device, received) {
            Recognition::New if hands_in => self.put_aside_revoked(sent),
            recognition => self.take_new(sent, recognition),
        }
    }

    /// What comes from its author, unless its device was revoked.
    pub(super) fn take_new(&mut self, sent: Sent<'_>, recognition: Recognition) -> Outcome {
        match recognition {
            Recognition::New => {
                self.forget_brought(sent);
                self.rule(sent)
            }
            Recognition::Again(outcome) => outcome,
            Recognition::Cloned => not_kept(sent.received, Fate::Cloned),
            Recognition::IdTaken(by) => {
                self.forget_brought(sent);
                self.put_aside(sent, id_taken(by), None)
            }
        }
    }

    pub(super) fn put_aside_revoked(&mut self, sent: Sent<'_>) -> Outcome {
        self.forget_brought(sent);
        self.put_aside(sent, of_revoked_device(), None)
    }

    /// It came from its author after all: what lay there in their name goes.
    fn forget_brought(&mut self, Sent { device, received, .. }: Sent<'_>) {
        if let Some(number) = self.known.forget_brought(device, received) {
            self.set_aside.remove(&number);
            self.released.push(number);
        }
    }

    /// Rules over a change, and then over those that waited for what it brought.
    fn rule(&mut self, sent: Sent<'_>) -> Outcome {
        let mut born = VecDeque::new();
        let outcome = self.rule_one(sent, &mut born);
        self.release(born);
        outcome
    }

    fn release(&mut self, mut born: VecDeque<RecordId>) {
        while let Some(record) = born.pop_front() {
            for held in self.waiting.release(record) {
                self.rule_held(&held, &mut born);
            }
        }
    }

    /// What the office is about to decide over is not released besides.
    pub(super) fn no_longer_waits(&mut self, number: SetAsideNumber) {
        self.waiting.forget(number);
    }

    /// Applies a change that lies aside, as it is read now, on the responsibility of `voucher`. It counts
    /// for its author.
    ///
    /// # Errors
    /// Why it cannot be applied.
    pub(super) fn vouch(
        &mut self,
        device: DeviceId,
        received: &Received,
        author: Attribution,
        voucher: &Actor,
    ) -> Result<Outcome, Reason> {
        let change = received.reading.clone()?;
        if let Some(reason) = received.oversize() {
            return Err(reason);
        }
        if let Some(by) = self.known.applied_under(author.by, change.id) {
            return Err(id_taken(by));
        }
        if self.known.number_taken(device, received) {
            return Err(id_taken(change.dot()));
        }
        let (current, parent_unit) = self.bearings(&change);
        match intake_vouched(change, author, voucher, self.now, current, parent_unit) {
            Intake::Quarantined(reason) | Intake::Held { reason, .. } => Err(reason),
            Intake::Stored { record, change, fate } => {
                let id = record.id;
                let (outcome, is_new) = self.apply(author.by, received, *record, change, fate);
                self.release(is_new.then_some(id).into_iter().collect());
                Ok(outcome)
            }
        }
    }

    /// The record of a change, and the unit of the one that it hangs on.
    fn bearings(&self, change: &Change) -> (Option<Record>, Option<UnitId>) {
        let parent = change.kind.spec().and_then(|spec| parent(spec, change));
        (self.records.get(change.record).cloned(), parent.and_then(|parent| self.records.unit_of(parent)))
    }

    fn rule_held(&mut self, held: &Held, born: &mut VecDeque<RecordId>) {
        let Held { actor, received, set_aside } = held;
        let SetAside { number, device, .. } = set_aside;
        self.released.push(*number);
        self.set_aside.remove(number);
        let sent = Sent { actor, device: *device, received, lies: Some(set_aside), brought_by: None };
        received.reading.iter().for_each(|change| self.known.forget_set_aside(actor.person, change));
        match self.known.recognise_by_id(actor.person, received) {
            // It came again under another number, and that one was applied.
            Recognition::Again(_) | Recognition::Cloned => {}
            Recognition::IdTaken(by) => {
                self.put_aside(sent, id_taken(by), None);
            }
            Recognition::New => {
                self.rule_one(sent, born);
            }
        }
    }

    fn rule_one(&mut self, sent: Sent<'_>, born: &mut VecDeque<RecordId>) -> Outcome {
        let change = match &sent.received.reading {
            Ok(change) => Arc::clone(change),
            Err(reason) => return self.put_aside(sent, reason.clone(), None),
        };
        if let Some(reason) = sent.received.oversize() {
            return self.put_aside(sent, reason, None);
        }
        let (current, parent_unit) = self.bearings(&change);
        match intake(change, sent.actor, self.now, current, parent_unit) {
            Intake::Quarantined(reason) => self.put_aside(sent, reason, None),
            Intake::Held { waits_for, reason } => {
                let waits = self.waiting.has_room_for(waits_for).then_some(waits_for);
                self.put_aside(sent, reason, waits)
            }
            Intake::Stored { record, change, fate } => {
                let id = record.id;
                let (outcome, is_new) = self.apply(sent.actor.person, sent.received, *record, change, fate);
                if is_new {
                    born.push_back(id);
                }
                outcome
            }
        }
    }

    /// Gives the change its position. Tells whether the record was not there before.
    fn apply(
        &mut self,
        author: PersonId,
        received: &Received,
        record: Record,
        change: Arc<Change>,
        fate: Fate,
    ) -> (Outcome, bool) {
        self.counters.head += 1;
        let pos = self.counters.head;
        let was_there = self.records.put(record, pos);
        let Dot { device, seq } = change.dot();
        let hash = received.hash;
        self.known.note_number(KnownChange { device, seq, hash: hash.to_vec(), pos });
        let body = received.spelling_of(&change);
        self.known.note_applied(author, Arc::clone(&change), pos);
        self.log.push(LoggedChange { change, body, hash, pos, author, received: self.now, fate: spell(fate) });
        let outcome = Outcome { seq: Some(seq), fate, stored: true, position: Some(pos), reason: None };
        (outcome, !was_there)
    }

    /// Keeps a change as it came, unapplied.
    pub(super) fn put_aside(&mut self, sent: Sent<'_>, reason: Reason, waits_for: Option<RecordId>) -> Outcome {
        let Sent { actor, device, received, lies, brought_by } = sent;
        let is_proven = brought_by.is_none();
        let number = lies.map_or_else(
            || {
                self.counters.set_aside += 1;
                self.counters.set_aside
            },
            |lies| lies.number,
        );
        if reason.code == ReasonCode::NotAllowed {
            self.audit.push(self.refusal(actor.person, &reason));
        }
        let set_aside = SetAside {
            number,
            device,
            seq: received.number().filter(|_| is_proven),
            hash: received.hash.to_vec(),
            change: received.reading.as_ref().ok().map(|change| change.id).filter(|_| is_proven),
            author: actor.person,
            brought_by,
            // What waited lies there since it came, whatever its author's unit is by now.
            unit: lies.map_or(actor.unit, |lies| lies.unit),
            received: lies.map_or(self.now, |lies| lies.received),
            reason: reason.clone(),
            waits_for,
            raw: received.raw().to_owned(),
            taken: None,
        };
        self.known.note_set_aside(&set_aside, received.reading.clone().ok());
        if let Some(record) = waits_for {
            let held = Held { set_aside: set_aside.clone(), received: received.clone(), actor: actor.clone() };
            self.waiting.add(record, held);
        }
        self.set_aside.insert(number, set_aside);
        let fate = if waits_for.is_some() { Fate::Held } else { Fate::Quarantined };
        Outcome { seq: received.seq, fate, stored: true, position: None, reason: Some(reason) }
    }

    fn refusal(&self, person: PersonId, reason: &Reason) -> AuditEntry {
        AuditEntry {
            tenant: Some(self.tenant),
            person: Some(person),
            at: self.now,
            event: AuditEvent::NotAllowed,
            address: None,
            detail: Some(reason.message.clone()),
        }
    }

    pub(super) async fn store(self, writing: &mut Writing) -> Result<(), StorageError> {
        let (pen, written) = writing.pen();
        let rest = both(written, self.write_down(pen)).await?;
        rest.store(writing).await
    }

    /// What was applied goes to the disk; what else there is comes back.
    async fn write_down(mut self, pen: Pen) -> Result<Rest, StorageError> {
        self.hand_over(&pen).await?;
        let Self {
            tenant, now, counters, bound, moves_units, tally, set_aside, released, audit, known, records, ..
        } = self;
        // Thousands of small pieces: whoever waits for the batch does not wait until they are given back.
        tokio::spawn(async move { drop((known, records)) });
        Ok(Rest { tenant, now, counters, bound, moves_units, tally, set_aside, released, audit })
    }
}

fn id_taken(by: Dot) -> Reason {
    let message = format!("the id of this change is that of change {} of device {}", by.seq, by.device);
    Reason { code: ReasonCode::WrongDevice, message, path: None }
}

fn of_revoked_device() -> Reason {
    let message = "the device that hands this in was revoked".to_owned();
    Reason { code: ReasonCode::RevokedDevice, message, path: None }
}

fn not_kept(received: &Received, fate: Fate) -> Outcome {
    Outcome { seq: received.seq, fate, stored: false, position: None, reason: None }
}
