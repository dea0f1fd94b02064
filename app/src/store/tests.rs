//! The device's promises, on the twin of its store.

mod companies;
mod contents;
mod entrusted;
mod lists;
mod lock;
mod packs;
mod refused;

use std::collections::BTreeMap;

use pollster::block_on;
use serde_json::value::to_raw_value;
use uuid::Uuid;
use zoufang_core::domain::{Call, Kind};
use zoufang_core::id::{DeviceId, PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Dot, Op, Path, Record, Value, Write};
use zoufang_core::sync::{Answer, Fetched, Shelved, Which};
use zoufang_core::wire::{Fate, Outcome, PullPage, PushReply, Reason, ReasonCode};

use super::memory::MemoryTx;
use super::*;

fn who() -> Attribution {
    Attribution { by: PersonId(Uuid::from_u128(1)), unit: UnitId(Uuid::from_u128(2)) }
}

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

fn visit(record: RecordId, fields: &[(&str, Value)]) -> Edit {
    let write = |value: &Value| Write { base: Vec::new(), value: value.clone() };
    let fields: BTreeMap<Path, Write> =
        fields.iter().map(|(path, value)| (path.parse().unwrap(), write(value))).collect();
    Edit { record, kind: Kind::VISIT, op: Op::Set, life: Vec::new(), fields }
}

fn unsent_count(store: &impl Store) -> Result<u32, StoreError> {
    block_on(outbox_counts(store)).map(|counts| counts.unsent)
}

fn save_one(store: &MemoryStore, record: RecordId, fields: &[(&str, Value)], now: u64) -> Change {
    block_on(save(store, who(), &[visit(record, fields)], &[], now)).unwrap().remove(0)
}

fn reply(outcomes: Vec<Outcome>) -> PushReply {
    PushReply { outcomes, head: 9, now: 1_000 }
}

fn kept(seq: u64, position: u64) -> Outcome {
    Outcome { seq: Some(seq), fate: Fate::Applied, stored: true, position: Some(position), reason: None }
}

fn page(rows: &[&Record], upto: u64) -> PullPage {
    let rows = rows.iter().map(|row| to_raw_value(row).unwrap()).collect();
    PullPage {
        rows,
        gone: Vec::new(),
        cursor: format!("at {upto}"),
        more: false,
        fresh: false,
        upto,
        decided: None,
        now: 1_000,
        lease: None,
    }
}

/// Stores what the server said of changes that this device sent as the device it is now.
fn answer(store: &MemoryStore, outcomes: Vec<Outcome>) {
    answer_to(store, block_on(meta(store)).unwrap().device, outcomes);
}

fn answer_to(store: &MemoryStore, device: DeviceId, outcomes: Vec<Outcome>) {
    let answer = Answer { device, reply: reply(outcomes) };
    block_on(settle(store, who(), &answer, true, 1_000)).unwrap();
}

/// Stores a page that was asked for where the rows stand now.
fn take_page(store: &MemoryStore, page: PullPage) {
    let after = block_on(meta(store)).unwrap().stand.cursor;
    let rows = arrive(&page, who());
    let stored = block_on(store_page(store, who(), &Fetched { after, page }, &rows, 1_000));
    assert_eq!(stored, Ok(Shelved::Taken));
}

fn text(store: &MemoryStore, record: RecordId, path: &str) -> Option<String> {
    let view = block_on(view(store, who(), record)).unwrap()?;
    view.record.text(path).map(str::to_owned)
}

#[test]
fn several_records_are_read_at_once_with_what_is_unsent_and_without_those_that_are_not_here() {
    let store = MemoryStore::default();
    save_one(&store, id(1), &[("place", Value::from("郑州"))], 1_000);
    save_one(&store, id(2), &[("place", Value::from("新乡"))], 2_000);
    let views = block_on(views_of(&store, who(), &[id(2), id(3), id(1)])).unwrap();
    let read: Vec<_> = views.iter().map(|view| (view.record.id, view.record.text("place"), view.unsent)).collect();
    assert_eq!(read, [(id(2), Some("新乡"), 1), (id(1), Some("郑州"), 1)]);
}

