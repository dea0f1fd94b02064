//! Every format that ever landed, played against today's server.
//!
//! `tests/fixtures/wire` has a folder for each: requests as clients of that time send them, in the
//! order of their names, with the answers that were given. Phones lie in drawers for weeks, so none
//! is ever changed or taken away. A new format (a field, a kind, a fate, another protocol) is a new
//! folder beside them: put in what the new clients send (what they send as the earlier ones do is told
//! there), let `WIRE_RECORD=<folder> cargo test -p server --test http every_format` write today's
//! answers, look at them, and add their lines to `landed.txt`, as the failing test tells them.
//!
//! `completeness` tells what no fixture has yet. What `landed.txt` holds up is a mistake: whoever alters a
//! fixture and its line together passes, since nothing else here knows what landed. It shows in the review, where
//! lines of `landed.txt` are only ever added.

mod city;
mod completeness;
mod exchange;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use test_case::test_matrix;
use zoufang_core::domain::SCHEMA;
use zoufang_core::merge::{Change, Record};
use zoufang_core::wire::{
    Decide, Decided, DeviceKey, DeviceList, ErrorBody, Event, Fate, HandIn, LockKey, Profile, PullPage, Push,
    PushReply, ReasonCode,
};

use self::exchange::{Exchange, Play};
use crate::support::Database::{Postgres, Sqlite};
use crate::support::server::PATIENCE;
use crate::support::{Database, Device, Home, TestServer, Who, new_id};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire")
}

/// The formats, the oldest first.
fn formats() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut formats: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    formats.sort();
    formats
}

/// The exchanges of a format by their names, in their order.
fn exchanges(format: &Path) -> BTreeMap<PathBuf, Exchange> {
    let paths = fs::read_dir(format).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), Exchange::read(&path))).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn every_format_that_landed_is_spoken_by_todays_server(database: Database) {
    let record = std::env::var("WIRE_RECORD").ok();
    for format in formats() {
        let home = Home::empty(database).await;
        home.found(&city::city()).await;
        let server = TestServer::at(Arc::new(home), PATIENCE).await;
        let mut play = Play::new(&server);
        for (path, mut exchange) in exchanges(&format) {
            let answer = play.ask(&exchange).await;
            if database == Sqlite && record.as_deref() == format.file_name().and_then(|name| name.to_str()) {
                exchange.record(&answer);
                fs::write(&path, exchange.spelled()).unwrap();
            }
            play.compare(&exchange, &answer).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        }
    }
}

