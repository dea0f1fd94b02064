//! The real program is killed at random moments of a push storm, again and again. What it had
//! acknowledged is there once, and the database is whole.
//!
//! `KILLS=1000 cargo test -p server --test http killed` kills more often.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::json;
use test_case::test_matrix;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Change, Record};
use zoufang_core::wire::{Fate, PROTOCOL, PUSH_MAX_CHANGES, PushReply};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::Anonymous;
use crate::support::program::Serving;
use crate::support::{Database, Device, Home, Who, new_id};

/// How often each database sees its server die, unless `KILLS` says otherwise.
const KILLS: u32 = 100;
/// How seldom a push is as large as it may be, or nearly: the server writes such a one in portions.
const LARGE_IS_ONE_OF: usize = 64;
const WRITERS: [Who; 4] = [Who::Anna, Who::Albert, Who::Bella, Who::Anna];

/// A phone that keeps writing, and lets go only of what was acknowledged.
struct Writer {
    cookie: String,
    attribution: Attribution,
    device: Device,
    /// How many changes were made.
    made: usize,
    /// Its latest visits as they stand on the phone, with what waits.
    visits: VecDeque<Record>,
    outbox: VecDeque<Change>,
    /// What the server said that it keeps: how many changes, and the last words of each record.
    acknowledged: usize,
    words: BTreeMap<RecordId, String>,
    /// Under which numbers it said so, where it told them.
    positions: Vec<u64>,
}

impl Writer {
    fn new(who: Who, cookie: String) -> Self {
        Self {
            cookie,
            attribution: Attribution { by: who.id(), unit: who.unit().id() },
            device: Device::new(),
            made: 0,
            visits: VecDeque::new(),
            outbox: VecDeque::new(),
            acknowledged: 0,
            words: BTreeMap::new(),
            positions: Vec::new(),
        }
    }

    /// Pushes until the server is gone. Each answer is counted, so that somebody can wait for it.
    async fn storm(mut self, address: String, answers: Arc<Semaphore>) -> Self {
        loop {
            let most = if random(LARGE_IS_ONE_OF) == 0 { PUSH_MAX_CHANGES - random(60) } else { 1 + random(10) };
            match self.push(&address, most).await {
                Answer::TakenIn => answers.add_permits(1),
                // Of a server that has too much to do for now: the same again, as a phone does.
                Answer::Later => yield_now().await,
                Answer::None => return self,
            }
        }
    }

    fn write(&mut self) {
        self.made += 1;
        let words = format!("change {} of {}", self.made, self.device.id);
        match random(6) {
            0 if !self.visits.is_empty() => {
                let latest = random(self.visits.len());
                let visit = &mut self.visits[latest];
                let change = self.device.amend(visit, &[("content", &words)]);
                visit.apply(&change, self.attribution);
                self.outbox.push_back(change);
            }
            1 => {
                let about = new_id();
                self.outbox.push_back(self.device.comment(about, &words));
                self.visit(&words, about);
            }
            _ => self.visit(&words, new_id()),
        }
    }

    fn visit(&mut self, words: &str, record: RecordId) {
        let change = Change { record, ..self.device.visit(words) };
        self.visits.push_front(Record::born(&change, self.attribution));
        self.visits.truncate(PUSH_MAX_CHANGES);
        self.outbox.push_back(change);
    }