#[test]
fn two_tabs_never_give_out_the_same_number() {
    let tab = MemoryStore::default();
    let other = tab.clone();
    let seqs: Vec<u64> = (0..6)
        .map(|i| save_one(if i % 2 == 0 { &tab } else { &other }, id(i), &[("content", "x".into())], 1).seq)
        .collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_save_that_the_disk_refuses_leaves_nothing_behind_and_uses_up_no_number() {
    let store = MemoryStore::default();
    block_on(put_draft(&store, "visit/7", "{}")).unwrap();
    store.refuse_writes(true);
    let edit = visit(id(7), &[("content", "写满的磁盘".into())]);
    let refused = block_on(save(&store, who(), std::slice::from_ref(&edit), &["visit/7".to_owned()], 1));
    assert_eq!(refused, Err(StoreError::Full));
    store.refuse_writes(false);
    assert_eq!(unsent_count(&store), Ok(0));
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(Some("{}".to_owned())));
    assert_eq!(save_one(&store, id(7), &[], 2).seq, 1);
}

#[test]
fn a_draft_ends_in_the_transaction_that_saves_it() {
    let store = MemoryStore::default();
    block_on(put_draft(&store, "visit/7", "{}")).unwrap();
    block_on(save(&store, who(), &[visit(id(7), &[("content", "谈".into())])], &["visit/7".to_owned()], 1)).unwrap();
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(None));
    assert_eq!(unsent_count(&store), Ok(1));
}

#[test]
fn the_clock_of_a_device_only_moves_forward() {
    let store = MemoryStore::default();
    let first = save_one(&store, id(1), &[], 2_000_000);
    let after_reset = save_one(&store, id(1), &[], 5);
    assert!(after_reset.at > first.at);
}

#[test]
fn what_the_server_keeps_shows_until_its_row_has_come_and_then_leaves_the_outbox() {
    let store = MemoryStore::default();
    let change = save_one(&store, id(7), &[("content", "第二基地".into())], 1);
    answer(&store, vec![kept(1, 9)]);
    assert_eq!(unsent_count(&store), Ok(0));
    assert_eq!(text(&store, id(7), "content").as_deref(), Some("第二基地"));
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1);

    take_page(&store, page(&[], 8));
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1, "the row may not have been in that page");

    let row = Record::born(&change, who());
    take_page(&store, page(&[&row], 9));
    assert!(block_on(outbox(&store)).unwrap().is_empty());
    assert_eq!(text(&store, id(7), "content").as_deref(), Some("第二基地"));
    assert_eq!(block_on(meta(&store)).unwrap().stand.cursor.as_deref(), Some("at 9"));
}

#[test]
fn what_the_server_does_not_keep_stays_unsent() {
    let store = MemoryStore::default();
    save_one(&store, id(7), &[], 1);
    let retry = Outcome { fate: Fate::Retry, stored: false, position: None, ..kept(1, 0) };
    answer(&store, vec![retry]);
    assert_eq!(block_on(to_send(&store, Which::Unsent, 10)).unwrap().len(), 1);
}

#[test]
fn what_the_server_sets_aside_stays_on_the_device_with_its_reason() {
    let store = MemoryStore::default();
    save_one(&store, id(7), &[("content", "谈".into())], 1);
    let reason = Reason { code: ReasonCode::NotAllowed, message: "not yours".to_owned(), path: None };
    let aside = Outcome { fate: Fate::Quarantined, position: None, reason: Some(reason.clone()), ..kept(1, 0) };
    answer(&store, vec![aside]);
    let view = block_on(view(&store, who(), id(7))).unwrap().unwrap();
    assert_eq!(view.aside, [reason]);
    assert_eq!(view.record.text("content"), Some("谈"), "its author still reads what was written");
    assert_eq!(block_on(outbox_counts(&store)), Ok(OutboxCounts { unsent: 0, aside: 1 }));
}

#[test]
fn an_answer_that_comes_late_does_not_set_aside_what_was_applied() {
    let store = MemoryStore::default();
    save_one(&store, id(7), &[("content", "谈".into())], 1);
    let reason = Reason { code: ReasonCode::RecordNotThere, message: "waits".to_owned(), path: None };
    let held = Outcome { fate: Fate::Held, position: None, reason: Some(reason), ..kept(1, 0) };
    for outcome in [kept(1, 9), held] {
        answer(&store, vec![outcome]);
    }
    assert_eq!(block_on(outbox(&store)).unwrap()[0].waiting, Waiting::Kept(9));
    assert!(block_on(view(&store, who(), id(7))).unwrap().unwrap().aside.is_empty());
}

