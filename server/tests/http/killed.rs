//! The real program is killed at random moments of a push storm, again and again. What it had
//! acknowledged is there once, and the database is whole.
//!
//! `KILLS=1000 cargo test -p server --test http killed` kills more often.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::json;
use test_case::test_matrix;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Change;
use zoufang_core::wire::{PROTOCOL, PushReply};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::Anonymous;
use crate::support::program::Serving;
use crate::support::{Database, Device, Home, Who};

/// How often each database sees its server die, unless `KILLS` says otherwise.
const KILLS: u32 = 100;
const WRITERS: [Who; 4] = [Who::Anna, Who::Albert, Who::Bella, Who::Anna];

/// A phone that keeps writing, and lets go only of what was acknowledged.
struct Writer {
    cookie: String,
    device: Device,
    outbox: VecDeque<Change>,
    /// What the server said that it keeps, with the text that was written.
    acknowledged: BTreeMap<RecordId, String>,
    doubled: Vec<RecordId>,
}

impl Writer {
    fn new(cookie: String) -> Self {
        let device = Device::new();
        Self { cookie, device, outbox: VecDeque::new(), acknowledged: BTreeMap::new(), doubled: Vec::new() }
    }

    /// Pushes until the server is gone. Each answer is counted, so that somebody can wait for it.
    async fn storm(mut self, address: String, answers: Arc<Semaphore>) -> Self {
        loop {
            match self.push(&address, 1 + random(12)).await {
                Answer::TakenIn => answers.add_permits(1),
                // Of a server that has too much to do for now: the same again, as a phone does.
                Answer::Later => yield_now().await,
                Answer::None => return self,
            }
        }
    }

    /// What the server did not answer for stays.
    async fn push(&mut self, address: &str, most: usize) -> Answer {
        while self.outbox.len() < most {
            let content = format!("visit {} of {}", self.acknowledged.len() + self.outbox.len(), self.device.id);
            self.outbox.push_back(self.device.visit(&content));
        }
        let changes: Vec<&Change> = self.outbox.iter().take(most).collect();
        let body = json!({ "protocol": PROTOCOL, "device": self.device.id, "changes": changes });
        let somebody = Anonymous::new(address).with_cookie(self.cookie.clone());
        let Ok(answer) = somebody.request(Method::POST, "/api/v1/sync/push").json(&body).send().await else {
            return Answer::None;
        };
        let status = answer.status();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Answer::Later;
        }
        assert_eq!(status, StatusCode::OK);
        let Ok(reply) = answer.json::<PushReply>().await else { return Answer::None };
        for outcome in reply.outcomes {
            assert!(outcome.stored && outcome.reason.is_none(), "{outcome:?}");
            let change = self.outbox.pop_front().expect("an outcome for each change");
            let content = change.fields["content"].value.as_text().expect("a text").to_owned();
            if self.acknowledged.insert(change.record, content).is_some() {
                self.doubled.push(change.record);
            }
        }
        Answer::TakenIn
    }
}

/// What became of a push, as far as its sender knows.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    TakenIn,
    Later,
    None,
}

