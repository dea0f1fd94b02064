use std::collections::BTreeMap;

use serde_json::value::to_raw_value;
use uuid::Uuid;
use zoufang_core::domain::{Kind, SCHEMA};
use zoufang_core::id::{ChangeId, DeviceId, RecordId, TenantId};
use zoufang_core::merge::{Attribution, Change, Hlc, Op, Path, Record, Shown, Value, diff};
use zoufang_core::permission::Actor;

use crate::inbox::{Delivery, Received};

/// Writes changes as a device of somebody would, so that what this program brings along takes the
/// way of everything else.
#[derive(Debug)]
pub struct Scribe {
    actor: Actor,
    device: DeviceId,
    changes: Vec<Change>,
}

impl Scribe {
    pub fn new(actor: Actor, device: DeviceId) -> Self {
        Self { actor, device, changes: Vec::new() }
    }

    /// Makes a record; gives what it is. `at` in milliseconds since 1970.
    ///
    /// # Panics
    /// On a field that cannot be a path: the names are this program's own.
    pub fn make<F: AsRef<str>>(
        &mut self,
        kind: Kind,
        id: RecordId,
        at: u64,
        fields: impl IntoIterator<Item = (F, Value)>,
    ) -> Record {
        let change = self.change(kind, id, None, at, fields);
        Record::born(&change, self.who())
    }

    /// Amends a record, having seen it as it is.
    ///
    /// # Panics
    /// As [`Scribe::make`].
    pub fn amend<F: AsRef<str>>(&mut self, record: &mut Record, at: u64, fields: impl IntoIterator<Item = (F, Value)>) {
        let change = self.change(record.kind.clone(), record.id, Some(record), at, fields);
        record.apply(&change, self.who());
    }

    /// Everything that was written.
    pub fn deliver(self, tenant: TenantId) -> Delivery {
        let Self { actor, device, changes } = self;
        let raw = changes.iter().filter_map(|change| to_raw_value(change).ok());
        let changes = raw.map(|raw| Received::read(raw, device)).collect();
        Delivery { tenant, actor, device, confined: false, by_hand: false, changes }
    }

    fn change<F: AsRef<str>>(
        &mut self,
        kind: Kind,
        record: RecordId,
        seen: Option<&Record>,
        at: u64,
        fields: impl IntoIterator<Item = (F, Value)>,
    ) -> Change {
        let path = |field: F| field.as_ref().parse::<Path>().expect("the program's own fields are valid paths");
        let wanted: Shown = fields.into_iter().map(|(field, value)| (path(field), value)).collect::<BTreeMap<_, _>>();
        let seq = u64::try_from(self.changes.len()).unwrap_or(u64::MAX) + 1;
        let change = Change {
            id: ChangeId(Uuid::new_v5(&self.device.0, &seq.to_be_bytes())),
            device: self.device,
            seq,
            record,
            kind,
            op: Op::Set,
            at: Hlc::from_millis(at),
            schema: SCHEMA,
            life: seen.map(Record::life_dots).unwrap_or_default(),
            fields: diff(seen, &wanted),
        };
        self.changes.push(change.clone());
        change
    }

    fn who(&self) -> Attribution {
        Attribution { by: self.actor.person, unit: self.actor.unit }
    }
}