#[test]
fn an_answer_to_a_device_that_is_no_more_says_nothing_of_what_has_its_numbers_now() {
    let store = MemoryStore::default();
    let before = save_one(&MemoryStore::default(), id(6), &[], 1);
    // The browser has cleared the storage while the answer was on its way, and work went on.
    let since = save_one(&store, id(7), &[("content", "谈".into())], 1);
    assert_eq!(before.seq, since.seq);
    answer_to(&store, before.device, vec![kept(1, 9)]);
    let reason = Reason { code: ReasonCode::TooLarge, message: String::new(), path: None };
    block_on(put_aside(&store, who(), before.dot(), &reason)).unwrap();
    take_page(&store, page(&[], 9));
    assert_eq!(block_on(to_send(&store, Which::Unsent, 9)).unwrap(), [since]);
}

#[test]
fn what_was_set_aside_is_sent_again_under_the_name_it_was_sent_under() {
    let store = MemoryStore::default();
    let sent: Vec<Change> = (1..=3).map(|n| save_one(&store, id(n), &[], 1)).collect();
    let reason = |code| Some(Reason { code, message: String::new(), path: None });
    let aside = |seq| Outcome { position: None, reason: reason(ReasonCode::RecordNotThere), ..kept(seq, 0) };
    answer(&store, vec![aside(1), kept(2, 9), aside(3)]);
    let of_new_device = save_one(&store, id(4), &[], 1);
    block_on(take_device(&store)).unwrap();
    answer(&store, vec![aside(of_new_device.seq + 1)]);

    let asked = |behind, most| block_on(to_send(&store, Which::Aside { behind }, most)).unwrap();
    assert_eq!(asked(0, 9), [sent[0].clone(), sent[2].clone()], "a push speaks for one device");
    assert_eq!(asked(0, 1), sent[..1]);
    assert_eq!(asked(1, 9), sent[2..]);
    assert_eq!(asked(3, 9).iter().map(|change| change.seq).collect::<Vec<_>>(), [5]);
    assert!(asked(5, 9).is_empty());

    answer_to(&store, sent[0].device, vec![kept(1, 9)]);
    assert_eq!(asked(0, 9), sent[2..], "that one was applied after all");
}

#[test]
fn a_row_that_arrives_lies_below_what_was_typed_here() {
    let store = MemoryStore::default();
    let mine = save_one(&store, id(7), &[("content", "我的话".into())], 50);
    let theirs = Change {
        device: DeviceId(Uuid::from_u128(99)),
        fields: visit(id(7), &[("place", "苏州".into())]).fields,
        ..mine
    };
    let row = Record::born(&theirs, who());
    take_page(&store, page(&[&row], 3));
    assert_eq!(text(&store, id(7), "content").as_deref(), Some("我的话"));
    assert_eq!(text(&store, id(7), "place").as_deref(), Some("苏州"));
    let listed = block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 9)).unwrap();
    assert_eq!((listed.len(), listed[0].unsent), (1, 1));
}

#[test]
fn a_page_that_another_tab_outran_is_dropped_whole() {
    let store = MemoryStore::default();
    let rows: Vec<Record> =
        (1..=3).map(|n| Record::born(&save_one(&MemoryStore::default(), id(n), &[], 1), who())).collect();
    let slow = Fetched { after: None, page: page(&[&rows[0]], 9) };
    take_page(&store, PullPage { more: true, ..page(&[&rows[1]], 5) });
    let stored = |fetched: &Fetched| block_on(store_page(&store, who(), fetched, &arrive(&fetched.page, who()), 1_000));
    assert_eq!(stored(&slow), Ok(Shelved::Outrun));
    assert_eq!(block_on(meta(&store)).unwrap().stand.cursor.as_deref(), Some("at 5"));
    assert!(text(&store, id(1), "content").is_none() && block_on(view(&store, who(), id(1))).unwrap().is_none());

    block_on(forget_cursor(&store)).unwrap();
    let of_before = Fetched { after: Some("at 5".to_owned()), page: page(&[&rows[2]], 7) };
    assert_eq!(stored(&of_before), Ok(Shelved::Outrun), "it would hide what is to be fetched anew");
    assert_eq!(block_on(meta(&store)).unwrap().stand.cursor, None);
}

