//! The protocol in words: its examples are recorded exchanges, and it leaves nothing out.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use zoufang_core::domain::{FieldSpec, KINDS, KindSpec, Reach, ValueType, Writers};
use zoufang_core::wire::{
    BLOB_MAX_BYTES, BLOB_PIECE_BYTES, CHANGE_MAX_BYTES, PULL_MAX_BYTES, PULL_MAX_ROWS, PUSH_MAX_BODY, PUSH_MAX_BYTES,
    PUSH_MAX_CHANGES, THUMBNAIL_MAX_BYTES,
};

use crate::support::Database::Sqlite;
use crate::support::TestServer;

fn text() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("PROTOCOL.md")).unwrap()
}

/// Whether `part` says nothing that `whole` does not. An element of a list stands for that very
/// element, but a row or an outcome may be told with fewer fields.
fn is_part_of(part: &Json, whole: &Json) -> bool {
    match (part, whole) {
        (Json::Object(part), Json::Object(whole)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| is_part_of(part, whole)))
        }
        (Json::Array(part), Json::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part_of(part, whole))
        }
        _ => part == whole,
    }
}

#[test]
fn every_example_was_exchanged() {
    let text = text();
    let mut examples = 0;
    for (before, block) in text.match_indices("```json\n").map(|(at, fence)| text.split_at(at + fence.len())) {
        let example: Json = serde_json::from_str(block.split("```").next().unwrap()).expect("an example is JSON");
        let source = before.trim_end_matches("```json\n").trim_end().lines().last().unwrap();
        let source = source.strip_prefix("<!-- ").and_then(|source| source.strip_suffix(" -->"));
        let (file, place) = source.and_then(|source| source.split_once(' ')).expect("the example tells its source");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire");
        let exchange: Json = serde_json::from_str(&fs::read_to_string(fixtures.join(file)).unwrap()).unwrap();
        let exchanged = exchange.pointer(&format!("/{}", place.replace('.', "/"))).expect("it is there");
        assert!(is_part_of(&example, exchanged), "{file} {place} says otherwise than\n{example:#}");
        examples += 1;
    }
    assert!(examples >= 5, "{examples}");
}

#[tokio::test]
async fn it_leaves_out_no_address_parameter_code_fate_reason_or_limit() {
    let server = TestServer::start(Sqlite).await;
    let document: Json = server.anonymous().get("/api/openapi.json").await.json();
    let text = text();
    let mut needed: Vec<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    needed.retain(|path| path != "/api/v1/health");
    let texts = |list: &Json| -> Vec<String> {
        list.as_array().into_iter().flatten().map(|name| format!("`{}`", name.as_str().unwrap())).collect()
    };
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        needed
            .extend(operation["responses"].as_object().unwrap().values().flat_map(|answer| texts(&answer["x-codes"])));
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        needed.extend(parameters.map(|parameter| parameter["name"].as_str().unwrap().to_owned()));
    }
    for choices in ["Fate", "ReasonCode", "Op"] {
        let spoken = texts(&document["components"]["schemas"][choices]["enum"]);
        assert!(!spoken.is_empty(), "{choices}");
        needed.extend(spoken);
    }
    let of_sync = [PUSH_MAX_CHANGES, PUSH_MAX_BYTES, PUSH_MAX_BODY, CHANGE_MAX_BYTES, PULL_MAX_ROWS, PULL_MAX_BYTES];
    let of_contents = [BLOB_PIECE_BYTES, BLOB_MAX_BYTES, THUMBNAIL_MAX_BYTES];
    needed.extend(of_sync.iter().chain(&of_contents).map(usize::to_string));
    let limits = &document["paths"]["/api/v1/blobs/{hash}"]["patch"]["x-limits"];
    needed.extend(limits.as_object().unwrap().values().map(Json::to_string));
    for word in needed {
        assert!(text.contains(&word), "{word} is not told");
    }
}

#[test]
fn kinds_and_fields_stand_there_as_they_are_declared() {
    let mut declared = String::new();
    for spec in KINDS {
        let _ = write!(declared, "{}", of_kind(spec));
    }
    let text = text();
    let between = text.split("<!-- kinds -->\n").nth(1).and_then(|rest| rest.split("<!-- /kinds -->").next());
    assert!(between == Some(&declared), "it should say\n{declared}");
}

fn of_kind(spec: &KindSpec) -> String {
    let reach = if spec.reach == Reach::Tenant { "everybody sees them" } else { "seen by the unit and those above" };
    let once = if spec.written_once { "; written once" } else { "" };
    let parent = spec.parent.map(|field| format!("; hangs on `{field}`")).unwrap_or_default();
    let fields: Vec<String> = spec.fields.iter().map(|field| of_field(spec, field)).collect();
    format!("* **`{}`** ({}; {reach}{once}{parent}): {}\n", spec.kind, writers(spec.makers), fields.join(", "))
}

fn of_field(spec: &KindSpec, field: &FieldSpec) -> String {
    let holds = match field.holds {
        ValueType::Text(most) => format!("text {most}"),
        ValueType::Int(from, to) => format!("number {from} to {to}"),
        ValueType::Money => "money".to_owned(),
        ValueType::Bool => "boolean".to_owned(),
        ValueType::Id => "id".to_owned(),
        ValueType::Day => "day `2026-11-20`".to_owned(),
        ValueType::Time => "time `14:30`".to_owned(),
        ValueType::Sha256 => "hash".to_owned(),
        ValueType::OneOf(choices) => format!("one of `{}`", choices.join("` `")),
    };
    let by = if field.writers == spec.makers { String::new() } else { format!("; by {}", writers(field.writers)) };
    format!("`{}` ({holds}{by})", field.pattern)
}

fn writers(writers: Writers) -> &'static str {
    match writers {
        Writers::Team => "team",
        Writers::Reviewers => "reviewers",
        Writers::Administration => "administration",
        Writers::Everybody => "everybody",
    }
}
