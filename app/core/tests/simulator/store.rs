//! The twin of the phone's store: rows, outbox, marks and cursor, changed in transactions. What a
//! method does is one transaction; whoever calls it lets it happen as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::domain::Kind;
use zoufang_core::id::{ChangeId, DeviceId, RecordId};
use zoufang_core::merge::{Attribution, Change, Dot, Hlc, Op, Path, Record, Write};
use zoufang_core::sync::{Answer, Fetched, Shelved, Stand, Sweep, Waiting, Which, rebase, renumber};
use zoufang_core::wire::{PUSH_MAX_BYTES, Reason};

#[derive(Clone, Debug)]
pub struct Store {
    pub device: DeviceId,
    pub last_seq: u64,
    pub clock: Hlc,
    pub stand: Stand,
    pub rows: BTreeMap<RecordId, Row>,
    pub outbox: BTreeMap<u64, Outgoing>,
}

#[derive(Clone, Debug)]
pub struct Row {
    /// As the server spelled it.
    pub text: String,
    /// In which it came.
    round: u64,
}

#[derive(Clone, Debug)]
pub struct Outgoing {
    pub change: Change,
    pub waiting: Waiting,
}

/// A form that a person has open: what was seen when it was opened, and what is to be written.
#[derive(Clone, Debug)]
pub struct Form {
    pub record: RecordId,
    pub kind: Kind,
    pub op: Op,
    pub life: Vec<Dot>,
    pub fields: BTreeMap<Path, Write>,
}

impl Outgoing {
    fn unsent(change: Change) -> Self {
        Self { change, waiting: Waiting::Unsent }
    }
}

impl Row {
    pub fn read(&self) -> Record {
        read_row(&self.text)
    }
}

fn read_row(text: &str) -> Record {
    serde_json::from_str(text).expect("the server spells rows that can be read")
}

