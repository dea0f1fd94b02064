//! The demo city.

use std::collections::BTreeMap;

use server::demo::ACCOUNTS;
use test_case::test_matrix;
use zoufang_core::domain::visit::{ReviewState, review_state};
use zoufang_core::domain::{Day, Kind, comment, visit};
use zoufang_core::merge::Record;
use zoufang_core::permission::Role;
use zoufang_core::wire::Profile;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, TestServer, instant};

async fn everything(server: &TestServer) -> Vec<Record> {
    let office = server.anonymous().sign_in("office", "zoufang-office").await;
    office.pull_all(None).await.0
}

fn of_kind(records: &[Record], kind: Kind) -> Vec<&Record> {
    records.iter().filter(|record| record.kind == kind).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn it_has_what_one_needs_to_try_things_out(database: Database) {
    let server = TestServer::start_with_demo(database).await;
    let records = everything(&server).await;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &records {
        *counts.entry(record.kind.as_str()).or_default() += 1;
    }
    assert!(counts["company"] >= 60, "{counts:?}");
    assert_eq!((counts["visit"], counts["trip"]), (30, 2), "{counts:?}");
    assert_eq!((counts["plan"], counts["material"]), (1, 12), "{counts:?}");
    assert!(counts["unit"] >= 90 && counts["chain"] >= 20 && counts["target"] >= 100, "{counts:?}");
    assert_eq!(server.count("SELECT COUNT(*) FROM account").await, 4);
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn its_four_accounts_open_and_play_their_parts(database: Database) {
    let server = TestServer::start_with_demo(database).await;
    let mut roles = Vec::new();
    for account in ACCOUNTS {
        let somebody = server.anonymous().sign_in(account.login, account.password).await;
        roles.push(somebody.get("/api/v1/session").await.json::<Profile>().role);
    }
    assert_eq!(roles, [Role::Member, Role::Leader, Role::Office, Role::Admin]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn its_visits_stand_in_all_states_and_none_lies_ahead(database: Database) {
    let server = TestServer::start_with_demo(database).await;
    let records = everything(&server).await;
    let today = Day::at(instant());
    let visits = of_kind(&records, Kind::VISIT);
    for visit in &visits {
        let spec = Kind::VISIT.spec().unwrap();
        assert_eq!((spec.check)(&visit.shown(), today), [], "{:?}", visit.text("company_name"));
        assert!(visit.touched.millis() <= instant());
        assert!(!visit::attendees(visit).is_empty());
    }
    let in_state = |state| visits.iter().filter(|visit| review_state(visit) == state).count();
    let states = [ReviewState::Received, ReviewState::Returned, ReviewState::Reviewed].map(in_state);
    assert!(states.iter().all(|count| *count > 0), "{states:?}");

    let questions = of_kind(&records, Kind::COMMENT);
    assert_eq!(questions.len(), states[1], "each returned visit has its question");
    for question in questions {
        assert_eq!(question.text("purpose"), Some(comment::QUESTION));
        let about = question.text("about").unwrap().parse().unwrap();
        let visit = visits.iter().find(|visit| visit.id == about).expect("a question is about a visit");
        assert_eq!(review_state(visit), ReviewState::Returned);
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn its_records_point_to_each_other(database: Database) {
    let server = TestServer::start_with_demo(database).await;
    let records = everything(&server).await;
    let known = |record: &Record, path: &str, kind: Kind| {
        record.text(path).is_none_or(|id| records.iter().any(|r| r.id.to_string() == id && r.kind == kind))
    };
    for trip in of_kind(&records, Kind::TRIP) {
        assert!(known(trip, "plan", Kind::PLAN));
    }
    for material in of_kind(&records, Kind::MATERIAL) {
        assert!(known(material, "chain", Kind::CHAIN));
    }
    for visit in of_kind(&records, Kind::VISIT) {
        assert!(known(visit, "company", Kind::COMPANY) && known(visit, "chain", Kind::CHAIN));
        assert!(known(visit, "trip", Kind::TRIP));
        for step in visit.items("next") {
            assert!(known(visit, &format!("next/{step}/owner"), Kind::PERSON));
        }
    }
    for unit in of_kind(&records, Kind::UNIT) {
        assert!(known(unit, "parent", Kind::UNIT));
    }
}
