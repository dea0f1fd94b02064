//! The server: intake with its outcomes, positions and a head, over a log that keeps everything.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::value::RawValue;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Change, Dot, Op, Record};
use zoufang_core::permission::Actor;
use zoufang_core::sync::{Intake, intake, oversize, parent, read_change, same_but_for_numbers};
use zoufang_core::wire::{Fate, Outcome, PushReply, Reason, ReasonCode};

use crate::city;
use crate::dice::Dice;
use crate::sessions::Sessions;

#[derive(Clone, Debug)]
pub struct Server {
    pub people: Vec<Actor>,
    pub head: u64,
    pub records: BTreeMap<RecordId, Kept>,
    pub log: BTreeMap<Dot, Logged>,
    pub by_id: BTreeMap<ChangeId, Dot>,
    /// What waits for a record that has not come, in the order of arrival.
    waiting: BTreeMap<RecordId, Vec<Dot>>,
    /// Head number of the latest decision of the office over what somebody has sent.
    pub decided: BTreeMap<PersonId, u64>,
    /// Raised when the server forgets the cursors that it gave.
    pub generation: u64,
    /// Whether its cursors know the areas of a person's scope; else a changed scope makes them void.
    pub by_area: bool,
    /// For how long a cursor holds, and rows may be shown that were not asked about, in milliseconds.
    pub lease: u64,
    pub sessions: Sessions,
    /// How often it answers "later" for a change, in percent.
    pub hiccups: u64,
}

#[derive(Clone, Debug)]
pub struct Kept {
    pub record: Record,
    pub row: String,
    pub position: u64,
}

#[derive(Clone, Debug)]
pub struct Logged {
    pub raw: String,
    pub id: ChangeId,
    pub sender: usize,
    /// As the office accepted it.
    pub mended: Option<Change>,
    pub shelf: Shelf,
}

/// Who sends, as the session tells.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    pub person: usize,
    /// Whether the device may only hand in what it holds.
    pub revoked: bool,
}

#[derive(Clone, Debug)]
pub enum Shelf {
    Applied { change: Arc<Change>, position: u64 },
    Aside { reason: Reason, waits_for: Option<RecordId> },
}

impl Server {
    pub fn new() -> Self {
        Self {
            people: city::people(),
            head: 0,
            records: BTreeMap::new(),
            log: BTreeMap::new(),
            by_id: BTreeMap::new(),
            waiting: BTreeMap::new(),
            decided: BTreeMap::new(),
            generation: 0,
            by_area: true,
            lease: u64::MAX / 2,
            sessions: Sessions::default(),
            hiccups: 0,
        }
    }

    pub fn push(
        &mut self,
        sender: Sender,
        device: DeviceId,
        changes: &[Box<RawValue>],
        now: u64,
        dice: &mut Dice,
    ) -> PushReply {
        let mut outcomes = Vec::with_capacity(changes.len());
        let mut cloned = false;
        for raw in changes {
            // What follows was numbered by the same clone: it comes again under a new device id.
            let later = cloned || dice.chance(self.hiccups);
            let outcome =
                if later { Outcome { seq: None, ..kept(Fate::Retry) } } else { self.receive(sender, device, raw, now) };
            cloned |= outcome.fate == Fate::Cloned;
            outcomes.push(outcome);
        }
        PushReply { outcomes, head: self.head, now }
    }

    /// While it was deleted, a device that fetched everything anew did not get it.
    pub fn has_ever_deleted(&self, record: RecordId) -> bool {
        let deletes = |logged: &Logged| match &logged.shelf {
            Shelf::Applied { change, .. } => change.record == record && change.op == Op::Delete,
            Shelf::Aside { .. } => false,
        };
        self.log.values().any(deletes)
    }

    fn receive(&mut self, sender: Sender, device: DeviceId, raw: &RawValue, now: u64) -> Outcome {
        let change = read_change(raw, device).expect("the devices of this city spell well");
        if let Some(known) = self.log.get(&change.dot()) {
            if known.raw == raw.get() {
                return known.answer();
            }
            if !self.by_id.contains_key(&change.id) {
                return kept(Fate::Cloned);
            }
        }
        if let Some(known) = self.by_id.get(&change.id).map(|dot| &self.log[dot]) {
            // Stored under an old number, the answer lost, and numbered anew since.
            let earlier: Change = serde_json::from_str(&known.raw).expect("it was read before");
            assert!(same_but_for_numbers(&earlier, &change), "{earlier:?} and {change:?} have one id");
            return known.answer();
        }
        self.by_id.insert(change.id, change.dot());
        if sender.revoked {
            let message = "the device was revoked".to_owned();
            let reason = Reason { code: ReasonCode::RevokedDevice, message, path: None };
            return self.set_aside(sender.person, &change, raw.get(), reason, None);
        }
        self.rule(sender.person, change, raw.get(), now)
    }

