//! Whatever is spoken stands in a fixture, but for what is named here with its reason.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, Value as Json};
use zoufang_core::domain::{FieldSpec, KINDS, Kind, SCHEMA, ValueType};
use zoufang_core::merge::Path;

use super::exchange::{Exchange, is_from_the_beginning};
use super::{exchanges, formats};
use crate::support::Database::Sqlite;
use crate::support::TestServer;

/// What no fixture has, and why.
const MISSING: &[(&str, &str)] = &[
    ("GET /api 200", "a page for people, which changes with its style"),
    ("GET /api/openapi.json 200", "the snapshot of `reference.rs` is its fixture"),
    ("POST /api/v1/lock/open 200", "each server draws a key of its own: only what was sealed for it now can be opened"),
    ("OpenedLock.device_key", "the same; `lock.rs` seals and opens"),
    ("code internal", "no request brings it about"),
    ("code took_too_long", "a slow line brings it about, and no request"),
    ("code unavailable", "a database or a store in trouble brings it about, and no request"),
];

#[tokio::test]
async fn whatever_is_spoken_stands_in_a_fixture() {
    let server = TestServer::start(Sqlite).await;
    let document = Document(server.anonymous().get("/api/openapi.json").await.json());
    let mut told = Told { document: &document, names: BTreeSet::new() };
    for exchange in formats().iter().flat_map(|format| exchanges(format).into_values()) {
        told.add(&exchange);
    }
    let spoken: BTreeSet<String> = document.names().into_iter().chain(names_of_kinds()).collect();
    let named: BTreeSet<String> = MISSING.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missing: BTreeSet<String> = spoken.difference(&told.names).cloned().collect();
    let new: Vec<_> = missing.difference(&named).collect();
    assert!(new.is_empty(), "no fixture has these; send them in a new folder, and record it:\n{new:#?}");
    let old: Vec<_> = named.difference(&missing).collect();
    assert!(old.is_empty(), "these are there, or are not spoken any more; take them off MISSING:\n{old:#?}");
}

/// Every version of the fields, and every field with each of its choices: as a device sends it, and as a row tells it.
fn names_of_kinds() -> Vec<String> {
    let mut names: Vec<String> = (1..=SCHEMA).map(|schema| format!("schema {schema}")).collect();
    for (spec, field) in KINDS.iter().flat_map(|spec| spec.fields.iter().map(move |field| (spec, field))) {
        let choices = if let ValueType::OneOf(choices) = field.holds { choices } else { &[] };
        for way in [SENT, IN_A_ROW] {
            names.push(name_of(&spec.kind, field, way));
            names.extend(choices.iter().map(|choice| name_of_choice(&spec.kind, field, choice, way)));
        }
    }
    names
}

const SENT: &str = "sent";
const IN_A_ROW: &str = "in a row";

fn name_of(kind: &Kind, field: &FieldSpec, way: &str) -> String {
    format!("{kind} {} {way}", field.pattern)
}

fn name_of_choice(kind: &Kind, field: &FieldSpec, choice: &str, way: &str) -> String {
    format!("{kind} {}={choice} {way}", field.pattern)
}

/// The document of the interface: what it says of operations and of types.
struct Document(Json);

impl Document {
    fn operations(&self) -> impl Iterator<Item = (Method, &String, &Json)> {
        entries(&self.0["paths"]).flat_map(|(path, operations)| {
            entries(operations).map(move |(method, entry)| (method.to_uppercase().parse().unwrap(), path, entry))
        })
    }

    /// Operations with the ways in which they succeed and their parameters, headers of answers, codes of refusals, the
    /// fields and choices of all types.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (method, path, entry) in self.operations() {
            for (status, response) in entries(&entry["responses"]) {
                if status.starts_with('2') {
                    names.push(format!("{method} {path} {status}"));
                }
                names.extend(entries(&response["headers"]).map(|(header, _)| format!("header {header}")));
                names.extend(list(&response["x-codes"]).map(|code| format!("code {}", text(code))));
            }
            for parameter in list(&entry["parameters"]).filter(|parameter| parameter["in"] != "path") {
                names.push(format!("{method} {path} with {}", text(&parameter["name"])));
            }
        }
        for (name, schema) in entries(&self.0["components"]["schemas"]) {
            names_of_type(name, schema, &mut names);
        }
        names
    }

    fn named<'a>(&'a self, place: &'a str, schema: &'a Json) -> (&'a str, &'a Json) {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")) {
            Some(name) => (name, &self.0["components"]["schemas"][name]),
            None => (place, schema),
        }
    }
}

