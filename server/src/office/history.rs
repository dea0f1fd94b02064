use zoufang_core::id::PersonId;
use zoufang_core::merge::{Attribution, Change, Path, Record, Value};

/// Written by the app when a verdict is given, to remember what the reviewer had on screen: it says
/// nothing to people.
const NOT_FOR_PEOPLE: &str = "review/seen";

/// What one change did to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub path: Path,
    pub before: Value,
    pub after: Value,
    pub by: PersonId,
    /// Milliseconds since 1970.
    pub at: u64,
    /// The author had not seen what stood there, so both are kept.
    pub conflict: bool,
}

/// What each change after the first did, in the order in which they were applied: the changes are
/// replayed through the very merge that made the record.
pub fn steps(changes: &[(Change, PersonId)]) -> Vec<Step> {
    let Some(((first, author), later)) = changes.split_first() else {
        return Vec::new();
    };
    // Units do not matter to fields; any will do.
    let who = |by: PersonId| Attribution { by, unit: zoufang_core::id::UnitId(by.0) };
    let mut record = Record::born(first, who(*author));
    let mut steps = Vec::new();
    for (change, by) in later {
        let shown = |record: &Record, path: &Path| record.get(path.as_str()).cloned().unwrap_or_default();
        let before: Vec<Value> = change.fields.keys().map(|path| shown(&record, path)).collect();
        record.apply(change, who(*by));
        for ((path, write), before) in change.fields.iter().zip(before) {
            if path.as_str() == NOT_FOR_PEOPLE {
                continue;
            }
            steps.push(Step {
                path: path.clone(),
                before,
                after: write.value.clone(),
                by: *by,
                at: change.at.millis(),
                conflict: record.in_conflict(path.as_str()),
            });
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId};
    use zoufang_core::merge::{Change, Dot, Hlc, Op, Path, Value, Write};

    use super::steps;

    fn change(device: u128, seq: u64, path: &str, base: &[(u128, u64)], value: &str) -> (Change, PersonId) {
        let base = base.iter().map(|(device, seq)| Dot { device: DeviceId(Uuid::from_u128(*device)), seq: *seq });
        let write = Write { base: base.collect(), value: Value::from(value) };
        let change = Change {
            id: ChangeId(Uuid::from_u128(u128::from(seq) << 8 | device)),
            device: DeviceId(Uuid::from_u128(device)),
            seq,
            record: RecordId(Uuid::from_u128(9)),
            kind: Kind::VISIT,
            op: Op::Set,
            at: Hlc::from_millis(1_000 * seq),
            schema: SCHEMA,
            life: Vec::new(),
            fields: BTreeMap::from([(path.parse::<Path>().unwrap(), write)]),
        };
        (change, PersonId(Uuid::from_u128(device)))
    }

    #[test]
    fn each_later_change_is_told_field_by_field() {
        let told = steps(&[
            change(1, 1, "content", &[], "甲"),
            change(1, 2, "content", &[(1, 1)], "乙"),
            change(2, 3, "place", &[], "厂区"),
        ]);
        assert_eq!(told.len(), 2);
        assert_eq!((&told[0].before, &told[0].after), (&Value::from("甲"), &Value::from("乙")));
        assert_eq!((told[0].at, told[0].conflict), (2_000, false));
        assert_eq!((&told[1].before, &told[1].after), (&Value::Null, &Value::from("厂区")));
        assert_eq!(told[1].by, PersonId(Uuid::from_u128(2)));
    }

    #[test]
    fn who_had_not_seen_the_other_is_marked_and_who_settles_it_is_not() {
        let told = steps(&[
            change(1, 1, "content", &[], "甲"),
            change(1, 2, "content", &[(1, 1)], "乙"),
            change(2, 3, "content", &[(1, 1)], "丙"),
            change(3, 4, "content", &[(1, 2), (2, 3)], "丁"),
        ]);
        assert_eq!(told.iter().map(|step| step.conflict).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(told[2].before, Value::from("丙"), "the later of the two had shown");
    }

    #[test]
    fn what_the_reviewer_had_on_screen_is_not_told() {
        let told = steps(&[change(1, 1, "content", &[], "甲"), change(2, 2, "review/seen", &[], "x:1")]);
        assert!(told.is_empty());
        assert!(steps(&[]).is_empty());
    }
}
