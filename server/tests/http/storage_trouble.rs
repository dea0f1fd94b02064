//! A database that cannot be written: nothing is acknowledged, and nothing of a push remains.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use test_case::test_matrix;
use tokio::task::JoinSet;
use zoufang_core::wire::{Fate, PushReply};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, Home, Reply, TestServer, Who};

const VISITS: &str = "SELECT COUNT(*) FROM record WHERE kind = 'visit'";
const LOGGED: &str = "SELECT COUNT(*) FROM change_log WHERE body LIKE '%\"visit\"%'";
/// Pushes that may wait, and more than may.
const QUEUE: usize = 256;
const TOO_MANY: usize = QUEUE + 44;

/// Lets nobody else write.
fn hold(database: Database) -> &'static str {
    database.pick("BEGIN IMMEDIATE", "BEGIN; SELECT id FROM tenant FOR UPDATE")
}

/// The transactions that have written by now, each under a name of its own. SQLite's are the last of their
/// frames in its log: the only ones that tell the size of the database, which stands behind the page's number.
async fn transactions(home: &Home) -> BTreeSet<String> {
    if home.database() == Postgres {
        return home
            .other_program()
            .await
            .texts("SELECT DISTINCT xmin::text FROM change_log")
            .await
            .into_iter()
            .collect();
    }
    let log = std::fs::read(home.path().join("zoufang.db-wal")).expect("a log");
    let (header, frames) = log.split_at(32);
    let page = u32::from_be_bytes(header[8..12].try_into().unwrap()) as usize;
    // Behind the end lies what was written before the log was begun anew: it bears other salts.
    let current = frames.chunks_exact(24 + page).take_while(|frame| frame[8..16] == header[16..24]);
    current.filter(|frame| frame[4..8] != [0; 4]).map(|frame| format!("{:?}", &frame[..24])).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn while_another_program_holds_the_database_nothing_is_acknowledged(database: Database) {
    let home = Arc::new(Home::with_city(database).await);
    let server = TestServer::at(home, Duration::from_secs(5)).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("must not be lost");
    let mut other = server.home().other_program().await;
    other.execute(hold(database)).await;

    let reply = anna.try_push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(reply.refusal(), (503, "unavailable".to_owned()));
    assert!(!reply.header("retry-after").is_empty());
    assert!(anna.find(visit.record).await.is_none(), "reading goes on meanwhile");

    other.execute("ROLLBACK").await;
    assert_eq!(anna.push(phone.id, &[visit]).await.outcomes[0].fate, Fate::Applied);
}

/// So many pushes of one visit each that the queue is full, all sent while somebody else holds the database: the
/// answers, each with what the visit says, and by how many transactions they went in.
async fn gathered(server: &TestServer, says: impl Fn(usize) -> &'static str) -> (Vec<(&'static str, Reply)>, usize) {
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    // Once her session speaks for the phone, a push writes nothing but its changes.
    anna.push(phone.id, &[]).await;
    let before = transactions(server.home()).await;
    let mut other = server.home().other_program().await;
    other.execute(hold(server.home().database())).await;
    let mut pushes = JoinSet::new();
    for number in 0..TOO_MANY {
        let (anna, phone, says, visit) = (anna.clone(), phone.id, says(number), phone.visit(says(number)));
        pushes.spawn(async move { (says, anna.try_push(phone, &[visit]).await) });
    }
    let turned_away = pushes.join_next().await.unwrap().unwrap();
    assert_eq!(turned_away.1.refusal(), (503, "unavailable".to_owned()), "the queue is full now");
    other.execute("ROLLBACK").await;
    let answers = pushes.join_all().await.into_iter().chain([turned_away]).collect();
    (answers, transactions(server.home()).await.difference(&before).count())
}