/// Rows of records made elsewhere.
fn rows_of(numbers: std::ops::RangeInclusive<u128>) -> Vec<Record> {
    let made = save_one(&MemoryStore::default(), id(0), &[("content", "x".into())], 1);
    numbers.map(|n| Record::born(&Change { record: id(n), ..made.clone() }, who())).collect()
}

fn ids_here(store: &MemoryStore) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> =
        block_on(list(store, &ListQuery::Kind(Kind::VISIT), 9_999)).unwrap().iter().map(|listed| listed.id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn after_a_fetch_from_the_start_what_did_not_come_again_is_gone_and_unsent_work_stays() {
    let store = MemoryStore::default();
    let rows = rows_of(1..=4);
    take_page(&store, page(&rows.iter().collect::<Vec<_>>(), 4));
    save_one(&store, id(3), &[("place", "苏州".into())], 2);

    block_on(forget_cursor(&store)).unwrap();
    take_page(&store, PullPage { more: true, ..page(&[&rows[0]], 0) });
    assert_eq!(ids_here(&store).len(), 4, "until the last page all may still come");
    take_page(&store, page(&[&rows[1]], 5));
    assert_eq!(ids_here(&store), [id(1), id(2), id(3)], "4 has left, of 3 remains what is unsent");
    assert_eq!(text(&store, id(3), "place").as_deref(), Some("苏州"));
    assert_eq!(text(&store, id(3), "content"), None, "what others wrote left with the scope");
    assert_eq!(unsent_count(&store), Ok(1));

    take_page(&store, page(&[&rows[3]], 6));
    take_page(&store, page(&[], 7));
    assert_eq!(ids_here(&store).len(), 4, "what comes later belongs here");
}

#[test]
fn a_row_that_is_edited_between_its_page_and_the_last_does_not_count_as_old() {
    let store = MemoryStore::default();
    let rows = rows_of(1..=2);
    take_page(&store, page(&[&rows[0], &rows[1]], 4));
    block_on(forget_cursor(&store)).unwrap();
    take_page(&store, PullPage { more: true, ..page(&[&rows[0]], 0) });
    save_one(&store, id(1), &[("place", "苏州".into())], 2);
    take_page(&store, page(&[], 5));
    assert_eq!(ids_here(&store), [id(1)]);
    assert!(text(&store, id(1), "content").is_some(), "the server's row is still below the edit");
}

#[test]
fn rows_of_an_earlier_layout_are_fetched_anew_and_nothing_typed_is_touched() {
    let store = MemoryStore::default();
    take_page(&store, page(&rows_of(1..=1).iter().collect::<Vec<_>>(), 4));
    save_one(&store, id(7), &[("place", "苏州".into())], 2);
    let cursor = |store: &MemoryStore| block_on(meta(store)).unwrap().stand.cursor;
    assert_eq!(cursor(&store).as_deref(), Some("at 4"));
    let older = async |tx: &MemoryTx| {
        let mut entry = tx.get(Table::Meta, "device").await?.unwrap();
        entry.text = entry.text.replace(r#""layout":4"#, r#""layout":3"#);
        tx.put(Table::Meta, &entry)
    };
    block_on(store.write(&[Table::Meta], Durability::Strict, older)).unwrap();
    assert_eq!(cursor(&store), None);
    take_page(&store, page(&rows_of(1..=1).iter().collect::<Vec<_>>(), 5));
    assert_eq!(cursor(&store).as_deref(), Some("at 5"));
    assert_eq!(ids_here(&store), [id(1), id(7)]);
    assert_eq!(unsent_count(&store), Ok(1));
}

#[test]
fn a_sweep_that_was_broken_off_goes_on_with_the_next_page() {
    let store = MemoryStore::default();
    let rows = rows_of(1..=1_200);
    take_page(&store, page(&rows.iter().collect::<Vec<_>>(), 4));
    block_on(forget_cursor(&store)).unwrap();
    take_page(&store, PullPage { more: true, ..page(&[&rows[0], &rows[1_199]], 0) });
    // The last page as it lies on the disk when the phone dies right after it.
    let after = block_on(meta(&store)).unwrap().stand.cursor;
    let last = Fetched { after, page: page(&[&rows[700]], 5) };
    block_on(replica::take_in(&store, who(), &last, &arrive(&last.page, who()), 1_000)).unwrap();
    assert!(block_on(sweep::sweep_some(&store, who())).unwrap(), "there is more to sweep");
    assert_eq!(ids_here(&store).len(), 701, "and the phone dies again");

    take_page(&store, page(&[], 6));
    assert_eq!(ids_here(&store), [id(1), id(701), id(1_200)]);
    assert_eq!(block_on(meta(&store)).unwrap().stand.sweep, zoufang_core::sync::Sweep::Done);
}

#[test]
fn beginning_anew_in_the_middle_of_a_sweep_takes_nothing_off_that_comes_again() {
    let store = MemoryStore::default();
    let rows = rows_of(1..=3);
    take_page(&store, page(&rows.iter().collect::<Vec<_>>(), 4));
    for _ in 0..2 {
        block_on(forget_cursor(&store)).unwrap();
        take_page(&store, PullPage { more: true, ..page(&[&rows[2]], 0) });
    }
    assert_eq!(ids_here(&store).len(), 3);
    take_page(&store, page(&[&rows[1]], 5));
    assert_eq!(ids_here(&store), [id(2), id(3)]);
}

#[test]
fn a_row_that_this_version_cannot_read_keeps_back_no_other() {
    let store = MemoryStore::default();
    let rows = rows_of(1..=2);
    let mut page = page(&rows.iter().collect::<Vec<_>>(), 4);
    page.rows[0] = to_raw_value(&serde_json::json!({ "id": id(1), "kind": 7 })).unwrap();
    take_page(&store, page);
    assert_eq!(ids_here(&store), [id(2)], "it shows nowhere");
    let kept = block_on(store.read(&[Table::Rows], async |tx| tx.get(Table::Rows, &id(1).to_string()).await));
    assert!(kept.unwrap().unwrap().text.contains("7"), "and is kept as it came");
}

#[test]
fn a_cloned_device_becomes_another_and_sends_everything_again() {
    let store = MemoryStore::default();
    let first = save_one(&store, id(7), &[("content", "一".into())], 1);
    answer(&store, vec![kept(1, 9)]);
    let mut edit = visit(id(7), &[("content", "二".into())]);
    edit.fields.values_mut().for_each(|write| write.base = vec![first.dot()]);
    edit.life = vec![first.dot()];
    block_on(save(&store, who(), &[edit], &[], 2)).unwrap();

    block_on(take_device(&store)).unwrap();

    let again = block_on(to_send(&store, Which::Unsent, 10)).unwrap();
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].device, first.device);
    assert_eq!(again[0].life, [first.dot()], "what the server has keeps its name");
    assert_eq!(text(&store, id(7), "content").as_deref(), Some("二"));
    let next = save_one(&store, id(8), &[], 3);
    assert_eq!((next.device, next.seq), (again[0].device, again[0].seq + 1));
}