#[test]
fn todays_types_read_whatever_was_ever_answered() {
    for exchange in formats().iter().flat_map(|format| exchanges(format).into_values()) {
        let answer = exchange.answer().to_string();
        match (exchange.status(), exchange.address()) {
            _ if exchange.method() == Method::HEAD => {}
            (400.., _) => drop(serde_json::from_str::<ErrorBody>(&answer).unwrap()),
            (200, "/api/v1/session") => drop(serde_json::from_str::<Profile>(&answer).unwrap()),
            (200, "/api/v1/devices") => drop(serde_json::from_str::<DeviceList>(&answer).unwrap()),
            (200, "/api/v1/lock/key") => drop(serde_json::from_str::<LockKey>(&answer).unwrap()),
            (204, "/api/v1/lock/policy") => assert_eq!(answer, "null"),
            (200, address) if address.starts_with("/api/v1/quarantine/") => {
                let decided: Decided = serde_json::from_str(&answer).unwrap();
                let decide: Decide = serde_json::from_value(exchange.body().clone()).unwrap();
                assert_eq!((decided.decision, decided.turn), (decide.decision, decide.seen + 1));
            }
            (200, address) if address.ends_with("/key") => drop(serde_json::from_str::<DeviceKey>(&answer).unwrap()),
            (200, "/api/v1/sync/hand-in") => {
                let reply: PushReply = serde_json::from_str(&answer).unwrap();
                let brought: HandIn = serde_json::from_value(exchange.body().clone()).unwrap();
                assert_eq!(reply.outcomes.len(), brought.changes.len());
            }
            (200, "/api/v1/sync/events") => drop(serde_json::from_str::<Event>(&answer).unwrap()),
            (200, "/api/v1/sync/push") => {
                let reply: PushReply = serde_json::from_str(&answer).unwrap();
                let push: Push = serde_json::from_value(exchange.body().clone()).unwrap();
                assert_eq!(reply.outcomes.len(), push.changes.len());
                for (change, outcome) in push.changes.iter().zip(&reply.outcomes) {
                    let unreadable = outcome.reason.as_ref().is_some_and(|r| r.code == ReasonCode::Unreadable);
                    assert_eq!(serde_json::from_str::<Change>(change.get()).is_err(), unreadable, "{change}");
                }
            }
            (200, "/api/v1/sync/pull") => {
                let page: PullPage = serde_json::from_str(&answer).unwrap();
                for row in page.rows {
                    let record: Record = serde_json::from_str(row.get()).unwrap();
                    let again: Json = serde_json::to_value(&record).unwrap();
                    assert_eq!(again, serde_json::from_str::<Json>(row.get()).unwrap(), "nothing is lost on the way");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn no_fixture_is_changed_or_taken_away() {
    let landed = fs::read_to_string(folder().join("landed.txt")).unwrap();
    let mut there = Vec::new();
    for (path, _) in formats().iter().flat_map(|format| exchanges(format)) {
        let hash = Sha256::digest(fs::read(&path).unwrap());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        there.push(format!("{hash}  {}", path.strip_prefix(folder()).unwrap().display()));
    }
    let landed: Vec<&str> = landed.lines().collect();
    let missing: Vec<_> = landed.iter().filter(|line| !there.iter().any(|other| other == *line)).collect();
    assert!(missing.is_empty(), "these have landed and are changed or gone; restore them:\n{missing:#?}");
    let new: Vec<_> = there.iter().filter(|line| !landed.contains(&line.as_str())).cloned().collect();
    assert!(new.is_empty(), "if these answers are meant, add the lines to landed.txt:\n{}", new.join("\n"));
}

/// It knows `content` alone, and amends only that.
#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn an_older_client_that_knows_fewer_fields_takes_none_away(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let (mut phone, old) = (Device::new(), Device::new());
    let visit = phone.visit("as it began");
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let seen = albert.find(visit.record).await.unwrap();
    let change = json!({
        "id": new_id(), "device": old.id, "seq": 1, "record": visit.record, "kind": "visit", "op": "set",
        "at": "0000000000000001", "schema": 0, "life": seen.life_dots(),
        "fields": { "content": { "base": seen.dots("content"), "value": "by an old client" } },
    });
    let reply: PushReply = albert.push_raw(old.id, &json!([change])).await.json();
    assert_eq!(reply.outcomes[0].fate, Fate::Applied);
    let record = albert.find(visit.record).await.unwrap();
    assert_eq!(record.text("content"), Some("by an old client"));
    for path in ["day", "kind"] {
        assert_eq!(record.text(path), seen.text(path), "{path}");
    }
}

/// What it sends is not understood here yet; somebody will want it as it was.
#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_a_newer_client_sends_is_kept_to_the_letter_and_named(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, phone) = (server.sign_in(Who::Anna).await, Device::new());
    let newer = |seq: u64, more: Json| {
        let mut change = json!({
            "id": new_id(), "device": phone.id, "seq": seq, "record": new_id(), "kind": "visit", "op": "set",
            "at": "0000000000000001", "schema": SCHEMA + 1, "fields": { "content": { "value": "known" } },
        });
        change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        change
    };
    let sent = [
        (newer(1, json!({ "mood": "fair" })), ReasonCode::Unreadable),
        (newer(2, json!({ "op": "merge" })), ReasonCode::Unreadable),
        (newer(3, json!({ "fields": { "content": { "value": "x", "why": "y" } } })), ReasonCode::Unreadable),
        (newer(4, json!({ "fields": { "content": { "value": ["a", "list"] } } })), ReasonCode::Unreadable),
        (newer(5, json!({ "kind": "fund_arrival" })), ReasonCode::UnknownKind),
        (newer(6, json!({ "fields": { "weather": { "value": "fair" } } })), ReasonCode::UnknownField),
    ];
    let changes: Vec<&Json> = sent.iter().map(|(change, _)| change).collect();
    let reply: PushReply = anna.push_raw(phone.id, &json!(changes)).await.json();
    for (outcome, (change, code)) in reply.outcomes.iter().zip(&sent) {
        assert_eq!((outcome.fate, outcome.stored), (Fate::Quarantined, true), "{change}");
        assert_eq!((outcome.seq, outcome.reason.as_ref().unwrap().code), (change["seq"].as_u64(), *code), "{change}");
    }
    let kept = server.home().other_program().await.texts("SELECT raw FROM quarantine ORDER BY number").await;
    assert_eq!(kept, changes.iter().map(|change| change.to_string()).collect::<Vec<_>>());
    let understood = json!({ "protocol": 1, "device": phone.id, "changes": [newer(7, json!({}))], "battery": 80 });
    let reply: PushReply = anna.post("/api/v1/sync/push", &understood).await.json();
    assert_eq!(reply.outcomes[0].fate, Fate::Applied, "what stands beside the changes is passed over");
}
