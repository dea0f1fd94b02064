//! What is promised of files: whose is in them, and what a device does that takes one.

use pollster::block_on;
use zoufang_core::id::BlobHash;
use zoufang_core::wire::Carried;

use super::*;

const PHOTO: BlobHash = BlobHash([1; 32]);

fn carried(change: &Change) -> Carried {
    Carried { change: serde_json::to_string(change).unwrap(), seal: None }
}

fn file(name: &str) -> Entrusted {
    Entrusted::of(name, PersonId(uuid::Uuid::from_u128(77)), "陈思远", 5)
}

/// A phone with two visits that nobody has, and a file of them.
fn written() -> (MemoryStore, Vec<Carried>) {
    let phone = MemoryStore::default();
    let changes = block_on(save(&phone, who(), &[visit(id(1), &[]), visit(id(2), &[])], &[], 1)).unwrap();
    (phone, changes.iter().map(carried).collect())
}

fn left(store: &MemoryStore) -> Vec<(String, u32, u32, u32)> {
    let files = block_on(entrusted(store)).unwrap();
    files.into_iter().map(|file| (file.file, file.changes, file.left, file.aside)).collect()
}

fn answered(outcomes: &[(bool, Option<ReasonCode>)]) -> PushReply {
    let outcome = |(stored, code): &(bool, Option<ReasonCode>)| {
        let reason = code.map(|code| Reason { code, message: String::new(), path: None });
        let fate = if reason.is_some() { Fate::Quarantined } else { Fate::Applied };
        Outcome { seq: Some(1), fate, stored: *stored, position: None, reason }
    };
    PushReply { outcomes: outcomes.iter().map(outcome).collect(), head: 9, now: 0 }
}

#[test]
fn all_that_is_only_here_is_found_and_nothing_else() {
    let store = MemoryStore::default();
    let attached =
        Attached { key: "attachment/8".to_owned(), text: PHOTO.to_string(), contents: vec![(PHOTO, vec![1; 9])] };
    block_on(attach(&store, &attached, ("visit/7", Some(&|_| Ok("{}".to_owned()))))).unwrap();
    let changes = block_on(save(&store, who(), &[visit(id(1), &[]), visit(id(2), &[])], &[], 1)).unwrap();
    let here = block_on(only_here(&store)).unwrap();
    assert_eq!(here.changes, changes);
    assert_eq!(here.contents, [(PHOTO.to_string(), None)]);
    let drafts: Vec<&str> = here.drafts.iter().map(|draft| draft.key.as_str()).collect();
    assert_eq!(drafts, ["attachment/8", "visit/7"]);

    let device = here.device.unwrap().0;
    let outcomes = vec![Outcome { seq: Some(1), fate: Fate::Applied, stored: true, position: Some(1), reason: None }];
    let answer = Answer { device, reply: PushReply { outcomes, head: 1, now: 0 } };
    block_on(settle(&store, who(), &answer, true, 0)).unwrap();
    assert_eq!(block_on(only_here(&store)).unwrap().changes, changes[1..], "what the server has is not handed on");
}

#[test]
fn what_is_carried_is_handed_in_as_it_is_and_then_let_go_of() {
    let ((phone, changes), store) = (written(), MemoryStore::default());
    block_on(save(&store, who(), &[visit(id(9), &[])], &[], 1)).unwrap();
    let taken = block_on(take(&store, &file("f"), &changes, &[])).unwrap();
    assert_eq!(taken, Taken { changes: 2, ..Taken::default() });
    block_on(take(&store, &file("f"), &changes, &[])).unwrap();
    assert_eq!(left(&store), [("f".to_owned(), 2, 2, 0)], "taken twice it is here once");
    assert_eq!(unsent_count(&store), Ok(3), "with the one of this device");
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1, "and it is not this device's");

    let (device, next) = block_on(next_entrusted(&store, 200)).unwrap().unwrap();
    assert_eq!(device, block_on(meta(&phone)).unwrap().device);
    let (keys, letters): (Vec<String>, Vec<Carried>) = next.into_iter().unzip();
    assert_eq!(letters, changes);
    assert_eq!(block_on(note_brought(&store, &keys, &answered(&[(false, None), (false, None)]))), Ok(false));
    assert_eq!(unsent_count(&store), Ok(3), "what is not stored stays");
    let stored = answered(&[(true, None), (true, Some(ReasonCode::HandedIn))]);
    assert_eq!(block_on(note_brought(&store, &keys, &stored)), Ok(true));
    assert_eq!((unsent_count(&store), left(&store)), (Ok(1), vec![("f".to_owned(), 2, 0, 1)]));
    assert!(block_on(next_entrusted(&store, 200)).unwrap().is_none());
    block_on(forget_entrusted(&store, "f")).unwrap();
    assert_eq!(left(&store), []);
}

