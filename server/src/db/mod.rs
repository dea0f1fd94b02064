//! The database. **Invariant:** SQL stands in this folder and nowhere else.
//!
//! Reads are methods of [`Db`]; whatever writes does so through a [`Writing`], a transaction that
//! is alone in its right to write from its first statement on.

mod accounts;
mod announcements;
mod attachments;
mod audit;
mod bulk;
mod change_log;
mod console;
mod decisions;
mod devices;
mod dialect;
mod error;
mod line;
mod locks;
mod lookup;
mod pen;
mod people;
mod quarantine;
mod records;
mod rows;
mod sessions;
mod statement;
mod tally;
mod tenants;
mod units;
mod url;

use std::time::Duration;

pub use accounts::NewAccount;
pub use announcements::{Announcement, Announcements};
pub use attachments::{BlobRow, UploadOf, UploadRow};
pub use audit::{AuditEntry, AuditEvent};
pub use change_log::{KnownChange, LoggedChange, Passage, PassageSize, TakenChange};
pub use console::{Place, QuarantineOf, QuarantineRow, QuarantineWhich, Titled, VisitQuery, VisitRow};
pub use decisions::{Mending, Taken};
pub use devices::{DeviceOwner, SealKey, Speaking};
use dialect::{Dialect, Log, Pool, Pools, Transaction};
pub use error::StorageError;
pub(crate) use error::garbled;
pub use locks::LockKey;
pub use pen::Pen;
pub use quarantine::{LiesAside, SetAside, SetAsideNumber};
pub use records::RecordRow;
pub use rows::{RowWindow, StoredRow};
pub use sessions::{SessionKey, SessionRow};
use statement::Sql;
pub use tally::Tally;
pub use tenants::{Counters, NewTenant};
pub use url::{DatabaseUrl, UnknownDatabase};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    read: Pool,
    lookup: Pool,
    write: Pool,
    log: Option<Log>,
}

impl Db {
    /// Opens the database, creates the file of SQLite where it does not exist, and brings the
    /// tables up to date. `patience` is how long a statement waits for another process.
    ///
    /// # Errors
    /// Where the database cannot be reached, opened or written, or was made by a newer version of
    /// the server.
    pub async fn open(url: &DatabaseUrl, patience: Duration) -> Result<Self, StorageError> {
        let Pools { read, lookup, write, log } = dialect::open(url, patience).await?;
        Ok(Self { read, lookup, write, log })
    }

    /// Begins to write; others that want to wait meanwhile.
    pub async fn begin(&self) -> Result<Writing, StorageError> {
        Ok(Writing { transaction: self.write.begin().await?, log: self.log.clone() })
    }

    /// Waits until all that somebody may have read by now is on the disk.
    async fn settled(&self) -> Result<(), StorageError> {
        Settling(self.log.as_ref().map(|log| (log.clone(), log.last()))).settled().await
    }

    /// Whether the database answers, and its disk takes what it is given.
    pub async fn ping(&self) -> Result<(), StorageError> {
        Sql::new("SELECT 1").execute(&self.read).await?;
        self.settled().await
    }

    /// After so many records have come: the database takes note of it, where it has to.
    pub async fn look_over(&self, grown: u64) -> Result<(), StorageError> {
        self.write.look_over(grown).await
    }

    /// How many transactions have written; SQLite's are counted.
    #[cfg(test)]
    pub(crate) fn written(&self) -> u64 {
        self.log.as_ref().map(Log::last).unwrap_or_default()
    }

    /// Waits for running statements and closes; later calls fail.
    pub async fn close(&self) {
        self.read.close().await;
        self.lookup.close().await;
        self.write.close().await;
    }
}

/// A transaction that writes. Dropped without [`Writing::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Writing {
    transaction: Transaction,
    log: Option<Log>,
}

/// What was written stands, others see it and the next may write; it is on its way to the disk.
#[derive(Debug)]
#[must_use = "nothing of it may be acknowledged before it has settled"]
pub struct Settling(Option<(Log, u64)>);

impl Settling {
    /// Waits until it is on the disk.
    pub async fn settled(self) -> Result<(), StorageError> {
        match self.0 {
            Some((log, number)) => log.on_disk(number).await,
            None => Ok(()),
        }
    }
}

impl Writing {
    /// When this returns, what was written is on the disk.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.hand_over().await?.settled().await
    }

    /// Lets the next one write while this is brought to the disk.
    pub async fn hand_over(self) -> Result<Settling, StorageError> {
        let Self { transaction, log } = self;
        let ending = log.as_ref().map(Log::begin_end);
        transaction.commit().await?;
        let number = ending.map(|ending| ending.number);
        Ok(Settling(log.zip(number)))
    }

    fn dialect(&self) -> Dialect {
        self.transaction.dialect()
    }

    fn transaction(&mut self) -> &mut Transaction {
        &mut self.transaction
    }
}

/// Clips an unsigned figure to what a BIGINT holds; none of ours comes near.
fn bigint(figure: u64) -> i64 {
    i64::try_from(figure).unwrap_or(i64::MAX)
}

fn unsigned(figure: i64) -> u64 {
    u64::try_from(figure).unwrap_or_default()
}
