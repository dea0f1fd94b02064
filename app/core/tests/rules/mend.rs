//! What the office may alter in a change that was set aside, and what stays.

use std::collections::BTreeMap;

use zoufang_core::merge::{Change, Value};
use zoufang_core::sync::mend;
use zoufang_core::wire::ReasonCode;

use crate::cast::{dot, path, visit};

fn fields(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
    pairs.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect()
}

fn raw(change: &Change) -> String {
    serde_json::to_string(change).unwrap()
}

#[test]
fn a_field_gets_another_value_and_all_else_stays() {
    let came = visit(1, 2).replaces("day", "soon", &[dot(1, 1)]).writes("content", "二期").0;
    let mended = mend(&raw(&came), &fields(&[("day", Value::from("2026-11-20"))]), &[]).unwrap();
    let mended: Change = serde_json::from_str(mended.get()).unwrap();
    let mut wanted = came.clone();
    wanted.fields.get_mut(&path("day")).unwrap().value = Value::from("2026-11-20");
    assert_eq!(mended, wanted, "what its author had seen too");
    let without = mend(&raw(&came), &BTreeMap::new(), &["day".to_owned()]).unwrap();
    let without: Change = serde_json::from_str(without.get()).unwrap();
    wanted.fields.remove(&path("day"));
    assert_eq!(without, wanted);
}

#[test]
fn without_anything_to_mend_it_is_what_came() {
    let came = visit(1, 1).writes("content", "二期").0;
    let same: Change = serde_json::from_str(mend(&raw(&came), &BTreeMap::new(), &[]).unwrap().get()).unwrap();
    assert_eq!(same, came);
}

#[test]
fn what_could_not_be_read_is_mended_where_it_is_a_field() {
    let odd = r#"{"fields": {"amount": {"value": 1.5, "base": [["x", 1]]}, "day": 7, "//": {"value": 1}}}"#;
    let wanted = fields(&[("amount", Value::Int(2)), ("day", Value::from("2026-11-20"))]);
    let mended = mend(odd, &wanted, &["//".to_owned()]).unwrap();
    let mended: serde_json::Value = serde_json::from_str(mended.get()).unwrap();
    let expected = r#"{"fields": {"amount": {"value": 2, "base": [["x", 1]]}, "day": {"value": "2026-11-20"}}}"#;
    assert_eq!(mended, serde_json::from_str::<serde_json::Value>(expected).unwrap());
}

#[test]
fn what_is_not_written_cannot_be_mended() {
    let came = raw(&visit(1, 1).writes("content", "二期").0);
    let reason = mend(&came, &fields(&[("day", Value::from("2026-11-20"))]), &[]).unwrap_err();
    assert_eq!((reason.code, reason.path), (ReasonCode::UnknownField, Some(path("day"))));
    assert!(mend(&came, &BTreeMap::new(), &["day".to_owned()]).is_err());
    for odd in ["7", "[]", r#"{"fields": 7}"#, "{}"] {
        let reason = mend(odd, &BTreeMap::new(), &["day".to_owned()]).unwrap_err();
        assert_eq!(reason.code, ReasonCode::Unreadable, "{odd}");
    }
}
