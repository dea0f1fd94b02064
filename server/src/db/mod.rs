//! The database. **Invariant:** SQL stands in this folder and nowhere else.
//!
//! Reads are methods of [`Db`]; whatever writes does so through a [`Writing`], a transaction that
//! is alone in its right to write from its first statement on.

mod accounts;
mod audit;
mod bulk;
mod change_log;
mod console;
mod devices;
mod dialect;
mod error;
mod people;
mod quarantine;
mod records;
mod rows;
mod sessions;
mod tenants;
mod units;

use std::time::Duration;

pub use accounts::NewAccount;
pub use audit::{AuditEntry, AuditEvent};
pub use change_log::{KnownChange, LoggedChange};
pub use console::{Place, QuarantineOf, QuarantineRow, VisitQuery, VisitRow};
use dialect::{BEGIN_WRITE, Connection, Database, Pool};
pub use error::StorageError;
pub use quarantine::{SetAside, SetAsideNumber};
pub use records::RecordRow;
pub use rows::{RowWindow, StoredRow};
pub use sessions::{SessionKey, SessionRow};
pub use tenants::{Counters, NewTenant};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    read: Pool,
    write: Pool,
}

impl Db {
    /// Opens the database, creates it where it does not exist, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened or written, or was made by a newer version of the server.
    pub async fn open(url: &str, patience: Duration) -> Result<Self, StorageError> {
        let (read, write) = dialect::open(url, patience).await?;
        sqlx::migrate!("./migrations").run(&write).await?;
        Ok(Self { read, write })
    }

    /// Begins to write; others that want to wait meanwhile.
    pub async fn begin(&self) -> Result<Writing, StorageError> {
        Ok(Writing { transaction: self.write.begin_with(BEGIN_WRITE).await? })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Waits for running statements and closes; later calls fail.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// A transaction that writes. Dropped without [`Writing::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Writing {
    transaction: sqlx::Transaction<'static, Database>,
}

impl Writing {
    pub async fn commit(self) -> Result<(), StorageError> {
        Ok(self.transaction.commit().await?)
    }

    fn connection(&mut self) -> &mut Connection {
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
