//! What was acknowledged is there after a restart.

use test_case::test_matrix;
use zoufang_core::wire::Fate;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, TestServer, Who};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn answers_records_sessions_and_cursors_survive(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("before the restart");
    let held = phone.comment(crate::support::new_id(), "waits");
    let changes = [visit.clone(), held];
    let first = anna.push(phone.id, &changes).await;
    let (before, cursor) = anna.pull_all(None).await;
    let cookie = anna.cookie().to_owned();

    let server = server.restart().await;
    let anna = server.anonymous().with_cookie(cookie);
    let again = anna.push(phone.id, &changes).await;
    assert_eq!(again.head, first.head);
    assert_eq!(again.outcomes[0].fate, Fate::Duplicate);
    assert_eq!(again.outcomes[0].position, first.outcomes[0].position);
    assert_eq!(again.outcomes[1], first.outcomes[1]);
    assert_eq!(anna.pull_all(None).await.0, before);
    assert!(anna.pull(Some(&cursor)).await.rows.is_empty());

    let next = anna.push(phone.id, &[phone.visit("after the restart")]).await;
    assert_eq!(next.outcomes[0].position, Some(first.head + 1), "numbers go on");
}
