//! Changes that cannot be applied: kept, explained, and in nobody's way.

use serde_json::{Value as Json, json};
use test_case::test_matrix;
use zoufang_core::wire::{Fate, PushReply, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, TestServer, Who};

fn told(reply: &PushReply) -> Vec<(Option<u64>, Fate, Option<ReasonCode>)> {
    reply.outcomes.iter().map(|o| (o.seq, o.fate, o.reason.as_ref().map(|reason| reason.code))).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn one_bad_change_does_not_spoil_its_neighbours(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (before, after) = (phone.visit("before"), phone.visit("after"));
    let bad = json!({ "device": phone.id, "seq": 3, "kind": "visit", "of the": "next version" });
    let reply: PushReply = anna.push_raw(phone.id, &json!([before, bad, after])).await.json();
    let unreadable = Some(ReasonCode::Unreadable);
    assert_eq!(
        told(&reply),
        [(Some(1), Fate::Applied, None), (Some(3), Fate::Quarantined, unreadable), (Some(2), Fate::Applied, None)]
    );
    assert!(reply.outcomes.iter().all(|outcome| outcome.stored));
    let kept = "SELECT COUNT(*) FROM quarantine WHERE seq = 3 AND code = 'unreadable' AND raw LIKE '%next version%'";
    assert_eq!(server.count(kept).await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn even_what_has_no_number_is_kept_once(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, phone) = (server.sign_in(Who::Anna).await, Device::new());
    let scraps = json!([null, 7, "走访", [], {}, { "seq": "one" }, { "seq": -1 }, { "seq": u64::MAX }]);
    let count = scraps.as_array().unwrap().len();
    let first: PushReply = anna.push_raw(phone.id, &scraps).await.json();
    for outcome in &first.outcomes {
        assert_eq!((outcome.fate, outcome.stored), (Fate::Quarantined, true), "{outcome:?}");
    }
    assert_eq!(first.outcomes[0].seq, None);
    let again: PushReply = anna.push_raw(phone.id, &scraps).await.json();
    assert_eq!(again.outcomes, first.outcomes);
    let kept = server.count("SELECT COUNT(*) FROM quarantine").await;
    assert_eq!(usize::try_from(kept).unwrap(), count);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_same_again_gets_the_same_answer_and_another_content_is_a_clone(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let forbidden = phone.make(zoufang_core::domain::Kind::UNIT, &[("name", "a unit of my own")]);
    let first = anna.push(phone.id, std::slice::from_ref(&forbidden)).await;
    assert_eq!(told(&first), [(Some(1), Fate::Quarantined, Some(ReasonCode::NotAllowed))]);
    let again = anna.push(phone.id, std::slice::from_ref(&forbidden)).await;
    assert_eq!(again.outcomes, first.outcomes);
    let mut other = Device::new();
    other.id = phone.id;
    let clone = anna.push(phone.id, &[other.visit("another change under number 1")]).await;
    assert_eq!(told(&clone), [(Some(1), Fate::Cloned, None)]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_reason_names_the_field(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let cases = [
        (phone.make("nonsense".into(), &[]), ReasonCode::UnknownKind, None),
        (phone.make(zoufang_core::domain::Kind::VISIT, &[("colour", "red")]), ReasonCode::UnknownField, Some("colour")),
        (phone.make(zoufang_core::domain::Kind::VISIT, &[("day", "soon")]), ReasonCode::BadValue, Some("day")),
        (
            phone.make(zoufang_core::domain::Kind::VISIT, &[("review/verdict", "reviewed")]),
            ReasonCode::NotAllowed,
            Some("review/verdict"),
        ),
    ];
    for (change, code, path) in cases {
        let reply = anna.push(phone.id, &[change]).await;
        let reason = reply.outcomes[0].reason.clone().expect("a reason");
        assert_eq!((reason.code, reason.path.as_ref().map(|path| path.as_str())), (code, path), "{reason:?}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_number_beyond_its_bounds_is_set_aside_with_its_field(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let mut visit = |path: &str, number: &Json| {
        let mut visit = json!(phone.visit("with a number"));
        visit["fields"][path] = json!({ "value": number });
        visit
    };
    let bounds = [
        ("intent/land_mu", json!(0), json!(1_000_000)),
        ("location/latitude", json!(-90_000_000), json!(90_000_000)),
        ("location/longitude", json!(-180_000_000), json!(180_000_000)),
    ];
    let within: Vec<Json> =
        bounds.iter().flat_map(|(path, least, most)| [visit(path, least), visit(path, most)]).collect();
    let beyond = [
        ("intent/land_mu", json!(-1), ReasonCode::BadValue),
        ("intent/land_mu", json!(1_000_001), ReasonCode::BadValue),
        ("location/latitude", json!(-90_000_001), ReasonCode::BadValue),
        ("location/latitude", json!(90_000_001), ReasonCode::BadValue),
        ("location/longitude", json!(-180_000_001), ReasonCode::BadValue),
        ("location/longitude", json!(180_000_001), ReasonCode::BadValue),
        ("intent/amount", json!(i64::MIN), ReasonCode::BadValue),
        ("intent/land_mu", json!(i64::MAX), ReasonCode::BadValue),
        // No values at all: such a change is not read, and so nobody knows its fields.
        ("intent/land_mu", json!(i64::MAX.unsigned_abs() + 1), ReasonCode::Unreadable),
        ("intent/land_mu", json!(u64::MAX), ReasonCode::Unreadable),
        ("intent/land_mu", json!(1.5), ReasonCode::Unreadable),
    ];
    let sent: Vec<Json> = beyond.iter().map(|(path, number, _)| visit(path, number)).collect();
    let device = phone.id;

    let taken: PushReply = anna.push_raw(device, &json!(within)).await.json();
    assert!(taken.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{taken:?}");
    let reply: PushReply = anna.push_raw(device, &json!(sent)).await.json();
    assert_eq!(reply.outcomes.len(), beyond.len());
    for (outcome, (path, number, code)) in reply.outcomes.iter().zip(&beyond) {
        assert_eq!((outcome.fate, outcome.stored), (Fate::Quarantined, true));
        let reason = outcome.reason.as_ref().unwrap();
        let path = (*code == ReasonCode::BadValue).then_some(*path);
        assert_eq!(
            (reason.code, reason.path.as_ref().map(|path| path.as_str())),
            (*code, path),
            "{number}: {reason:?}"
        );
        assert!(path.is_some() || reason.message.contains(&number.to_string()), "{number}: {reason:?}");
    }
    let kept = server.home().other_program().await.texts("SELECT raw FROM quarantine ORDER BY number").await;
    let kept: Vec<Json> = kept.iter().map(|raw| serde_json::from_str(raw).unwrap()).collect();
    assert_eq!(kept, sent, "nothing of it is lost");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_change_that_speaks_for_another_device_is_kept_but_takes_none_of_its_numbers(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone, mut other) = (server.sign_in(Who::Anna).await, Device::new(), Device::new());
    let foreign = other.visit("of the other");
    let reply = anna.push(phone.id, std::slice::from_ref(&foreign)).await;
    assert_eq!(told(&reply), [(Some(1), Fate::Quarantined, Some(ReasonCode::WrongDevice))]);
    assert_eq!(told(&anna.push(phone.id, &[phone.visit("its own")]).await)[0].1, Fate::Applied);
    assert_eq!(told(&anna.push(other.id, &[foreign]).await)[0].1, Fate::Applied);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn refusals_of_permission_are_noted_for_inspection(database: Database) {
    let server = TestServer::start(database).await;
    let (vera, mut desk) = (server.sign_in(Who::Vera).await, Device::new());
    vera.push(desk.id, &[desk.visit("by somebody who only reads")]).await;
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'not_allowed'").await, 1);
}
