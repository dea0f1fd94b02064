//! Devices: who sees them, who revokes them, and what a revoked one still may.

use std::sync::Arc;

use app::console::reads::DeviceOf;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};
use test_case::test_matrix;
use zoufang_core::id::{DeviceId, RecordId};
use zoufang_core::wire::{DeviceList, Event, Fate, KnownDevice, Outcome, PullPage, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::hash_of;
use crate::support::people::send;
use crate::support::photo::plain;
use crate::support::server::{LEASE, PATIENCE};
use crate::support::{Database, Device, Home, Reply, SignedIn, Stream, TestServer, Who, instant};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; ANA-AN00) AppleWebKit/537.36 Chrome/126.0 Mobile";

async fn pull_as(somebody: &SignedIn, device: DeviceId) -> Reply {
    let request = somebody.request(Method::GET, &format!("/api/v1/sync/pull?device={device}"));
    send(request.header("user-agent", PHONE)).await
}

async fn devices(somebody: &SignedIn) -> Vec<KnownDevice> {
    somebody.get("/api/v1/devices").await.json::<DeviceList>().devices
}

async fn devices_of(asker: &SignedIn, who: Who) -> Reply {
    asker.get(&format!("/api/v1/devices?person={}", who.id())).await
}

async fn revoke(asker: &SignedIn, device: DeviceId) -> Reply {
    send(asker.request(Method::DELETE, &format!("/api/v1/devices/{device}"))).await
}

async fn must_revoke(asker: &SignedIn, device: DeviceId) {
    let reply = revoke(asker, device).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
}

fn revoked() -> (u16, String) {
    (403, "revoked".to_owned())
}

fn assert_handed_in(outcome: &Outcome) {
    assert_eq!((outcome.fate, outcome.stored), (Fate::Quarantined, true), "{outcome:?}");
    assert_eq!(outcome.reason.as_ref().map(|reason| reason.code), Some(ReasonCode::RevokedDevice));
}

