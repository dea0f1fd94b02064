//! The laws of the merge, for any history of any devices.
//!
//! A history is played by a few devices, each with a replica of one record: they write, delete,
//! restore and now and then take over what another has. A change names the heads that its author's
//! replica showed; in an adversarial history it names whatever it likes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;
use zoufang_core::domain::Kind;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Hlc, Op, Path, Record, Shown, Value, Write, diff, settle};
use zoufang_core::sync::{rebase, renumber};

const DEVICES: usize = 4;
const PATHS: [&str; 4] = ["content", "place", "needs/land", "attendees/1/name"];
const RECORD: RecordId = RecordId(Uuid::from_u128(7));

#[derive(Clone, Debug)]
enum Step {
    Write { device: usize, fields: Vec<(usize, u8)> },
    Remove { device: usize, op: Op },
    TakeOver { device: usize, from: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let device = 0..DEVICES;
    let fields = vec((0..PATHS.len(), 0..6u8), 1..4);
    prop_oneof![
        6 => (device.clone(), fields).prop_map(|(device, fields)| Step::Write { device, fields }),
        2 => (device.clone(), prop_oneof![Just(Op::Delete), Just(Op::Restore)])
            .prop_map(|(device, op)| Step::Remove { device, op }),
        4 => (device.clone(), device).prop_map(|(device, from)| Step::TakeOver { device, from }),
    ]
}

fn device(n: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(100 + n as u128))
}

fn who(device: DeviceId) -> Attribution {
    Attribution { by: PersonId(device.0), unit: UnitId(Uuid::from_u128(1)) }
}

fn path(n: usize) -> Path {
    PATHS[n].parse().expect("a valid path")
}

fn value(n: u8) -> Value {
    match n {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Int(-7),
        n => Value::from(format!("值{n}")),
    }
}

#[derive(Clone, Debug, Default)]
struct Player {
    replica: Option<Record>,
    clock: Hlc,
    seq: u64,
}

impl Player {
    fn make(&mut self, n: usize, op: Op, fields: BTreeMap<Path, Write>) -> Change {
        self.seq += 1;
        // A clock of its own: some devices are days behind or ahead of the others.
        let now = 1_000_000_000 + n as u64 * 86_400_000;
        self.clock = self.clock.max(self.replica.as_ref().map(|seen| seen.touched).unwrap_or_default()).next(now);
        Change {
            id: ChangeId(Uuid::from_u128(((n as u128) << 64) + u128::from(self.seq))),
            device: device(n),
            seq: self.seq,
            record: RECORD,
            kind: Kind::VISIT,
            op,
            at: self.clock,
            schema: 1,
            life: self.replica.as_ref().map(Record::life_dots).unwrap_or_default(),
            fields,
        }
    }

    fn take_in(&mut self, change: &Change) {
        self.replica = rebase(self.replica.take(), [change], who(change.device));
    }
}

fn joined(ours: Option<Record>, theirs: Option<&Record>) -> Option<Record> {
    match (ours, theirs) {
        (Some(mut ours), Some(theirs)) => {
            ours.join(theirs);
            Some(ours)
        }
        (ours, theirs) => ours.or_else(|| theirs.cloned()),
    }
}

/// Plays the steps. The first change makes the record, so there is always one.
fn play(steps: &[Step]) -> Vec<Change> {
    let mut players = vec![Player::default(); DEVICES];
    let mut history = Vec::new();
    let mut stamps = BTreeSet::new();
    let first = Step::Write { device: 0, fields: vec![(0, 3)] };
    for step in std::iter::once(&first).chain(steps) {
        let (n, op, fields) = match step {
            Step::TakeOver { device, from } => {
                let theirs = players[*from].replica.clone();
                players[*device].replica = joined(players[*device].replica.take(), theirs.as_ref());
                continue;
            }
            Step::Remove { device, .. } if players[*device].replica.is_none() => continue,
            Step::Remove { device, op } => (*device, *op, BTreeMap::new()),
            Step::Write { device, fields } => {
                let seen = players[*device].replica.as_ref();
                let write = |(n, v): &(usize, u8)| (path(*n), settle(seen, &path(*n), value(*v)));
                (*device, Op::Set, fields.iter().map(write).collect())
            }
        };
        let mut change = players[n].make(n, op, fields);
        // Two stamps are equal only by a chance that would hide what is tested here.
        while !stamps.insert(change.at) {
            change.at = change.at.next(0);
        }
        players[n].clock = change.at;
        players[n].take_in(&change);
        history.push(change);
    }
    history
}

/// Histories of honest devices.
fn honest() -> impl Strategy<Value = Vec<Change>> {
    vec(step(), 0..24).prop_map(|steps| play(&steps))
}