impl Store {
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            last_seq: 0,
            clock: Hlc::default(),
            stand: Stand::default(),
            rows: BTreeMap::new(),
            outbox: BTreeMap::new(),
        }
    }

    pub fn save(&mut self, form: Form, id: ChangeId, now: u64, schema: u16) -> Change {
        self.last_seq += 1;
        self.clock = self.clock.next(now);
        let Form { record, kind, op, life, fields } = form;
        let (device, seq, at) = (self.device, self.last_seq, self.clock);
        let change = Change { id, device, seq, record, kind, op, at, schema, life, fields };
        self.outbox.insert(seq, Outgoing::unsent(change.clone()));
        change
    }

    /// The oldest changes to be sent: of one device, since a push speaks for one.
    pub fn to_send(&self, which: Which, most: usize) -> Vec<Change> {
        let goes_out = |outgoing: &&Outgoing| match which {
            Which::Unsent => outgoing.waiting == Waiting::Unsent,
            Which::Aside { behind } => outgoing.waiting.refusal().is_some() && outgoing.change.seq > behind,
        };
        let mut outgoing = self.outbox.values().filter(goes_out).map(|outgoing| &outgoing.change);
        let Some(first) = outgoing.next() else { return Vec::new() };
        let weight = |change: &Change| serde_json::to_string(change).map_or(0, |text| text.len());
        let mut bytes = weight(first);
        let fits = |change: &&Change| {
            bytes += weight(change);
            bytes <= PUSH_MAX_BYTES && change.device == first.device
        };
        let rest = outgoing.take(most - 1).take_while(fits);
        std::iter::once(first).chain(rest).cloned().collect()
    }

    pub fn settle(&mut self, Answer { device, reply }: &Answer) {
        for outcome in &reply.outcomes {
            let Some(outgoing) = outcome.seq.and_then(|seq| self.outbox.get_mut(&seq)) else { continue };
            if outgoing.change.device != *device {
                continue;
            }
            if let Some(waiting) = outgoing.waiting.told(outcome, reply.head) {
                outgoing.waiting = waiting;
            }
        }
    }

    /// Keeps a change out of the way of the others.
    pub fn put_aside(&mut self, change: Dot, reason: Reason) {
        let is_it = |outgoing: &&mut Outgoing| outgoing.change.dot() == change && outgoing.waiting == Waiting::Unsent;
        if let Some(outgoing) = self.outbox.get_mut(&change.seq).filter(is_it) {
            outgoing.waiting = Waiting::Stuck(reason);
        }
    }

    /// Becomes another device. Numbers continue, since what the server keeps lies under the old.
    pub fn take_device(&mut self, device: DeviceId) {
        let only_here = self.outbox.extract_if(.., |_, outgoing| outgoing.waiting.is_only_here());
        let (mut changes, waiting): (Vec<Change>, Vec<Waiting>) =
            only_here.map(|(_, outgoing)| (outgoing.change, outgoing.waiting)).unzip();
        renumber(&mut changes, device, self.last_seq + 1);
        self.device = device;
        self.last_seq += changes.len() as u64;
        let renamed = changes.into_iter().zip(waiting);
        self.outbox.extend(renamed.map(|(change, waiting)| (change.seq, Outgoing { change, waiting })));
    }

    /// What is only here stays, and counts for the new device.
    pub fn wipe(&mut self, device: DeviceId) {
        self.rows.clear();
        self.outbox.retain(|_, outgoing| outgoing.waiting.is_only_here());
        self.stand = Stand::default();
        self.take_device(device);
    }

    /// Takes a few of the rows off that did not come again. Tells whether there may be more.
    pub fn sweep_some(&mut self) -> bool {
        let Some(behind) = self.stand.sweeps_behind().map(str::to_owned) else { return false };
        let keys: Vec<RecordId> = self.rows.keys().copied().filter(|id| id.to_string() > behind).take(3).collect();
        for id in &keys {
            if self.rows[id].round != self.stand.round {
                self.rows.remove(id);
            }
        }
        self.stand.swept(keys.last().filter(|_| keys.len() == 3).map(RecordId::to_string));
        keys.len() == 3
    }

    pub fn store_page(&mut self, fetched: &Fetched, now: u64) -> Shelved {
        if !self.stand.continues(fetched) {
            return Shelved::Outrun;
        }
        let page = &fetched.page;
        for raw in &page.rows {
            let row = read_row(raw.get());
            self.clock = self.clock.max(row.touched);
            self.rows.insert(row.id, Row { text: raw.get().to_owned(), round: self.stand.round });
        }
        for id in &page.gone {
            self.rows.remove(id);
        }
        self.stand.pass(page, now);
        if !page.more {
            self.outbox.retain(|_, outgoing| !outgoing.waiting.has_come(page.upto));
        }
        Shelved::Taken
    }

    /// The row of a record, unless it is about to be swept.
    pub fn row_to_stay(&self, id: RecordId) -> Option<&Row> {
        self.rows.get(&id).filter(|row| self.stand.sweep == Sweep::Done || row.round == self.stand.round)
    }

    /// A record as a screen shows it.
    pub fn view(&self, id: RecordId, who: Attribution) -> Option<Record> {
        let row = self.rows.get(&id).map(Row::read);
        let has_row = row.is_some();
        let shown = |outgoing: &&Outgoing| {
            outgoing.change.record == id && !(has_row && matches!(outgoing.waiting, Waiting::Aside(_)))
        };
        let changes: Vec<&Change> = self.outbox.values().filter(shown).map(|outgoing| &outgoing.change).collect();
        rebase(row, changes, who)
    }

    /// All records that a list could show.
    pub fn ids(&self) -> Vec<RecordId> {
        let unsent = self.outbox.values().map(|outgoing| outgoing.change.record);
        let all: BTreeSet<RecordId> = self.rows.keys().copied().chain(unsent).collect();
        all.into_iter().collect()
    }
}
