//! The people, devices and records that appear in these tests.

use std::collections::BTreeSet;

use uuid::Uuid;
use zoufang_core::domain::{Kind, SCHEMA};
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Hlc, Op, Path, Record, Value, Write};
use zoufang_core::permission::{Actor, Role};

/// Noon of some day in 2026.
pub const NOW: u64 = 1_795_147_200_000;

pub fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x0e00 + n))
}

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0a00 + n))
}

pub fn device(n: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(0x0d00 + n))
}

pub fn record(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0c00 + n))
}

pub fn dot(of_device: u128, seq: u64) -> Dot {
    Dot { device: device(of_device), seq }
}

/// Person `n` of unit 1, who sees unit 1.
pub fn actor(n: u128, role: Role) -> Actor {
    Actor { person: person(n), unit: unit(1), role, scope: BTreeSet::from([unit(1)]) }
}

/// Person `n` of unit 2, who sees unit 2.
pub fn stranger(n: u128, role: Role) -> Actor {
    Actor { person: person(n), unit: unit(2), role, scope: BTreeSet::from([unit(2)]) }
}

pub fn path(text: &str) -> Path {
    text.parse().expect("a test names a valid path")
}

/// A change in the making. Device `n` stamps its change number `s` with `NOW + s` milliseconds.
#[derive(Clone)]
pub struct Making(pub Change);

pub fn change(by_device: u128, seq: u64, kind: Kind, of: u128) -> Making {
    Making(Change {
        id: ChangeId(Uuid::from_u128((by_device << 64) + u128::from(seq))),
        device: device(by_device),
        seq,
        record: record(of),
        kind,
        op: Op::Set,
        at: Hlc::from_millis(NOW + seq),
        schema: SCHEMA,
        life: Vec::new(),
        fields: Default::default(),
    })
}

pub fn visit(by_device: u128, seq: u64) -> Making {
    change(by_device, seq, Kind::VISIT, 1)
}

impl Making {
    pub fn writes(self, field: &str, value: impl Into<Value>) -> Self {
        self.replaces(field, value, &[])
    }

    pub fn replaces(mut self, field: &str, value: impl Into<Value>, base: &[Dot]) -> Self {
        self.0.fields.insert(path(field), Write { base: base.to_vec(), value: value.into() });
        self
    }

    pub fn clears(self, field: &str, base: &[Dot]) -> Self {
        self.replaces(field, Value::Null, base)
    }

    /// The heads of the record's life that the author had seen.
    pub fn having_seen(mut self, life: &[Dot]) -> Self {
        self.0.life = life.to_vec();
        self
    }

    pub fn with_op(mut self, op: Op) -> Self {
        self.0.op = op;
        self
    }

    pub fn stamped(mut self, millis: u64) -> Self {
        self.0.at = Hlc::from_millis(millis);
        self
    }

    /// The record that this change alone makes, by person `n` of unit 1.
    pub fn born_by(&self, n: u128) -> Record {
        Record::born(&self.0, who(n))
    }
}

pub fn who(n: u128) -> Attribution {
    Attribution { by: person(n), unit: unit(1) }
}