#[test]
fn a_file_that_waits_is_not_forgotten_nor_wiped() {
    let ((_, changes), store) = (written(), MemoryStore::default());
    block_on(take(&store, &file("f"), &changes, &[])).unwrap();
    block_on(forget_entrusted(&store, "f")).unwrap();
    block_on(wipe(&store, who())).unwrap();
    assert_eq!(left(&store), [("f".to_owned(), 2, 2, 0)]);
}

#[test]
fn nothing_of_it_is_taken_where_the_disk_is_full() {
    let ((_, changes), store) = (written(), MemoryStore::default());
    store.refuse_writes(true);
    let drafts = [KeptDraft { key: "visit/3".to_owned(), text: "{}".to_owned() }];
    assert_eq!(block_on(take(&store, &file("f"), &changes, &drafts)), Err(StoreError::Full));
    store.refuse_writes(false);
    assert_eq!((left(&store), block_on(draft(&store, "visit/3"))), (vec![], Ok(None)));
}

#[test]
fn what_this_very_device_wrote_goes_its_own_way() {
    let (phone, changes) = written();
    assert_eq!(block_on(take(&phone, &file("f"), &changes, &[])), Ok(Taken::default()));
    assert_eq!((left(&phone), unsent_count(&phone)), (vec![], Ok(2)));
}

#[test]
fn a_draft_never_replaces_one_that_is_here() {
    let store = MemoryStore::default();
    block_on(put_draft(&store, "visit/1", "here")).unwrap();
    block_on(put_draft(&store, "visit/2", "the same")).unwrap();
    let kept = |key: &str, text: &str| KeptDraft { key: key.to_owned(), text: text.to_owned() };
    let drafts = [kept("visit/1", "from the file"), kept("visit/2", "the same"), kept("visit/3", "new")];
    let taken = block_on(take(&store, &file("f"), &[], &drafts)).unwrap();
    assert_eq!(taken, Taken { changes: 0, drafts: 1, drafts_there: 1 });
    assert_eq!(block_on(draft(&store, "visit/1")), Ok(Some("here".to_owned())));
    assert_eq!(block_on(draft(&store, "visit/3")), Ok(Some("new".to_owned())));
}

#[test]
fn one_that_nothing_takes_stands_in_nobodys_way() {
    let ((_, changes), store) = (written(), MemoryStore::default());
    block_on(take(&store, &file("f"), &changes, &[])).unwrap();
    let (_, first) = block_on(next_entrusted(&store, 1)).unwrap().unwrap();
    block_on(too_large(&store, &first[0].0)).unwrap();
    let (_, second) = block_on(next_entrusted(&store, 1)).unwrap().unwrap();
    assert_eq!(second[0].1, changes[1]);
    assert_eq!((unsent_count(&store), left(&store)[0].2), (Ok(2), 2), "it is still here, and counted");
}

#[test]
fn a_content_of_somebody_else_waits_under_their_name() {
    let store = MemoryStore::default();
    let maker = Some(file("f").person);
    let upload = Upload { maker, ..Upload::new(id(8), PHOTO.to_string(), "a.jpg".to_owned(), 9) };
    block_on(bring_content(&store, "f", PHOTO, &vec![1; 9], Some(&upload))).unwrap();
    assert_eq!(block_on(next_upload(&store, "")).unwrap().found.map(|(_, upload, _)| upload), Some(upload));
    assert_eq!(block_on(only_here(&store)).unwrap().contents, [], "a file of this device does not hand it on");
    block_on(let_go(&store, &format!("whole/{}", id(8)), &PHOTO.to_string(), true)).unwrap();
    assert_eq!(block_on(content(&store, &PHOTO.to_string())), Ok(None));
}

#[test]
fn the_key_goes_with_the_id_of_the_device() {
    let store = MemoryStore::default();
    let device = block_on(device_id(&store)).unwrap();
    block_on(keep_seal_key(&store, DeviceId(uuid::Uuid::nil()), "of another")).unwrap();
    assert_eq!(block_on(meta(&store)).unwrap().seal_key, None);
    block_on(keep_seal_key(&store, device, "its own")).unwrap();
    assert_eq!(block_on(meta(&store)).unwrap().seal_key.as_deref(), Some("its own"));
    block_on(take_device(&store)).unwrap();
    assert_eq!(block_on(meta(&store)).unwrap().seal_key, None);
}

const SMALL: BlobHash = BlobHash([2; 32]);