#[test]
fn one_push_never_weighs_more_than_the_server_takes_and_always_holds_one_change() {
    let store = MemoryStore::default();
    let long = "长".repeat(20_000);
    for number in 0..8 {
        save_one(&store, id(number), &[("content", long.as_str().into())], 1);
    }
    let bytes = |changes: &[Change]| changes.iter().map(|c| serde_json::to_string(c).unwrap().len()).sum::<usize>();
    let batch = block_on(to_send(&store, Which::Unsent, 200)).unwrap();
    assert!(!batch.is_empty() && batch.len() < 8);
    assert!(bytes(&batch) <= zoufang_core::wire::PUSH_MAX_BYTES);
    assert_eq!(block_on(to_send(&store, Which::Unsent, 1)).unwrap().len(), 1);
}

#[test]
fn what_nothing_takes_for_its_size_stands_aside_here_and_is_offered_again() {
    let store = MemoryStore::default();
    for n in 1..=3 {
        save_one(&store, id(n), &[("content", "长".into())], 1);
    }
    let reason = Reason { code: ReasonCode::TooLarge, message: "too large".to_owned(), path: None };
    block_on(put_aside(&store, who(), block_on(outbox(&store)).unwrap()[0].change.dot(), &reason)).unwrap();
    let seqs =
        |which| -> Vec<u64> { block_on(to_send(&store, which, 9)).unwrap().iter().map(|change| change.seq).collect() };
    assert_eq!(seqs(Which::Unsent), [2, 3]);
    assert_eq!(seqs(Which::Aside { behind: 0 }), [1]);
    assert_eq!(unsent_count(&store), Ok(3), "nobody else has it");
    let view = block_on(view(&store, who(), id(1))).unwrap().unwrap();
    assert_eq!((view.aside, view.unsent, view.record.text("content")), (vec![reason.clone()], 1, Some("长")));

    block_on(take_device(&store)).unwrap();
    assert_eq!((seqs(Which::Aside { behind: 0 }), seqs(Which::Unsent)), (vec![4], vec![5, 6]), "all get new numbers");
    answer(&store, vec![kept(4, 9), kept(5, 10)]);
    let device = block_on(meta(&store)).unwrap().device;
    block_on(put_aside(&store, who(), Dot { device, seq: 5 }, &reason)).unwrap();
    assert!(seqs(Which::Aside { behind: 0 }).is_empty(), "what the server keeps is not put aside any more");
    assert_eq!(unsent_count(&store), Ok(1));
}

