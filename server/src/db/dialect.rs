//! What differs between the databases. All other SQL of this folder runs on both.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::StorageError;

pub type Database = sqlx::Sqlite;
pub type Pool = sqlx::Pool<Database>;
pub type Connection = sqlx::SqliteConnection;
/// One row of an answer.
pub type Line = sqlx::sqlite::SqliteRow;

/// Begins a transaction that is going to write. SQLite lets only one in, so a writer queues before
/// its first statement instead of failing at its first write.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Readers of one process; each is a thread.
const READERS: u32 = 4;
/// How long a statement waits for its turn among those of this process.
const TURN: Duration = Duration::from_secs(10);
/// Pages that a connection keeps in memory, in KiB (that is what the sign says).
const WRITER_CACHE: &str = "-65536";
const READER_CACHE: &str = "-8192";
/// Pages of 4 KiB that are written to the log before they are carried over into the file.
const CHECKPOINT: &str = "8000";
/// Rows that a reader prepares ahead of whoever consumes them.
const ROWS_AHEAD: usize = 256;

/// Opens the pools for reading and for writing, and creates the file and its folder where there
/// are none. `patience` is how long a statement waits for another process that holds the file.
pub async fn open(url: &str, patience: Duration) -> Result<(Pool, Pool), StorageError> {
    let options = url
        .parse::<SqliteConnectOptions>()?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a power cut, not only a crash.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(patience)
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AHEAD);
    create_folder(options.get_filename())?;
    let pool = |connections| SqlitePoolOptions::new().max_connections(connections).acquire_timeout(TURN);
    let writer = options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let write = pool(1).connect_with(writer).await?;
    let reader = options.pragma("cache_size", READER_CACHE).pragma("query_only", "on");
    let read = pool(READERS).connect_with(reader).await?;
    Ok((read, write))
}

fn create_folder(file: &Path) -> Result<(), StorageError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .map_err(|source| StorageError::NoFolder { folder: folder.display().to_string(), source })
}
