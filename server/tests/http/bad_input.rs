//! Requests that no client of ours sends: the right status, one shape, nothing half done.

use std::fs;
use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};
use test_case::test_matrix;
use zoufang_core::id::DeviceId;
use zoufang_core::wire::{CHANGE_MAX_BYTES, Fate, PROTOCOL, PUSH_MAX_BODY, PushReply, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::send;
use crate::support::{Database, Device, Reply, SignedIn, TestServer, Who};

const PUSH: &str = "/api/v1/sync/push";

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn an_unknown_address_is_not_found(database: Database) {
    let server = TestServer::start(database).await;
    for path in ["/api/", "/api/v1", "/api/v2/session", "/api/v1/sync", "/api/fn/nothing", "/api/%ff"] {
        let reply = server.anonymous().get(path).await;
        assert_eq!(reply.refusal(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_wrong_method_is_told(database: Database) {
    let server = TestServer::start(database).await;
    for (method, path) in [
        (Method::PUT, "/api/v1/session"),
        (Method::GET, PUSH),
        (Method::POST, "/api/v1/sync/pull"),
        (Method::DELETE, "/api/v1/sync/events"),
        (Method::PATCH, "/api/v1/health"),
    ] {
        let reply = send(server.anonymous().request(method.clone(), path)).await;
        assert_eq!(reply.refusal(), (405, "wrong_method".to_owned()), "{method} {path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_not_json_of_the_right_form_is_malformed(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, phone) = (server.sign_in(Who::Anna).await, Device::new());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{\"protocol\":1}".to_vec(),
        b"{\"protocol\":\"one\",\"device\":1,\"changes\":{}}".to_vec(),
        b"\xff\xfe".to_vec(),
        format!("{{\"protocol\":1,\"device\":\"{}\",\"changes\":[1,]}}", phone.id).into_bytes(),
        format!("{{\"protocol\":{deep}}}").into_bytes(),
    ];
    for body in bodies {
        let request = anna.request(Method::POST, PUSH).header(CONTENT_TYPE, "application/json").body(body.clone());
        let told = send(request).await.refusal();
        assert_eq!(told, (400, "malformed".to_owned()), "{:?}", String::from_utf8_lossy(&body[..body.len().min(60)]));
    }
    for body in [json!({}), json!({ "login": 7, "password": [] }), json!("anna")] {
        let told = send(server.anonymous().request(Method::POST, "/api/v1/session").json(&body)).await.refusal();
        assert_eq!(told, (400, "malformed".to_owned()), "{body}");
    }
    let twice = anna.get("/api/v1/sync/pull?cursor=a&cursor=b").await;
    assert_eq!(twice.refusal(), (400, "malformed".to_owned()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_not_called_json_is_not_read(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    for content_type in
        [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("multipart/form-data")]
    {
        let body = json!({ "protocol": PROTOCOL, "device": Device::new().id, "changes": [] }).to_string();
        let mut request = anna.request(Method::POST, PUSH).body(body);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        assert_eq!(send(request).await.refusal(), (415, "wrong_content_type".to_owned()), "{content_type:?}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_too_large_is_refused_whole(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("within");
    let body = json!({ "protocol": PROTOCOL, "device": phone.id, "changes": [visit, "x".repeat(PUSH_MAX_BODY)] });
    assert_eq!(anna.post(PUSH, &body).await.refusal(), (413, "too_large".to_owned()));
    assert!(anna.find(visit.record).await.is_none());

    let sign_in = json!({ "login": "anna", "password": "x".repeat(32 * 1024) });
    let reply = send(server.anonymous().request(Method::POST, "/api/v1/session").json(&sign_in)).await;
    assert_eq!(reply.refusal(), (413, "too_large".to_owned()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_single_record_larger_than_a_usual_push_is_taken(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let fields: Vec<(String, String)> = (0..20).map(|n| (format!("next/{n:02}/what"), "长".repeat(400))).collect();
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    let content = "长".repeat(20_000);
    all.push(("content", &content));
    let visit = phone.make(zoufang_core::domain::Kind::VISIT, &all);
    let reply = anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(reply.outcomes[0].reason, None);
    assert_eq!(anna.find(visit.record).await.unwrap().text("content"), Some(content.as_str()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_change_larger_than_any_form_makes_is_kept_aside_with_its_reason_and_blocks_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let long = |bytes| "x".repeat(bytes);
    let (before, behind) = (phone.visit("before"), phone.visit("behind"));
    let over_long = [phone.visit(&long(CHANGE_MAX_BYTES)), phone.visit(&long(PUSH_MAX_BODY - CHANGE_MAX_BYTES - 4096))];
    let changes = [before, over_long[0].clone(), over_long[1].clone(), behind];
    let first = anna.push(phone.id, &changes).await;
    let fates: Vec<(Fate, bool)> = first.outcomes.iter().map(|outcome| (outcome.fate, outcome.stored)).collect();
    let aside = (Fate::Quarantined, true);
    assert_eq!(fates, [(Fate::Applied, true), aside, aside, (Fate::Applied, true)]);
    for outcome in &first.outcomes[1..3] {
        let reason = outcome.reason.as_ref().unwrap();
        assert_eq!(reason.code, ReasonCode::TooLarge);
        assert!(reason.message.contains(&CHANGE_MAX_BYTES.to_string()), "{reason:?}");
    }
    let again = anna.push(phone.id, &over_long).await;
    assert_eq!(again.outcomes, first.outcomes[1..3], "the same answer again");
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE length(raw) > 262144").await, 2, "kept whole");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn odd_letters_do_no_harm(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, phone) = (server.sign_in(Who::Anna).await, Device::new());
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    for odd in [r#""\ud800""#, r#"{"seq":1,"seq":2}"#, r#""\u0000""#, "1e999", &deep] {
        let body = format!("{{\"protocol\":1,\"device\":\"{}\",\"changes\":[{odd}]}}", phone.id);
        let request = anna.request(Method::POST, PUSH).header(CONTENT_TYPE, "application/json").body(body);
        let reply: PushReply = send(request).await.json();
        assert!(reply.outcomes[0].stored, "{reply:?}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 5);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_cookie_that_is_no_token_is_nobodys(database: Database) {
    let server = TestServer::start(database).await;
    for cookie in ["__Host-session=", "__Host-session=AAAA", "__Host-session=\"; DROP TABLE session", "session=x"] {
        let request = server.anonymous().request(Method::GET, "/api/v1/session").header("cookie", cookie);
        assert_eq!(send(request).await.refusal(), (401, "sign_in_needed".to_owned()), "{cookie}");
    }
    let unknown = format!("__Host-session={}", "A".repeat(43));
    let request = server.anonymous().request(Method::GET, "/api/v1/session").header("cookie", unknown);
    assert_eq!(send(request).await.refusal().0, 401);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn health_is_told_to_everybody(database: Database) {
    let server = TestServer::start(database).await;
    let reply = server.anonymous().get("/api/v1/health").await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, "{\"status\":\"ok\"}"));
}

/// What fuzzing found worth keeping.
fn found_by_fuzzing() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let files = ["wire", "changes"].map(|name| fs::read_dir(corpus.join(name)).expect("a folder with inputs"));
    files.into_iter().flatten().map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

async fn push_bytes(sender: &SignedIn, body: Vec<u8>) -> Reply {
    send(sender.request(Method::POST, PUSH).header(CONTENT_TYPE, "application/json").body(body)).await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_fuzzing_found_gets_an_answer(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let inputs = found_by_fuzzing();
    assert!(inputs.len() > 100, "{}", inputs.len());
    let mut changes = 0;
    for input in inputs {
        let letters = String::from_utf8_lossy(&input);
        let reply = push_bytes(&anna, input.clone()).await;
        match serde_json::from_slice::<Json>(&input) {
            Ok(body) if reply.status == StatusCode::OK => {
                let told = reply.json::<PushReply>().outcomes.len();
                assert_eq!(Some(told), body["changes"].as_array().map(Vec::len), "{letters}");
            }
            _ => assert!(reply.refusal().0 < 500, "{letters}: {reply:?}"),
        }
        let Ok(change) = serde_json::from_slice::<&RawValue>(&input) else { continue };
        // By its own device, if it names one: so it is looked at as closely as can be.
        let named =
            serde_json::from_str::<Json>(change.get()).ok().and_then(|change| change["device"].as_str()?.parse().ok());
        let device = named.map_or(phone.id, DeviceId);
        let body = format!("{{\"protocol\":{PROTOCOL},\"device\":\"{device}\",\"changes\":[{change}]}}");
        let reply: PushReply = push_bytes(&anna, body.into_bytes()).await.json();
        assert_eq!(reply.outcomes.len(), 1, "{letters}");
        assert!(reply.outcomes[0].stored || reply.outcomes[0].fate == Fate::Cloned, "{letters}: {reply:?}");
        changes += 1;
    }
    assert!(changes > 20, "{changes}");
    assert_eq!(anna.push(phone.id, &[phone.visit("as ever")]).await.outcomes[0].fate, Fate::Applied);
}
