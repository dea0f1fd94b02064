//! What is promised of a locked device.

use pollster::block_on;
use zoufang_core::id::BlobHash;

use super::*;
use crate::lock::{Cost, DeviceKey, Envelope, KeptFor, Lock, LockSecret, Stage, Stretched, stretch};

const PIN: &str = "135790";
const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };
const PHOTO: BlobHash = BlobHash([1; 32]);

/// Words that stand in what [`filled`] holds, and nowhere else.
const SECRETS: [&str; 4] = ["宇通客车", "用地一百二十亩", "没写完的谈话", "厂房"];

fn lock_of(key: &DeviceKey) -> Lock {
    let kept = KeptFor { person: who().by, device_key: key.clone() };
    let public = LockSecret::draw().unwrap().public().unwrap();
    let envelope = Envelope::seal(Uuid::from_u128(3), &public, &kept).unwrap();
    Lock::new(stretched(PIN), key, envelope).unwrap()
}

fn stretched(pin: &str) -> Stretched {
    let salt = Lock::draw_salt().unwrap();
    Stretched { salt, cost: CHEAP, key: stretch(pin, &salt, CHEAP).unwrap() }
}

type Phone = Guarded<MemoryStore>;

/// A device with rows, a change that waits, a draft with a photo, and one on its way.
fn filled() -> MemoryStore {
    let store = MemoryStore::default();
    let row = |record, words: &str| {
        let change = save_one(&MemoryStore::default(), record, &[("content", words.into())], 1);
        Record::born(&change, who())
    };
    let rows: Vec<Record> = (1..=450).map(|number| row(id(number), "宇通客车来访")).collect();
    take_page(&store, page(&rows.iter().collect::<Vec<_>>(), 7));
    save_one(&store, id(1_001), &[("content", "用地一百二十亩".into())], 1_000);
    let attached = Attached {
        key: "attachment/8".to_owned(),
        text: format!("{{\"name\":\"厂房\",\"blob\":\"{PHOTO}\"}}"),
        contents: vec![(PHOTO, "厂房".repeat(5_000).into_bytes())],
    };
    assert_eq!(block_on(attach(&store, &attached, ("visit/7", Some(&|_| Ok("没写完的谈话".to_owned()))))), Ok(true));
    store
}

/// Everything that screens could read.
#[derive(Debug, PartialEq)]
struct Seen {
    entries: Vec<Entry>,
    listed: Vec<Listed>,
    photo: Option<Vec<u8>>,
}

fn seen(store: &impl Store) -> Seen {
    let entries = block_on(store.read(&Table::ALL, all_entries)).unwrap();
    let listed = block_on(list(store, &ListQuery::Kind(Kind::VISIT), 1_000)).unwrap();
    Seen { entries, listed, photo: block_on(content(store, &PHOTO.to_string())).unwrap() }
}

async fn all_entries<T: Tables>(tx: &T) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Blobs) {
        entries.extend(tx.all(table).await?);
    }
    entries.retain(|entry| entry.key != "lock");
    Ok(entries)
}

fn lies_open(store: &MemoryStore) -> Vec<String> {
    let (entries, contents) = store.lying();
    let texts = entries.into_iter().filter(|entry| entry.key != "lock").map(|entry| format!("{entry:?}"));
    let bytes = contents.into_iter().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    texts.chain(bytes).filter(|text| SECRETS.iter().any(|secret| text.contains(secret))).collect()
}

/// A phone on which a lock was put, and nothing sealed yet.
fn locked(below: &MemoryStore) -> (Phone, DeviceKey) {
    let (store, key) = (looked(below), DeviceKey::draw().unwrap());
    block_on(store.put_lock(&lock_of(&key), &key)).unwrap();
    (store, key)
}

/// A page that has asked whether there is a lock.
fn looked(below: &MemoryStore) -> Phone {
    let store = Guarded::new(below.clone());
    block_on(store.lock()).unwrap();
    store
}

/// As a page finds the store that begins anew.
fn opened_anew(below: &MemoryStore, key: &DeviceKey) -> Phone {
    let store = Guarded::new(below.clone());
    block_on(store.unlock(key)).unwrap();
    block_on(store.turn_rest(key)).unwrap();
    store
}

