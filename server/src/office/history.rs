//! What was done to a record after it was made, in parts.

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::spawn_blocking;
use zoufang_core::id::{PersonId, RecordId, TenantId};
use zoufang_core::merge::{Attribution, Change, Dot, Path, Record, Value};
use zoufang_core::wire::Fate;

use crate::db::{Db, Passage, PassageSize, StorageError, TakenChange, garbled};

/// Written by the app when a verdict is given, to remember what the reviewer had on screen: it says
/// nothing to people.
const NOT_FOR_PEOPLE: &str = "review/seen";
/// What one part tells, whatever comes first.
const PART: PassageSize = PassageSize { changes: 100, bytes: 512 * 1024 };
/// Changes that are looked up by their names at a time.
const NAMED_AT_ONCE: usize = 32;
/// Bytes of what stood before a part. All texts that stand in a record at a time have half of it at most; more is only
/// named by who makes work.
const NAMED_BYTES: usize = 8 << 20;

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
    /// Of what stands in the field today nothing came later.
    pub latest: bool,
}

/// A part of the history.
#[derive(Debug)]
pub struct Part {
    /// In the order in which they were applied. That which made the record is not told.
    pub steps: Vec<Step>,
    /// Before which position the next part ends; `None` where all is told.
    pub older: Option<u64>,
}

/// A change that was applied, read.
#[derive(Clone, Debug)]
struct Applied {
    change: Change,
    pos: u64,
    by: PersonId,
    /// A field of it held two values then.
    conflicts: bool,
}

/// What the steps of a part follow from.
#[derive(Debug)]
struct Passages {
    /// The part, in order.
    part: Vec<Applied>,
    /// The first of the part made the record.
    made_it: bool,
    /// Changes outside the part on which it depends, with the fields that it writes, in order.
    others: Vec<Applied>,
    /// The writes that stand today, of the fields that the part writes.
    standing: BTreeMap<Path, Vec<Dot>>,
}

/// The part of a record's history that ends before a position, or the latest. However much was done to it, as much is
/// read as the part tells: what stood before that is found by the names that its changes give as seen, or stands still.
pub async fn part(db: &Db, tenant: TenantId, record: &Record, before: Option<u64>) -> Result<Part, StorageError> {
    let Passage { changes, made_it, is_all } = db.passage(tenant, record.id, before, PART).await?;
    let older = changes.first().filter(|_| !is_all).map(|first| first.pos);
    let part = aside(move || read_all(changes)).await?;
    let paths: BTreeSet<Path> = part.iter().flat_map(|applied| applied.change.fields.keys().cloned()).collect();
    let standing = paths.iter().map(|path| (path.clone(), record.dots(path.as_str()))).collect();
    let named = named(&part, &standing);
    let others = others(db, tenant, record.id, named, &paths).await?;
    let passages = Passages { part, made_it, others, standing };
    Ok(Part { steps: aside(move || steps(&passages)).await, older })
}

/// Reading and replaying takes its time, in which others are served.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn read_all(changes: Vec<TakenChange>) -> Result<Vec<Applied>, StorageError> {
    changes.into_iter().map(read).collect()
}

fn read(TakenChange { id, pos, author, fate, body }: TakenChange) -> Result<Applied, StorageError> {
    let change = serde_json::from_str(&body).map_err(garbled("change", id))?;
    let conflicts = serde_json::from_value(fate.into()).is_ok_and(|fate: Fate| fate == Fate::Conflict);
    Ok(Applied { change, pos, by: author, conflicts })
}

/// The writes that the part depends on and does not hold: what it replaced, and what stands beside it.
fn named(part: &[Applied], standing: &BTreeMap<Path, Vec<Dot>>) -> Vec<Dot> {
    let own: BTreeSet<Dot> = part.iter().map(|applied| applied.change.dot()).collect();
    let replaced = part.iter().flat_map(|applied| applied.change.fields.values()).flat_map(|write| &write.base);
    let named: BTreeSet<Dot> = replaced.chain(standing.values().flatten()).copied().collect();
    named.difference(&own).copied().collect()
}

