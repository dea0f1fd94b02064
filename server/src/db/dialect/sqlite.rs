//! SQLite: one file, one writer.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Arguments, AssertSqlSafe, Sqlite};

use super::super::StorageError;
use super::super::lookup::Lookup;
use super::super::statement::{Part, Rows, Sql, Value};
use super::MIGRATIONS;

/// Begins a transaction that is going to write. Only one is let in, so a writer queues before its
/// first statement instead of failing at its first write.
const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Else a statement of several rows copies each page before it alters it, so that it can be taken back alone.
pub const INSERT_OR_FAIL: &str = "INSERT OR FAIL INTO ";

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
/// Rows of one INSERT at most.
const ROWS: usize = 256;

/// Creates the file and its folder where there are none.
pub async fn open(url: &str, patience: Duration) -> Result<(SqlitePool, SqlitePool), StorageError> {
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
    // Nothing lies between us and the file that could have been lost meanwhile.
    let pool = |connections| {
        SqlitePoolOptions::new().max_connections(connections).acquire_timeout(TURN).test_before_acquire(false)
    };
    let writer = options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let write = pool(1).connect_with(writer).await?;
    MIGRATIONS.run(&write).await?;
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

/// Each number of rows is a text of its own. They go in powers of two or one and a half of them, so that
/// a handful of prepared statements serves every number in two or three steps.
pub fn rows_at_once(waiting: usize) -> usize {
    let power = 1 << waiting.ilog2();
    let beyond = power + power / 2;
    (if waiting >= beyond { beyond } else { power }).min(ROWS)
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

/// Places have no numbers: SQLite would look each up by its name, one after another.
pub fn query(sql: Sql<'_>) -> Result<Query<'static, Sqlite, SqliteArguments>, StorageError> {
    let mut arguments = SqliteArguments::default();
    let mut text = Cow::Borrowed("");
    for part in sql.parts {
        match part {
            Part::Text(more) => text += more,
            Part::Named(value) => add(&mut arguments, value)?,
            Part::Value(value) => {
                text += "?";
                add(&mut arguments, value)?;
            }
            Part::Rows(rows) => add_rows(text.to_mut(), &mut arguments, rows)?,
            Part::Lookup { lookup: Lookup { columns, table, by, narrowed }, tenant, keys } => {
                let by = by.join(", ");
                let select = format!("SELECT {columns} FROM {table} WHERE tenant = ?{narrowed} AND ({by}) IN (");
                text.to_mut().push_str(&select);
                add(&mut arguments, Value::from(tenant))?;
                add_rows(text.to_mut(), &mut arguments, keys)?;
                text += ")";
            }
        }
    }
    Ok(match text {
        Cow::Borrowed(text) => sqlx::query_with(text, arguments),
        Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
    })
}

fn add_rows(text: &mut String, arguments: &mut SqliteArguments, rows: Rows<'_>) -> Result<(), StorageError> {
    let Rows { columns, values } = rows;
    let row = format!("(?{})", ", ?".repeat(columns - 1));
    text.push_str("VALUES ");
    for number in 0..values.len() / columns {
        text.push_str(if number == 0 { "" } else { ", " });
        text.push_str(&row);
    }
    arguments.reserve(values.len(), 0);
    values.into_iter().try_for_each(|value| add(arguments, value))
}

fn add(arguments: &mut SqliteArguments, value: Value<'_>) -> Result<(), StorageError> {
    let added = match value {
        Value::Uuid(uuid) => arguments.add(uuid),
        Value::Int(figure) => arguments.add(figure),
        Value::Bool(bool) => arguments.add(bool),
        Value::Text(text) => arguments.add(text),
        Value::Shared(text) => arguments.add(text),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    Ok(added.map_err(sqlx::Error::Encode)?)
}