fn is_taken(reply: &Reply) -> bool {
    let taken = reply.status == StatusCode::OK;
    assert!(!taken || reply.json::<PushReply>().outcomes[0].fate == Fate::Applied, "{reply:?}");
    taken
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_gathered_while_the_database_was_held_goes_in_by_one_transaction(database: Database) {
    let server = TestServer::start(database).await;
    let (answers, written) = gathered(&server, |_| "in the queue").await;
    let taken = answers.iter().filter(|(_, reply)| is_taken(reply)).count();
    assert!(taken > QUEUE, "{taken}");
    assert_eq!(server.count(LOGGED).await, i64::try_from(taken).unwrap());
    assert!((1..=taken - QUEUE + 1).contains(&written), "{taken} changes by {written} transactions");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_failure_in_the_middle_leaves_nothing_of_the_push(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let changes = [phone.visit("good"), phone.visit("where the disk is full"), phone.visit("good as well")];
    let full = database.pick(
        "CREATE TRIGGER out_of_room BEFORE INSERT ON record WHEN new.subtitle = 'where the disk is full'
         BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
         CREATE TRIGGER out_of_room BEFORE INSERT ON record FOR EACH ROW
         WHEN (new.subtitle = 'where the disk is full') EXECUTE FUNCTION full_disk()",
    );
    server.execute(full).await;
    let head = anna.pull(None).await.upto;
    assert_eq!(anna.try_push(phone.id, &changes).await.refusal(), (503, "unavailable".to_owned()));
    assert_eq!((server.count(VISITS).await, server.count(LOGGED).await), (0, 0));
    assert_eq!(server.count("SELECT COUNT(*) FROM device").await, 1, "who sent it is known all the same");
    assert_eq!(anna.pull(None).await.upto, head);

    server.execute(database.pick("DROP TRIGGER out_of_room", "DROP TRIGGER out_of_room ON record")).await;
    let reply = anna.push(phone.id, &changes).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");
    assert_eq!((server.count(VISITS).await, server.count(LOGGED).await), (3, 3));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_that_the_database_never_takes_does_not_take_its_neighbours_along(database: Database) {
    let server = TestServer::start(database).await;
    // A rule that no code of ours breaks stands for one that some day it might.
    let rule = database.pick(
        "CREATE TABLE told_once (subtitle TEXT UNIQUE);
         CREATE TRIGGER once AFTER INSERT ON record WHEN new.subtitle = 'poison'
         BEGIN INSERT INTO told_once VALUES ('x'), ('x'); END",
        "CREATE FUNCTION told_twice() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE 'told once already' USING ERRCODE = 'unique_violation'; END $$;
         CREATE TRIGGER once AFTER INSERT ON record FOR EACH ROW
         WHEN (new.subtitle = 'poison') EXECUTE FUNCTION told_twice()",
    );
    server.execute(rule).await;
    // More than are turned away: some are in the transaction of the others.
    let (answers, _) = gathered(&server, |number| if number % 6 == 0 { "poison" } else { "good" }).await;
    let taken: Vec<&str> = answers.iter().filter(|(_, reply)| is_taken(reply)).map(|(says, _)| *says).collect();
    assert!(taken.len() > QUEUE - TOO_MANY.div_ceil(6) && taken.iter().all(|says| *says == "good"), "{taken:?}");
    let refusals = answers.iter().filter(|(_, reply)| !is_taken(reply)).map(|(_, reply)| reply.refusal());
    assert!(refusals.into_iter().all(|refusal| refusal == (503, "unavailable".to_owned())));
    assert_eq!(server.count(VISITS).await, i64::try_from(taken.len()).unwrap());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn without_its_tables_the_server_says_so_and_lives_on(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    server.execute("ALTER TABLE unit_tree RENAME TO away").await;
    for path in ["/api/v1/session", "/api/v1/sync/pull", "/api/v1/sync/events"] {
        assert_eq!(anna.get(path).await.refusal(), (503, "unavailable".to_owned()), "{path}");
    }
    server.execute("ALTER TABLE away RENAME TO unit_tree").await;
    assert!(!anna.pull(None).await.rows.is_empty());
}
