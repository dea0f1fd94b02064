//! Work that somebody else brings: whose it is, what proves it, and that nothing is doubled.

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use test_case::test_matrix;
use zoufang_core::id::{BlobHash, DeviceId, RecordId};
use zoufang_core::merge::Change;
use zoufang_core::wire::{DeviceKey, Fate, Outcome, PROTOCOL, PushReply, ReasonCode, SEALED_AS, UPLOAD_FOR};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of, path_of};
use crate::support::people::send;
use crate::support::photo::plain;
use crate::support::{Database, Device, Reply, SignedIn, TestServer, Who};

async fn ask_key(owner: &SignedIn, device: DeviceId) -> Reply {
    owner.post(&format!("/api/v1/devices/{device}/key"), &json!({})).await
}

async fn key(owner: &SignedIn, device: DeviceId) -> String {
    ask_key(owner, device).await.json::<DeviceKey>().key
}

fn seal(key: &str, letters: &str) -> String {
    let BlobHash(key) = key.parse().expect("a key is spelled like a hash");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(SEALED_AS.as_bytes());
    mac.update(letters.as_bytes());
    BlobHash(mac.finalize().into_bytes().into()).to_string()
}

fn letters(change: &Change) -> String {
    serde_json::to_string(change).unwrap()
}

fn sealed(key: &str, changes: &[Change]) -> Json {
    let carried =
        changes.iter().map(|change| json!({ "change": letters(change), "seal": seal(key, &letters(change)) }));
    carried.collect()
}

fn unsealed(changes: &[Change]) -> Json {
    changes.iter().map(|change| json!({ "change": letters(change) })).collect()
}

async fn try_bring(bringer: &SignedIn, device: DeviceId, carried: &Json) -> Reply {
    let body = json!({ "protocol": PROTOCOL, "device": device, "changes": carried });
    bringer.post("/api/v1/sync/hand-in", &body).await
}

async fn bring(bringer: &SignedIn, device: DeviceId, carried: &Json) -> Vec<Outcome> {
    let reply: PushReply = try_bring(bringer, device, carried).await.json();
    assert_eq!(reply.outcomes.len(), carried.as_array().unwrap().len());
    assert!(reply.outcomes.iter().all(|outcome| outcome.stored), "{reply:?}");
    reply.outcomes
}

fn fates(outcomes: &[Outcome]) -> Vec<Fate> {
    outcomes.iter().map(|outcome| outcome.fate).collect()
}

#[track_caller]
fn assert_for_the_office(outcomes: &[Outcome], code: ReasonCode) {
    for outcome in outcomes {
        assert_eq!(outcome.fate, Fate::Quarantined, "{outcome:?}");
        assert_eq!(outcome.reason.as_ref().map(|reason| reason.code), Some(code), "{outcome:?}");
    }
}

async fn in_quarantine(reader: &SignedIn) -> Vec<Json> {
    reader.get("/api/fn/quarantine").await.json()
}

async fn decide(who: &SignedIn, number: &Json, decision: Json) -> Reply {
    who.post(&format!("/api/v1/quarantine/{number}"), &decision).await
}

/// Anna's phone, which is known and has its key.
async fn phone_of(anna: &SignedIn) -> (Device, String) {
    let phone = Device::new();
    let key = key(anna, phone.id).await;
    (phone, key)
}

