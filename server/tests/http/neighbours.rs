//! Several servers on one PostgreSQL, and a PostgreSQL that fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::mpsc;
use zoufang_core::merge::Change;
use zoufang_core::wire::{Fate, PushReply};

use crate::support::Database::Postgres;
use crate::support::blobs::{PIECE, hash_of, offsets};
use crate::support::cluster::Cluster;
use crate::support::people::{Anonymous, rows};
use crate::support::photo::plain;
use crate::support::program::Serving;
use crate::support::server::PATIENCE;
use crate::support::{Device, Home, SignedIn, Stream, TestServer, Who};

async fn two_servers(home: Home) -> (TestServer, TestServer) {
    let home = Arc::new(home);
    (TestServer::at(Arc::clone(&home), PATIENCE).await, TestServer::at(home, PATIENCE).await)
}

/// Whoever is signed in at one server is so at the other.
fn at(server: &TestServer, somebody: &SignedIn) -> SignedIn {
    server.anonymous().with_cookie(somebody.cookie().to_owned())
}

#[tokio::test]
async fn what_is_pushed_at_one_is_announced_at_the_other() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let (anna, mut phone) = (here.sign_in(Who::Anna).await, Device::new());
    let mut stream = Stream::open(&at(&there, &anna)).await;
    stream.head().await;
    for _ in 0..3 {
        let head = anna.push(phone.id, &[phone.visit("x")]).await.head;
        assert_eq!(stream.head().await, head);
    }
}

#[tokio::test]
async fn a_content_that_comes_to_one_is_told_of_by_the_other() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let (anna, mut phone) = (here.sign_in(Who::Anna).await, Device::new());
    let mut stream = Stream::open(&at(&there, &anna)).await;
    let head = anna.push(phone.id, &[phone.visit("x")]).await.head;
    while stream.head().await < head {}
    // The first may be told of as what may have been missed before.
    for seed in 0..3 {
        anna.send_content(&plain(1_000, seed)).await;
        stream.content().await;
    }
}

#[tokio::test]
async fn another_process_is_heard_as_well() {
    let home = Home::with_city(Postgres).await;
    let program = Serving::start(&home, &[]);
    let here = TestServer::at(Arc::new(home), PATIENCE).await;
    let (anna, mut phone) = (here.sign_in(Who::Anna).await, Device::new());
    let there = Anonymous::new(&program.address).with_cookie(anna.cookie().to_owned());
    let (mut of_here, mut of_there) = (Stream::open(&anna).await, Stream::open(&there).await);
    assert_eq!(of_here.head().await, of_there.head().await);
    for pusher in [&anna, &there] {
        let head = pusher.push(phone.id, &[phone.visit("x")]).await.head;
        assert_eq!((of_here.head().await, of_there.head().await), (head, head));
    }
}

#[tokio::test]
async fn signing_out_at_one_ends_the_stream_at_the_other() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let (anna, other) = (here.sign_in(Who::Anna).await, here.sign_in(Who::Anna).await);
    let (mut stream, mut kept) = (Stream::open(&at(&there, &anna)).await, Stream::open(&at(&there, &other)).await);
    stream.head().await;
    kept.head().await;
    anna.sign_out().await;
    assert_eq!(stream.event().await, None);
    let mut phone = Device::new();
    let head = other.push(phone.id, &[phone.visit("x")]).await.head;
    assert_eq!(kept.head().await, head, "another session of the same person goes on");
}

#[tokio::test]
async fn whoever_reads_along_misses_nothing_that_several_servers_write() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let anna = here.sign_in(Who::Anna).await;
    let mut cursor = anna.pull_all(None).await.1;
    let writers: Vec<_> = (0..6)
        .map(|number| {
            let anna = at(if number % 2 == 0 { &here } else { &there }, &anna);
            tokio::spawn(async move {
                let mut phone = Device::new();
                let mut written = Vec::new();
                for _ in 0..10 {
                    let changes: Vec<Change> = (0..5).map(|_| phone.visit("one of many")).collect();
                    let reply = anna.push(phone.id, &changes).await;
                    let positions = reply.outcomes.iter().map(|outcome| outcome.position.unwrap());
                    written.extend(positions.zip(changes.iter().map(|change| change.record)));
                }
                written
            })
        })
        .collect();
    let mut read = Vec::new();
    let mut readers = [at(&there, &anna), anna].into_iter().cycle();
    loop {
        let all_wrote = writers.iter().all(|writer| writer.is_finished());
        let page = readers.next().unwrap().pull(Some(&cursor)).await;
        if all_wrote && rows(&page).is_empty() {
            break;
        }
        read.extend(rows(&page).iter().map(|row| row.id));
        cursor = page.cursor;
    }
    let mut written = Vec::new();
    for writer in writers {
        written.extend(writer.await.unwrap());
    }
    written.sort_unstable();
    assert_eq!(read, written.into_iter().map(|(_, record)| record).collect::<Vec<_>>(), "each once, in their order");
}

