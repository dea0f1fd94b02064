//! Who sees a photo: whoever sees the record that shows it, and nobody else.

use reqwest::Method;
use server::cities::{City, Credentials, Person, Unit};
use test_case::test_matrix;
use uuid::Uuid;
use zoufang_core::id::{BlobHash, PersonId, TenantId, UnitId};
use zoufang_core::permission::Role;
use zoufang_core::wire::Fate;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of, path_of};
use crate::support::people::send;
use crate::support::photo::plain;
use crate::support::{Database, Device, SignedIn, TestServer, Who};

/// What somebody is told of a content by GET and by HEAD.
async fn told(somebody: &SignedIn, hash: BlobHash) -> [u16; 2] {
    let head = send(somebody.request(Method::HEAD, &path_of(hash))).await;
    [somebody.try_status(hash).await, head.status.as_u16()]
}

const NOTHING: [u16; 2] = [404, 404];

/// A visit with a photo of it.
async fn attach(sender: &SignedIn, device: &mut Device, photo: BlobHash) {
    let visit = device.visit("with a photo");
    let attachment = device.attachment(visit.record, photo, None);
    let reply = sender.push(device.id, &[visit, attachment]).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_photo_is_seen_by_whoever_sees_the_visit(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let hash = anna.send_content(&plain(PIECE + 1, 1)).await;
    let everybody = [Who::Albert, Who::Olga, Who::Adam, Who::Vera, Who::Bella];
    assert_eq!(told(&anna, hash).await, [404, 204], "before the record came only its sender knows of it");
    for who in everybody {
        assert_eq!(told(&server.sign_in(who).await, hash).await, NOTHING, "{who:?}");
    }
    attach(&anna, &mut phone, hash).await;
    assert_eq!(told(&anna, hash).await, [200, 204]);
    for who in everybody {
        let expected = if who == Who::Bella { NOTHING } else { [200, 200] };
        assert_eq!(told(&server.sign_in(who).await, hash).await, expected, "{who:?}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn an_upload_under_way_is_known_to_its_sender_alone(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let photo = plain(2 * PIECE, 1);
    anna.send_piece(&photo, 0).await;
    assert_eq!(told(&albert, hash_of(&photo)).await, NOTHING);
    assert_eq!(told(&anna, hash_of(&photo)).await, [404, 204]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_only_knows_the_hash_gets_nothing_by_naming_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (bella, mut foreign) = (server.sign_in(Who::Bella).await, Device::new());
    let photo = plain(2 * PIECE, 1);
    let hash = anna.send_content(&photo).await;
    attach(&anna, &mut phone, hash).await;
    attach(&bella, &mut foreign, hash).await;
    assert_eq!(told(&bella, hash).await, NOTHING, "her record shows what she has brought");
    bella.send_content(&photo).await;
    assert_eq!(told(&bella, hash).await, [200, 204]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_photo_that_was_taken_off_is_not_shown(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let olga = server.sign_in(Who::Olga).await;
    let hash = anna.send_content(&plain(1_000, 1)).await;
    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash, None);
    let id = attachment.record;
    anna.push(phone.id, &[visit, attachment]).await;
    assert_eq!(told(&olga, hash).await, [200, 200]);
    let seen = anna.find(id).await.unwrap();
    anna.push(phone.id, &[phone.delete(&seen)]).await;
    assert_eq!(told(&olga, hash).await, NOTHING);
}

/// Somebody in the field of another city.
async fn elsewhere(server: &TestServer) -> SignedIn {
    let unit = UnitId(Uuid::from_u128(0x90));
    let person = |number, name: &str, role| Person {
        id: PersonId(Uuid::from_u128(number)),
        name: name.to_owned(),
        unit,
        role,
        credentials: Some(Credentials { login: name.to_owned(), password: "elsewhere".to_owned() }),
    };
    let people = vec![person(0x91, "zoe", Role::Admin), person(0x92, "zacharias", Role::Member)];
    let units = vec![Unit { id: unit, fields: vec![("name", "elsewhere".into()), ("kind", "team".into())] }];
    let tenant = TenantId(Uuid::from_u128(2));
    server.home().found(&City { tenant, name: "Elsewhere".to_owned(), units, people }).await;
    server.anonymous().sign_in("zacharias", "elsewhere").await
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn another_city_learns_nothing_and_keeps_its_own(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (stranger, mut foreign) = (elsewhere(&server).await, Device::new());
    let photo = plain(2 * PIECE, 1);
    let hash = anna.send_content(&photo).await;
    attach(&anna, &mut phone, hash).await;

    attach(&stranger, &mut foreign, hash).await;
    assert_eq!(told(&stranger, hash).await, NOTHING);
    let reply = stranger.send_piece(&photo, PIECE).await;
    assert_eq!(reply.refusal(), (409, "wrong_offset".to_owned()), "it sends all of it, as if nobody had");
    stranger.send_content(&photo).await;
    assert_eq!(stranger.content(hash).await.1, photo);
    let files = server.files_of_attachments();
    assert_eq!(files.len(), 2, "one for each city: {files:?}");
}