fn names_of_type(place: &str, schema: &Json, names: &mut Vec<String>) {
    names.extend(list(&schema["enum"]).map(|choice| format!("{place}={}", text(choice))));
    for (field, schema) in entries(&schema["properties"]) {
        names.push(format!("{place}.{field}"));
        names_of_type(&format!("{place}.{field}"), schema, names);
    }
    for schema in parts(schema) {
        names_of_type(place, schema, names);
    }
}

/// The alternatives of a type, and what its lists and maps hold.
fn parts(schema: &Json) -> impl Iterator<Item = &Json> {
    let of_all = [&schema["items"], &schema["additionalProperties"]];
    list(&schema["oneOf"]).chain(list(&schema["prefixItems"])).chain(of_all).filter(|part| part.is_object())
}

/// What the fixtures have.
struct Told<'a> {
    document: &'a Document,
    names: BTreeSet<String>,
}

impl Told<'_> {
    fn add(&mut self, exchange: &Exchange) {
        exchange.meanwhile().iter().for_each(|meanwhile| self.add(meanwhile));
        for change in changes_of(exchange) {
            self.add_change(&change);
        }
        for row in list(&exchange.answer()["rows"]).filter(|row| !is_from_the_beginning(row)) {
            for (path, heads) in entries(&row["fields"]) {
                list(heads).for_each(|head| self.add_field(row, path, &head[1], IN_A_ROW));
            }
        }
        if let Some(code) = exchange.answer()["error"]["code"].as_str() {
            self.names.insert(format!("code {code}"));
        }
        self.names.extend(exchange.answer_headers().map(|header| format!("header {header}")));
        let document = self.document;
        for (method, path, entry) in document.operations() {
            if method != exchange.method() || !is_address_of(exchange.address(), path) {
                continue;
            }
            self.names.insert(format!("{method} {path} {}", exchange.status()));
            self.names.extend(exchange.parameters().map(|parameter| format!("{method} {path} with {parameter}")));
            let response = &entry["responses"][exchange.status().to_string()];
            for (content, told) in [(&entry["requestBody"], exchange.body()), (response, exchange.answer())] {
                for (_, media) in entries(&content["content"]) {
                    self.add_type("", &media["schema"], told);
                }
            }
        }
    }

    fn add_change(&mut self, change: &Json) {
        self.names.insert(format!("schema {}", change["schema"]));
        for (path, write) in entries(&change["fields"]) {
            self.add_field(change, path, &write["value"], SENT);
        }
    }

    fn add_field(&mut self, of: &Json, path: &str, value: &Json, way: &str) {
        let kind: Kind = of["kind"].as_str().unwrap_or_default().into();
        let path: Option<Path> = path.parse().ok();
        if let Some(field) = kind.spec().zip(path).and_then(|(spec, path)| spec.field(&path)) {
            self.names.insert(name_of(&kind, field, way));
            self.names.extend(value.as_str().map(|choice| name_of_choice(&kind, field, choice, way)));
        }
    }

    fn add_type(&mut self, place: &str, schema: &Json, told: &Json) {
        let document = self.document;
        let (place, schema) = document.named(place, schema);
        if list(&schema["enum"]).any(|choice| choice == told) {
            self.names.insert(format!("{place}={}", text(told)));
        }
        for (field, schema) in entries(&schema["properties"]).filter(|(field, _)| !told[field.as_str()].is_null()) {
            self.names.insert(format!("{place}.{field}"));
            self.add_type(&format!("{place}.{field}"), schema, &told[field.as_str()]);
        }
        for alternative in list(&schema["oneOf"]) {
            self.add_type(place, alternative, told);
        }
        for (schema, told) in list(&schema["prefixItems"]).zip(list(told)) {
            self.add_type(place, schema, told);
        }
        if schema["items"].is_object() {
            list(told).for_each(|told| self.add_type(place, &schema["items"], told));
        }
        if schema["additionalProperties"].is_object() {
            entries(told).for_each(|(_, told)| self.add_type(place, &schema["additionalProperties"], told));
        }
    }
}

/// The changes of a push, and those that somebody brings.
fn changes_of(exchange: &Exchange) -> Vec<Json> {
    let brought = |change: &Json| change["change"].as_str().and_then(|change| serde_json::from_str(change).ok());
    let changes = list(&exchange.body()["changes"]).map(|change| brought(change).unwrap_or_else(|| change.clone()));
    changes.collect()
}

fn is_address_of(address: &str, path: &str) -> bool {
    let (address, path): (Vec<_>, Vec<_>) = (address.split('/').collect(), path.split('/').collect());
    address.len() == path.len() && address.iter().zip(path).all(|(part, of)| of.starts_with('{') || *part == of)
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn entries(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flat_map(Map::iter)
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}
