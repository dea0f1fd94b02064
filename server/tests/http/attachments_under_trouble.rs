//! A store or a database that fails: nothing is acknowledged that is not on the disk, and sending
//! again mends it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use test_case::test_matrix;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of, offset};
use crate::support::photo::plain;
use crate::support::server::PATIENCE;
use crate::support::{Database, Home, SignedIn, TestServer, Who, new_id, until};

fn unavailable() -> (u16, String) {
    (503, "unavailable".to_owned())
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_nothing_is_half_kept(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let (small, photo) = (plain(1_000, 1), plain(3 * PIECE, 2));
    anna.send_piece(&photo, 0).await;
    // Whoever runs the tests may write everywhere; nobody can write below a file.
    let (folder, away) = (server.folder_of_attachments(), server.home().path().join("away"));
    fs::rename(&folder, &away).unwrap();
    fs::write(&folder, "no folder").unwrap();
    for (content, at) in [(&small, 0), (&photo, PIECE)] {
        let reply = anna.send_piece(content, at).await;
        assert_eq!(reply.refusal(), unavailable());
        assert!(!reply.header("retry-after").is_empty());
    }
    assert_eq!(anna.offset_of(hash_of(&small)).await, None);
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(PIECE));
    assert_eq!(server.count("SELECT COUNT(*) FROM blob").await, 0);
    let health = anna.get("/api/v1/health").await;
    assert_eq!(health.status.as_u16(), 200, "the rest goes on");

    fs::remove_file(&folder).unwrap();
    fs::rename(&away, &folder).unwrap();
    anna.send_content(&small).await;
    for at in [PIECE, 2 * PIECE] {
        assert_eq!(anna.send_piece(&photo, at).await.status, 204);
    }
}

/// Makes the database refuse what happens to a table.
async fn refuse(server: &TestServer, database: Database, happening: &str) {
    let function = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$";
    let rule = database.pick(
        format!(
            "CREATE TRIGGER out_of_room BEFORE {happening} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        ),
        format!("{function}; CREATE TRIGGER out_of_room BEFORE {happening} FOR EACH ROW EXECUTE FUNCTION full_disk()"),
    );
    server.execute(&rule).await;
}

async fn allow(server: &TestServer, database: Database, table: &str) {
    let on = format!("DROP TRIGGER out_of_room ON {table}");
    server.execute(database.pick("DROP TRIGGER out_of_room", &on)).await;
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_piece_that_was_not_counted_is_sent_again(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(3 * PIECE, 1);
    anna.send_piece(&photo, 0).await;
    refuse(&server, database, "UPDATE ON upload").await;
    assert_eq!(anna.send_piece(&photo, PIECE).await.refusal(), unavailable());
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(PIECE));
    allow(&server, database, "upload").await;
    for at in [PIECE, 2 * PIECE] {
        assert_eq!(anna.send_piece(&photo, at).await.status, 204);
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_content_that_was_not_noted_is_finished_by_its_last_piece(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(2 * PIECE, 1);
    anna.send_piece(&photo, 0).await;
    refuse(&server, database, "INSERT ON blob").await;
    assert_eq!(anna.send_piece(&photo, PIECE).await.refusal(), unavailable());
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(PIECE), "the last piece does not count alone");
    allow(&server, database, "blob").await;
    assert_eq!(anna.send_piece(&photo, PIECE).await.status, 204);
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(2 * PIECE));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn pieces_that_are_lost_are_asked_for_again(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(3 * PIECE, 1);
    for at in [0, PIECE] {
        anna.send_piece(&photo, at).await;
    }
    fs::remove_file(&server.files_of_attachments()[0]).unwrap();
    let reply = anna.send_piece(&photo, 2 * PIECE).await;
    assert_eq!((reply.refusal(), offset(&reply)), ((409, "wrong_offset".to_owned()), Some(0)));
    anna.send_content(&photo).await;
}

/// Waits until an upload is gone.
async fn gone(anna: &SignedIn, photo: &[u8]) {
    until("the upload is gone", async || anna.offset_of(hash_of(photo)).await.is_none()).await;
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_nobody_goes_on_with_is_removed(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let (old, new) = (plain(3 * PIECE, 1), plain(3 * PIECE, 2));
    for photo in [&old, &new] {
        for at in [0, PIECE] {
            anna.send_piece(photo, at).await;
        }
    }
    let eight_days = 8 * 24 * 60 * 60 * 1000_u64;
    let hash = database.pick(format!("x'{}'", hash_of(&old)), format!("'\\x{}'", hash_of(&old)));
    server.execute(&format!("UPDATE upload SET touched = touched - {eight_days} WHERE hash = {hash}")).await;
    // A piece that was stored and never counted.
    let piece = server.files_of_attachments().remove(0);
    let of_the_city = Path::new(&piece).ancestors().nth(2).unwrap();
    let uncounted = of_the_city.join(new_id().to_string()).join("0");
    fs::create_dir_all(uncounted.parent().unwrap()).unwrap();
    fs::copy(&piece, &uncounted).unwrap();
    let then = SystemTime::now() - Duration::from_millis(eight_days);
    fs::File::options().write(true).open(&uncounted).unwrap().set_modified(then).unwrap();

    let server = server.restart().await;
    let anna = server.anonymous().with_cookie(anna.cookie().to_owned());
    gone(&anna, &old).await;
    assert_eq!(anna.offset_of(hash_of(&new)).await, Some(2 * PIECE));
    until("its pieces are gone", async || !uncounted.exists() && server.files_of_attachments().len() <= 2).await;
    assert_eq!(anna.send_piece(&new, 2 * PIECE).await.status, 204);
}

#[tokio::test]
async fn a_place_that_cannot_be_had_is_named_at_the_start() {
    let home = Home::with_city(Sqlite).await;
    fs::write(home.path().join("attachments"), "no folder").unwrap();
    let error = TestServer::try_at(Arc::new(home), PATIENCE).await.err().unwrap().to_string();
    assert!(error.starts_with("attachments cannot be kept in ") && error.contains("attachments"), "{error}");
}
