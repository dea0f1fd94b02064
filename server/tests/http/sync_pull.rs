//! What reaches a device, in which order, and from where it goes on.

use std::collections::BTreeSet;

use test_case::test_matrix;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Change, Record};
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
    let as_made = |change: &Change| {
        Record::born(change, zoufang_core::merge::Attribution { by: Who::Anna.id(), unit: Place::TeamA.id() })
    };
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
