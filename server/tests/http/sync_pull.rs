//! What reaches a device, in which order, and from where it goes on.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};
use server::cities::{City, Credentials, Person, Unit};
use test_case::test_matrix;
use uuid::Uuid;
use zoufang_core::domain::Kind;
use zoufang_core::id::{RecordId, TenantId};
use zoufang_core::merge::{Attribution, Change, Record};
use zoufang_core::permission::Role;
use zoufang_core::wire::{PULL_MAX_BYTES, PULL_MAX_ROWS};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::rows;
use crate::support::{Database, Device, Place, SignedIn, TestServer, Who};

/// Pushes companies named by number; everybody sees those.
async fn push_companies(sender: &SignedIn, device: &mut Device, count: usize, note: &str) -> Vec<Change> {
    let name = |number: usize| format!("company {number}");
    let companies: Vec<Change> =
        (0..count).map(|n| device.make(Kind::COMPANY, &[("name", &name(n)), ("note", note)])).collect();
    for portion in companies.chunks(200) {
        sender.push(device.id, portion).await;
    }
    companies
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_first_pull_brings_the_citys_lists_and_then_the_latest_first(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visits = [phone.visit("the first"), phone.visit("the second")];
    let head = anna.push(phone.id, &visits).await.head;
    let page = anna.pull(None).await;
    assert!(!page.more && page.gone.is_empty());
    assert_eq!(page.upto, head);
    let rows = rows(&page);
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, [&["person"; 6][..], &["unit"; 4], &["visit"; 2]].concat());
    assert_eq!(rows[10].id, visits[1].record);
    assert_eq!(rows[11].id, visits[0].record);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn from_then_on_come_changes_in_the_order_in_which_they_were_made(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let old = phone.visit("old");
    anna.push(phone.id, std::slice::from_ref(&old)).await;
    let cursor = anna.pull(None).await.cursor;
    let nothing = anna.pull(Some(&cursor)).await;
    assert!(nothing.rows.is_empty() && !nothing.more);

    let seen = anna.find(old.record).await.unwrap();
    let changes = [phone.visit("new"), phone.amend(&seen, &[("place", "here")])];
    let head = anna.push(phone.id, &changes).await.head;
    let page = anna.pull(Some(&nothing.cursor)).await;
    assert_eq!(rows(&page).iter().map(|row| row.id).collect::<Vec<_>>(), [changes[0].record, old.record]);
    assert_eq!(page.upto, head);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_deletion_reaches_who_holds_the_record_and_nobody_else(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("to be deleted");
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let cursor = anna.pull(None).await.cursor;
    let seen = anna.find(visit.record).await.unwrap();
    anna.push(phone.id, &[phone.delete(&seen)]).await;
    let told = rows(&anna.pull(Some(&cursor)).await);
    assert_eq!(told.iter().map(|row| (row.id, row.is_alive())).collect::<Vec<_>>(), [(visit.record, false)]);
    assert!(anna.find(visit.record).await.is_none(), "a first pull does not bring what is gone");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn pages_are_limited_and_together_they_are_everything_once(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let companies = push_companies(&anna, &mut phone, 1_400, "").await;
    let mut cursor = None;
    let mut delivered: Vec<RecordId> = Vec::new();
    let mut pages = 0;
    loop {
        let page = anna.pull(cursor.as_deref()).await;
        pages += 1;
        assert!(page.rows.len() <= PULL_MAX_ROWS);
        delivered.extend(rows(&page).iter().map(|row| row.id));
        if !page.more {
            break;
        }
        assert_eq!(page.upto, 0, "nothing is complete before the last page");
        cursor = Some(page.cursor);
    }
    assert!(pages >= 2, "{pages}");
    let once: BTreeSet<RecordId> = delivered.iter().copied().collect();
    assert_eq!((delivered.len(), once.len()), (1_410, 1_410));
    assert!(companies.iter().all(|company| once.contains(&company.record)));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn long_records_make_shorter_pages(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    push_companies(&anna, &mut phone, 120, &"长".repeat(2_000)).await;
    let first = anna.try_pull(None).await;
    assert!(first.body.len() < PULL_MAX_BYTES + 1_024, "{}", first.body.len());
    let page: zoufang_core::wire::PullPage = first.json();
    assert!(page.more);
    assert_eq!(anna.pull_all(None).await.0.len(), 130);
}

/// Trips older than all else, of which the first is led by Anna, the second is hers because she goes along, the
/// third because she wrote it down, and the fourth is her team's alone.
async fn push_trips(anna: &SignedIn, albert: &SignedIn, phone: &mut Device, hers: &mut Device) -> [Change; 4] {
    let trips = [
        phone.trip("she leads", Who::Anna, &[]),
        phone.trip("she is on", Who::Albert, &[Who::Anna]),
        hers.trip("she made", Who::Albert, &[]),
        phone.trip("of others", Who::Albert, &[Who::Bella]),
    ];
    let [leads, on, made, others] = &trips;
    albert.push(phone.id, &[leads.clone(), on.clone(), others.clone()]).await;
    anna.push(hers.id, std::slice::from_ref(made)).await;
    trips
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn ones_own_trips_come_before_all_that_is_later_than_they(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let (mut hers, mut phone) = (Device::new(), Device::new());
    let trips = push_trips(&anna, &albert, &mut phone, &mut hers).await;
    push_companies(&anna, &mut hers, 1_200, "").await;
    let first = anna.pull(None).await;
    assert!(first.more && first.fresh);
    let ids: Vec<RecordId> = rows(&first).iter().map(|row| row.id).collect();
    let [leads, on, made, others] = trips.each_ref().map(|trip| trip.record);
    assert_eq!(ids[10..13], [made, on, leads], "after six people and four units");
    assert!(!ids.contains(&others));

    // The trip of others becomes hers, and one that has come hers no longer.
    let mine = ("leader", &*Who::Anna.id().to_string());
    let seen = rows(&first).into_iter().find(|row| row.id == leads).unwrap();
    let as_made = Record::born(&trips[3], Attribution { by: Who::Albert.id(), unit: Place::TeamA.id() });
    let theirs = ("leader", &*Who::Albert.id().to_string());
    albert.push(phone.id, &[phone.amend(&as_made, &[mine]), phone.amend(&seen, &[theirs])]).await;
    let last = anna.pull(Some(&first.cursor)).await;
    assert!(!last.more);
    let ids: Vec<RecordId> = ids.into_iter().chain(rows(&last).iter().map(|row| row.id)).collect();
    let times = |trip: RecordId| ids.iter().filter(|id| **id == trip).count();
    assert_eq!([leads, on, made, others].map(times), [2, 1, 1, 1], "one comes again, as it stands now");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 1_214);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_longest_records_come_whole_and_in_their_place(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let cursor = anna.pull(None).await.cursor;
    // Three bytes a character: what fits into a change, and much less.
    let told = |n: usize| if n.is_multiple_of(3) { "长".repeat(20_000) } else { format!("visit {n}") };
    let visits: Vec<Change> = (0..40).map(|n| phone.visit(&told(n))).collect();
    for few in visits.chunks(4) {
        anna.push(phone.id, few).await;
    }
    let (since, mut pages) = (anna.pull_all(Some(cursor)).await.0, 0);
    let content = |row: &Record| row.text("content").map(str::to_owned);
    let expected: Vec<Option<String>> = (0..40).map(|n| Some(told(n))).collect();
    assert_eq!(since.iter().map(content).collect::<Vec<_>>(), expected);

    let (mut down, mut cursor) = (Vec::new(), None);
    loop {
        let answer = anna.try_pull(cursor.as_deref()).await;
        assert!(answer.body.len() < PULL_MAX_BYTES + 1_024, "{}", answer.body.len());
        let page: zoufang_core::wire::PullPage = answer.json();
        down.extend(rows(&page).iter().filter_map(content));
        pages += 1;
        if !page.more {
            break;
        }
        cursor = Some(page.cursor);
    }
    assert!(pages >= 2, "{pages}");
    assert_eq!(down, (0..40).rev().map(told).collect::<Vec<_>>());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_changes_between_two_pages_of_a_first_pull_is_not_missed(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let companies = push_companies(&anna, &mut phone, 1_200, "").await;
    let page = anna.pull(None).await;
    assert!(page.more);

    // One that was delivered, one that was not, and one that is new.
    let (oldest, latest) = (companies.first().unwrap(), companies.last().unwrap());
    let delivered: Vec<RecordId> = rows(&page).iter().map(|row| row.id).collect();
    assert!(delivered.contains(&latest.record) && !delivered.contains(&oldest.record));
    let as_made = |change: &Change| Record::born(change, Attribution { by: Who::Anna.id(), unit: Place::TeamA.id() });
    let amended = [
        phone.amend(&as_made(oldest), &[("note", "amended")]),
        phone.amend(&as_made(latest), &[("note", "amended")]),
        phone.make(Kind::COMPANY, &[("name", "new")]),
    ];
    anna.push(phone.id, &amended).await;

    assert!(page.fresh, "nothing of it has come before");
    let last = anna.pull(Some(&page.cursor)).await;
    assert!(!last.more && !last.fresh, "one of them has come before");
    let rest = rows(&last);
    for change in &amended {
        let copies: Vec<&Record> = rest.iter().filter(|row| row.id == change.record).collect();
        assert_eq!(copies.len(), 1, "{change:?}");
        assert!(copies[0].text("note") == Some("amended") || copies[0].text("name") == Some("new"));
    }
    let everything: BTreeSet<RecordId> = delivered.into_iter().chain(rest.iter().map(|row| row.id)).collect();
    assert_eq!(everything.len(), 1_211);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_cursor_that_does_not_fit_is_refused(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let cursor = anna.pull(None).await.cursor;
    let stale = (410, "stale_cursor".to_owned());
    for garbled in ["x", "AAAA", "走访", &cursor[1..], &cursor.repeat(2)] {
        assert_eq!(anna.try_pull(Some(garbled)).await.refusal(), stale, "{garbled}");
    }
    assert_eq!(albert.try_pull(Some(&cursor)).await.refusal(), stale, "of another person");

    assert!(anna.pull(Some(&cursor)).await.rows.is_empty(), "until then it holds");
    let (adam, mut desk) = (server.sign_in(Who::Adam).await, Device::new());
    let new_unit = [("name", "a new unit"), ("kind", "team"), ("parent", &*Place::TeamA.id().to_string())];
    adam.push(desk.id, &[desk.make(Kind::UNIT, &new_unit)]).await;
    assert_eq!(anna.try_pull(Some(&cursor)).await.refusal(), stale, "her scope has grown");

    let cursor = anna.pull(None).await.cursor;
    let another = database.pick("randomblob(16)", "gen_random_uuid()");
    server.execute(&format!("UPDATE tenant SET epoch = {another}")).await;
    assert_eq!(anna.try_pull(Some(&cursor)).await.refusal(), stale, "restored from a backup");
}

/// What somebody makes of a cursor who has looked into it.
fn forge(cursor: &str, part: &str, forged: &Json) -> String {
    let mut json: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    *json.pointer_mut(part).unwrap() = forged.clone();
    URL_SAFE_NO_PAD.encode(json.to_string())
}

/// Another city in which somebody has Anna's id, and so has their unit.
async fn in_the_twin_city(server: &TestServer) -> SignedIn {
    let unit = Unit { id: Place::TeamA.id(), fields: vec![("name", "elsewhere".into()), ("kind", "team".into())] };
    let credentials = Some(Credentials { login: "twin".to_owned(), password: "elsewhere".to_owned() });
    let (id, name, role) = (Who::Anna.id(), "Anna".to_owned(), Role::Admin);
    let people = vec![Person { id, name, unit: Place::TeamA.id(), role, credentials }];
    let tenant = TenantId(Uuid::from_u128(2));
    server.home().found(&City { tenant, name: "Elsewhere".to_owned(), units: vec![unit], people }).await;
    server.anonymous().sign_in("twin", "elsewhere").await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_cursor_of_another_city_is_refused_though_all_else_in_it_is_right(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, twin) = (server.sign_in(Who::Anna).await, in_the_twin_city(&server).await);
    let same = database.pick("zeroblob(16)", "'00000000-0000-0000-0000-000000000000'");
    server.execute(&format!("UPDATE tenant SET epoch = {same}")).await;
    let (hers, foreign) = (anna.pull(None).await.cursor, twin.pull(None).await.cursor);
    let stale = (410, "stale_cursor".to_owned());
    assert_eq!(anna.try_pull(Some(&foreign)).await.refusal(), stale);
    assert_eq!(
        twin.try_pull(Some(&forge(&foreign, "/holder/tenant", &json!(Uuid::from_u128(1))))).await.refusal(),
        stale
    );

    let (tenant, after) = (json!(Uuid::from_u128(1)), json!({ "since": { "after": 3 } }));
    let moved = forge(&forge(&foreign, "/holder/tenant", &tenant), "/progress", &after);
    let rest = rows(&anna.pull(Some(&moved)).await);
    assert_eq!(rest, rows(&anna.pull(Some(&forge(&hers, "/progress", &after))).await), "nothing else was wrong");
    assert_eq!(rest.len(), 7);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_forged_cursor_gets_a_clear_answer(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let head = anna.push(phone.id, &[phone.visit("the latest")]).await.head;
    let cursor = anna.pull(None).await.cursor;
    let stale = (410, "stale_cursor".to_owned());
    let largest = i64::MAX.unsigned_abs();
    for position in [head + 1, largest - 1, largest, largest + 1, u64::MAX - 1, u64::MAX] {
        for beyond in [
            json!({ "since": { "after": position } }),
            json!({ "city_lists": { "start": position, "below": position } }),
            json!({ "own_trips": { "start": position, "below": position } }),
            json!({ "rest": { "start": position, "below": position } }),
        ] {
            let forged = forge(&cursor, "/progress", &beyond);
            assert_eq!(anna.try_pull(Some(&forged)).await.refusal(), stale, "{beyond}");
        }
        let below = json!({ "city_lists": { "start": head, "below": position } });
        let page = anna.pull(Some(&forge(&cursor, "/progress", &below))).await;
        assert_eq!((page.rows.len(), page.upto, page.more), (11, head, false), "{below}");
    }
    for no_progress in [
        json!(-1),
        json!({}),
        json!({ "others": { "start": head, "below": head } }),
        json!({ "since": { "after": -1 } }),
        json!({ "since": { "after": 1e30 } }),
    ] {
        let forged = forge(&cursor, "/progress", &no_progress);
        assert_eq!(anna.try_pull(Some(&forged)).await.refusal(), stale, "{no_progress}");
    }
    let last_of_9999 = 253_402_300_799_999;
    for at in [last_of_9999, largest, u64::MAX] {
        let page = anna.pull(Some(&forge(&cursor, "/at", &json!(at)))).await;
        assert_eq!((page.rows.len(), page.upto), (0, head), "{at}");
        assert!(page.now < last_of_9999, "the next one tells its time by the server's clock");
    }
    assert_eq!(anna.try_pull(Some(&forge(&cursor, "/at", &json!(0)))).await.refusal(), stale, "of long ago");
}