fn turned(store: &Phone, key: &DeviceKey) -> Result<Stage, StoreError> {
    block_on(store.turn_rest(key)).map(|turned| turned.stage)
}

fn is_on(store: &Phone) -> bool {
    block_on(store.lock()).unwrap().is_some()
}

#[test]
fn on_a_locked_device_nothing_lies_open_and_everything_is_there() {
    let below = filled();
    let before = seen(&below);
    assert!(lies_open(&below).len() > 450);
    let (store, key) = locked(&below);
    assert_eq!(seen(&store), before, "while the rest is being sealed all of it can be read");
    assert_eq!(turned(&store, &key), Ok(Stage::Sealed));
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(seen(&store), before);
    assert_eq!(seen(&opened_anew(&below, &key)), before, "after the next unlocking too");
    assert_eq!(turned(&opened_anew(&below, &key), &key), Ok(Stage::Checked));
}

#[test]
fn what_is_written_on_a_locked_device_is_sealed_at_once() {
    let below = MemoryStore::default();
    let (store, _) = locked(&below);
    block_on(put_draft(&store, "visit/7", "没写完的谈话")).unwrap();
    let edit = visit(id(7), &[("content", "用地一百二十亩".into())]);
    block_on(save(&store, who(), &[edit], &[], 1)).unwrap();
    let photo = "厂房".repeat(100).into_bytes();
    block_on(pack(&store, id(9), &PHOTO.to_string(), &photo)).unwrap();
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(block_on(content(&store, &PHOTO.to_string())), Ok(Some(photo)));
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(Some("没写完的谈话".to_owned())));
}

#[test]
fn without_its_key_nothing_is_read_nor_written_and_nothing_is_lost() {
    let below = filled();
    let before = seen(&below);
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    let stranger = Guarded::new(below.clone());
    assert_eq!(block_on(draft(&stranger, "visit/7")), Err(StoreError::Locked));
    assert_eq!(block_on(content(&stranger, &PHOTO.to_string())), Err(StoreError::Locked));
    assert_eq!(block_on(list(&stranger, &ListQuery::Kind(Kind::VISIT), 9)), Err(StoreError::Locked));
    assert_eq!(block_on(put_draft(&stranger, "visit/9", "x")), Err(StoreError::Locked));
    assert_eq!(block_on(stranger.unlock(&DeviceKey::draw().unwrap())), Err(StoreError::LockChanged));
    assert_eq!(block_on(draft(&stranger, "visit/7")), Err(StoreError::Locked));
    assert_eq!(seen(&opened_anew(&below, &key)), before);
}

#[test]
fn sealing_that_breaks_off_anywhere_goes_on_where_it_broke_off() {
    for transactions in 0.. {
        let below = filled();
        let before = seen(&below);
        let (store, key) = locked(&below);
        below.refuse_after(transactions);
        let ended = block_on(store.turn_rest(&key));
        below.refuse_writes(false);
        assert_eq!(seen(&store), before, "after {transactions}");
        let anew = opened_anew(&below, &key);
        assert_eq!(lies_open(&below), Vec::<String>::new(), "after {transactions}");
        assert_eq!(seen(&anew), before, "after {transactions}");
        if ended.is_ok() {
            assert!(transactions > 6, "only {transactions} steps: nothing broke off");
            return;
        }
    }
}

#[test]
fn a_lock_that_is_taken_off_leaves_all_open_wherever_that_breaks_off() {
    for transactions in 0.. {
        let below = filled();
        let before = seen(&below);
        let (store, key) = locked(&below);
        block_on(store.turn_rest(&key)).unwrap();
        block_on(store.take_off_lock(&key)).unwrap();
        below.refuse_after(transactions);
        let ended = block_on(store.turn_rest(&key));
        below.refuse_writes(false);
        assert_eq!(seen(&store), before, "after {transactions}");
        assert_eq!(is_on(&store), ended.is_err());
        if ended.is_ok() {
            assert!(transactions > 6, "only {transactions} steps: nothing broke off");
        } else {
            opened_anew(&below, &key);
        }
        assert!(!is_on(&store));
        assert_eq!(seen(&below), before, "after {transactions}");
        assert_eq!(seen(&looked(&below)), before, "after {transactions}");
        if ended.is_ok() {
            return;
        }
    }
}