#[derive(Clone, Copy, Debug)]
enum Lie {
    Life,
    Base,
    /// The stamp of the first change: many writes of one moment.
    Stamp,
}

/// Honest histories in which some changes claim to have seen anything: the past, the future,
/// themselves, writes that never were. Or to be made at the same moment.
fn adversarial() -> impl Strategy<Value = Vec<Change>> {
    let claimed = vec((0..DEVICES + 1, 0..8u64), 0..5);
    let lie = prop_oneof![Just(Lie::Life), Just(Lie::Base), Just(Lie::Stamp)];
    let lies = vec((any::<prop::sample::Index>(), claimed, lie), 0..10);
    (honest(), lies).prop_map(|(mut history, lies)| {
        let moment = history[0].at;
        for (which, claimed, lie) in lies {
            let liar = which.index(history.len());
            let dots: Vec<Dot> = claimed.iter().map(|(n, seq)| Dot { device: device(*n), seq: *seq }).collect();
            let change = &mut history[liar];
            match lie {
                Lie::Life => change.life = dots,
                Lie::Base => change.fields.values_mut().for_each(|write| write.base.clone_from(&dots)),
                Lie::Stamp => change.at = moment,
            }
        }
        history
    })
}

fn any_history() -> impl Strategy<Value = Vec<Change>> {
    prop_oneof![honest(), adversarial()]
}

/// A history with an order of delivery in which everything comes at least once and much twice.
fn delivered() -> impl Strategy<Value = (Vec<Change>, Vec<usize>)> {
    any_history().prop_flat_map(|history| {
        let all: Vec<usize> = (0..history.len()).collect();
        let again = vec(0..history.len(), 0..history.len() * 2);
        let order = again.prop_map(move |again| [all.clone(), again].concat()).prop_shuffle();
        (Just(history), order)
    })
}

fn merged<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Option<Record> {
    changes.into_iter().fold(None, |record, change| rebase(record, [change], who(change.device)))
}

fn all_of(history: &[Change]) -> Record {
    merged(history).expect("a history has at least one change")
}

fn bytes(record: &Record) -> String {
    serde_json::to_string(record).expect("a record has a spelling")
}

/// The writes of a path that no other write of it names: what its heads must be.
fn unnamed(writes: &[(Dot, &[Dot])]) -> BTreeSet<Dot> {
    let named = |dot: Dot| writes.iter().any(|(other, base)| *other != dot && base.contains(&dot));
    writes.iter().map(|(dot, _)| *dot).filter(|dot| !named(*dot)).collect()
}

