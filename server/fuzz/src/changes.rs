use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;
use zoufang_core::domain::{KINDS, Kind, KindSpec};
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Hlc, Op, Path, Record, Value, Write};
use zoufang_core::permission::{Actor, Role};
use zoufang_core::sync::{Intake, intake, rebase};

const NOW: u64 = 1_795_147_200_000;
const RECORD: RecordId = RecordId(Uuid::from_u128(7));
const UNIT: UnitId = UnitId(Uuid::from_u128(1));
const ROLES: [Role; 4] = [Role::Member, Role::Leader, Role::Office, Role::Admin];

/// Bytes as decisions. Behind the end each is zero.
struct Tape<'a>(&'a [u8]);

impl<'a> Tape<'a> {
    fn byte(&mut self) -> u8 {
        let (byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *byte
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }

    fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| (number << 8) | u64::from(self.byte()))
    }

    fn text(&mut self) -> String {
        let length = self.below(40).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

/// Changes of several devices to one record: the server decides over each without harm, and those
/// that it stored end in the same bytes in any order.
pub fn changes(data: &[u8]) {
    let mut tape = Tape(data);
    let spec = KINDS[tape.below(KINDS.len())];
    let (mut current, mut taken) = (None, Vec::new());
    let mut numbers: BTreeMap<DeviceId, u64> = BTreeMap::new();
    while !tape.0.is_empty() && taken.len() < 60 {
        let change = change(&mut tape, spec, &mut numbers);
        let actor = actor(&mut tape, change.device);
        match intake(Arc::new(change), &actor, NOW, current.clone(), Some(UNIT)) {
            Intake::Stored { record, change, .. } => {
                assert_eq!(record.id, RECORD);
                assert!(change.at.millis() <= NOW + Hlc::MAX_AHEAD_MS + 60, "its stamp was clamped");
                taken.push((Arc::unwrap_or_clone(change), actor.person));
                current = Some(*record);
            }
            Intake::Held { reason, .. } | Intake::Quarantined(reason) => assert!(!reason.message.is_empty()),
        }
    }
    let Some(current) = current else { return };
    let expected = spelled(&current);
    let merged = |order: &mut dyn Iterator<Item = &(Change, PersonId)>| {
        order.fold(None, |record, (change, by)| rebase(record, [change], Attribution { by: *by, unit: UNIT }))
    };
    let backwards = merged(&mut taken.iter().rev().chain(&taken)).expect("something was stored");
    assert_eq!(spelled(&backwards), expected);
    let (first, second) = taken.split_at(taken.len() / 2);
    let mut joined = merged(&mut second.iter()).expect("half of something, rounded up");
    if let Some(first) = merged(&mut first.iter()) {
        joined.join(&first);
    }
    assert_eq!(spelled(&joined), expected);
    let read: Record = serde_json::from_str(&expected).expect("a row can be read");
    assert_eq!(read, current);
    let _ = (spec.facets)(&current);
    let _ = (spec.check)(&current.shown(), zoufang_core::domain::Day::at(NOW));
}

fn spelled(record: &Record) -> String {
    serde_json::to_string(record).expect("a record has a spelling")
}

fn actor(tape: &mut Tape, device: DeviceId) -> Actor {
    let role = ROLES[tape.below(ROLES.len())];
    Actor { person: PersonId(device.0), unit: UNIT, role, scope: BTreeSet::from([UNIT]) }
}

fn change(tape: &mut Tape, spec: &KindSpec, numbers: &mut BTreeMap<DeviceId, u64>) -> Change {
    let device = device(tape);
    let seq = numbers.entry(device).or_default();
    *seq += 1;
    let seq = *seq;
    let op = [Op::Set, Op::Set, Op::Set, Op::Delete, Op::Restore][tape.below(5)];
    let at = match tape.byte() {
        0..200 => NOW - u64::from(tape.byte()),
        _ => tape.number() >> 16,
    };
    let fields = (0..tape.below(5)).filter_map(|_| Some((path(tape, spec)?, write(tape)))).collect();
    Change {
        id: ChangeId(Uuid::from_u64_pair(device.0.as_u128() as u64, seq)),
        device,
        seq,
        record: RECORD,
        kind: if tape.byte() == 255 { Kind::VISIT } else { spec.kind.clone() },
        op,
        at: Hlc::from_millis(at),
        schema: 1,
        life: seen(tape),
        fields,
    }
}

fn device(tape: &mut Tape) -> DeviceId {
    DeviceId(Uuid::from_u128(100 + tape.below(3) as u128))
}

/// One that the kind declares, or whatever is spelled out.
fn path(tape: &mut Tape, spec: &KindSpec) -> Option<Path> {
    let chosen = tape.below(spec.fields.len() + 1);
    match spec.fields.get(chosen) {
        Some(field) => field.pattern.replace('*', &tape.text()).parse().ok(),
        None => tape.text().parse().ok(),
    }
}

fn write(tape: &mut Tape) -> Write {
    let value = match tape.below(5) {
        0 => Value::Null,
        1 => Value::Bool(tape.byte() > 127),
        2 => Value::Int(tape.number() as i64),
        3 => Value::from(RECORD.to_string()),
        _ => Value::from(tape.text()),
    };
    Write { base: seen(tape), value }
}

fn seen(tape: &mut Tape) -> Vec<Dot> {
    (0..tape.below(4)).map(|_| Dot { device: device(tape), seq: 1 + tape.below(6) as u64 }).collect()
}
