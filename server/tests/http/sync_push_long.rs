//! Pushes so long that the first of their changes are written while the last are ruled over.

use test_case::test_matrix;
use zoufang_core::domain::Kind;
use zoufang_core::merge::{Attribution, Change};
use zoufang_core::sync::rebase;
use zoufang_core::wire::Fate;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, Place, TestServer, Who, new_id};

fn anna() -> Attribution {
    Attribution { by: Who::Anna.id(), unit: Place::TeamA.id() }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn each_visit_of_a_long_push_is_stored_as_it_was_written(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let said = ["二期要150亩地", "一行\n又一行\t\\N \"引号\" 'quotes'", "𠮷野家 · 㛃 🏭"];
    let visits: Vec<Change> = (0..200)
        .map(|number| {
            let company = new_id().to_string();
            let mut fields = vec![("day", "2026-11-20"), ("kind", "visit"), ("content", said[number % said.len()])];
            if number % 4 == 0 {
                fields.extend([("company", company.as_str()), ("company_name", "白鹭智能"), ("place", "苏州")]);
            }
            phone.make(Kind::VISIT, &fields)
        })
        .collect();
    let first = anna.push(phone.id, &visits).await;
    assert!(first.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied && outcome.stored), "{first:?}");

    let (records, _) = anna.pull_all(None).await;
    for visit in &visits {
        let found = records.iter().find(|record| record.id == visit.record);
        let written = rebase(None, [visit], self::anna());
        assert_eq!(found.map(|record| record.shown()), written.map(|record| record.shown()));
    }
    let named = "SELECT COUNT(*) FROM record WHERE kind = 'visit' AND company IS NOT NULL";
    assert_eq!(server.count(named).await, 50);

    let again = anna.push(phone.id, &visits).await;
    assert_eq!(again.head, first.head);
    for (once, twice) in first.outcomes.iter().zip(&again.outcomes) {
        assert_eq!((twice.seq, twice.fate, twice.position), (once.seq, Fate::Duplicate, once.position));
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_the_end_of_a_long_push_says_of_its_beginning_holds(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let counted = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE kind = 'visit'";
    let before = server.count(counted).await;
    let (amended, deleted) = (phone.visit("first words"), phone.visit("a mistake"));
    let mut changes = vec![amended.clone(), deleted.clone()];
    changes.extend((0..190).map(|_| phone.visit("one between")));
    let seen = |change| rebase(None, [change], self::anna()).unwrap();
    let better = [("content", "better words"), ("kind", "return_visit"), ("day", "2026-11-21")];
    changes.push(phone.amend(&seen(&amended), &better));
    changes.push(phone.delete(&seen(&deleted)));
    let reply = anna.push(phone.id, &changes).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");

    let found = anna.find(amended.record).await.unwrap();
    assert_eq!((found.text("content"), found.text("kind")), (Some("better words"), Some("return_visit")));
    assert!(!anna.find(deleted.record).await.is_some_and(|record| record.is_alive()));
    assert_eq!(server.count(counted).await, before + 191);
    let moved = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE kind = 'visit' AND day = '2026-11-21'";
    assert_eq!(server.count(moved).await, 1);
    let kinds = r#"SELECT COUNT(*) FROM record WHERE tags LIKE '%["kind","return_visit"]%'"#;
    assert_eq!(server.count(kinds).await, 1);
    assert_eq!(server.count("SELECT COUNT(*) FROM change_log WHERE body LIKE '%better words%'").await, 1);
}
