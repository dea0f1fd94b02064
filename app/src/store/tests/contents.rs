//! What is promised of photos and files.

use pollster::block_on;
use zoufang_core::id::BlobHash;
use zoufang_core::sync::GivenUp;

use super::*;

const PHOTO: BlobHash = BlobHash([1; 32]);
const SMALL: BlobHash = BlobHash([2; 32]);

fn attachment(record: RecordId) -> Edit {
    let fields: [(&str, Value); 4] = [
        ("blob", PHOTO.to_string().as_str().into()),
        ("thumb", SMALL.to_string().as_str().into()),
        ("name", "厂房.jpg".into()),
        ("bytes", Value::Int(400)),
    ];
    Edit { kind: Kind::ATTACHMENT, ..visit(record, &fields) }
}

fn attached(key: &str) -> Attached {
    let contents = vec![(PHOTO, vec![1; 400]), (SMALL, vec![2; 40])];
    Attached { key: key.to_owned(), text: format!("{PHOTO} {SMALL}"), contents }
}

fn form(_: Option<&str>) -> Result<String, StoreError> {
    Ok("{}".to_owned())
}

fn held(store: &MemoryStore, hash: BlobHash) -> Option<usize> {
    block_on(content(store, &hash.to_string())).unwrap().map(|bytes| bytes.len())
}

fn key_of_next(store: &MemoryStore, behind: &str) -> Option<String> {
    block_on(next_upload(store, behind)).unwrap().found.map(|(key, ..)| key)
}

/// A device on which a photo was taken and its form finished.
fn finished() -> MemoryStore {
    let store = MemoryStore::default();
    assert_eq!(block_on(attach(&store, &attached("attachment/8"), ("visit/7", Some(&form)))), Ok(true));
    let drafts = ["visit/7".to_owned(), "attachment/8".to_owned()];
    block_on(save(&store, who(), &[visit(id(7), &[]), attachment(id(8))], &drafts, 1)).unwrap();
    store
}

#[test]
fn a_photo_is_kept_with_its_form_or_not_at_all() {
    let store = MemoryStore::default();
    store.refuse_writes(true);
    let refused = block_on(attach(&store, &attached("attachment/8"), ("visit/7", Some(&form))));
    assert_eq!(refused, Err(StoreError::Full));
    store.refuse_writes(false);
    assert_eq!(held(&store, PHOTO), None);
    assert_eq!(block_on(attach(&store, &attached("attachment/8"), ("visit/7", Some(&form)))), Ok(true));
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(Some("{}".to_owned())));
    assert_eq!(held(&store, PHOTO), Some(400));
}

#[test]
fn a_photo_that_is_ready_after_its_form_is_over_is_not_kept_without_one() {
    let store = MemoryStore::default();
    assert_eq!(block_on(attach(&store, &attached("attachment/8"), ("visit/7", None))), Ok(false));
    assert_eq!(held(&store, PHOTO), None);
    block_on(put_draft(&store, "visit/7", "{}")).unwrap();
    assert_eq!(block_on(attach(&store, &attached("attachment/8"), ("visit/7", None))), Ok(true));
}

#[test]
fn what_is_removed_goes_unless_somebody_else_names_it() {
    let store = MemoryStore::default();
    for key in ["attachment/8", "attachment/9"] {
        block_on(attach(&store, &attached(key), ("visit/7", Some(&form)))).unwrap();
    }
    let hashes = [PHOTO.to_string(), SMALL.to_string()];
    block_on(drop_attached(&store, &["attachment/8".to_owned()], &hashes)).unwrap();
    assert_eq!(held(&store, PHOTO), Some(400));
    block_on(drop_attached(&store, &["attachment/9".to_owned()], &hashes)).unwrap();
    assert_eq!((held(&store, PHOTO), held(&store, SMALL)), (None, None));
}

#[test]
fn a_finished_form_sends_its_small_picture_first_and_the_photo_leaves_the_device_when_the_server_has_it() {
    let store = finished();
    assert_eq!(unsent_count(&store), Ok(1), "the photo is counted as a photo");
    let (first, second) = (format!("thumb/{}", id(8)), format!("whole/{}", id(8)));
    assert_eq!(key_of_next(&store, "").as_ref(), Some(&first));
    assert_eq!(key_of_next(&store, &first).as_ref(), Some(&second));
    block_on(note_sent(&store, &second, 100)).unwrap();
    let standing = ToUpload::of(&block_on(uploads(&store)).unwrap());
    assert_eq!((standing.contents, standing.percent()), (1, 25));
    for (key, hash) in [(&first, SMALL), (&second, PHOTO)] {
        block_on(let_go(&store, key, &hash.to_string(), false)).unwrap();
    }
    assert_eq!(key_of_next(&store, ""), None);
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (Some(40), None));
}

/// What removes the attachment that the device shows.
fn removal(store: &MemoryStore) -> Edit {
    let life = block_on(view(store, who(), id(8))).unwrap().unwrap().record.life_dots();
    Edit { op: Op::Delete, life, kind: Kind::ATTACHMENT, ..visit(id(8), &[]) }
}

