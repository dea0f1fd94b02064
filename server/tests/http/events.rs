//! The stream that tells a device to pull.

use test_case::test_matrix;
use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId, UnitId};
use zoufang_core::permission::Role;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of};
use crate::support::photo::plain;
use crate::support::{Database, Device, SignedIn, Stream, TestServer, Who};
use server::cities::{City, Credentials, Person, Unit};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_says_at_once_how_far_the_city_is_and_then_whenever_it_moves(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, Device::new());
    let mut stream = Stream::open(&bella).await;
    assert_eq!(stream.head().await, anna.pull(None).await.upto);
    for _ in 0..3 {
        let head = anna.push(phone.id, &[phone.visit("x")]).await.head;
        assert_eq!(stream.head().await, head);
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_says_nothing_but_the_number(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let head = anna.pull(None).await.upto;
    let message = Stream::open(&anna).await.next().await;
    assert_eq!(message.unwrap(), format!("data: {{\"event\":\"head\",\"head\":{head}}}"));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_tells_that_a_content_has_come_and_not_which_once_all_of_it_can_be_read(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let content = plain(PIECE + 1, 1);
    let (visit, hash) = (phone.visit("with a photo"), hash_of(&content));
    let attachment = phone.attachment(visit.record, hash, None);
    anna.push(phone.id, &[visit, attachment]).await;
    let mut stream = Stream::open(&olga).await;
    stream.head().await;
    anna.send_piece(&content, 0).await;
    let head = anna.push(phone.id, &[phone.visit("x")]).await.head;
    assert_eq!(stream.head().await, head);
    assert_eq!(olga.try_status(hash).await, 404);

    anna.send_piece(&content, PIECE).await;
    assert_eq!(stream.next().await.unwrap(), "data: {\"event\":\"content\"}");
    assert_eq!(olga.try_status(hash).await, 200);
}

/// Of SQLite, where nothing is told of a content but that it has come.
#[tokio::test]
async fn neither_a_piece_nor_a_content_of_another_city_is_told_of() {
    let server = TestServer::start(Sqlite).await;
    let zoe = elsewhere(&server).await;
    let anna = server.sign_in(Who::Anna).await;
    let (mut at_annas, mut at_zoes) = (Stream::open(&anna).await, Stream::open(&zoe).await);
    at_annas.head().await;
    at_zoes.head().await;
    anna.send_content(&plain(1_000, 1)).await;
    at_annas.content().await;
    anna.send_piece(&plain(2 * PIECE, 2), 0).await;
    for (somebody, stream) in [(&anna, &mut at_annas), (&zoe, &mut at_zoes)] {
        somebody.sign_out().await;
        assert_eq!(stream.next().await, None);
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn another_city_is_not_heard(database: Database) {
    let server = TestServer::start(database).await;
    let zoe = elsewhere(&server).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());

    let mut stream = Stream::open(&zoe).await;
    assert_eq!(stream.head().await, 2, "its own unit and person");
    anna.push(phone.id, &[phone.visit("x")]).await;
    let mut desk = Device::new();
    let chain = desk.make(zoufang_core::domain::Kind::CHAIN, &[("name", "a chain")]);
    zoe.push(desk.id, &[chain]).await;
    assert_eq!(stream.head().await, 3, "the next that is heard is the own one");
    assert_eq!(zoe.pull_all(None).await.0.len(), 3);
}

/// Zoe, of another city on the same server.
async fn elsewhere(server: &TestServer) -> SignedIn {
    let unit = UnitId(Uuid::from_u128(0x90));
    let person = Person {
        id: PersonId(Uuid::from_u128(0x91)),
        name: "Zoe".to_owned(),
        unit,
        role: Role::Admin,
        credentials: Some(Credentials { login: "zoe".to_owned(), password: "zoe's".to_owned() }),
    };
    let fields = vec![("name", "elsewhere".into()), ("kind", "team".into())];
    let tenant = TenantId(Uuid::from_u128(2));
    let units = vec![Unit { id: unit, fields }];
    server.home().found(&City { tenant, name: "Elsewhere".to_owned(), units, people: vec![person] }).await;
    server.anonymous().sign_in("zoe", "zoe's").await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_ends_with_the_session(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, other) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Anna).await);
    let (mut stream, mut kept) = (Stream::open(&anna).await, Stream::open(&other).await);
    stream.head().await;
    kept.head().await;
    anna.sign_out().await;
    assert_eq!(stream.event().await, None);
    let mut phone = Device::new();
    let head = other.push(phone.id, &[phone.visit("x")]).await.head;
    assert_eq!(kept.head().await, head, "another session of the same person goes on");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_ends_when_the_server_stops(database: Database) {
    let mut server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let mut stream = Stream::open(&anna).await;
    stream.head().await;
    server.stop().await;
    assert_eq!(stream.event().await, None);
}