#[tokio::test]
async fn the_pieces_of_a_photo_may_come_to_different_servers() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let anna = here.sign_in(Who::Anna).await;
    let photo = plain(4 * PIECE + 1, 1);
    let mut senders = [at(&there, &anna), anna.clone()].into_iter().cycle();
    for offset in offsets(&photo) {
        assert_eq!(senders.next().unwrap().send_piece(&photo, offset).await.status, 204);
    }
    for sender in senders.take(2) {
        assert_eq!(sender.offset_of(hash_of(&photo)).await, Some(photo.len()));
    }
}

#[tokio::test]
async fn servers_that_start_at_once_make_the_tables_once() {
    let home = Arc::new(Home::empty(Postgres).await);
    let start = || TestServer::at(Arc::clone(&home), PATIENCE);
    let (here, there, _) = tokio::join!(start(), start(), start());
    for server in [here, there] {
        assert_eq!(server.anonymous().get("/api/v1/health").await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn lost_connections_are_opened_anew_and_what_was_not_heard_is_looked_up() {
    let (here, there) = two_servers(Home::with_city(Postgres).await).await;
    let (anna, bella, mut phone) = (here.sign_in(Who::Anna).await, here.sign_in(Who::Bella).await, Device::new());
    let mut stream = Stream::open(&at(&there, &anna)).await;
    let mut ending = Stream::open(&at(&there, &bella)).await;
    assert_eq!(stream.head().await, ending.head().await);
    let others = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert!(here.count(others).await > 2);
    bella.sign_out().await;
    assert_eq!(ending.event().await, None);
    assert!(here.count(others).await > 2);
    let head = anna.push(phone.id, &[phone.visit("x")]).await.head;
    assert_eq!(stream.head().await, head);
}

/// Sends until it is told that everything is stored.
async fn hand_in(sender: SignedIn, device: Device, changes: Vec<Change>, stored: mpsc::Sender<()>) -> Vec<u64> {
    let mut positions = Vec::new();
    for change in changes {
        loop {
            let reply = sender.try_push(device.id, std::slice::from_ref(&change)).await;
            if reply.status.as_u16() == 503 {
                assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
                continue;
            }
            let outcome = reply.json::<PushReply>().outcomes.remove(0);
            assert!(matches!(outcome.fate, Fate::Applied | Fate::Duplicate), "{outcome:?}");
            positions.push(outcome.position.unwrap());
            break;
        }
        let _ = stored.try_send(());
    }
    positions
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_fails_under_load_loses_nothing_and_doubles_nothing() {
    let cluster = Arc::new(Cluster::start(""));
    let (here, there) = two_servers(Home::in_cluster(Arc::clone(&cluster)).await).await;
    let anna = here.sign_in(Who::Anna).await;
    let mut stream = Stream::open(&anna).await;
    let before = stream.head().await;
    let (stored, mut some_stored) = mpsc::channel(1_000);
    let senders: Vec<_> = (0..8)
        .map(|number| {
            let anna = at(if number % 2 == 0 { &here } else { &there }, &anna);
            let mut phone = Device::new();
            let changes: Vec<Change> = (0..25).map(|_| phone.visit("handed in")).collect();
            tokio::spawn(hand_in(anna, phone, changes, stored.clone()))
        })
        .collect();
    drop(stored);
    for stored_before in [20, 60] {
        for _ in 0..stored_before {
            some_stored.recv().await.unwrap();
        }
        cluster.crash();
        assert_eq!(anna.try_pull(None).await.refusal(), (503, "unavailable".to_owned()));
        cluster.start_again();
    }
    let mut positions = BTreeSet::new();
    for sender in senders {
        positions.extend(sender.await.unwrap());
    }
    assert_eq!(positions, (before + 1..=before + 200).collect());
    assert_eq!(anna.pull(None).await.upto, before + 200);
    assert_eq!(here.count("SELECT COUNT(*) FROM record WHERE kind = 'visit'").await, 200);
    assert_eq!(here.count("SELECT COUNT(*) FROM change_log").await, i64::try_from(before + 200).unwrap());
    while stream.head().await < before + 200 {}
}