    /// What the server did not answer for stays.
    async fn push(&mut self, address: &str, most: usize) -> Answer {
        while self.outbox.len() < most {
            self.write();
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
        assert_eq!(reply.outcomes.len(), most);
        for outcome in reply.outcomes {
            let change = self.outbox.pop_front().expect("it was sent");
            let (seq, comes_early) = (Some(change.seq), change.kind == Kind::COMMENT);
            assert!(outcome.stored && outcome.seq == seq, "{outcome:?}");
            assert!(outcome.reason.is_none() || comes_early && outcome.fate == Fate::Held, "{outcome:?}");
            self.positions.extend(outcome.position);
            self.acknowledged += 1;
            let words = ["content", "text"].into_iter().find_map(|field| change.fields.get(field)?.value.as_text());
            self.words.insert(change.record, words.expect("each says something").to_owned());
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
        writers = storm_until_killed(&home, writers, before).await;
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
        writers = storm_while_one_of_two_dies(&home, writers, before).await;
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
        writers.push(Writer::new(who, signed_in.cookie().to_owned()));
    }
    writers
}

/// Everything that was acknowledged is there, once; how much that is.
async fn judge(home: &Home, database: Database, mut writers: Vec<Writer>, before: i64) -> usize {
    let last = Serving::start(home, &[]);
    check(home, &writers, before).await;
    for writer in &mut writers {
        while !writer.outbox.is_empty() {
            let left = writer.outbox.len().min(PUSH_MAX_CHANGES);
            assert_eq!(writer.push(&last.address, left).await, Answer::TakenIn);
        }
    }
    check(home, &writers, before).await;
    let mut other = home.other_program().await;
    if database == Sqlite {
        assert_eq!(other.texts("PRAGMA integrity_check").await, ["ok"]);
    }
    assert_eq!(other.count("SELECT COUNT(*) FROM quarantine").await, 0, "nothing is held any more");
    let office = Anonymous::new(&last.address).sign_in(&Who::Olga.login(), &Who::Olga.password()).await;
    let rows = office.pull_all(None).await.0;
    assert!(rows.iter().all(|row| row.open_conflicts().count() == 0), "each had seen what it replaced");
    let words = |row: &Record| Some((row.id, row.text("content").or(row.text("text"))?.to_owned()));
    let rows: BTreeMap<RecordId, String> = rows.iter().filter_map(words).collect();
    let told: usize = writers.iter().map(|writer| writer.positions.len()).sum();
    let positions: BTreeSet<u64> = writers.iter().flat_map(|writer| writer.positions.iter().copied()).collect();
    assert_eq!(positions.len(), told, "no two have one number");
    let acknowledged = writers.iter().map(|writer| writer.acknowledged).sum();
    let expected: BTreeMap<RecordId, String> = writers.into_iter().flat_map(|writer| writer.words).collect();
    assert_eq!(rows, expected, "rows say what was acknowledged last");
    acknowledged
}

/// Starts the server, lets everybody push, and kills it with pushes under way.
async fn storm_until_killed(home: &Home, writers: Vec<Writer>, before: i64) -> Vec<Writer> {
    let mut server = Serving::start(home, &[]);
    check(home, &writers, before).await;
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
async fn storm_while_one_of_two_dies(home: &Home, writers: Vec<Writer>, before: i64) -> Vec<Writer> {
    let mut servers = [(); 2].map(|()| (Serving::start(home, &[]), Arc::new(Semaphore::new(0))));
    check(home, &writers, before).await;
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

/// After a kill, and before anybody pushes again. The server is up: it is the one that puts right what the kill
/// has left.
async fn check(home: &Home, writers: &[Writer], before: i64) {
    let mut other = home.other_program().await;
    let torn = "SELECT COUNT(*) FROM change_log c LEFT JOIN record r ON r.tenant = c.tenant AND r.id = c.record
                WHERE r.id IS NULL";
    assert_eq!(other.count(torn).await, 0, "a change without its record");
    let ahead = "SELECT COUNT(*) FROM record r JOIN tenant t ON t.id = r.tenant WHERE r.pos > t.head";
    assert_eq!(other.count(ahead).await, 0, "a record behind the head");
    let miscounted = "SELECT COUNT(*) FROM tally t WHERE t.n <> (SELECT COUNT(*) FROM record r WHERE
                      r.tenant = t.tenant AND r.kind = t.kind AND r.unit = t.unit AND r.day = t.day AND r.alive = TRUE
                      AND COALESCE(r.state, '') = t.state)";
    assert_eq!(other.count(miscounted).await, 0, "a tally that does not agree with the records");
    let uncounted =
        "SELECT (SELECT COUNT(*) FROM record WHERE alive = TRUE) - (SELECT CAST(SUM(n) AS BIGINT) FROM tally)";
    assert_eq!(other.count(uncounted).await, 0, "a record that no tally counts");
    let early = "SELECT COUNT(*) FROM quarantine q WHERE q.code <> 'record_not_there'
                 OR EXISTS (SELECT 1 FROM record r WHERE r.tenant = q.tenant AND r.id = q.waits_for)";
    assert_eq!(other.count(early).await, 0, "it waits for what is there");

    let kept = "SELECT (SELECT COUNT(*) FROM change_log) + (SELECT COUNT(*) FROM quarantine)";
    let kept = usize::try_from(other.count(kept).await - before).unwrap();
    let acknowledged: usize = writers.iter().map(|writer| writer.acknowledged).sum();
    let unanswered: usize = writers.iter().map(|writer| writer.outbox.len()).sum();
    assert!((acknowledged..=acknowledged + unanswered).contains(&kept), "{kept} of {acknowledged} + {unanswered}");
}