/// Anna's phone, which has pulled, and her computer, from which she looks after it.
async fn phone_and_desk(server: &TestServer) -> (SignedIn, Device, SignedIn) {
    let (on_phone, phone) = (server.sign_in(Who::Anna).await, Device::new());
    assert_eq!(pull_as(&on_phone, phone.id).await.status, StatusCode::OK);
    let at_desk = server.sign_in(Who::Anna).await;
    assert_eq!(pull_as(&at_desk, Device::new().id).await.status, StatusCode::OK);
    (on_phone, phone, at_desk)
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_is_known_from_its_first_pull_push_or_stream(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    assert_eq!(devices(&anna).await, []);
    let (phone, mut tablet, desk) = (Device::new(), Device::new(), Device::new());
    let before = instant();
    pull_as(&anna, phone.id).await;
    let visit = tablet.visit("from the tablet");
    anna.push(tablet.id, &[visit]).await;
    let stream = anna.request(Method::GET, &format!("/api/v1/sync/events?device={}", desk.id)).send().await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);

    let known = devices(&anna).await;
    let mut ids: Vec<DeviceId> = known.iter().map(|device| device.device).collect();
    ids.sort_unstable();
    let mut all = [phone.id, tablet.id, desk.id];
    all.sort_unstable();
    assert_eq!(ids, all);
    for KnownDevice { device, system, browser, first_seen, seen, revoked } in known {
        assert_eq!(system.as_deref(), (device == phone.id).then_some("android"));
        assert_eq!(browser.as_deref(), (device == phone.id).then_some("chrome"));
        assert!(before <= first_seen && first_seen <= seen && seen <= instant());
        assert_eq!(revoked, None);
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn one_sees_and_revokes_ones_own_and_an_administrator_everybodys(database: Database) {
    let server = TestServer::start(database).await;
    let (_, phone, anna) = phone_and_desk(&server).await;
    let nothing = (404, "not_found".to_owned());
    for who in [Who::Bella, Who::Albert, Who::Olga, Who::Vera] {
        let somebody = server.sign_in(who).await;
        assert_eq!(devices_of(&somebody, Who::Anna).await.refusal(), nothing, "{who:?}");
        assert_eq!(revoke(&somebody, phone.id).await.refusal(), nothing, "{who:?}");
    }
    assert_eq!(revoke(&anna, Device::new().id).await.refusal(), nothing, "nobody's");
    assert_eq!(send(anna.request(Method::DELETE, "/api/v1/devices/7")).await.refusal(), nothing);
    assert_eq!(anna.get("/api/v1/devices?person=7").await.refusal(), (400, "malformed".to_owned()));
    let adam = server.sign_in(Who::Adam).await;
    let of_anna: DeviceList = devices_of(&adam, Who::Anna).await.json();
    assert_eq!(of_anna.devices, devices(&anna).await);
    assert!(of_anna.devices.iter().all(|device| device.revoked.is_none()));

    must_revoke(&adam, phone.id).await;
    let when = |known: Vec<KnownDevice>| known.into_iter().find(|device| device.device == phone.id).unwrap().revoked;
    let first = when(devices(&anna).await).expect("it is revoked");
    must_revoke(&anna, phone.id).await;
    assert_eq!(when(devices(&anna).await), Some(first), "once more changes nothing");
    let mut told = server.home().other_program().await;
    let audit =
        told.texts("SELECT event || ': ' || detail FROM audit WHERE event IN ('device_revoked', 'not_allowed')");
    let audit = audit.await;
    let detail = format!("device {} of {}", phone.id, Who::Anna.id());
    assert_eq!(audit.iter().filter(|line| **line == format!("device_revoked: {detail}")).count(), 2, "{audit:?}");
    assert_eq!(audit.iter().filter(|line| **line == format!("not_allowed: {detail}")).count(), 4, "{audit:?}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn nothing_is_read_with_a_revoked_device_and_everything_with_another(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, mut phone, at_desk) = phone_and_desk(&server).await;
    let photo = plain(400, 0);
    let visit = phone.visit("seen before");
    let attachment = phone.attachment(visit.record, hash_of(&photo), None);
    on_phone.push(phone.id, &[visit, attachment]).await;
    on_phone.send_content(&photo).await;
    let blob = format!("/api/v1/blobs/{}", hash_of(&photo));
    assert_eq!(on_phone.try_status(hash_of(&photo)).await, 200);

    must_revoke(&at_desk, phone.id).await;

    let reads = ["/api/v1/session", "/api/v1/sync/pull", "/api/v1/devices", &blob];
    for path in reads {
        assert_eq!(on_phone.get(path).await.refusal(), revoked(), "{path}");
        assert_eq!(at_desk.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(pull_as(&on_phone, phone.id).await.refusal(), revoked());
    let another = Device::new();
    assert_eq!(pull_as(&on_phone, another.id).await.refusal(), revoked(), "a new name does not help it");
    assert!(devices(&at_desk).await.iter().all(|device| device.device != another.id), "nor is it noted");
    assert_eq!(revoke(&on_phone, phone.id).await.refusal(), revoked());
    let page = on_phone.get("/").await;
    assert!(page.status == StatusCode::OK && !page.body.contains("Anna"), "{}", page.body);
    let console = on_phone.get("/desk").await;
    assert_eq!((console.status, console.header("location")), (StatusCode::SEE_OTHER, "/sign-in?next=/desk"));
    assert_eq!(on_phone.get("/api/fn/visits").await.status, StatusCode::UNAUTHORIZED);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_a_revoked_device_hands_in_lies_in_quarantine_once(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, mut phone, at_desk) = phone_and_desk(&server).await;
    let before = phone.visit("applied before");
    on_phone.push(phone.id, std::slice::from_ref(&before)).await;
    must_revoke(&at_desk, phone.id).await;

    let held = [before.clone(), phone.visit("never sent"), phone.comment(before.record, "nor this")];
    for _ in 0..2 {
        let reply = on_phone.push(phone.id, &held).await;
        assert_eq!(reply.outcomes[0].fate, Fate::Duplicate);
        reply.outcomes[1..].iter().for_each(assert_handed_in);
    }
    let mut renamed = Device::new();
    let later = renamed.visit("typed after it was wiped");
    let reply = on_phone.push(renamed.id, std::slice::from_ref(&later)).await;
    assert_handed_in(&reply.outcomes[0]);
    let photo = plain(400, 0);
    let photo = on_phone.send_content(&photo).await;
    assert_eq!(on_phone.offset_of(photo).await, Some(400), "photos are taken, and it is told that they came");

    let mut disk = server.home().other_program().await;
    let kept = disk.texts("SELECT code FROM quarantine ORDER BY number").await;
    assert_eq!(kept, ["revoked_device"; 3]);
    let olga = server.sign_in(Who::Olga).await;
    let seen: Vec<RecordId> = olga.pull_all(None).await.0.iter().map(|record| record.id).collect();
    assert!(seen.contains(&before.record));
    assert!(![&held[1], &held[2], &later].iter().any(|change| seen.contains(&change.record)), "nothing was applied");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_a_revoked_device_handed_in_counts_once_the_office_accepts_it(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, mut phone, at_desk) = phone_and_desk(&server).await;
    must_revoke(&at_desk, phone.id).await;
    let visit = phone.visit("written before it was lost");
    assert_handed_in(&on_phone.push(phone.id, std::slice::from_ref(&visit)).await.outcomes[0]);
    let olga = server.sign_in(Who::Olga).await;
    let lines: Json = olga.get("/api/fn/quarantine").await.json();
    let accepted = olga.post(&format!("/api/v1/quarantine/{}", lines[0]["id"]), &json!({ "decision": "accept" })).await;
    assert_eq!(accepted.status, StatusCode::OK, "{accepted:?}");
    assert_eq!(at_desk.find(visit.record).await.expect("it is a record now").author(), Who::Anna.id());
    // The device itself learns no more than before.
    assert_eq!(pull_as(&on_phone, phone.id).await.refusal(), revoked());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn nobody_decides_with_a_revoked_device(database: Database) {
    let server = TestServer::start(database).await;
    let (vera, admin, olga) =
        (server.sign_in(Who::Vera).await, server.sign_in(Who::Adam).await, server.sign_in(Who::Olga).await);
    let desk = Device::new();
    assert_eq!(pull_as(&olga, desk.id).await.status, StatusCode::OK);
    let visit = Device::new().visit("by somebody who only reads");
    vera.push(visit.device, std::slice::from_ref(&visit)).await;
    must_revoke(&admin, desk.id).await;
    let decided = olga.post("/api/v1/quarantine/1", &json!({ "decision": "accept" })).await;
    assert_eq!(decided.refusal(), revoked());
    assert!(admin.find(visit.record).await.is_none());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn whoever_signs_in_anew_begins_with_another_device_and_never_with_the_revoked(database: Database) {
    let server = TestServer::start(database).await;
    let (_, mut phone, at_desk) = phone_and_desk(&server).await;
    must_revoke(&at_desk, phone.id).await;

    let (fresh, mut new) = (server.sign_in(Who::Anna).await, Device::new());
    assert_eq!(pull_as(&fresh, new.id).await.status, StatusCode::OK);
    let visit = new.visit("on we go");
    assert_eq!(fresh.push(new.id, &[visit]).await.outcomes[0].fate, Fate::Applied);

    let stubborn = server.sign_in(Who::Anna).await;
    assert!(!stubborn.pull(None).await.rows.is_empty(), "until it says who it is");
    assert_handed_in(&stubborn.push(phone.id, &[phone.visit("old name")]).await.outcomes[0]);
    assert_eq!(stubborn.try_pull(None).await.refusal(), revoked());
    let stubborn = server.sign_in(Who::Anna).await;
    assert_eq!(pull_as(&stubborn, phone.id).await.refusal(), revoked());
    assert_eq!(stubborn.try_pull(None).await.refusal(), revoked());
}

/// Clients of the time before devices were named in pulls.
#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_client_that_does_not_say_its_device_is_bound_by_its_session(database: Database) {
    let server = TestServer::start(database).await;
    let at_desk = server.sign_in(Who::Anna).await;
    let (pushed, silent) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Anna).await);
    let (bella, mut phone) = (server.sign_in(Who::Bella).await, Device::new());
    pushed.push(phone.id, &[phone.visit("x")]).await;

    must_revoke(&at_desk, phone.id).await;

    assert_eq!(pushed.try_pull(None).await.refusal(), revoked());
    assert_eq!(silent.try_pull(None).await.refusal(), revoked(), "it may be that phone");
    assert_eq!(at_desk.try_pull(None).await.status, StatusCode::OK, "who revokes does not shut themselves out");
    assert_eq!(bella.try_pull(None).await.status, StatusCode::OK, "nor anybody else");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_session_that_speaks_for_two_in_turn_ends_with_either(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let (phone, tablet) = (Device::new(), Device::new());
    for _ in 0..2 {
        for device in [&phone, &tablet] {
            assert_eq!(pull_as(&anna, device.id).await.status, StatusCode::OK);
        }
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM session_device").await, 2);
    must_revoke(&server.sign_in(Who::Adam).await, phone.id).await;
    assert_eq!(pull_as(&anna, phone.id).await.refusal(), revoked());
    assert_eq!(pull_as(&anna, tablet.id).await.refusal(), revoked());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_of_somebody_else_is_not_spoken_for(database: Database) {
    let server = TestServer::start(database).await;
    let (_, phone, _) = phone_and_desk(&server).await;
    let bella = server.sign_in(Who::Bella).await;
    let another = (403, "device_of_another".to_owned());
    assert_eq!(pull_as(&bella, phone.id).await.refusal(), another);
    let stream = bella.get(&format!("/api/v1/sync/events?device={}", phone.id)).await;
    assert_eq!(stream.refusal(), another);
    assert_eq!(bella.try_pull(None).await.status, StatusCode::OK);
    assert_eq!(devices(&bella).await, []);
}

async fn open_as(listener: &SignedIn, device: DeviceId) -> Stream {
    Stream::of(listener, &format!("/api/v1/sync/events?device={device}")).await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_stream_of_a_revoked_device_says_so_and_nothing_after(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, phone, at_desk) = phone_and_desk(&server).await;
    let (mut open, mut of_desk) = (open_as(&on_phone, phone.id).await, Stream::open(&at_desk).await);
    open.head().await;
    of_desk.head().await;

    must_revoke(&at_desk, phone.id).await;

    assert_eq!(open.event().await, Some(Event::Revoked));
    let mut again = open_as(&on_phone, phone.id).await;
    assert_eq!(again.event().await, Some(Event::Revoked), "also when it is opened anew");
    let mut desk = Device::new();
    let head = at_desk.push(desk.id, &[desk.visit("x")]).await.head;
    assert_eq!(of_desk.head().await, head, "other devices hear of the city");
    at_desk.send_content(&plain(1_000, 1)).await;
    of_desk.content().await;
    on_phone.sign_out().await;
    assert_eq!(open.next().await, None, "and it heard nothing until its end");
    assert_eq!(again.next().await, None);
}

#[tokio::test]
async fn what_is_revoked_at_one_server_is_told_by_the_other() {
    let home = Arc::new(Home::with_city(Postgres).await);
    let (here, there) = (TestServer::at(Arc::clone(&home), PATIENCE).await, TestServer::at(home, PATIENCE).await);
    let (on_phone, phone, at_desk) = phone_and_desk(&here).await;
    let elsewhere = there.anonymous().with_cookie(on_phone.cookie().to_owned());
    let mut stream = Stream::open(&elsewhere).await;
    stream.head().await;
    must_revoke(&at_desk, phone.id).await;
    assert_eq!(stream.event().await, Some(Event::Revoked));
    assert_eq!(elsewhere.try_pull(None).await.refusal(), revoked());
}

/// Many at once: whatever was applied came before, and nothing comes after.
#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn revoking_in_the_middle_of_pushes_and_pulls_leaves_nothing_open(database: Database) {
    let server = TestServer::start(database).await;
    let (on_phone, mut phone, at_desk) = phone_and_desk(&server).await;
    let pushes: Vec<_> = (0..20).map(|_| phone.visit("one of many")).collect();
    let pushing = async {
        let mut outcomes = Vec::new();
        for visit in &pushes {
            outcomes.extend(on_phone.push(phone.id, std::slice::from_ref(visit)).await.outcomes);
        }
        outcomes
    };
    let speaking = async {
        let mut sessions = Vec::new();
        for _ in 0..4 {
            let fresh = server.sign_in(Who::Anna).await;
            pull_as(&fresh, phone.id).await;
            sessions.push(fresh);
        }
        sessions
    };
    let (outcomes, sessions, ()) = tokio::join!(pushing, speaking, must_revoke(&at_desk, phone.id));
    let applied = outcomes.iter().take_while(|outcome| outcome.fate == Fate::Applied).count();
    outcomes[applied..].iter().for_each(assert_handed_in);
    for session in sessions.iter().chain([&on_phone]) {
        assert_eq!(session.try_pull(None).await.refusal(), revoked());
    }
    assert_eq!(at_desk.pull_all(None).await.0.iter().filter(|row| row.kind.as_str() == "visit").count(), applied);
}

/// The cursor as if it had been given so long ago.
fn aged(cursor: &str, by: u64) -> String {
    let mut read: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    read["at"] = (read["at"].as_u64().unwrap() - by).into();
    URL_SAFE_NO_PAD.encode(read.to_string())
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_lease_comes_with_each_page_and_no_cursor_outlives_it(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let PullPage { cursor, lease, now, .. } = anna.pull(None).await;
    let ms = u64::try_from(LEASE.as_millis()).unwrap();
    assert_eq!(lease, Some(now + ms));
    let day = 86_400_000;
    assert_eq!(anna.try_pull(Some(&aged(&cursor, ms - day))).await.status, StatusCode::OK);
    let stale = (410, "stale_cursor".to_owned());
    assert_eq!(anna.try_pull(Some(&aged(&cursor, ms + 1))).await.refusal(), stale);
    let mut timeless: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&cursor).unwrap()).unwrap();
    timeless.as_object_mut().unwrap().remove("at");
    let timeless = URL_SAFE_NO_PAD.encode(timeless.to_string());
    assert_eq!(anna.try_pull(Some(&timeless)).await.refusal(), stale, "of the version before");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_administrations_page_shows_everybodys_devices_and_to_nobody_else(database: Database) {
    let server = TestServer::start(database).await;
    let (_, phone, _) = phone_and_desk(&server).await;
    let bella = server.sign_in(Who::Bella).await;
    pull_as(&bella, Device::new().id).await;
    let adam = server.sign_in(Who::Adam).await;
    must_revoke(&adam, phone.id).await;
    let shown: Vec<DeviceOf> = adam.get("/api/fn/devices").await.json();
    let mut owners: Vec<&str> = shown.iter().map(|device| device.owner.as_str()).collect();
    owners.sort_unstable();
    assert_eq!(owners, ["Anna", "Anna", "Bella"]);
    let revoked = |of: &DeviceOf| of.device.revoked.is_some();
    assert_eq!(shown.iter().filter(|of| revoked(of)).map(|of| of.device.device).collect::<Vec<_>>(), [phone.id]);
    let page = adam.get("/desk/devices").await;
    assert!(page.status == StatusCode::OK && page.body.contains("Bella") && page.body.contains("安卓手机"));
    for who in [Who::Anna, Who::Olga, Who::Vera] {
        let reply = server.sign_in(who).await.get("/api/fn/devices").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{who:?}");
    }
}
