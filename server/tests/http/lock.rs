//! Locks of phones: what the server opens, for whom, and what a city asks for.

use app::lock::{DeviceKey, Envelope, KeptFor};
use reqwest::{Method, StatusCode};
use serde_json::json;
use test_case::test_matrix;
use uuid::Uuid;
use zoufang_core::wire::{LockKey, OpenedLock, Profile};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::send;
use crate::support::{Database, Reply, SignedIn, TestServer, Who};

async fn key_of(somebody: &SignedIn) -> LockKey {
    somebody.get("/api/v1/lock/key").await.json()
}

/// Anna's phone's key, and what lies on the phone of it.
async fn locked_phone(server: &TestServer) -> (DeviceKey, Envelope) {
    let anna = server.sign_in(Who::Anna).await;
    let LockKey { key, public } = key_of(&anna).await;
    let device_key = DeviceKey::draw().unwrap();
    let kept = KeptFor { person: Who::Anna.id(), device_key: device_key.clone() };
    (device_key, Envelope::seal(key, &public, &kept).unwrap())
}

async fn open(server: &TestServer, envelope: &Envelope, password: &str) -> Reply {
    let body = json!({ "password": password, "key": envelope.key, "sealed": envelope.sealed });
    send(server.anonymous().request(Method::POST, "/api/v1/lock/open").json(&body)).await
}

async fn policy(somebody: &SignedIn, required: bool) -> Reply {
    send(somebody.request(Method::PUT, "/api/v1/lock/policy").json(&json!({ "required": required }))).await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_forgotten_pin_loses_nothing_for_whoever_knows_the_password(database: Database) {
    let server = TestServer::start(database).await;
    let (device_key, envelope) = locked_phone(&server).await;
    let reply = open(&server, &envelope, &Who::Anna.password()).await;
    assert_eq!(reply.json::<OpenedLock>().device_key, device_key.spell());

    let wrong = open(&server, &envelope, "wrong").await;
    assert_eq!(wrong.refusal(), (401, "wrong_login".to_owned()));
    let of_another = open(&server, &envelope, &Who::Bella.password()).await;
    assert_eq!(of_another.refusal(), (401, "wrong_login".to_owned()), "it was sealed for Anna");
    let logged = server.count("SELECT COUNT(*) FROM audit WHERE event = 'lock_opened'");
    assert_eq!(logged.await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn all_phones_of_a_city_seal_with_one_key_that_a_restart_keeps(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (first, second) = tokio::join!(key_of(&anna), key_of(&bella));
    assert_eq!(first, second);
    let server = server.restart().await;
    assert_eq!(key_of(&server.sign_in(Who::Anna).await).await, first);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_was_not_sealed_for_this_server_is_told_so(database: Database) {
    let server = TestServer::start(database).await;
    let (_, envelope) = locked_phone(&server).await;
    for sealed in ["", "AAAA", "不是", &envelope.sealed[2..], &"A".repeat(4_000)] {
        let damaged = Envelope { sealed: sealed.to_owned(), ..envelope.clone() };
        let reply = open(&server, &damaged, &Who::Anna.password()).await;
        assert_eq!(reply.refusal(), (400, "malformed".to_owned()), "{sealed}");
    }
    let foreign = Envelope { key: Uuid::from_u128(7), ..envelope };
    assert_eq!(open(&server, &foreign, &Who::Anna.password()).await.refusal(), (400, "malformed".to_owned()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_may_not_sign_in_gets_no_key(database: Database) {
    let server = TestServer::start(database).await;
    let (_, envelope) = locked_phone(&server).await;
    for _ in 0..10 {
        open(&server, &envelope, "wrong").await;
    }
    let reply = open(&server, &envelope, &Who::Anna.password()).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    let sign_in = server.anonymous().try_sign_in(&Who::Anna.login(), &Who::Anna.password()).await;
    assert_eq!(sign_in.status, StatusCode::TOO_MANY_REQUESTS, "tries at the lock count as tries to sign in");

    let server = server.restart().await;
    server.execute("UPDATE account SET disabled = TRUE").await;
    let reply = open(&server, &envelope, &Who::Anna.password()).await;
    assert_eq!(reply.refusal(), (401, "wrong_login".to_owned()));
    assert_eq!(server.anonymous().get("/api/v1/lock/key").await.refusal(), (401, "sign_in_needed".to_owned()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_administration_says_whether_phones_are_to_have_a_lock(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, admin) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Adam).await);
    let required = async || anna.get("/api/v1/session").await.json::<Profile>().lock_required;
    assert!(!required().await);
    assert_eq!(policy(&anna, true).await.refusal(), (403, "not_allowed".to_owned()));
    assert!(!required().await);
    assert_eq!(policy(&admin, true).await.status, StatusCode::NO_CONTENT);
    assert!(required().await);
    assert_eq!(policy(&admin, false).await.status, StatusCode::NO_CONTENT);
    assert!(!required().await);
}
