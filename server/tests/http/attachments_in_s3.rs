//! The same in a store that speaks S3.

use std::process::Command;
use std::sync::Arc;

use test_case::test_matrix;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zoufang_core::wire::Fate;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of};
use crate::support::people::{Anonymous, send};
use crate::support::photo::{PLACE, holds, photo, plain};
use crate::support::program::{Serving, program};
use crate::support::s3::{S3, SECRET};
use crate::support::server::PATIENCE;
use crate::support::{AT_MOST, Database, Device, Home, SignedIn, TestServer, Who};

async fn start(database: Database) -> (TestServer, S3) {
    let s3 = S3::start().await;
    let mut home = Home::with_city(database).await;
    home.keep_attachments_in(s3.place());
    (TestServer::at(Arc::new(home), PATIENCE).await, s3)
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_photo_goes_up_over_a_restart_and_comes_back_clean(database: Database) {
    let (server, s3) = start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let photo = photo(2 * PIECE + 1_000, 1);
    let hash = hash_of(&photo);
    for at in [0, PIECE, 0] {
        assert_eq!(anna.send_piece(&photo, at).await.status, 204);
    }
    assert_eq!(s3.objects("pieces").len(), 2);
    let server = server.restart().await;
    let anna = server.anonymous().with_cookie(anna.cookie().to_owned());
    assert_eq!(anna.offset_of(hash).await, Some(2 * PIECE));
    assert_eq!(anna.send_piece(&photo, 2 * PIECE).await.status, 204);
    assert_eq!((s3.objects("pieces").len(), s3.objects("contents").len()), (0, 1));

    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash, None);
    anna.push(phone.id, &[visit, attachment]).await;
    let (headers, kept) = anna.content(hash).await;
    assert_eq!(headers["content-length"], kept.len().to_string());
    assert!(!holds(&kept, PLACE));
    assert_eq!(kept[kept.len() - PIECE..], photo[photo.len() - PIECE..]);
    assert_eq!(anna.part(hash, Some("bytes=-7")).await.1, photo[photo.len() - 7..]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_refused_leaves_no_object(database: Database) {
    let (server, s3) = start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let (photo, other) = (plain(2 * PIECE, 1), plain(2 * PIECE, 2));
    for at in [0, PIECE] {
        let reply = send(anna.piece(hash_of(&photo), &other, at)).await;
        assert_eq!(reply.status.as_u16(), if at == 0 { 204 } else { 422 });
    }
    let nothing = vec![0; PIECE + 1];
    assert_eq!(anna.send_piece(&nothing, 0).await.status, 204);
    assert_eq!(anna.send_piece(&nothing, PIECE).await.refusal(), (415, "content_not_taken".to_owned()));
    assert_eq!(s3.objects(""), Vec::<String>::new());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_store_that_is_away_is_told_and_what_came_is_there_when_it_is_back(database: Database) {
    let (server, mut s3) = start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(3 * PIECE, 1);
    anna.send_piece(&photo, 0).await;
    s3.stop().await;
    let reply = anna.send_piece(&photo, PIECE).await;
    assert_eq!(reply.refusal(), (503, "unavailable".to_owned()));
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(PIECE));
    s3.start_again().await;
    for at in [PIECE, 2 * PIECE] {
        assert_eq!(anna.send_piece(&photo, at).await.status, 204);
    }
}

/// The program, told of the bucket as an operator tells it.
fn with_bucket(home: &Home, s3: &S3) -> Command {
    let mut command = program(home, &[]);
    command.envs(s3.variables());
    command
}

async fn anna_at(serving: &Serving) -> SignedIn {
    Anonymous::new(&serving.address).sign_in(&Who::Anna.login(), &Who::Anna.password()).await
}

/// In threads of its own: the store answers the program while the test waits for it.
#[test_matrix([Sqlite, Postgres])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_keeps_a_photo_in_the_bucket_of_its_variables(database: Database) {
    let (s3, home) = (S3::start().await, Home::with_city(database).await);
    let mut serving = Serving::spawn(with_bucket(&home, &s3));
    let (anna, mut phone) = (anna_at(&serving).await, Device::new());
    let photo = photo(2 * PIECE + 1_000, 1);
    let hash = anna.send_content(&photo).await;
    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash, None);
    anna.push(phone.id, &[visit, attachment]).await;
    serving.kill();

    let mut again = Serving::spawn(with_bucket(&home, &s3));
    let (_, kept) = anna_at(&again).await.content(hash).await;
    assert_eq!(kept[kept.len() - PIECE..], photo[photo.len() - PIECE..]);
    let objects = s3.objects("");
    assert!(matches!(&objects[..], [one] if one.ends_with(&hash.to_string())), "{objects:?}");
    assert_eq!(std::fs::read(&objects[0]).unwrap(), kept);
    assert!(!home.path().join("data").exists(), "nothing lies where it would without the variables");
    assert_eq!(again.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_away_at_the_start_keeps_nobody_from_working() {
    let (mut s3, home) = (S3::start().await, Home::with_city(Sqlite).await);
    s3.stop().await;
    let (mut serving, mut log) = Serving::spawn_telling(with_bucket(&home, &s3));
    let (anna, mut phone) = (anna_at(&serving).await, Device::new());
    let told = anna.push(phone.id, &[phone.visit("its photo follows")]).await;
    assert_eq!(told.outcomes[0].fate, Fate::Applied);
    let photo = plain(2 * PIECE, 1);
    assert_eq!(anna.send_piece(&photo, 0).await.refusal(), (503, "unavailable".to_owned()));
    let warns = "attachments cannot be reached; photos wait on the phones until they can";
    let reading = spawn_blocking(move || (log.find(|line| line.contains(warns)), log));
    // Should it say nothing, it ends with this test, and the reading with it.
    let (warned, _log) = timeout(AT_MOST, reading).await.expect("it is told").unwrap();
    assert!(warned.is_some_and(|line| line.contains("WARN") && !line.contains(SECRET)), "whoever starts it is to know");
    s3.start_again().await;
    anna.send_content(&photo).await;
    assert_eq!(s3.objects("contents").len(), 1);
    assert_eq!(serving.stop(), Some(0));
}

#[tokio::test]
async fn variables_that_name_no_store_are_told_and_no_secret() {
    // Without a city to serve it ends also where it takes the variables.
    let (s3, home) = (S3::start().await, Home::empty(Sqlite).await);
    for (name, value, told) in [
        ("ZOUFANG_ATTACHMENTS", "s3:///attachments", "\"s3:///attachments\" names no bucket; it takes s3://bucket"),
        ("AWS_ALLOW_HTTP", "perhaps", "attachments cannot be kept in s3://city/attachments"),
        ("AWS_ACCESS_KEY_ID", "", "Missing AccessKeyId"),
    ] {
        let output = with_bucket(&home, &s3).env(name, value).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.matches(told).count(), 1, "{name}={value}: {said}");
        assert!(!said.contains(SECRET), "{name}={value}: {said}");
    }
}