/// Below `end`.
fn random(end: usize) -> usize {
    uuid::Uuid::new_v4().as_u128() as usize % end
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_however_often_the_server_dies(database: Database) {
    let kills = kills().unwrap_or(KILLS);
    let home = Home::with_city(database).await;
    let before = changes_in(&home).await;
    let mut writers = writers(&home).await;
    for _ in 0..kills {
        writers = storm_until_killed(&home, writers).await;
    }
    assert!(judge(&home, database, writers, before).await > kills as usize, "there was a storm");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_one_of_two_servers_dies_the_other_goes_on() {
    let kills = kills().unwrap_or(KILLS / 4);
    let home = Home::with_city(Postgres).await;
    let before = changes_in(&home).await;
    let mut writers = writers(&home).await;
    for _ in 0..kills {
        writers = storm_while_one_of_two_dies(&home, writers).await;
        // Whoever lost its server finds the other the next time.
        writers.rotate_left(1);
    }
    assert!(judge(&home, Postgres, writers, before).await > kills as usize, "there was a storm");
}

fn kills() -> Option<u32> {
    std::env::var("KILLS").ok()?.parse().ok()
}

/// They are signed in once: a session outlives every server.
async fn writers(home: &Home) -> Vec<Writer> {
    let first = Serving::start(home, &[]);
    let mut writers = Vec::new();
    for who in WRITERS {
        let signed_in = Anonymous::new(&first.address).sign_in(&who.login(), &who.password()).await;
        writers.push(Writer::new(signed_in.cookie().to_owned()));
    }
    writers
}

/// Everything that was acknowledged is there, once; how much that is.
async fn judge(home: &Home, database: Database, mut writers: Vec<Writer>, before: i64) -> usize {
    check_integrity(home, database).await;
    let last = Serving::start(home, &[]);
    for writer in &mut writers {
        while !writer.outbox.is_empty() {
            let left = writer.outbox.len();
            assert_eq!(writer.push(&last.address, left).await, Answer::TakenIn);
        }
    }
    let office = Anonymous::new(&last.address).sign_in(&Who::Olga.login(), &Who::Olga.password()).await;
    let rows: BTreeMap<RecordId, String> = office
        .pull_all(None)
        .await
        .0
        .into_iter()
        .filter_map(|record| Some((record.id, record.text("content")?.to_owned())))
        .collect();
    let mut acknowledged = BTreeMap::new();
    for writer in writers {
        assert_eq!(writer.doubled, [], "acknowledged twice");
        acknowledged.extend(writer.acknowledged);
    }
    assert_eq!(rows, acknowledged, "rows are what was acknowledged");
    let written = changes_in(home).await - before;
    assert_eq!(usize::try_from(written).unwrap(), acknowledged.len(), "each change is in the log once");
    acknowledged.len()
}

/// Starts the server, lets everybody push, and kills it with pushes under way.
async fn storm_until_killed(home: &Home, writers: Vec<Writer>) -> Vec<Writer> {
    let mut server = Serving::start(home, &[]);
    let answers = Arc::new(Semaphore::new(0));
    let mut storm = JoinSet::new();
    for writer in writers {
        storm.spawn(writer.storm(server.address.clone(), Arc::clone(&answers)));
    }
    amid(&mut storm, at_some_moment(&answers)).await;
    server.kill();
    storm.join_all().await
}

/// Half push at the one and half at the other; when the one is killed, the other must not wait for
/// what the dead held in the database.
async fn storm_while_one_of_two_dies(home: &Home, writers: Vec<Writer>) -> Vec<Writer> {
    let mut servers = [(); 2].map(|()| (Serving::start(home, &[]), Arc::new(Semaphore::new(0))));
    let mut storms = [JoinSet::new(), JoinSet::new()];
    for (number, writer) in writers.into_iter().enumerate() {
        let (server, answers) = &servers[number % 2];
        storms[number % 2].spawn(writer.storm(server.address.clone(), Arc::clone(answers)));
    }
    let [(dying, of_dying), (staying, of_staying)] = &mut servers;
    let [mut left, mut stayed] = storms;
    amid(&mut left, at_some_moment(of_dying)).await;
    dying.kill();
    let mut writers = left.join_all().await;
    of_staying.forget_permits(of_staying.available_permits());
    amid(&mut stayed, some(of_staying, 10)).await;
    staying.kill();
    writers.extend(stayed.join_all().await);
    writers
}

/// Waits while the storm goes on: it ends with its server, and not before.
async fn amid(storm: &mut JoinSet<Writer>, moment: impl Future<Output = ()>) {
    tokio::select! {
        () = moment => {}
        Some(_) = storm.join_next() => panic!("a writer lost its server, which nobody killed"),
    }
}

/// After some answers, and not always right behind one.
async fn at_some_moment(answers: &Semaphore) {
    some(answers, 1 + random(30)).await;
    for _ in 0..random(300) {
        yield_now().await;
    }
}

async fn some(answers: &Semaphore, count: usize) {
    answers.acquire_many(u32::try_from(count).unwrap()).await.expect("nobody closes it").forget();
}

async fn changes_in(home: &Home) -> i64 {
    home.other_program().await.count("SELECT COUNT(*) FROM change_log").await
}

async fn check_integrity(home: &Home, database: Database) {
    let mut other = home.other_program().await;
    if database == Sqlite {
        assert_eq!(other.texts("PRAGMA integrity_check").await, ["ok"]);
    }
    let torn = "SELECT COUNT(*) FROM change_log c LEFT JOIN record r ON r.tenant = c.tenant AND r.id = c.record
                WHERE r.id IS NULL";
    assert_eq!(other.count(torn).await, 0, "a change without its record");
    let ahead = "SELECT COUNT(*) FROM record r JOIN tenant t ON t.id = r.tenant WHERE r.pos > t.head";
    assert_eq!(other.count(ahead).await, 0, "a record behind the head");
    let miscounted = "SELECT COUNT(*) FROM tally t WHERE t.n <> (SELECT COUNT(*) FROM record r WHERE
                      r.tenant = t.tenant AND r.kind = t.kind AND r.unit = t.unit AND r.day = t.day AND r.alive = TRUE
                      AND COALESCE(r.state, '') = t.state)";
    assert_eq!(other.count(miscounted).await, 0, "a tally that does not agree with the records");
    assert_eq!(other.count("SELECT COUNT(*) FROM quarantine").await, 0);
}
