//! Records made of changes drawn at random: what the merge, the rules of their kinds and the spelling
//! make of them. One text for each case, the same from the same number on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use zoufang_core::domain::{Day, KINDS, KindSpec};
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Hlc, Op, Path, Record, Value, Write};
use zoufang_core::sync::rebase;

use crate::dice::Dice;

const TEXTS: [&str; 12] = [
    "",
    "企业关注工业用地、产业基金与人才供给。",
    "𠮷林㛃厂",
    "👩‍🏭👨🏽‍🔧 e\u{301}",
    "1.5亿",
    "2026-11-21",
    "09:30",
    "\u{0}\u{7f}\u{2028}\"\\/\n\t",
    "\u{feff}\u{202e}סין",
    "91410100MA3X4Q4J1P",
    "negotiating",
    "0193cccc-0000-7000-8000-000000000009",
];
const NUMBERS: [i64; 7] = [0, -1, 1, i64::MAX, i64::MIN, 1 << 53, 120_000];
/// The last two are those of clocks that are out of their mind.
const MOMENTS: [u64; 4] = [1_770_000_000_000, 1_770_000_000_001, 253_402_300_800_000, (1 << 48) - 1];

struct Case {
    dice: Dice,
    spec: &'static KindSpec,
    record: RecordId,
    devices: [DeviceId; 4],
    history: Vec<Change>,
}

/// The texts of the cases from `first` on, a line for each.
pub fn told(first: u32, count: u32) -> String {
    let mut text = String::new();
    for number in first..first + count {
        // To a string nothing fails to be written.
        let _ = writeln!(text, "{number} {}", Case::draw(number).end());
    }
    text
}

impl Case {
    fn draw(number: u32) -> Self {
        let mut dice = Dice::new(u64::from(number));
        let spec = *dice.pick(KINDS).expect("there are kinds");
        let devices = std::array::from_fn(|_| DeviceId(dice.uuid()));
        let record = RecordId(dice.uuid());
        let mut case = Self { dice, spec, record, devices, history: Vec::new() };
        for _ in 0..case.dice.between(1, 14) {
            let change = case.change();
            case.history.push(change);
        }
        case
    }

    /// Two replicas, each with something of the history in an order of its own, and what is of them
    /// once they have met.
    fn end(mut self) -> String {
        let [mut ours, theirs] = [self.replica(), self.replica()];
        let spelled = |record: &Record| serde_json::to_string(record).expect("a record has a spelling");
        let apart = [&ours, &theirs].map(spelled);
        ours.join(&theirs);
        let facets = serde_json::to_string(&(self.spec.facets)(&ours)).expect("facets have a spelling");
        let today = Day::at(MOMENTS[0]);
        let findings = (self.spec.check)(&ours.shown(), today);
        let [first, second] = apart;
        format!("{first} {second} {} {facets} {findings:?}", spelled(&ours))
    }

    fn replica(&mut self) -> Record {
        let some = self.dice.between(1, 2 * self.history.len() as u64);
        let mut replica = None;
        for _ in 0..some {
            let change = self.dice.pick(&self.history).expect("a history has a change").clone();
            replica = rebase(replica, [&change], who(change.device));
        }
        replica.expect("some change was taken in")
    }

    fn change(&mut self) -> Change {
        let device = *self.dice.pick(&self.devices).expect("there are devices");
        let moment = MOMENTS[if self.dice.chance(90) { 0 } else { self.dice.below(4) as usize }];
        let moment = moment.saturating_sub(self.dice.below(600_000));
        let op = match self.dice.below(10) {
            0 => Op::Delete,
            1 => Op::Restore,
            _ => Op::Set,
        };
        let fields: BTreeMap<Path, Write> = (0..self.dice.below(6)).map(|_| (self.path(), self.write())).collect();
        Change {
            id: ChangeId(self.dice.uuid()),
            device,
            seq: self.history.iter().filter(|change| change.device == device).count() as u64 + 1,
            record: self.record,
            kind: self.spec.kind.clone(),
            op,
            at: Hlc::from_millis(moment).next(0),
            schema: 1,
            life: self.seen(),
            fields,
        }
    }

    /// A field that the kind declares, now and then one that nobody does.
    fn path(&mut self) -> Path {
        let pattern = self.dice.pick(self.spec.fields).map_or("content", |field| field.pattern);
        let pattern = if self.dice.chance(10) { "later/*" } else { pattern };
        let part = ["a", "b", "央企"][self.dice.below(3) as usize];
        pattern.replace('*', part).parse().expect("a pattern with its blanks filled is a path")
    }

    fn write(&mut self) -> Write {
        let value = match self.dice.below(8) {
            0 => Value::Null,
            1 => Value::Bool(self.dice.chance(50)),
            2 | 3 => Value::Int(*self.dice.pick(&NUMBERS).expect("there are numbers")),
            _ => Value::from(*self.dice.pick(&TEXTS).expect("there are texts")),
        };
        Write { base: self.seen(), value }
    }

    /// Honest or not: names of writes that were, that will be, and that nobody ever made.
    fn seen(&mut self) -> Vec<Dot> {
        (0..self.dice.below(4))
            .filter_map(|_| {
                let device = *self.dice.pick(&self.devices)?;
                Some(Dot { device, seq: self.dice.between(1, 5) })
            })
            .collect()
    }
}

fn who(device: DeviceId) -> Attribution {
    Attribution { by: PersonId(device.0), unit: UnitId(device.0) }
}