#[test]
fn what_another_tab_wrote_while_the_lock_was_put_on_is_sealed_at_the_next_unlocking() {
    let below = filled();
    let other_tab = looked(&below);
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    block_on(put_draft(&other_tab, "visit/8", "没写完的谈话")).unwrap();
    let photo = "厂房".repeat(9).into_bytes();
    block_on(pack(&other_tab, id(9), &BlobHash([8; 32]).to_string(), &photo)).unwrap();
    assert_eq!(lies_open(&below).len(), 2);
    let anew = opened_anew(&below, &key);
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(block_on(draft(&anew, "visit/8")), Ok(Some("没写完的谈话".to_owned())));
    assert_eq!(block_on(content(&anew, &BlobHash([8; 32]).to_string())), Ok(Some(photo)));
}

#[test]
fn what_another_tab_goes_on_sealing_after_the_lock_was_taken_off_still_opens() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    let other_tab = opened_anew(&below, &key);
    block_on(store.take_off_lock(&key)).unwrap();
    block_on(store.turn_rest(&key)).unwrap();
    block_on(put_draft(&other_tab, "visit/8", "没写完的谈话")).unwrap();
    let edit = visit(id(7), &[("content", "用地一百二十亩".into())]);
    block_on(save(&other_tab, who(), &[edit], &[], 9)).unwrap();

    let anew = looked(&below);
    assert_eq!(block_on(draft(&anew, "visit/8")), Ok(Some("没写完的谈话".to_owned())));
    assert_eq!(unsent_count(&anew), Ok(2));
    block_on(put_draft(&anew, "visit/9", "没写完的谈话")).unwrap();
    assert_eq!(block_on(draft(&below, "visit/9")), Ok(Some("没写完的谈话".to_owned())), "it is off");
    // And another lock has the same key, so that nothing between the two is lost.
    assert_eq!(block_on(anew.left_key()), Ok(Some(key.clone())));
    block_on(anew.put_lock(&lock_of(&key), &key)).unwrap();
    block_on(anew.turn_rest(&key)).unwrap();
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(block_on(draft(&opened_anew(&below, &key), "visit/8")), Ok(Some("没写完的谈话".to_owned())));
}

#[test]
fn two_tabs_put_on_one_lock() {
    let below = filled();
    let (tab, other_tab) = (looked(&below), looked(&below));
    let (key, other_key) = (DeviceKey::draw().unwrap(), DeviceKey::draw().unwrap());
    block_on(tab.put_lock(&lock_of(&key), &key)).unwrap();
    let refused = block_on(other_tab.put_lock(&lock_of(&other_key), &other_key));
    assert_eq!(refused, Err(StoreError::LockChanged));
    assert_eq!(block_on(tab.unlock(&key)), Ok(Stage::Sealing));
}

#[test]
fn a_change_of_the_lock_that_comes_late_changes_nothing() {
    let below = filled();
    let before = seen(&below);
    let (tab, key) = locked(&below);
    block_on(tab.turn_rest(&key)).unwrap();
    let late = opened_anew(&below, &key);
    block_on(tab.take_off_lock(&key)).unwrap();
    block_on(tab.turn_rest(&key)).unwrap();
    assert_eq!(block_on(late.rewrap_lock(stretched("246801"), &key)), Err(StoreError::LockChanged));
    assert_eq!(block_on(late.take_off_lock(&key)), Err(StoreError::LockChanged));
    assert!(!is_on(&looked(&below)));
    assert_eq!(seen(&looked(&below)), before);
    // Nor does a tab that was still opening end a lock that was put on anew.
    let anew = looked(&below);
    block_on(anew.put_lock(&lock_of(&key), &key)).unwrap();
    block_on(late.turn_rest(&key)).unwrap();
    assert!(is_on(&looked(&below)));
    assert_eq!(seen(&opened_anew(&below, &key)), before);
}

#[test]
fn one_text_that_does_not_open_keeps_back_none_of_the_others() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    block_on(put_draft(&below, "visit/0", "\u{1}AAAA")).unwrap();
    block_on(store.take_off_lock(&key)).unwrap();
    assert_eq!(turned(&store, &key), Ok(Stage::Off));
    assert_eq!(block_on(draft(&below, "visit/7")), Ok(Some("没写完的谈话".to_owned())));
    assert_eq!(block_on(draft(&below, "visit/0")), Ok(Some("\u{1}AAAA".to_owned())), "it lies as it lay");
}

