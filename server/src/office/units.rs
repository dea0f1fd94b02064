use std::collections::{BTreeSet, HashMap};

use zoufang_core::id::UnitId;
use zoufang_core::merge::Record;

/// `top` and all units below it as a person reads a tree: each with its name and its depth, below
/// it what hangs on it, those beside each other in the order in which they were made.
pub fn in_order_of_the_tree(mut units: Vec<Record>, top: UnitId) -> Vec<(UnitId, String, usize)> {
    units.sort_by_key(|unit| unit.origin);
    let mut below: HashMap<UnitId, Vec<&Record>> = HashMap::new();
    for unit in &units {
        if let Some(parent) = unit.text("parent").and_then(|id| id.parse().ok()) {
            below.entry(parent).or_default().push(unit);
        }
    }
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next: Vec<(&Record, usize)> =
        units.iter().find(|unit| unit.id.0 == top.0).map(|unit| (unit, 0)).into_iter().collect();
    while let Some((unit, depth)) = next.pop() {
        let id = UnitId(unit.id.0);
        // Two people may have hung two units below each other.
        if !seen.insert(id) {
            continue;
        }
        let name = unit.text("short").or(unit.text("name")).unwrap_or_default();
        told.push((id, name.to_owned(), depth));
        let children = below.get(&id).into_iter().flatten();
        next.extend(children.rev().map(|child| (*child, depth + 1)));
    }
    told
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Path, Record, Value, Write};

    use super::in_order_of_the_tree;

    /// The number is the id and the time at which the unit was made.
    fn unit(number: u64, parent: Option<u64>) -> Record {
        let id = |number: u64| Uuid::from_u128(u128::from(number));
        let mut fields = BTreeMap::from([("short", Value::from(number.to_string()))]);
        fields.extend(parent.map(|parent| ("parent", Value::from(id(parent).to_string()))));
        let write = |(path, value): (&str, Value)| (path.parse::<Path>().unwrap(), Write { base: Vec::new(), value });
        let change = Change {
            id: ChangeId(id(number)),
            device: DeviceId(id(1)),
            seq: number,
            record: RecordId(id(number)),
            kind: Kind::UNIT,
            op: Op::Set,
            at: Hlc::from_millis(number),
            schema: SCHEMA,
            life: Vec::new(),
            fields: fields.into_iter().map(write).collect(),
        };
        Record::born(&change, Attribution { by: PersonId(id(1)), unit: UnitId(id(1)) })
    }

    fn told(units: Vec<Record>, top: u64) -> Vec<(String, usize)> {
        let told = in_order_of_the_tree(units, UnitId(Uuid::from_u128(u128::from(top))));
        told.into_iter().map(|(_, name, depth)| (name, depth)).collect()
    }

    #[test]
    fn children_follow_their_parent_in_the_order_of_their_making() {
        let units = || vec![unit(4, Some(2)), unit(3, Some(1)), unit(1, None), unit(2, Some(1))];
        let lines = |lines: &[(&str, usize)]| lines.iter().map(|(n, d)| ((*n).to_owned(), *d)).collect::<Vec<_>>();
        assert_eq!(told(units(), 1), lines(&[("1", 0), ("2", 1), ("4", 2), ("3", 1)]));
        assert_eq!(told(units(), 2), lines(&[("2", 0), ("4", 1)]), "only what lies below");
        assert_eq!(told(units(), 9), lines(&[]));
    }

    #[test]
    fn units_below_each_other_come_once() {
        assert_eq!(told(vec![unit(1, Some(2)), unit(2, Some(1))], 1).len(), 2);
    }
}