async fn visits_seen(reader: &SignedIn) -> Vec<RecordId> {
    let records = reader.pull_all(None).await.0;
    records.iter().filter(|record| record.kind.as_str() == "visit").map(|record| record.id).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_bears_its_seal_is_its_authors_whoever_brings_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let (mut phone, key) = phone_of(&anna).await;
    let visit = phone.visit("写于地下车间");
    let changes = [visit.clone(), phone.comment(visit.record, "待补"), phone.visit("第二家")];

    let carried = sealed(&key, &changes);
    assert_eq!(fates(&bring(&bella, phone.id, &carried).await), [Fate::Applied; 3]);
    let record = olga.find(visit.record).await.expect("the office sees it");
    assert_eq!((record.author(), record.unit()), (Who::Anna.id(), Who::Anna.unit().id()));
    assert!(record.knows(visit.dot()), "under the name that the phone gave it");
    assert!(bella.find(visit.record).await.is_none(), "whoever carries it sees no more than before");

    let again = bring(&server.sign_in(Who::Albert).await, phone.id, &carried).await;
    assert_eq!(fates(&again), [Fate::Duplicate; 3], "somebody else brings the same file");
    let late = anna.push(phone.id, &changes).await.outcomes;
    assert_eq!(fates(&late), [Fate::Duplicate; 3], "and then the phone itself comes");
    assert_eq!(
        again.iter().map(|outcome| outcome.position).collect::<Vec<_>>(),
        late.iter().map(|o| o.position).collect::<Vec<_>>()
    );
    assert_eq!(visits_seen(&olga).await.len(), 2);
    let told = server.home().other_program().await.texts("SELECT detail FROM audit WHERE event = 'handed_in'").await;
    assert_eq!(told, vec![format!("3 changes of device {} of {}", phone.id, Who::Anna.id()); 2]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn in_whatever_order_file_and_phone_come_each_change_counts_once(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, key) = phone_of(&anna).await;
    let changes = [phone.visit("1"), phone.visit("2"), phone.visit("3"), phone.visit("4")];
    anna.push(phone.id, &changes[..1]).await;
    let brought = bring(&bella, phone.id, &sealed(&key, &changes[..3])).await;
    assert_eq!(fates(&brought), [Fate::Duplicate, Fate::Applied, Fate::Applied]);
    let pushed = anna.push(phone.id, &changes[2..]).await.outcomes;
    assert_eq!(fates(&pushed), [Fate::Duplicate, Fate::Applied]);
    assert_eq!(fates(&bring(&bella, phone.id, &sealed(&key, &changes)).await), [Fate::Duplicate; 4]);

    // The phone took another id since it wrote the file: the same saves under other numbers.
    let (mut first, key) = phone_of(&anna).await;
    let visit = first.visit("5");
    bring(&bella, first.id, &sealed(&key, std::slice::from_ref(&visit))).await;
    let renumbered = Change { device: Device::new().id, seq: 9, ..visit };
    let told = anna.push(renumbered.device, std::slice::from_ref(&renumbered)).await.outcomes;
    assert_eq!(fates(&told), [Fate::Duplicate]);
    assert_eq!(visits_seen(&anna).await.len(), 5);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn without_the_right_seal_it_waits_for_the_office_and_takes_no_number(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let ((mut phone, right), (_, of_another)) = (phone_of(&anna).await, phone_of(&anna).await);
    let visit = phone.visit("as Anna wrote it");
    let forged = Change { fields: phone.visit("as Bella would have it").fields, ..visit.clone() };
    let garbled = json!([{ "change": "no change at all", "seal": seal(&right, "no change at all") }]);
    let of_tomorrow = json!([{ "change": r#"{"seq":9}"#, "seal": seal(&right, r#"{"seq":9}"#) }]);
    let whole = letters(&visit);
    let longer = json!([{ "change": whole.replace("as Anna", "as anna"), "seal": seal(&right, &whole) }]);

    for carried in [
        unsealed(std::slice::from_ref(&visit)),
        sealed(&of_another, std::slice::from_ref(&forged)),
        longer,
        json!([{ "change": whole, "seal": "x" }]),
        garbled,
    ] {
        for _ in 0..2 {
            assert_for_the_office(&bring(&bella, phone.id, &carried).await, ReasonCode::HandedIn);
        }
    }
    assert_for_the_office(&bring(&bella, phone.id, &of_tomorrow).await, ReasonCode::Unreadable);
    let lines = in_quarantine(&olga).await;
    assert_eq!(lines.len(), 5, "each content lies there once: {lines:?}");
    assert_eq!(lines[0]["brought_by"], Json::Null, "it is proven whose it is, though nobody can read it");
    for line in &lines[1..] {
        let (author, bringer) = (line["author"].as_str(), line["brought_by"].as_str());
        assert_eq!((author, bringer), (Some("Anna"), Some("Bella")), "{line:?}");
    }
    assert_eq!(visits_seen(&olga).await, []);

    let pushed = anna.push(phone.id, std::slice::from_ref(&visit)).await.outcomes;
    assert_eq!(fates(&pushed), [Fate::Applied], "what others brought in her name keeps out nothing of hers");
    assert_eq!(olga.find(visit.record).await.unwrap().text("content"), Some("as Anna wrote it"));
    let left = in_quarantine(&olga).await;
    assert_eq!(left.len(), 4, "what came from her is not decided over any more: {left:?}");
    let again = bring(&bella, phone.id, &unsealed(std::slice::from_ref(&visit))).await;
    assert_eq!(fates(&again), [Fate::Duplicate]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_the_office_accepts_of_it_counts_for_its_author(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let mut phone = Device::new();
    anna.push(phone.id, &[phone.visit("sent before")]).await;
    let visit = phone.visit("from the time before there were keys");
    assert_for_the_office(
        &bring(&bella, phone.id, &unsealed(std::slice::from_ref(&visit))).await,
        ReasonCode::HandedIn,
    );
    let number = in_quarantine(&olga).await[0]["id"].clone();
    assert_eq!(decide(&olga, &number, json!({ "decision": "accept" })).await.status, StatusCode::OK);
    let record = anna.find(visit.record).await.expect("it is a record now");
    assert_eq!((record.author(), record.unit()), (Who::Anna.id(), Who::Anna.unit().id()));
    let pushed = anna.push(phone.id, std::slice::from_ref(&visit)).await.outcomes;
    assert_eq!(fates(&pushed), [Fate::Duplicate]);
    let again = bring(&bella, phone.id, &unsealed(std::slice::from_ref(&visit))).await;
    assert_eq!(fates(&again), [Fate::Duplicate]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_the_office_refused_of_it_its_author_may_still_send(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, vera, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Vera).await, server.sign_in(Who::Olga).await);
    let mut phone = Device::new();
    anna.push(phone.id, &[phone.visit("sent before")]).await;
    let changes = [phone.visit("whose?"), phone.make(zoufang_core::domain::Kind::VISIT, &[("day", "soon")])];
    bring(&vera, phone.id, &unsealed(&changes)).await;
    for line in in_quarantine(&olga).await {
        let refusal = json!({ "decision": "refuse", "words": "等本人联网" });
        assert_eq!(decide(&olga, &line["id"], refusal).await.status, StatusCode::OK);
    }
    let told = bring(&vera, phone.id, &unsealed(&changes)).await;
    assert_for_the_office(&told, ReasonCode::Refused);
    let pushed = anna.push(phone.id, &changes).await.outcomes;
    assert_eq!(pushed[0].fate, Fate::Applied);
    assert_for_the_office(&pushed[1..], ReasonCode::BadValue);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn nobody_decides_over_what_they_brought_in_somebodys_name(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, adam) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, server.sign_in(Who::Adam).await);
    let mut phone = Device::new();
    anna.push(phone.id, &[phone.visit("hers")]).await;
    let invented = phone.visit("Olga's, in Anna's name");
    bring(&olga, phone.id, &unsealed(std::slice::from_ref(&invented))).await;
    let number = in_quarantine(&olga).await[0]["id"].clone();
    let entry: Json = olga.get(&format!("/api/fn/set_aside?number={number}")).await.json();
    assert_eq!(entry["decides"], json!(false));
    let accept = json!({ "decision": "accept" });
    assert_eq!(decide(&olga, &number, accept.clone()).await.refusal(), (403, "not_allowed".to_owned()));
    assert!(anna.find(invented.record).await.is_none());
    assert_eq!(decide(&adam, &number, accept).await.status, StatusCode::OK);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn ones_own_file_needs_no_seal_and_does_not_speak_for_the_device(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, at_desk) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Anna).await);
    let mut phone = Device::new();
    let before = phone.visit("sent");
    on_phone.push(phone.id, std::slice::from_ref(&before)).await;
    let changes = [before, phone.visit("unsent")];
    let brought = bring(&at_desk, phone.id, &unsealed(&changes)).await;
    assert_eq!(fates(&brought), [Fate::Duplicate, Fate::Applied]);

    let revoke = at_desk.request(Method::DELETE, &format!("/api/v1/devices/{}", phone.id));
    assert_eq!(send(revoke).await.status, StatusCode::NO_CONTENT);
    let late = phone.visit("exported before it was lost");
    for _ in 0..2 {
        let brought = bring(&at_desk, phone.id, &unsealed(std::slice::from_ref(&late))).await;
        assert_for_the_office(&brought, ReasonCode::RevokedDevice);
    }
    assert_eq!(at_desk.try_pull(None).await.status, StatusCode::OK, "the session goes on reading");
    let adam = server.sign_in(Who::Adam).await;
    let number = in_quarantine(&adam).await[0]["id"].clone();
    assert_eq!(decide(&adam, &number, json!({ "decision": "accept" })).await.status, StatusCode::OK);
    assert_eq!(at_desk.find(late.record).await.unwrap().author(), Who::Anna.id());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_seal_proves_who_wrote_and_not_that_they_may(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, adam) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Adam).await);
    let (mut phone, key) = phone_of(&anna).await;
    let chain = phone.make(zoufang_core::domain::Kind::CHAIN, &[("name", "氢能")]);
    let brought = bring(&bella, phone.id, &sealed(&key, std::slice::from_ref(&chain))).await;
    assert_for_the_office(&brought, ReasonCode::NotAllowed);

    let other = phone.visit("another under the number of the first");
    let cloned = Change { seq: chain.seq, ..other };
    let brought = bring(&bella, phone.id, &sealed(&key, std::slice::from_ref(&cloned))).await;
    assert_for_the_office(&brought, ReasonCode::WrongDevice);

    // Her phone is lost: what she sealed still proves that she wrote it, and no more than that.
    let late = phone.visit("sealed and then lost");
    let revoke = adam.request(Method::DELETE, &format!("/api/v1/devices/{}", phone.id));
    assert_eq!(send(revoke).await.status, StatusCode::NO_CONTENT);
    let brought = bring(&bella, phone.id, &sealed(&key, std::slice::from_ref(&late))).await;
    assert_for_the_office(&brought, ReasonCode::RevokedDevice);
    assert_eq!(ask_key(&anna, phone.id).await.refusal(), (403, "revoked".to_owned()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn of_somebody_who_may_not_sign_in_any_more_the_office_decides(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, key) = phone_of(&anna).await;
    let visit = phone.visit("before she left");
    let mut other = server.home().other_program().await;
    other.execute(&format!("UPDATE account SET disabled = TRUE WHERE login = '{}'", Who::Anna.login())).await;
    let brought = bring(&bella, phone.id, &sealed(&key, std::slice::from_ref(&visit))).await;
    assert_for_the_office(&brought, ReasonCode::HandedIn);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_waits_for_its_record_waits_for_it_by_hand_too(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, key) = phone_of(&anna).await;
    let visit = phone.visit("the second");
    let comment = phone.comment(visit.record, "the first to come");
    let brought = bring(&bella, phone.id, &sealed(&key, std::slice::from_ref(&comment))).await;
    assert_eq!(fates(&brought), [Fate::Held]);
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(anna.find(comment.record).await.expect("it came with its visit").author(), Who::Anna.id());
    let again = bring(&bella, phone.id, &sealed(&key, &[visit, comment])).await;
    assert_eq!(fates(&again), [Fate::Duplicate; 2]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_that_nobody_knows_is_nobodys_and_stays_so(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let mut phone = Device::new();
    let visit = phone.visit("from a phone that was never online");
    let brought = bring(&bella, phone.id, &unsealed(std::slice::from_ref(&visit))).await;
    assert_for_the_office(&brought, ReasonCode::HandedIn);
    let pushed = anna.push(phone.id, std::slice::from_ref(&visit)).await.outcomes;
    assert_eq!(fates(&pushed), [Fate::Applied], "it is Anna's, as she says first");
    let adam = server.sign_in(Who::Adam).await;
    assert_eq!(in_quarantine(&adam).await.len(), 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_has_one_key_which_its_owner_alone_is_told(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (phone, first) = phone_of(&anna).await;
    assert_eq!(key(&anna, phone.id).await, first, "the answer may have been lost");
    assert_eq!(ask_key(&bella, phone.id).await.refusal(), (403, "device_of_another".to_owned()));
    let of_bella = key(&bella, Device::new().id).await;
    assert!(of_bella != first && first.len() == 64, "{first}");
    let stranger = server.anonymous().with_cookie(String::new());
    assert_eq!(ask_key(&stranger, phone.id).await.refusal(), (401, "sign_in_needed".to_owned()));
    assert_eq!(try_bring(&stranger, phone.id, &json!([])).await.refusal(), (401, "sign_in_needed".to_owned()));
    assert_eq!(
        anna.post("/api/v1/devices/7/key", &json!({})).await.refusal(),
        (404, "not_found".to_owned()),
        "no device is called so"
    );
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_photo_is_brought_for_its_author_by_whoever_has_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let (mut phone, key) = phone_of(&anna).await;
    let photo = plain(PIECE + 500, 3);
    let (visit, hash) = (phone.visit("with a photo"), hash_of(&photo));
    let attachment = phone.attachment(visit.record, hash, None);
    bring(&bella, phone.id, &sealed(&key, &[visit, attachment])).await;

    let for_anna = |request: reqwest::RequestBuilder| request.header(UPLOAD_FOR, Who::Anna.id().to_string());
    let asks = || send(for_anna(bella.request(Method::HEAD, &path_of(hash))));
    let brings = |from| send(for_anna(bella.piece(hash, &photo, from)));
    assert_eq!(asks().await.status, StatusCode::NOT_FOUND, "a hash alone opens nothing");
    assert_eq!(brings(0).await.status, StatusCode::NO_CONTENT);
    assert_eq!((asks().await.status, olga.try_status(hash).await), (StatusCode::NO_CONTENT, 404), "half of it");
    assert_eq!(brings(PIECE).await.status, StatusCode::NO_CONTENT);
    assert_eq!(olga.content(hash).await.1.len(), photo.len(), "the office sees it");
    assert_eq!(bella.try_status(hash).await, 404, "and whoever carried it does not");
    assert_eq!(anna.offset_of(hash).await, Some(photo.len()), "her phone has nothing left to send");
    assert_eq!(asks().await.header("upload-offset"), photo.len().to_string());

    // What one has sent for oneself is quickly brought for somebody else, too.
    let second = plain(400, 1);
    let again = hash_of(&second);
    let visit = phone.visit("with another");
    let attachment = phone.attachment(visit.record, again, None);
    anna.push(phone.id, &[visit, attachment]).await;
    bella.send_content(&second).await;
    assert_eq!(olga.try_status(again).await, 404);
    let head = send(for_anna(bella.request(Method::HEAD, &path_of(again)))).await;
    assert_eq!(head.status, StatusCode::NOT_FOUND, "it does not count for Anna yet");
    assert_eq!(send(for_anna(bella.piece(again, &second, 0))).await.status, StatusCode::NO_CONTENT);
    assert_eq!(olga.try_status(again).await, 200);

    // For whom nothing may be attached, nothing is brought; and somebody has to be named.
    let third = plain(500, 2);
    let named = |name: &str| send(bella.piece(hash_of(&third), &third, 0).header(UPLOAD_FOR, name));
    assert_eq!(named(&Who::Vera.id().to_string()).await.refusal(), (403, "not_allowed".to_owned()));
    assert_eq!(named("somebody").await.refusal(), (400, "malformed".to_owned()));
    let vera = server.sign_in(Who::Vera).await;
    let carried = send(for_anna(vera.piece(hash_of(&third), &third, 0))).await;
    assert_eq!(carried.status, StatusCode::NO_CONTENT, "whoever attaches nothing may carry");
}
