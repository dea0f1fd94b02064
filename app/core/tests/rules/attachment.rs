//! What a record says of a photo or a file.

use zoufang_core::domain::{Kind, Problem, Tag, TagName, attachment};
use zoufang_core::merge::{Shown, Value};

use crate::cast::{change, path, record};

fn hash(digit: &str) -> String {
    digit.repeat(64)
}

#[test]
fn a_list_finds_it_by_what_it_hangs_on_and_its_contents_by_their_hashes() {
    let of = record(1).to_string();
    let attachment = change(1, 1, Kind::ATTACHMENT, 2)
        .writes("of", of.as_str())
        .writes("blob", hash("a"))
        .writes("thumb", hash("b"))
        .writes("name", "gate.jpg")
        .writes("type", "image/jpeg");
    let facets = (attachment::SPEC.facets)(&attachment.born_by(7));
    assert_eq!((facets.title.as_str(), facets.about), ("gate.jpg", Some(record(1))));
    assert_eq!(facets.tags, [Tag(TagName::Blob, hash("a")), Tag(TagName::Blob, hash("b"))]);
}

#[test]
fn it_is_complete_with_what_it_hangs_on_a_content_a_name_and_a_type() {
    let today = "2026-11-20".parse().unwrap();
    let mut shown = Shown::new();
    let missing: Vec<_> = (attachment::SPEC.check)(&shown, today).into_iter().map(|found| found.path).collect();
    assert_eq!(missing, ["of", "blob", "name", "type"].map(path));
    for field in missing {
        shown.insert(field, Value::from("x"));
    }
    assert_eq!((attachment::SPEC.check)(&shown, today), []);
}

#[test]
fn what_it_says_is_within_what_is_taken() {
    let admits = |field, value: Value| attachment::SPEC.field(&path(field)).unwrap().holds.admits(&value);
    assert_eq!(admits("blob", hash("0").into()), Ok(()));
    assert_eq!(admits("blob", hash("A").into()), Err(Problem::NotAHash));
    assert_eq!(admits("thumb", Value::Int(1)), Err(Problem::NotAHash));
    assert_eq!(admits("type", "text/html".into()), Err(Problem::NotAChoice));
    assert_eq!(admits("bytes", Value::Int(20 * 1024 * 1024)), Ok(()));
    assert!(admits("bytes", Value::Int(20 * 1024 * 1024 + 1)).is_err());
    assert!(admits("taken", Value::Int(-1)).is_err());
}