#[test]
fn a_wiped_device_keeps_what_nobody_else_has_and_goes_on_counting() {
    let store = MemoryStore::default();
    take_page(&store, page(&rows_of(5..=6).iter().collect::<Vec<_>>(), 4));
    for n in 7..=9 {
        save_one(&store, id(n), &[("content", "谈".into())], 1);
    }
    block_on(put_draft(&store, "visit/1", "{}")).unwrap();
    let reason = Reason { code: ReasonCode::NotAllowed, message: String::new(), path: None };
    let aside = Outcome { position: None, reason: Some(reason), ..kept(2, 0) };
    answer(&store, vec![kept(1, 9), aside]);

    let before = block_on(device_id(&store)).unwrap();

    block_on(wipe(&store, who())).unwrap();

    let left = block_on(outbox(&store)).unwrap().remove(0).change;
    let device = block_on(device_id(&store)).unwrap();
    assert_eq!((left.device, left.seq), (device, 4), "it goes on as another device");
    assert_ne!(device, before);
    assert_eq!(ids_here(&store), [id(9)]);
    assert!(block_on(view(&store, who(), id(5))).unwrap().is_none());
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1);
    assert_eq!(block_on(draft(&store, "visit/1")), Ok(Some("{}".to_owned())));
    assert_eq!(block_on(meta(&store)).unwrap().stand.cursor, None);
    assert_eq!(save_one(&store, id(10), &[], 1).seq, 5);
}

#[test]
fn a_desk_keeps_no_rows_and_lets_go_of_what_the_server_keeps() {
    let store = MemoryStore::default();
    save_one(&store, id(7), &[("content", "x".into())], 1);
    let answer = Answer { device: block_on(meta(&store)).unwrap().device, reply: reply(vec![kept(1, 9)]) };
    block_on(settle(&store, who(), &answer, false, 1_000)).unwrap();
    assert!(block_on(outbox(&store)).unwrap().is_empty());
    assert!(block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 9)).unwrap().is_empty());
}

#[test]
fn a_device_that_was_named_keeps_its_name() {
    let store = MemoryStore::default();
    let named = block_on(device_id(&store)).unwrap();
    assert_eq!(block_on(device_id(&store)).unwrap(), named);
    assert_eq!(save_one(&store, id(7), &[], 1).device, named);
}

#[test]
fn rows_may_be_shown_until_the_lease_of_the_last_pull_ends() {
    let store = MemoryStore::default();
    let let_to = |until| PullPage { lease: Some(until), ..page(&[], 4) };
    take_page(&store, let_to(6_000));
    let stand = || block_on(meta(&store)).unwrap().stand;
    assert!(stand().may_show(5_999));
    assert!(!stand().may_show(6_000));
    take_page(&store, let_to(9_000));
    assert!(stand().may_show(6_000));
}