fn writes_of<'a>(history: &'a [Change], path: &Path) -> Vec<(Dot, &'a [Dot])> {
    let write = |change: &'a Change| Some((change.dot(), change.fields.get(path)?.base.as_slice()));
    history.iter().filter_map(write).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repetition_end_in_the_same_bytes((history, order) in delivered()) {
        let expected = all_of(&history);
        let delivered = merged(order.iter().map(|n| &history[*n])).unwrap();
        prop_assert_eq!(&delivered, &expected);
        prop_assert_eq!(bytes(&delivered), bytes(&expected));
    }

    #[test]
    fn any_grouping_joined_in_any_order_ends_in_the_same_bytes(
        (history, order) in delivered(),
        groups in vec(0..5usize, 1..80),
        rejoined in vec((0..5usize, 0..5usize), 0..12),
    ) {
        let mut replicas: Vec<Option<Record>> = vec![None; 5];
        for (n, group) in order.iter().zip(groups.iter().cycle()) {
            let replica = replicas[*group].take();
            replicas[*group] = rebase(replica, [&history[*n]], who(history[*n].device));
        }
        for (ours, theirs) in rejoined {
            let theirs = replicas[theirs].clone();
            replicas[ours] = joined(replicas[ours].take(), theirs.as_ref());
        }
        let end = replicas.iter().fold(None, |end, replica| joined(end, replica.as_ref())).unwrap();
        prop_assert_eq!(bytes(&end), bytes(&all_of(&history)));
    }

    #[test]
    fn joining_is_commutative_associative_and_idempotent(
        (history, order) in delivered(),
        cuts in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let third = |from: usize, to: usize| merged(order[from..to].iter().map(|n| &history[*n]));
        let (mut first, mut second) = (cuts.0.index(order.len()), cuts.1.index(order.len()));
        (first, second) = (first.min(second), first.max(second));
        let (a, b, c) = (third(0, first), third(first, second), third(second, order.len()));
        let ab = joined(a.clone(), b.as_ref());
        prop_assert_eq!(&ab, &joined(b.clone(), a.as_ref()));
        let bc = joined(b, c.as_ref());
        prop_assert_eq!(&joined(ab.clone(), c.as_ref()), &joined(a, bc.as_ref()));
        prop_assert_eq!(&joined(ab.clone(), ab.as_ref()), &ab);
    }

    #[test]
    fn a_write_known_with_two_stamps_counts_as_of_the_earlier((history, order) in delivered(), clamp in 0..400u64) {
        // The server clamps what a device still holds unclamped.
        let limit = Hlc::from_millis(1_000_000_000 + clamp * 1_000_000);
        let clamped: Vec<Change> =
            history.iter().map(|change| Change { at: change.at.min(limit), ..change.clone() }).collect();
        let both: Vec<&Change> = history.iter().chain(&clamped).collect();
        let expected = merged(both.iter().copied()).unwrap();
        let shuffled = order.iter().flat_map(|n| [both[n + history.len()], both[*n]]);
        prop_assert_eq!(&merged(shuffled).unwrap(), &expected);
        for name in PATHS {
            let shown: Vec<Hlc> = expected.heads(name).iter().map(|(stamp, ..)| stamp.at).collect();
            prop_assert!(shown.iter().all(|at| *at <= limit));
        }
    }

    #[test]
    fn nothing_is_lost_the_heads_are_exactly_what_nobody_named(history in any_history()) {
        let record = all_of(&history);
        for name in PATHS {
            let path: Path = name.parse().unwrap();
            let heads: BTreeSet<Dot> = record.dots(name).into_iter().collect();
            prop_assert_eq!(&heads, &unnamed(&writes_of(&history, &path)), "{}", name);
            for (stamp, by, value) in record.heads(name) {
                let written = history.iter().find(|change| change.dot() == stamp.dot).unwrap();
                prop_assert_eq!((&written.fields[&path].value, written.at), (value, stamp.at));
                prop_assert_eq!(by, who(stamp.dot.device).by);
            }
            prop_assert_eq!(record.heads(name).len(), heads.len());
        }
    }

    #[test]
    fn of_several_heads_the_latest_stamp_shows(history in any_history()) {
        let record = all_of(&history);
        for name in PATHS {
            let latest = record.heads(name).into_iter().max_by_key(|(stamp, ..)| *stamp);
            prop_assert_eq!(record.get(name), latest.map(|(_, _, value)| value));
            let values: BTreeSet<&Value> = record.heads(name).into_iter().map(|(_, _, value)| value).collect();
            prop_assert_eq!(record.in_conflict(name), values.len() > 1);
            let open = record.open_conflicts().any(|path| path.as_str() == name);
            prop_assert_eq!(open, record.in_conflict(name));
        }
    }

    #[test]
    fn a_row_tells_of_standing_writes_only(history in any_history()) {
        let row: serde_json::Value = serde_json::from_str(&bytes(&all_of(&history))).unwrap();
        let record = all_of(&history);
        let heads = PATHS.iter().flat_map(|name| record.dots(name)).chain(record.life_dots());
        prop_assert_eq!(row["writes"].as_array().unwrap().len(), heads.collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn of_two_values_under_one_name_one_stands_in_whatever_order(history in honest(), other in 1..6u8) {
        // Two devices that use one id: the server refuses the second, and no order may matter before.
        let twin = |change: &Change| {
            let mut twin = change.clone();
            twin.fields.values_mut().for_each(|write| write.value = value(other));
            twin
        };
        let twins: Vec<Change> = history.iter().map(twin).collect();
        let both = merged(history.iter().chain(&twins)).unwrap();
        prop_assert_eq!(&merged(twins.iter().chain(&history)).unwrap(), &both);
        prop_assert_eq!(&joined(merged(&twins), merged(&history).as_ref()).unwrap(), &both);
    }

    #[test]
    fn different_fields_never_meet(history in any_history()) {
        let record = all_of(&history);
        for name in PATHS {
            let only = |change: &Change| {
                let fields = change.fields.iter().filter(|(path, _)| path.as_str() == name);
                Change { fields: fields.map(|(path, write)| (path.clone(), write.clone())).collect(), ..change.clone() }
            };
            let alone = all_of(&history.iter().map(only).collect::<Vec<_>>());
            prop_assert_eq!(alone.heads(name), record.heads(name));
            prop_assert_eq!(alone.get(name), record.get(name));
        }
    }

    #[test]
    fn an_edit_that_did_not_see_the_deletion_wins_and_is_disputed(history in any_history()) {
        let record = all_of(&history);
        let lives: Vec<(Dot, &[Dot])> = history.iter().map(|change| (change.dot(), change.life.as_slice())).collect();
        let standing = unnamed(&lives);
        let stands = |deletes: bool| {
            let of_kind = |change: &&Change| (change.op == Op::Delete) == deletes && standing.contains(&change.dot());
            history.iter().any(|change| of_kind(&change))
        };
        prop_assert_eq!(record.life_dots(), standing.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(record.is_alive(), stands(false));
        prop_assert_eq!(record.is_disputed(), stands(false) && stands(true));
    }

    #[test]
    fn the_earliest_write_decides_author_and_unit(history in any_history()) {
        let record = all_of(&history);
        let earliest = history.iter().min_by_key(|change| (change.at, change.dot())).unwrap();
        prop_assert_eq!((record.origin.dot, record.author()), (earliest.dot(), who(earliest.device).by));
        prop_assert_eq!(Some(record.touched), history.iter().map(|change| change.at).max());
    }

    #[test]
    fn a_record_survives_its_spelling(history in any_history()) {
        let record = all_of(&history);
        let read: Record = serde_json::from_str(&bytes(&record)).unwrap();
        prop_assert_eq!(&read, &record);
        prop_assert_eq!(bytes(&read), bytes(&record));
        for change in &history {
            let spelled = serde_json::to_string(change).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Change>(&spelled).unwrap(), change);
        }
    }

    #[test]
    fn a_record_that_was_stored_half_way_merges_on_as_if_it_had_not(
        (history, order) in delivered(),
        cut in any::<prop::sample::Index>(),
    ) {
        let (before, after) = order.split_at(cut.index(order.len()));
        let stored = merged(before.iter().map(|n| &history[*n])).map(|record| bytes(&record));
        let read = stored.map(|text| serde_json::from_str(&text).unwrap());
        let end = after.iter().fold(read, |record, n| rebase(record, [&history[*n]], who(history[*n].device)));
        prop_assert_eq!(bytes(&end.unwrap()), bytes(&all_of(&history)));
    }

    #[test]
    fn what_differs_applied_shows_what_was_wanted(
        history in honest(),
        wanted in vec((0..PATHS.len(), 0..6u8), 0..5),
    ) {
        let mut record = all_of(&history);
        let wanted: Shown = wanted.into_iter().map(|(n, v)| (path(n), value(v))).collect();
        let before = record.shown();
        let mut player = Player { replica: Some(record.clone()), ..Player::default() };
        let fields = diff(Some(&record), &wanted);
        let change = player.make(9, Op::Set, fields);
        record.apply(&change, who(device(9)));
        let shown = record.shown();
        for name in PATHS {
            let path: Path = name.parse().unwrap();
            let expected = wanted.get(&path).or(before.get(&path)).filter(|value| !value.is_null());
            prop_assert_eq!(shown.get(&path), expected);
        }
        prop_assert!(diff(Some(&record), &wanted).is_empty(), "nothing is left to write");
    }

    #[test]
    fn settling_ends_a_conflict_for_good((history, order) in delivered(), which in 0..PATHS.len(), v in 1..6u8) {
        let mut record = all_of(&history);
        let mut player = Player { replica: Some(record.clone()), ..Player::default() };
        let write = settle(Some(&record), &path(which), value(v));
        let change = player.make(9, Op::Set, BTreeMap::from([(path(which), write)]));
        record.apply(&change, who(device(9)));
        for late in order {
            record.apply(&history[late], who(history[late].device));
        }
        prop_assert!(!record.in_conflict(PATHS[which]));
        prop_assert_eq!(record.get(PATHS[which]), Some(&value(v)));
        prop_assert_eq!(record.dots(PATHS[which]), vec![change.dot()]);
    }

    #[test]
    fn a_renumbered_outbox_means_the_same(history in honest(), n in 0..DEVICES, first in 1..9u64) {
        let own = device(n);
        // The server holds everything of the others that does not build on this outbox.
        let outbox: Vec<Change> = history.iter().filter(|change| change.device == own).cloned().collect();
        let names_own = |change: &Change| {
            let named = change.fields.values().flat_map(|write| &write.base).chain(&change.life);
            named.into_iter().any(|dot| dot.device == own)
        };
        let row = merged(history.iter().filter(|change| change.device != own && !names_own(change)));
        let mut renumbered = outbox.clone();
        let renewed = device(50);
        renumber(&mut renumbered, renewed, first);
        let names: Vec<Dot> = renumbered.iter().map(Change::dot).collect();
        let expected: Vec<Dot> = (first..).take(outbox.len()).map(|seq| Dot { device: renewed, seq }).collect();
        prop_assert_eq!(names, expected);
        let (before, after) = (rebase(row.clone(), &outbox, who(own)), rebase(row, &renumbered, who(own)));
        prop_assert_eq!(before.is_some(), after.is_some());
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert_eq!(after.shown(), before.shown());
            prop_assert_eq!((after.is_alive(), after.is_disputed()), (before.is_alive(), before.is_disputed()));
            for name in PATHS {
                let values = |record: &Record| -> BTreeSet<Value> {
                    record.heads(name).into_iter().map(|(_, _, value)| value.clone()).collect()
                };
                prop_assert_eq!(values(&after), values(&before));
            }
        }
    }
}