#[test]
fn a_stage_that_somebody_else_wrote_opens_nothing() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    let forged =
        spell(&block_on(store.lock()).unwrap()).unwrap().replace("\"stage\":\"sealed\"", "\"stage\":\"opening\"");
    block_on(below.write(&[Table::Meta], Durability::Strict, async |tx| {
        tx.put(Table::Meta, &Entry::new("lock", forged.clone()))
    }))
    .unwrap();
    let anew = opened_anew(&below, &key);
    assert!(is_on(&anew));
    assert_eq!(lies_open(&below), Vec::<String>::new());
}

#[test]
fn a_storage_that_cannot_be_asked_for_its_lock_is_not_written_to() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    // The page went on without having been told that there is one.
    let page = Guarded::new(below.clone());
    assert_eq!(block_on(put_draft(&page, "visit/8", "没写完的谈话")), Err(StoreError::Locked));
    assert_eq!(lies_open(&below), Vec::<String>::new());
}

#[test]
fn tries_are_counted_before_they_are_known_to_be_wrong_and_in_all_tabs() {
    let below = filled();
    let (_, key) = locked(&below);
    let page = Guarded::new(below.clone());
    for known in 0..5 {
        assert_eq!(block_on(page.count_try(known)), Ok(true));
    }
    assert_eq!(block_on(page.count_try(4)), Ok(false), "this page has waited for fewer");
    let wait = |store: &Phone| block_on(store.lock()).unwrap().unwrap().wait_s();
    assert_eq!(wait(&Guarded::new(below.clone())), 30, "a page that begins anew knows of them");
    block_on(page.unlock(&key)).unwrap();
    block_on(page.forgive_tries(0)).unwrap();
    assert_eq!(wait(&page), 0);
}

#[test]
fn a_full_phone_opens() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    below.refuse_writes(true);
    let page = Guarded::new(below.clone());
    assert_eq!(block_on(page.count_try(0)), Err(StoreError::Full));
    assert_eq!(block_on(page.unlock(&key)), Ok(Stage::Sealed));
    assert_eq!(block_on(draft(&page, "visit/7")), Ok(Some("没写完的谈话".to_owned())));
}

#[test]
fn one_content_that_cannot_be_read_keeps_back_none_of_the_others_and_is_sealed_when_it_can() {
    let below = filled();
    let photo = block_on(content(&below, &PHOTO.to_string())).unwrap();
    let others = [BlobHash([0; 32]), BlobHash([9; 32])].map(|hash| hash.to_string());
    for other in &others {
        block_on(pack(&below, id(9), other, &"厂房".repeat(9).into_bytes())).unwrap();
    }
    below.refuse_content(&PHOTO.to_string(), true);
    let (store, key) = locked(&below);
    let left = vec![PHOTO.to_string()];
    assert_eq!(block_on(store.turn_rest(&key)), Ok(Turned { stage: Stage::Sealed, left: left.clone() }));
    assert_eq!(lies_open(&below).len(), 1, "all else is sealed");
    let anew = Guarded::new(below.clone());
    block_on(anew.unlock(&key)).unwrap();
    assert_eq!(block_on(anew.turn_rest(&key)), Ok(Turned { stage: Stage::Sealed, left }), "it is tried again");

    below.refuse_content(&PHOTO.to_string(), false);
    assert_eq!(block_on(anew.turn_rest(&key)), Ok(Turned { stage: Stage::Checked, left: Vec::new() }));
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(block_on(content(&anew, &PHOTO.to_string())), Ok(photo));
}

#[test]
fn a_content_that_cannot_be_read_when_the_lock_is_taken_off_opens_when_it_can() {
    let below = filled();
    let before = seen(&below);
    let (store, key) = locked(&below);
    block_on(store.turn_rest(&key)).unwrap();
    below.refuse_content(&PHOTO.to_string(), true);
    block_on(store.take_off_lock(&key)).unwrap();
    assert_eq!(block_on(store.turn_rest(&key)), Ok(Turned { stage: Stage::Off, left: vec![PHOTO.to_string()] }));
    below.refuse_content(&PHOTO.to_string(), false);
    assert_eq!(seen(&looked(&below)), before);
}
