//! 批注: a question, an answer or a note on a record. Written once, never changed.

use super::field::{FieldSpec, Problem, ValueType, Writers};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::COMMENT,
    reach: Reach::Unit,
    makers: Writers::Everybody,
    written_once: true,
    named_after: None,
    parent: Some("about"),
    fields: &[
        FieldSpec::new("about", ValueType::Id).by(Writers::Everybody),
        FieldSpec::new("text", ValueType::Text(4_000)).by(Writers::Everybody),
        FieldSpec::new("purpose", ValueType::OneOf(PURPOSES)).by(Writers::Everybody),
    ],
    facets: |record| Facets {
        title: record.text("text").unwrap_or_default().chars().take(80).collect(),
        about: record.text("about").and_then(|id| id.parse().ok()),
        state: record.text("purpose").map(str::to_owned),
        ..Facets::default()
    },
    check: |shown, _| {
        let empty = !shown.contains_key("text");
        empty.then(|| Finding::at("text", Problem::Missing)).into_iter().collect()
    },
};

pub const QUESTION: &str = "question";
pub const ANSWER: &str = "answer";
pub const NOTE: &str = "note";
pub const PURPOSES: &[&str] = &[QUESTION, ANSWER, NOTE];
