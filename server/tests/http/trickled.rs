//! Requests whose bodies come slowly: who sends is judged when all of it has come, not when it began.

use app::console::reads::QuarantineLine;
use reqwest::StatusCode;
use serde_json::json;
use test_case::test_matrix;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zoufang_core::id::RecordId;
use zoufang_core::wire::{ErrorBody, Fate, PROTOCOL, PushReply, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{hash_of, path_of};
use crate::support::people::send;
use crate::support::photo::plain;
use crate::support::{Database, Device, SignedIn, TestServer, Who};

const CHANGES: &str = "SELECT COUNT(*) FROM change_log WHERE body LIKE '%\"visit\"%'";
const SET_ASIDE: &str = "SELECT COUNT(*) FROM quarantine";
const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// A request of which half the body has come: its sender is known, and the rest is waited for.
struct HalfSent {
    line: TcpStream,
    rest: Vec<u8>,
}

impl HalfSent {
    async fn begin(sender: &SignedIn, request: &str, headers: &[(&str, String)], body: &[u8]) -> Self {
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{request} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nconnection: close\r\nexpect: 100-continue\r\n{more}\
             content-length: {}\r\n\r\n",
            sender.host(),
            sender.cookie(),
            body.len()
        );
        let mut line = TcpStream::connect(sender.host()).await.unwrap();
        line.write_all(head.as_bytes()).await.unwrap();
        let mut told = vec![0; GO_ON.len()];
        line.read_exact(&mut told).await.unwrap();
        assert_eq!(told, GO_ON, "{}", String::from_utf8_lossy(&told));
        let (half, rest) = body.split_at(body.len() / 2);
        line.write_all(half).await.unwrap();
        Self { line, rest: rest.to_vec() }
    }

    async fn json(sender: &SignedIn, path: &str, body: &serde_json::Value) -> Self {
        let headers = [("content-type", "application/json".to_owned())];
        Self::begin(sender, &format!("POST {path}"), &headers, body.to_string().as_bytes()).await
    }

    async fn piece(sender: &SignedIn, content: &[u8]) -> Self {
        let headers = [
            ("upload-offset", "0".to_owned()),
            ("upload-length", content.len().to_string()),
            ("upload-checksum", hash_of(content).to_string()),
        ];
        Self::begin(sender, &format!("PATCH {}", path_of(hash_of(content))), &headers, content).await
    }

    /// Sends the rest: the status and the body of the answer.
    async fn end(mut self) -> (u16, String) {
        self.line.write_all(&self.rest).await.unwrap();
        let mut answer = String::new();
        self.line.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    async fn refusal(self) -> (u16, String) {
        let (status, body) = self.end().await;
        let body: ErrorBody = serde_json::from_str(&body).expect("a refusal has the shape of all refusals");
        (status, body.error.code)
    }
}

async fn push(sender: &SignedIn, phone: &mut Device) -> HalfSent {
    let visit = phone.visit(&"long ".repeat(100));
    let body = json!({ "protocol": PROTOCOL, "device": phone.id, "changes": [visit] });
    HalfSent::json(sender, "/api/v1/sync/push", &body).await
}

fn signed_out() -> (u16, String) {
    (401, "sign_in_needed".to_owned())
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_pushed_slowly_is_taken_where_nothing_happens_meanwhile(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (status, body) = push(&anna, &mut phone).await.end().await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(server.count(CHANGES).await, 1);
    let photo = plain(4_000, 0);
    assert_eq!(HalfSent::piece(&anna, &photo).await.end().await.0, 204);
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(photo.len()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_signs_out_in_the_middle_sends_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let photo = plain(4_000, 0);
    let carried = phone.visit("carried");
    let carried = json!({ "change": serde_json::to_string(&carried).unwrap() });
    let hand_in = json!({ "protocol": PROTOCOL, "device": phone.id, "changes": [carried] });
    let pushed = push(&anna, &mut phone).await;
    let brought = HalfSent::json(&anna, "/api/v1/sync/hand-in", &hand_in).await;
    let sent = HalfSent::piece(&anna, &photo).await;

    assert!(anna.sign_out().await.status.is_success());

    assert_eq!(pushed.refusal().await, signed_out());
    assert_eq!(brought.refusal().await, signed_out());
    assert_eq!(sent.refusal().await, signed_out());
    assert_eq!((server.count(CHANGES).await, server.count(SET_ASIDE).await), (0, 0));
    assert_eq!(server.sign_in(Who::Anna).await.offset_of(hash_of(&photo)).await, None);
    assert_eq!(server.files_of_attachments(), Vec::<String>::new());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn of_a_phone_that_is_revoked_in_the_middle_nothing_is_applied_under_its_other_name_either(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, phone, mut other) = (server.sign_in(Who::Anna).await, Device::new(), Device::new());
    anna.push(phone.id, &[]).await;
    anna.push(other.id, &[]).await;
    let pushed = push(&anna, &mut other).await;

    let adam = server.sign_in(Who::Adam).await;
    let revoked = send(adam.request(reqwest::Method::DELETE, &format!("/api/v1/devices/{}", phone.id))).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);

    let (status, body) = pushed.end().await;
    assert_eq!(status, 200, "{body}");
    let reply: PushReply = serde_json::from_str(&body).unwrap();
    let reason = reply.outcomes[0].reason.as_ref().map(|reason| reason.code);
    assert_eq!((reply.outcomes[0].fate, reason), (Fate::Quarantined, Some(ReasonCode::RevokedDevice)));
    assert_eq!((server.count(CHANGES).await, server.count(SET_ASIDE).await), (0, 1));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_gets_another_post_in_the_middle_sends_by_the_rights_of_that(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (adam, mut desk) = (server.sign_in(Who::Adam).await, Device::new());
    let photo = plain(4_000, 0);
    let pushed = push(&anna, &mut phone).await;
    let sent = HalfSent::piece(&anna, &photo).await;

    let person = adam.find(RecordId(Who::Anna.id().0)).await.unwrap();
    adam.push(desk.id, &[desk.amend(&person, &[("role", "viewer")])]).await;

    let (status, body) = pushed.end().await;
    assert_eq!(status, 200, "{body}");
    let reply: PushReply = serde_json::from_str(&body).unwrap();
    let reason = reply.outcomes[0].reason.as_ref().map(|reason| reason.code);
    assert_eq!((reply.outcomes[0].fate, reason), (Fate::Quarantined, Some(ReasonCode::NotAllowed)));
    assert_eq!(sent.refusal().await, (403, "not_allowed".to_owned()));
    assert_eq!(server.files_of_attachments(), Vec::<String>::new());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_reviews_no_more_decides_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let mut bad = phone.visit("with a day that is none");
    bad.fields.get_mut("day").unwrap().value = "soon".into();
    anna.push(phone.id, &[bad]).await;
    let refused = json!({ "decision": "refuse", "words": "no such day" });
    let number = olga.get("/api/fn/quarantine").await.json::<Vec<QuarantineLine>>()[0].id;
    let decided = HalfSent::json(&olga, &format!("/api/v1/quarantine/{number}"), &refused).await;
    assert!(olga.sign_out().await.status.is_success());
    assert_eq!(decided.refusal().await, signed_out());
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE decision IS NOT NULL").await, 0);
}
