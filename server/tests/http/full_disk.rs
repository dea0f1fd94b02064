//! A disk without room: nothing is acknowledged that is not kept, and with room again all goes on.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use zoufang_core::id::RecordId;
use zoufang_core::merge::Change;
use zoufang_core::wire::{Fate, PushReply};

use crate::support::Database::Sqlite;
use crate::support::cluster::Cluster;
use crate::support::people::Anonymous;
use crate::support::program::Serving;
use crate::support::{Device, Home, SignedIn, Who, until};

/// Pushes that no small disk takes.
const MANY: usize = 2_000;
const VISITS: &str = "SELECT COUNT(*) FROM record WHERE kind = 'visit'";

/// Somebody who writes long visits.
struct Writer {
    anna: SignedIn,
    phone: Device,
    acknowledged: BTreeSet<RecordId>,
}

impl Writer {
    async fn at(server: &Serving) -> Self {
        let anna = Anonymous::new(&server.address).sign_in(&Who::Anna.login(), &Who::Anna.password()).await;
        Self { anna, phone: Device::new(), acknowledged: BTreeSet::new() }
    }

    fn visit(&mut self) -> Change {
        self.phone.visit(&"企业关注工业用地、产业基金与人才供给。".repeat(150))
    }

    /// Whether it was taken; a server without room says that it is to come again.
    async fn push(&mut self, visit: &Change) -> bool {
        let reply = self.anna.try_push(self.phone.id, std::slice::from_ref(visit)).await;
        if reply.status != 200 {
            assert_eq!(reply.refusal(), (503, "unavailable".to_owned()));
            assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
            return false;
        }
        let outcome = reply.json::<PushReply>().outcomes.remove(0);
        assert!(outcome.stored && matches!(outcome.fate, Fate::Applied | Fate::Duplicate), "{outcome:?}");
        self.acknowledged.insert(visit.record);
        true
    }

    /// Writes until there is no room; what was refused.
    async fn until_refused(&mut self) -> Change {
        for _ in 0..MANY {
            let visit = self.visit();
            if !self.push(&visit).await {
                return visit;
            }
        }
        panic!("the disk never filled");
    }

    /// Sends what was refused, as often as it takes, and one more.
    async fn go_on(&mut self, refused: &Change) {
        until("there is room again", async || self.push(refused).await).await;
        let next = self.visit();
        assert!(self.push(&next).await);
    }

    async fn visits(&self) -> BTreeSet<RecordId> {
        let rows = self.anna.pull_all(None).await.0;
        rows.into_iter().filter(|row| row.kind.as_str() == "visit").map(|row| row.id).collect()
    }
}

#[tokio::test]
async fn sqlite_on_a_full_disk_keeps_what_it_acknowledged_and_goes_on_when_there_is_room() {
    let home = Home::with_city(Sqlite).await;
    let server = Serving::on_small_disk(&home);
    let mut writer = Writer::at(&server).await;
    let first = writer.visit();
    assert!(writer.push(&first).await);
    server.fill_disk(&home);

    let refused = writer.until_refused().await;
    assert!(!writer.push(&refused).await, "not by asking again");
    assert_eq!(writer.visits().await, writer.acknowledged, "what is there can be read");

    server.make_room(&home);
    writer.go_on(&refused).await;
    assert_eq!(writer.visits().await, writer.acknowledged);
    // Nobody writes any more: the files are what a backup would take.
    for file in ["zoufang.db", "zoufang.db-wal"] {
        fs::copy(server.disk(&home).join(file), home.path().join(file)).expect("it can be copied");
    }
    let mut copy = home.other_program().await;
    assert_eq!(copy.texts("PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(usize::try_from(copy.count(VISITS).await).unwrap(), writer.acknowledged.len());
}

#[tokio::test]
async fn postgresql_on_a_full_disk_keeps_what_it_acknowledged_and_goes_on_when_there_is_room() {
    let cluster = Arc::new(Cluster::on_small_disk());
    let home = Home::in_cluster(Arc::clone(&cluster)).await;
    let server = Serving::start(&home, &[]);
    let mut writer = Writer::at(&server).await;
    let first = writer.visit();
    assert!(writer.push(&first).await);
    cluster.fill_disk();

    let refused = writer.until_refused().await;
    cluster.make_room();
    writer.go_on(&refused).await;
    assert_eq!(writer.visits().await, writer.acknowledged);
    let visits = home.other_program().await.count(VISITS).await;
    assert_eq!(usize::try_from(visits).unwrap(), writer.acknowledged.len());
}
