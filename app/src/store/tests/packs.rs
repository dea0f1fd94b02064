//! What is kept for trips, and for how long; what is pinned.

use pollster::block_on;
use zoufang_core::domain::Day;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn trip(store: &MemoryStore, number: u128, from: &str, to: &str) -> RecordId {
    let fields = [("name", "出行".into()), ("from", from.into()), ("to", to.into())];
    let edit = Edit { kind: Kind::TRIP, ..visit(id(number), &fields) };
    block_on(save(store, who(), &[edit], &[], 1)).unwrap();
    id(number)
}

fn holds(store: &MemoryStore, hash: &str) -> bool {
    block_on(held(store)).unwrap().contains(hash)
}

fn pack_of(store: &MemoryStore, trip: RecordId, hashes: &[&str]) {
    for hash in hashes {
        block_on(pack(store, trip, hash, &vec![1; 9])).unwrap();
    }
}

fn go_on(store: &MemoryStore, today: &str) {
    block_on(let_go_of_packs(store, who(), day(today))).unwrap();
}

#[test]
fn what_was_fetched_for_a_trip_stays_until_its_last_day_is_over() {
    let store = MemoryStore::default();
    let trip = trip(&store, 60, "2026-11-16", "2026-11-20");
    pack_of(&store, trip, &["aa", "bb"]);
    assert_eq!(block_on(content(&store, "aa")).unwrap().map(|bytes| bytes.len()), Some(9));
    for today in ["2026-11-10", "2026-11-20"] {
        go_on(&store, today);
        assert!(holds(&store, "aa") && holds(&store, "bb"), "{today}");
    }
    go_on(&store, "2026-11-21");
    assert!(!holds(&store, "aa") && !holds(&store, "bb"));
    go_on(&store, "2026-11-10");
    assert!(!holds(&store, "aa"), "what is gone does not come by itself");
}

#[test]
fn what_is_not_sent_or_was_here_before_is_never_let_go_with_a_trip() {
    let store = MemoryStore::default();
    let trip = trip(&store, 60, "2026-11-16", "2026-11-20");
    let own = Attached { key: "attachment/8".into(), text: "aa".into(), contents: Vec::new() };
    block_on(attach(&store, &own, ("visit/7", Some(&|_| Ok("{}".to_owned()))))).unwrap();
    pack_of(&store, trip, &["aa", "bb"]);
    block_on(store.write(&[Table::Blobs], Durability::Strict, async |tx| tx.put_bytes("small", &vec![2]))).unwrap();
    go_on(&store, "2026-12-01");
    assert!(holds(&store, "aa"), "a draft names it");
    assert!(holds(&store, "small"), "no pack has it");
    assert!(!holds(&store, "bb"));
}

#[test]
fn what_two_trips_need_stays_for_the_later_one() {
    let store = MemoryStore::default();
    let early = trip(&store, 60, "2026-11-16", "2026-11-20");
    let late = trip(&store, 61, "2026-11-23", "2026-11-25");
    pack_of(&store, early, &["aa", "bb"]);
    block_on(share_packs(&store, late, &["aa".to_owned(), "small".to_owned()].into())).unwrap();
    go_on(&store, "2026-11-22");
    assert!(holds(&store, "aa") && !holds(&store, "bb"));
    go_on(&store, "2026-11-26");
    assert!(!holds(&store, "aa"));
}

#[test]
fn a_trip_that_is_longer_than_planned_keeps_its_pack_and_one_that_is_gone_does_not() {
    let store = MemoryStore::default();
    let trip = trip(&store, 60, "2026-11-16", "2026-11-20");
    pack_of(&store, trip, &["aa"]);
    let record = block_on(view(&store, who(), trip)).unwrap().unwrap().record;
    let base = record.dots("to");
    let longer = BTreeMap::from([("to".parse().unwrap(), Write { base, value: "2026-11-22".into() })]);
    let life = record.life_dots();
    let edit = Edit { record: trip, kind: Kind::TRIP, op: Op::Set, life: life.clone(), fields: longer };
    block_on(save(&store, who(), &[edit], &[], 2)).unwrap();
    go_on(&store, "2026-11-22");
    assert!(holds(&store, "aa"));
    let life = block_on(view(&store, who(), trip)).unwrap().unwrap().record.life_dots();
    let deletion = Edit { record: trip, kind: Kind::TRIP, op: Op::Delete, life, fields: BTreeMap::new() };
    block_on(save(&store, who(), &[deletion], &[], 3)).unwrap();
    go_on(&store, "2026-11-22");
    assert!(!holds(&store, "aa"));
}

#[test]
fn visits_between_two_days_are_found_however_many_there_are() {
    let store = MemoryStore::default();
    let first = day("2026-01-01");
    for number in 0..250 {
        let on = first.plus(number / 2).to_string();
        save_one(&store, id(number.unsigned_abs().into()), &[("day", on.as_str().into())], 1);
    }
    save_one(&store, id(999), &[("content", "没有日期".into())], 1);
    let between = |from: &str, to: &str, most| -> Vec<Day> {
        let listed = block_on(list_between(&store, &Kind::VISIT, (day(from), day(to)), most)).unwrap();
        listed.into_iter().map(|listed| listed.facets.day.unwrap()).collect()
    };
    let all = between("2026-01-01", "2026-12-31", 999);
    assert_eq!((all.len(), all[0], all[249]), (250, first.plus(124), first));
    assert!(all.is_sorted_by(|later, earlier| later >= earlier));
    let some = between("2026-01-05", "2026-01-06", 999);
    assert_eq!(some, [6, 6, 5, 5].map(|number| first.plus(number - 1)));
    assert_eq!(between("2026-01-01", "2026-12-31", 3).len(), 3);
    assert_eq!(between("2025-01-01", "2025-12-31", 3), []);
}

#[test]
fn a_pin_stays_until_it_is_taken_off() {
    let store = MemoryStore::default();
    for (number, pinned) in [(1, true), (2, true), (1, true), (2, false), (3, false)] {
        block_on(pin(&store, id(number), pinned)).unwrap();
    }
    assert_eq!(block_on(pins(&store)).unwrap().into_iter().collect::<Vec<_>>(), [id(1)]);
}