#[test]
fn an_attachment_that_is_removed_before_it_was_sent_is_sent_no_more_and_its_removal_is() {
    let store = finished();
    let found = key_of_next(&store, "").unwrap();
    assert_eq!(block_on(waits(&store, &found)), Ok(true));
    block_on(save(&store, who(), &[removal(&store)], &[], 2)).unwrap();
    assert_eq!(key_of_next(&store, ""), None);
    assert_eq!(block_on(waits(&store, &found)), Ok(false), "nor does its sending go on");
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (None, None));
    assert!(!block_on(view(&store, who(), id(8))).unwrap().unwrap().record.is_alive());
    assert_eq!(block_on(list(&store, &ListQuery::About(id(7)), 9)), Ok(Vec::new()));
    assert_eq!(unsent_count(&store), Ok(2), "the visit, and the removal");
}

#[test]
fn of_an_attachment_that_is_removed_after_it_was_sent_no_small_picture_stays() {
    let store = finished();
    for (place, hash) in [("thumb", SMALL), ("whole", PHOTO)] {
        block_on(let_go(&store, &format!("{place}/{}", id(8)), &hash.to_string(), false)).unwrap();
    }
    assert_eq!(held(&store, SMALL), Some(40));
    block_on(save(&store, who(), &[removal(&store)], &[], 2)).unwrap();
    assert_eq!(held(&store, SMALL), None);
}

#[test]
fn what_another_attachment_names_stays_when_one_is_removed() {
    let store = finished();
    block_on(save(&store, who(), &[attachment(id(9))], &[], 2)).unwrap();
    block_on(save(&store, who(), &[removal(&store)], &[], 3)).unwrap();
    assert_eq!(key_of_next(&store, ""), Some(format!("thumb/{}", id(9))));
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (Some(40), Some(400)));
}

#[test]
fn what_was_given_up_stays_and_is_not_offered_again() {
    let store = finished();
    let whole = format!("whole/{}", id(8));
    block_on(give_up(&store, &whole, GivenUp::NotTaken)).unwrap();
    assert_eq!(key_of_next(&store, &format!("thumb/{}", id(8))), None);
    let uploads = block_on(uploads(&store)).unwrap();
    assert_eq!(uploads[1].given_up, Some(GivenUp::NotTaken));
    assert_eq!(ToUpload::of(&uploads), ToUpload { given_up: 1, ..ToUpload::default() });
    assert_eq!(held(&store, PHOTO), Some(400));
}

#[test]
fn a_wiped_device_keeps_what_was_not_sent_and_no_picture_of_what_was() {
    let store = finished();
    block_on(let_go(&store, &format!("thumb/{}", id(8)), &SMALL.to_string(), false)).unwrap();
    block_on(wipe(&store, who())).unwrap();
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (None, Some(400)));
}

#[test]
fn what_a_revoked_device_still_sends_leaves_nothing_behind() {
    let store = finished();
    block_on(wipe(&store, who())).unwrap();
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (Some(40), Some(400)));
    for (place, hash) in [("thumb", SMALL), ("whole", PHOTO)] {
        block_on(let_go(&store, &format!("{place}/{}", id(8)), &hash.to_string(), true)).unwrap();
    }
    assert_eq!((held(&store, SMALL), held(&store, PHOTO)), (None, None));
}

#[test]
fn one_content_that_cannot_be_read_keeps_back_none_of_the_others_and_goes_when_it_can() {
    let store = finished();
    let (small, whole) = (format!("thumb/{}", id(8)), format!("whole/{}", id(8)));
    let next = || block_on(next_upload(&store, "")).unwrap();
    store.refuse_content(&SMALL.to_string(), true);
    assert_eq!(next().found.map(|(key, ..)| key).as_ref(), Some(&whole), "the next one goes");
    store.refuse_content(&PHOTO.to_string(), true);
    let none = next();
    assert_eq!((none.found, none.is_news), (None, true), "the photo is told of");
    assert!(!next().is_news, "once");
    let stuck = block_on(uploads(&store)).unwrap();
    assert!(stuck.iter().all(|upload| upload.unread && upload.given_up.is_none()));
    assert_eq!(
        ToUpload::of(&stuck),
        ToUpload { given_up: 1, ..ToUpload::default() },
        "nobody is told that all is sent"
    );

    store.refuse_content(&SMALL.to_string(), false);
    store.refuse_content(&PHOTO.to_string(), false);
    let again = next();
    assert!(again.is_news);
    let (key, upload, bytes) = again.found.unwrap();
    assert_eq!((key, upload.unread, bytes.map(|bytes| bytes.len())), (small.clone(), false, Some(40)));
    assert_eq!(key_of_next(&store, &small), Some(whole));
    assert_eq!(ToUpload::of(&block_on(uploads(&store)).unwrap()).contents, 1, "it waits as before");
}

#[test]
fn a_disk_that_takes_no_word_of_what_cannot_be_read_keeps_back_none_of_the_others() {
    let store = finished();
    store.refuse_content(&SMALL.to_string(), true);
    store.refuse_writes(true);
    let next = block_on(next_upload(&store, "")).unwrap();
    assert_eq!((next.found.map(|(key, ..)| key), next.is_news), (Some(format!("whole/{}", id(8))), false));
}
