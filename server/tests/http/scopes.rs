//! Nobody receives a byte outside their scope, and nobody changes anything there.

use test_case::test_matrix;
use zoufang_core::domain::Kind;
use zoufang_core::id::{BlobHash, RecordId};
use zoufang_core::wire::{Fate, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::photo::plain;
use crate::support::{Database, Device, Place, SignedIn, TestServer, Who};

/// Words that must not reach anybody but team A and those above it.
const SECRET: &str = "the price is twelve hundred million";

/// A visit of team A with a comment and a trip, by Anna.
async fn secrets(anna: &SignedIn, phone: &mut Device) -> [RecordId; 3] {
    let visit = phone.visit(SECRET);
    let comment = phone.comment(visit.record, SECRET);
    let trip = phone.make(Kind::TRIP, &[("name", SECRET)]);
    let records = [visit.record, comment.record, trip.record];
    let reply = anna.push(phone.id, &[visit, comment, trip]).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");
    records
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_team_pulls_its_own_and_the_office_what_lies_below_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let bella = server.sign_in(Who::Bella).await;
    let before = bella.pull(None).await.cursor;
    let records = secrets(&anna, &mut phone).await;
    for (who, sees) in [
        (Who::Anna, true),
        (Who::Albert, true),
        (Who::Olga, true),
        (Who::Vera, true),
        (Who::Adam, true),
        (Who::Bella, false),
    ] {
        let somebody = server.sign_in(who).await;
        let body = somebody.try_pull(None).await.body;
        assert_eq!(body.contains(SECRET), sees, "{who:?}");
        for record in records {
            assert_eq!(body.contains(&record.to_string()), sees, "{who:?}");
        }
    }
    let since = bella.try_pull(Some(&before)).await.body;
    assert!(since.starts_with("{\"rows\":[],\"gone\":[],"), "{since}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_the_city_shares_reaches_everybody(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let company = phone.make(Kind::COMPANY, &[("name", "known to all")]);
    anna.push(phone.id, std::slice::from_ref(&company)).await;
    for who in [Who::Bella, Who::Olga, Who::Adam] {
        assert!(server.sign_in(who).await.find(company.record).await.is_some(), "{who:?}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_one_may_not_see_one_may_not_touch(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (bella, mut foreign) = (server.sign_in(Who::Bella).await, Device::new());
    let [visit, ..] = secrets(&anna, &mut phone).await;
    let seen = anna.find(visit).await.unwrap();
    let attacks = [
        foreign.amend(&seen, &[("content", "overwritten")]),
        foreign.delete(&seen),
        foreign.comment(visit, "I know of this"),
    ];
    let reply = bella.push(foreign.id, &attacks).await;
    for outcome in &reply.outcomes {
        assert_eq!(outcome.fate, Fate::Quarantined);
        let reason = outcome.reason.as_ref().unwrap();
        assert_eq!(reason.code, ReasonCode::NotAllowed);
        assert!(!reason.message.contains(SECRET) && !reason.message.contains("TeamA"), "{reason:?}");
    }
    assert_eq!(anna.find(visit).await.unwrap(), seen);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_only_reads_writes_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (vera, mut desk) = (server.sign_in(Who::Vera).await, Device::new());
    let [visit, ..] = secrets(&anna, &mut phone).await;
    let seen = vera.find(visit).await.unwrap();
    let attempts = [
        desk.visit("of her own"),
        desk.comment(visit, "a remark"),
        desk.amend(&seen, &[("review/verdict", "reviewed")]),
        desk.delete(&seen),
    ];
    for outcome in vera.push(desk.id, &attempts).await.outcomes {
        assert_eq!(outcome.fate, Fate::Quarantined, "{outcome:?}");
    }
    assert_eq!(vera.find(visit).await.unwrap(), seen);
}

/// A visit with a comment and a photo; the visit and the photo.
async fn with_a_photo(author: &SignedIn, device: &mut Device, words: &str, seed: u8) -> (RecordId, BlobHash) {
    let photo = author.send_content(&plain(1_000, seed)).await;
    let visit = device.visit(words);
    let record = visit.record;
    let changes = [visit, device.comment(record, words), device.attachment(record, photo, None)];
    let reply = author.push(device.id, &changes).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");
    (record, photo)
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_is_moved_to_another_team_leaves_everything_behind_and_finds_everything_there(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (albert, bella) = (server.sign_in(Who::Albert).await, server.sign_in(Who::Bella).await);
    let left =
        [with_a_photo(&anna, &mut phone, SECRET, 1).await, with_a_photo(&albert, &mut Device::new(), SECRET, 2).await];
    let (found, photo) = with_a_photo(&bella, &mut Device::new(), "theirs", 3).await;
    let seen = [anna.find(left[0].0).await.unwrap(), anna.find(left[1].0).await.unwrap()];
    let cursor = anna.pull(None).await.cursor;
    assert_eq!(anna.try_status(photo).await, 404);

    let (adam, mut desk) = (server.sign_in(Who::Adam).await, Device::new());
    let person = adam.find(RecordId(Who::Anna.id().0)).await.unwrap();
    let moved = desk.amend(&person, &[("unit", &Place::TeamB.id().to_string())]);
    assert_eq!(adam.push(desk.id, &[moved]).await.outcomes[0].fate, Fate::Applied);

    assert_eq!(anna.try_pull(Some(&cursor)).await.refusal(), (410, "stale_cursor".to_owned()));
    assert!(!anna.try_pull(None).await.body.contains(SECRET));
    let rows = anna.pull_all(None).await.0;
    assert!(rows.iter().any(|row| row.id == found) && rows.iter().all(|row| row.unit() != Place::TeamA.id()));
    assert_eq!(rows, bella.pull_all(None).await.0, "what one of team B has, to the last field");
    assert_eq!(anna.try_status(photo).await, 200);

    for ((visit, photo), seen) in left.iter().zip(&seen) {
        assert_eq!(anna.try_status(*photo).await, 404);
        let attempts = [
            phone.amend(seen, &[("content", "afterwards")]),
            phone.comment(*visit, "afterwards"),
            phone.attachment(*visit, *photo, None),
            phone.delete(seen),
        ];
        for outcome in anna.push(phone.id, &attempts).await.outcomes {
            assert_eq!((outcome.fate, outcome.stored), (Fate::Quarantined, true));
            assert_eq!(outcome.reason.unwrap().code, ReasonCode::NotAllowed);
        }
        assert_eq!(anna.try_status(*photo).await, 404, "what was set aside shows nothing");
        assert_eq!(albert.find(*visit).await.as_ref(), Some(seen), "for who stayed all is as before");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn without_a_session_there_is_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let anonymous = server.anonymous();
    for path in ["/api/v1/session", "/api/v1/sync/pull", "/api/v1/sync/events"] {
        assert_eq!(anonymous.get(path).await.refusal(), (401, "sign_in_needed".to_owned()), "{path}");
    }
    let push = anonymous.request(reqwest::Method::POST, "/api/v1/sync/push").json(&serde_json::json!({}));
    assert_eq!(crate::support::people::send(push).await.refusal(), (401, "sign_in_needed".to_owned()));
}