async fn others(
    db: &Db,
    tenant: TenantId,
    record: RecordId,
    named: Vec<Dot>,
    paths: &BTreeSet<Path>,
) -> Result<Vec<Applied>, StorageError> {
    let (mut others, mut bytes) = (Vec::new(), 0);
    for portion in named.chunks(NAMED_AT_ONCE) {
        let found = db.changes_named(tenant, record, portion).await?;
        let paths = paths.clone();
        let found = aside(move || {
            let mut found = read_all(found)?;
            found.iter_mut().for_each(|applied| applied.change.fields.retain(|path, _| paths.contains(path)));
            Ok::<_, StorageError>(found)
        });
        let found = found.await?;
        let texts = found.iter().flat_map(|applied| applied.change.fields.values());
        bytes += texts.filter_map(|write| write.value.as_text()).map(str::len).sum::<usize>();
        others.extend(found);
        if bytes > NAMED_BYTES {
            break;
        }
    }
    others.sort_by_key(|applied| applied.pos);
    Ok(others)
}

/// What each change of the part did: it is replayed, on what stood before it, through the very merge that made the
/// record.
fn steps(passages: &Passages) -> Vec<Step> {
    let Passages { part, made_it, others, standing } = passages;
    let Some(first) = part.first() else { return Vec::new() };
    let before = others.iter().take_while(|other| other.pos < first.pos);
    let mut record = Record::born(&without_fields(&first.change), who(first.by));
    before.for_each(|other| drop(record.apply(&other.change, who(other.by))));
    let positions: BTreeMap<Dot, u64> = others.iter().chain(part).map(|each| (each.change.dot(), each.pos)).collect();
    let latest = |path: &Path| standing.get(path)?.iter().max_by_key(|dot| positions.get(dot)).copied();
    let mut steps = Vec::new();
    for (number, applied) in part.iter().enumerate() {
        let told = replay(&mut record, applied);
        if number > 0 || !made_it {
            let dot = applied.change.dot();
            steps.extend(told.map(|step| Step { latest: latest(&step.path) == Some(dot), ..step }));
        }
    }
    steps
}

fn replay(record: &mut Record, applied: &Applied) -> impl Iterator<Item = Step> {
    let Applied { change, by, conflicts, .. } = applied;
    let shown = |path: &Path| record.get(path.as_str()).cloned().unwrap_or_default();
    let before: Vec<Value> = change.fields.keys().map(shown).collect();
    record.apply(change, who(*by));
    let in_conflict: Vec<bool> = change.fields.keys().map(|path| record.in_conflict(path.as_str())).collect();
    // Where none is found, the value beside it was replaced after this part, and lies outside it.
    let none_is_found = !in_conflict.contains(&true);
    let fields = change.fields.iter().zip(before).zip(in_conflict);
    fields.filter(|((field, _), _)| field.0.as_str() != NOT_FOR_PEOPLE).map(
        move |(((path, write), before), is_found)| Step {
            path: path.clone(),
            before,
            after: write.value.clone(),
            by: *by,
            at: change.at.millis(),
            conflict: *conflicts && (is_found || none_is_found),
            latest: false,
        },
    )
}

fn without_fields(change: &Change) -> Change {
    Change { fields: BTreeMap::new(), ..change.clone() }
}

