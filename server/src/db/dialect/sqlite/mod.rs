//! SQLite: one file, one writer.

mod log;
mod query;

use std::path::Path;
use std::time::Duration;

pub use log::Log;
pub use query::query;
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::{MIGRATIONS, UnitByUnit};
use crate::db::StorageError;

/// Begins a transaction that is going to write. Only one is let in, so a writer queues before its
/// first statement instead of failing at its first write.
const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Else a statement of several rows copies each page before it alters it, so that it can be taken back alone.
const INSERT_OR_FAIL: &str = "INSERT OR FAIL INTO ";

/// It leaves a unit by itself where what follows there comes too late to be among the latest.
pub const UNIT_BY_UNIT: UnitByUnit =
    UnitByUnit { begins: "record r WHERE r.unit IN (", of_each: ") AND ", ends_each: None };

/// Readers of one process; each is a thread.
const READERS: u32 = 4;
/// How long a statement waits for its turn among those of this process.
const TURN: Duration = Duration::from_secs(10);
/// Pages that a connection keeps in memory, in KiB (that is what the sign says).
const WRITER_CACHE: &str = "-65536";
const READER_CACHE: &str = "-8192";
/// Bytes of a page, in files that are made from now on: a record is a kilobyte or two, and of pages half as large
/// more would have to be written for the same.
const PAGE: u32 = 8_192;
/// How often what stands in the log is carried over into the file, if anything was written.
const CARRY: Duration = Duration::from_secs(1);
/// Pages of the log after which the writer carries over itself, and waits for it: a bound of the log's size that
/// is reached where more is written than can be carried over beside it.
const CHECKPOINT: &str = "32000";
/// Rows that a reader prepares ahead of whoever consumes them.
const ROWS_AHEAD: usize = 256;
/// Values of one statement at most: more save nothing, and SQLite has a limit.
const VALUES: usize = 4_608;

/// Creates the file and its folder where there are none. Gives who reads, who writes, and the log between them.
pub async fn open(url: &str, patience: Duration) -> Result<(SqlitePool, SqlitePool, Log), StorageError> {
    let options = url
        .parse::<SqliteConnectOptions>()?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .page_size(PAGE)
        // That what was acknowledged survives a power cut, and not only a crash, is seen to by the `Log`.
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(patience)
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AHEAD);
    create_folder(options.get_filename())?;
    // Nothing lies between us and the file that could have been lost meanwhile.
    let pool = |connections| {
        SqlitePoolOptions::new().max_connections(connections).acquire_timeout(TURN).test_before_acquire(false)
    };
    let writer = options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let write = pool(1).connect_with(writer).await?;
    MIGRATIONS.run(&write).await?;
    let log = Log::of(options.get_filename()).map_err(sqlx::Error::Io)?;
    let reader = options.pragma("cache_size", READER_CACHE).pragma("query_only", "on");
    let read = pool(READERS).connect_with(reader).await?;
    tokio::spawn(carry_over(read.clone(), log.clone()));
    Ok((read, write, log))
}

/// Carries the log over into the file, beside who writes, until the pool is closed.
async fn carry_over(read: SqlitePool, log: Log) {
    let closed = read.close_event();
    let carry = async {
        let (mut turns, mut carried) = (tokio::time::interval(CARRY), log.last());
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            let last = log.last();
            if last != carried {
                match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&read).await {
                    Ok(_) => carried = last,
                    Err(error) => tracing::warn!(%error, "the log was not carried over; it is tried again"),
                }
            }
        }
    };
    tokio::select! {
        () = closed => {}
        () = carry => {}
    }
}

fn create_folder(file: &Path) -> Result<(), StorageError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .map_err(|source| StorageError::NoFolder { folder: folder.display().to_string(), source })
}

/// Each number of rows is a text of its own. Of the numbers only the first three binary digits are kept, so that
/// some dozens of prepared statements serve every number in a few steps.
pub fn rows_at_once(waiting: usize, columns: usize) -> usize {
    let step = 1 << waiting.ilog2().saturating_sub(2);
    (waiting - waiting % step).min(VALUES / columns)
}

/// A full disk makes SQLite end a transaction by itself, and sqlx goes on counting it: such a connection
/// begins none any more, and another takes its place.
pub async fn begin(pool: &SqlitePool) -> Result<sqlx::Transaction<'static, Sqlite>, sqlx::Error> {
    match pool.begin_with(BEGIN_WRITE).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            pool.acquire().await?.close().await?;
            pool.begin_with(BEGIN_WRITE).await
        }
        begun => begun,
    }
}