/// A file with a photo and its small picture.
fn with_photo(name: &str) -> Entrusted {
    let lacking = |hash: BlobHash| Lacking { hash: hash.to_string(), of: id(8).to_string() };
    Entrusted { lacks: vec![lacking(SMALL), lacking(PHOTO)], ..file(name) }
}

/// Brings a content of that file: somebody else's, unless `own`.
fn bring(store: &MemoryStore, name: &str, hash: BlobHash, own: bool) {
    let bytes = if hash == SMALL { 0 } else { 9 };
    let maker = (!own).then(|| file(name).person);
    let upload = Upload {
        maker,
        file: Some(name.to_owned()),
        ..Upload::new(id(8), hash.to_string(), "a.jpg".to_owned(), bytes)
    };
    block_on(bring_content(store, name, hash, &vec![1; 9], Some(&upload))).unwrap();
}

fn only(store: &MemoryStore) -> Entrusted {
    let [file] = block_on(entrusted(store)).unwrap().try_into().unwrap();
    file
}

#[test]
fn a_file_whose_contents_did_not_all_come_says_how_many_are_missing_and_goes_on_when_it_is_taken_again() {
    let ((_, changes), store) = (written(), MemoryStore::default());
    block_on(take(&store, &with_photo("f"), &changes, &[])).unwrap();
    let (_, next) = block_on(next_entrusted(&store, 200)).unwrap().unwrap();
    let keys: Vec<String> = next.into_iter().map(|(key, _)| key).collect();
    block_on(note_brought(&store, &keys, &answered(&[(true, None), (true, None)]))).unwrap();
    bring(&store, "f", SMALL, false);
    // Here the phone was switched off: of the photo only the small picture came.
    let file = only(&store);
    assert_eq!((file.left, file.missing(), file.is_handed_in()), (0, 1, false));
    block_on(forget_entrusted(&store, "f")).unwrap();
    assert_eq!(only(&store).missing(), 1, "it is not taken off the list either");

    block_on(take(&store, &with_photo("f"), &changes, &[])).unwrap();
    assert_eq!(only(&store).lacks, with_photo("f").lacks[1..], "what came is here");
    for hash in [SMALL, PHOTO] {
        bring(&store, "f", hash, false);
    }
    let (_, next) = block_on(next_entrusted(&store, 200)).unwrap().unwrap();
    let keys: Vec<String> = next.into_iter().map(|(key, _)| key).collect();
    block_on(note_brought(&store, &keys, &answered(&[(true, None), (true, None)]))).unwrap();
    let file = only(&store);
    assert_eq!((file.left, file.missing(), file.contents, file.is_handed_in()), (0, 0, 1, false), "the photo goes up");
    for (place, hash) in [("thumb", SMALL), ("whole", PHOTO)] {
        block_on(let_go(&store, &format!("{place}/{}", id(8)), &hash.to_string(), true)).unwrap();
    }
    assert!(only(&store).is_handed_in());
    block_on(forget_entrusted(&store, "f")).unwrap();
    assert_eq!(left(&store), []);
}

#[test]
fn a_content_that_the_server_does_not_take_is_told_of_and_does_not_count_as_on_its_way() {
    let ((_, changes), store) = (written(), MemoryStore::default());
    block_on(take(&store, &with_photo("f"), &changes, &[])).unwrap();
    for hash in [SMALL, PHOTO] {
        bring(&store, "f", hash, false);
    }
    block_on(give_up(&store, &format!("whole/{}", id(8)), zoufang_core::sync::GivenUp::NotTaken)).unwrap();
    let file = only(&store);
    assert_eq!((file.contents, file.stuck), (1, 1), "the small picture still goes up");
}

#[test]
fn contents_that_came_without_changes_are_known_until_all_are_here() {
    let store = MemoryStore::default();
    block_on(take(&store, &with_photo("own"), &[], &[])).unwrap();
    assert_eq!(only(&store).missing(), 1);
    for hash in [SMALL, PHOTO] {
        bring(&store, "own", hash, true);
    }
    assert_eq!(left(&store), [], "from now on they are among this person's own");
    block_on(take(&store, &with_photo("f"), &[], &[])).unwrap();
    for hash in [SMALL, PHOTO] {
        bring(&store, "f", hash, false);
    }
    assert_eq!(only(&store).contents, 1, "somebody else's are told of as theirs");
}

#[test]
fn a_file_that_an_earlier_version_took_is_still_read() {
    let kept = r#"{"file":"f","person":"00000000-0000-0000-0000-00000000004d","name":"陈思远","made":5,"changes":2,"aside":1}"#;
    assert_eq!(parse::<Entrusted>(kept), Ok(Entrusted { changes: 2, aside: 1, ..file("f") }));
}
