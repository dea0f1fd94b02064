//! What is promised of a locked device.

use pollster::block_on;
use zoufang_core::id::BlobHash;

use super::*;
use crate::lock::{Cost, DeviceKey, Envelope, KeptFor, Lock, LockSecret, Stage, stretch};

const PIN: &str = "135790";
const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };
const PHOTO: BlobHash = BlobHash([1; 32]);

/// Words that stand in what [`filled`] holds, and nowhere else.
const SECRETS: [&str; 4] = ["宇通客车", "用地一百二十亩", "没写完的谈话", "厂房"];

fn lock_of(key: &DeviceKey) -> Lock {
    let kept = KeptFor { person: who().by, device_key: key.clone() };
    let public = LockSecret::draw().unwrap().public().unwrap();
    let envelope = Envelope::seal(Uuid::from_u128(3), &public, &kept).unwrap();
    let salt = Lock::draw_salt().unwrap();
    Lock::new(&salt, CHEAP, stretch(PIN, &salt, CHEAP).unwrap(), key, envelope).unwrap()
}

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
    assert_eq!(block_on(attach(&store, &attached, ("visit/7", Some("没写完的谈话")))), Ok(true));
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
    let texts = entries.into_iter().filter(|(_, entry)| entry.key != "lock").map(|(_, entry)| format!("{entry:?}"));
    let bytes = contents.into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    texts.chain(bytes).filter(|text| SECRETS.iter().any(|secret| text.contains(secret))).collect()
}

fn locked(below: &MemoryStore) -> (Sealed<MemoryStore>, DeviceKey) {
    let (store, key) = (Sealed::new(below.clone()), DeviceKey::draw().unwrap());
    block_on(store.put_lock(&lock_of(&key), &key)).unwrap();
    (store, key)
}

/// As a page finds the store that begins anew.
fn opened_anew(below: &MemoryStore, key: &DeviceKey) -> Sealed<MemoryStore> {
    let store = Sealed::new(below.clone());
    block_on(store.unlock(key)).unwrap();
    block_on(store.turn_rest()).unwrap();
    store
}

fn stage(store: &Sealed<MemoryStore>) -> Option<Stage> {
    block_on(store.lock()).unwrap().map(|lock| lock.stage)
}

#[test]
fn on_a_locked_device_nothing_lies_open_and_everything_is_there() {
    let below = filled();
    let before = seen(&below);
    assert!(lies_open(&below).len() > 450);
    let (store, key) = locked(&below);
    assert_eq!(seen(&store), before, "while the rest is being sealed all of it can be read");
    block_on(store.turn_rest()).unwrap();
    assert_eq!(stage(&store), Some(Stage::Sealed));
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(seen(&store), before);
    assert_eq!(seen(&opened_anew(&below, &key)), before, "after the next unlocking too");
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
fn without_its_key_nothing_is_read_and_nothing_is_lost() {
    let below = filled();
    let before = seen(&below);
    let (store, key) = locked(&below);
    block_on(store.turn_rest()).unwrap();
    let stranger = Sealed::new(below.clone());
    assert_eq!(block_on(draft(&stranger, "visit/7")), Err(StoreError::Locked));
    assert_eq!(block_on(content(&stranger, &PHOTO.to_string())), Err(StoreError::Locked));
    assert_eq!(block_on(list(&stranger, &ListQuery::Kind(Kind::VISIT), 9)), Err(StoreError::Locked));
    let edit = visit(id(1), &[("content", "x".into())]);
    assert_eq!(block_on(save(&stranger, who(), &[edit], &[], 1)), Err(StoreError::Locked));

    block_on(stranger.unlock(&DeviceKey::draw().unwrap())).unwrap();
    assert!(matches!(block_on(draft(&stranger, "visit/7")), Err(StoreError::Unreadable(_))));
    assert_eq!(seen(&opened_anew(&below, &key)), before);
}

#[test]
fn sealing_that_breaks_off_anywhere_goes_on_where_it_broke_off() {
    for transactions in 0.. {
        let below = filled();
        let before = seen(&below);
        let (store, key) = locked(&below);
        below.refuse_after(transactions);
        let ended = block_on(store.turn_rest());
        below.refuse_writes(false);
        assert_eq!(seen(&store), before, "after {transactions}");
        let anew = opened_anew(&below, &key);
        assert_eq!(lies_open(&below), Vec::<String>::new(), "after {transactions}");
        assert_eq!(seen(&anew), before, "after {transactions}");
        if ended.is_ok() {
            assert!(transactions > 8, "only {transactions} steps: nothing broke off");
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
        block_on(store.turn_rest()).unwrap();
        block_on(store.take_off_lock()).unwrap();
        below.refuse_after(transactions);
        let ended = block_on(store.turn_rest());
        below.refuse_writes(false);
        assert_eq!(seen(&store), before, "after {transactions}");
        if ended.is_ok() {
            assert!(transactions > 8, "only {transactions} steps: nothing broke off");
        } else {
            assert_eq!(stage(&store), Some(Stage::Opening));
            opened_anew(&below, &key);
        }
        assert_eq!(stage(&store), None);
        assert_eq!(seen(&below), before, "after {transactions}");
        if ended.is_ok() {
            return;
        }
    }
}

#[test]
fn what_another_tab_wrote_while_the_lock_was_put_on_is_sealed_at_the_next_unlocking() {
    let below = filled();
    let (store, key) = locked(&below);
    block_on(store.turn_rest()).unwrap();
    let other_tab = Sealed::new(below.clone());
    block_on(put_draft(&other_tab, "visit/8", "没写完的谈话")).unwrap();
    assert_eq!(lies_open(&below).len(), 1);
    let anew = opened_anew(&below, &key);
    assert_eq!(lies_open(&below), Vec::<String>::new());
    assert_eq!(block_on(draft(&anew, "visit/8")), Ok(Some("没写完的谈话".to_owned())));
}

#[test]
fn tries_are_counted_before_they_are_known_to_be_wrong() {
    let below = filled();
    let (_, key) = locked(&below);
    let page = Sealed::new(below.clone());
    for _ in 0..5 {
        block_on(page.count_try()).unwrap();
    }
    let wait = |store: &Sealed<MemoryStore>| block_on(store.lock()).unwrap().unwrap().wait_s();
    assert_eq!(wait(&Sealed::new(below.clone())), 30, "a page that begins anew knows of them");
    block_on(page.unlock(&key)).unwrap();
    assert_eq!(wait(&page), 0);
}