    /// Rules over a change, and then over those that waited for what it brought.
    fn rule(&mut self, sender: usize, change: Change, raw: &str, now: u64) -> Outcome {
        let mut born = VecDeque::new();
        let outcome = self.rule_one(sender, change, raw, now, &mut born);
        self.rule_over_what_waited(born, now);
        outcome
    }

    fn rule_over_what_waited(&mut self, mut born: VecDeque<RecordId>, now: u64) {
        while let Some(record) = born.pop_front() {
            for dot in self.waiting.remove(&record).unwrap_or_default() {
                let held = self.log.remove(&dot).expect("what waits is in the log");
                let change: Change = serde_json::from_str(&held.raw).expect("it was read before");
                self.rule_one(held.sender, change, &held.raw, now, &mut born);
            }
        }
    }

    pub fn no_longer_waits(&mut self, number: Dot) {
        self.waiting.values_mut().for_each(|waiting| waiting.retain(|other| *other != number));
    }

    /// The record as it stands, and the unit of the one that it hangs on.
    pub fn what_it_is_about(&self, change: &Change) -> (Option<Record>, Option<UnitId>) {
        let current = self.records.get(&change.record).map(|kept| kept.record.clone());
        let parent = change.kind.spec().and_then(|spec| parent(spec, change));
        let parent_unit = parent.and_then(|id| self.records.get(&id)).map(|kept| kept.record.unit());
        (current, parent_unit)
    }

    /// Applies what was set aside, as it was mended, and rules over what waited for it.
    pub fn apply(&mut self, set_aside: &Logged, mended: Change, record: Record, applied: Arc<Change>, now: u64) {
        let born = (!self.records.contains_key(&record.id)).then_some(record.id);
        self.keep(set_aside.sender, &set_aside.raw, Some(mended), record, applied);
        self.rule_over_what_waited(born.into_iter().collect(), now);
    }

    fn keep(&mut self, sender: usize, raw: &str, mended: Option<Change>, record: Record, change: Arc<Change>) -> u64 {
        self.head += 1;
        let position = self.head;
        let row = serde_json::to_string(&record).expect("a record has a spelling");
        self.records.insert(record.id, Kept { record, row, position });
        let (number, id) = (change.dot(), change.id);
        let shelf = Shelf::Applied { change, position };
        self.log.insert(number, Logged { raw: raw.to_owned(), id, sender, mended, shelf });
        position
    }

    fn rule_one(
        &mut self,
        sender: usize,
        change: Change,
        raw: &str,
        now: u64,
        born: &mut VecDeque<RecordId>,
    ) -> Outcome {
        if let Some(reason) = RawValue::from_string(raw.to_owned()).ok().and_then(|raw| oversize(&raw)) {
            return self.set_aside(sender, &change, raw, reason, None);
        }
        let (current, parent_unit) = self.what_it_is_about(&change);
        let is_new = current.is_none();
        match intake(Arc::new(change.clone()), &self.people[sender], now, current, parent_unit) {
            Intake::Stored { record, change: applied, fate } => {
                born.extend(is_new.then_some(change.record));
                let position = self.keep(sender, raw, None, *record, applied);
                Outcome { position: Some(position), ..kept(fate) }
            }
            Intake::Held { waits_for, reason } => self.set_aside(sender, &change, raw, reason, Some(waits_for)),
            Intake::Quarantined(reason) => self.set_aside(sender, &change, raw, reason, None),
        }
    }

    fn set_aside(
        &mut self,
        sender: usize,
        change: &Change,
        raw: &str,
        reason: Reason,
        waits_for: Option<RecordId>,
    ) -> Outcome {
        if let Some(record) = waits_for {
            self.waiting.entry(record).or_default().push(change.dot());
        }
        let shelf = Shelf::Aside { reason, waits_for };
        let logged = Logged { raw: raw.to_owned(), id: change.id, sender, mended: None, shelf };
        let outcome = logged.answer();
        self.log.insert(change.dot(), logged);
        outcome
    }
}

impl Logged {
    /// What is answered when the same comes again.
    fn answer(&self) -> Outcome {
        match &self.shelf {
            Shelf::Applied { position, .. } => Outcome { position: Some(*position), ..kept(Fate::Duplicate) },
            Shelf::Aside { reason, waits_for } => {
                let fate = if waits_for.is_some() { Fate::Held } else { Fate::Quarantined };
                Outcome { reason: Some(reason.clone()), ..kept(fate) }
            }
        }
    }
}

/// An outcome of this fate. It leaves the number to be told by its place, as a server does that
/// could not read it.
fn kept(fate: Fate) -> Outcome {
    let stored = !matches!(fate, Fate::Retry | Fate::Cloned);
    Outcome { seq: None, fate, stored, position: None, reason: None }
}