/// Units do not matter to fields; any will do.
fn who(by: PersonId) -> Attribution {
    Attribution { by, unit: zoufang_core::id::UnitId(by.0) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId};
    use zoufang_core::merge::{Change, Dot, Hlc, Op, Path, Record, Value, Write};

    use super::{Applied, Passages, Step, named, steps, who};

    /// The record that changes made, and these as the log has them.
    struct Log {
        record: Record,
        applied: Vec<Applied>,
    }

    impl Log {
        fn of(changes: &[Change]) -> Self {
            let by = |change: &Change| PersonId(change.device.0);
            let mut record = Record::born(&changes[0], who(by(&changes[0])));
            let applied = changes.iter().zip(1..).map(|(change, pos)| {
                let conflicts = pos > 1 && !record.apply(change, who(by(change))).conflicts.is_empty();
                Applied { change: change.clone(), pos, by: by(change), conflicts }
            });
            let applied = applied.collect();
            Self { record, applied }
        }

        /// The steps of some of the changes, counted from 0, by what is read of them.
        fn steps(&self, from: usize, to: usize) -> Vec<Step> {
            let part = self.applied[from..to].to_vec();
            let paths = || part.iter().flat_map(|applied| applied.change.fields.keys());
            let standing: BTreeMap<Path, Vec<Dot>> =
                paths().map(|path| (path.clone(), self.record.dots(path.as_str()))).collect();
            let named = named(&part, &standing);
            let is_named = |applied: &&Applied| named.contains(&applied.change.dot());
            let mut others: Vec<Applied> = self.applied.iter().filter(is_named).cloned().collect();
            others.iter_mut().for_each(|other| other.change.fields.retain(|path, _| standing.contains_key(path)));
            steps(&Passages { part, made_it: from == 0, others, standing })
        }

        fn all(&self) -> Vec<Step> {
            self.steps(0, self.applied.len())
        }
    }

    fn change(device: u128, seq: u64, path: &str, base: &[(u128, u64)], value: &str) -> Change {
        let base = base.iter().map(|(device, seq)| Dot { device: DeviceId(Uuid::from_u128(*device)), seq: *seq });
        let write = Write { base: base.collect(), value: Value::from(value) };
        Change {
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
        }
    }

    #[test]
    fn each_later_change_is_told_field_by_field() {
        let log = Log::of(&[
            change(1, 1, "content", &[], "甲"),
            change(1, 2, "content", &[(1, 1)], "乙"),
            change(2, 3, "place", &[], "厂区"),
        ]);
        let told = log.all();
        assert_eq!(told.len(), 2);
        assert_eq!((&told[0].before, &told[0].after), (&Value::from("甲"), &Value::from("乙")));
        assert_eq!((told[0].at, told[0].conflict), (2_000, false));
        assert_eq!((&told[1].before, &told[1].after), (&Value::Null, &Value::from("厂区")));
        assert_eq!(told[1].by, PersonId(Uuid::from_u128(2)));
        assert_eq!(log.steps(1, 3), told, "the first is read, and not told");
    }

    #[test]
    fn who_had_not_seen_the_other_is_marked_and_who_settles_it_is_not() {
        let told = Log::of(&[
            change(1, 1, "content", &[], "甲"),
            change(1, 2, "content", &[(1, 1)], "乙"),
            change(2, 3, "content", &[(1, 1)], "丙"),
            change(3, 4, "content", &[(1, 2), (2, 3)], "丁"),
        ])
        .all();
        assert_eq!(told.iter().map(|step| step.conflict).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(told[2].before, Value::from("丙"), "the later of the two had shown");
        assert_eq!(told.iter().map(|step| step.latest).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn what_the_reviewer_had_on_screen_is_not_told() {
        let log = Log::of(&[change(1, 1, "content", &[], "甲"), change(2, 2, "review/seen", &[], "x:1")]);
        assert!(log.all().is_empty());
        assert!(log.steps(1, 2).is_empty());
        assert!(log.steps(0, 0).is_empty());
    }

    #[test]
    fn a_part_tells_what_the_whole_tells_of_it() {
        // Two write on without each other, one settles it, and both write on; a third field in between.
        let log = Log::of(&[
            change(1, 1, "content", &[], "1"),
            change(1, 2, "place", &[], "at first"),
            change(1, 3, "content", &[(1, 1)], "3"),
            change(2, 4, "content", &[(1, 1)], "4"),
            change(1, 5, "content", &[(1, 3)], "5"),
            change(2, 6, "place", &[(1, 2)], "then"),
            change(2, 7, "content", &[(2, 4)], "7"),
            change(3, 8, "content", &[(1, 5), (2, 7)], "8"),
            change(1, 9, "content", &[(3, 8)], "9"),
            change(2, 10, "content", &[(3, 8)], "10"),
            change(1, 11, "place", &[(2, 6)], "at last"),
        ]);
        let all = log.all();
        assert_eq!(all.iter().filter(|step| step.conflict).count(), 4);
        for from in 0..log.applied.len() {
            let told = log.steps(from, log.applied.len());
            assert_eq!(told, all[from.saturating_sub(1)..], "from {from}");
        }
        // What is settled after a part is not read for it. That it was not settled is known all the same.
        let marks = |steps: &[Step]| steps.iter().map(|step| (step.conflict, step.latest)).collect::<Vec<_>>();
        for from in 1..log.applied.len() {
            for to in from..=log.applied.len() {
                assert_eq!(marks(&log.steps(from, to)), marks(&all[from - 1..to - 1]), "{from} to {to}");
            }
        }
    }
}
