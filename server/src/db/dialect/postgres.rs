//! PostgreSQL: several processes on one database.

use std::borrow::Cow;
use std::fmt::Write;
use std::time::Duration;

use sqlx::encode::Encode;
use sqlx::migrate::{Migration, Migrator};
use sqlx::postgres::{
    PgArguments, PgBindIterExt, PgConnectOptions, PgDatabaseError, PgHasArrayType, PgPool, PgPoolOptions,
};
use sqlx::query::Query;
use sqlx::{Arguments, AssertSqlSafe, Postgres, Row, SqlSafeStr, Type};

use super::super::StorageError;
use super::super::statement::{Part, Rows, Sql, Value};
use super::MIGRATIONS;

/// Connections of one process for reading and for writing. Writes of one tenant go one after
/// another anyway.
const READERS: u32 = 8;
const WRITERS: u32 = 4;
/// How long a statement waits for a connection: its turn, or a database that is starting again.
const TURN: Duration = Duration::from_secs(5);

/// The database exists; its tables may not.
pub async fn open(url: &str, patience: Duration) -> Result<(PgPool, PgPool), StorageError> {
    let patience = format!("{}ms", patience.as_millis());
    let options = url.parse::<PgConnectOptions>()?.statement_cache_capacity(256).options([
        ("lock_timeout", patience.as_str()),
        // What was acknowledged survives a power cut, whatever the database is set to.
        ("synchronous_commit", "on"),
        // A plan of the days when a table was empty would be kept when it is full.
        ("plan_cache_mode", "force_custom_plan"),
        // Our statements are over before compiling them would pay.
        ("jit", "off"),
    ]);
    let pool = |connections| PgPoolOptions::new().max_connections(connections).acquire_timeout(TURN);
    let write = pool(WRITERS).connect_with(options.clone()).await?;
    let encoding: String = sqlx::query("SHOW server_encoding").fetch_one(&write).await?.try_get(0)?;
    if encoding != "UTF8" {
        return Err(StorageError::Encoding(encoding));
    }
    migrations().run(&write).await?;
    let reader = options.options([("default_transaction_read_only", "on")]);
    let read = pool(READERS).connect_with(reader).await?;
    Ok((read, write))
}

/// Texts are compared letter by letter, as SQLite does, and not as a language would.
fn migrations() -> Migrator {
    let collated = |migration: &Migration| {
        let sql = migration.sql.as_str().replace(" TEXT", " TEXT COLLATE \"C\"");
        Migration { sql: AssertSqlSafe(sql).into_sql_str(), ..migration.clone() }
    };
    Migrator { migrations: MIGRATIONS.iter().map(collated).collect(), ..Migrator::DEFAULT }
}

/// Whether the same statements would fail again: for what they hold, a rule they break, or a limit.
pub fn is_permanent(error: &PgDatabaseError) -> bool {
    ["22", "23", "54"].iter().any(|class| error.code().starts_with(class))
}

/// Rows travel as one array for each column: a single text serves every number of them.
pub fn query(sql: Sql<'_>) -> Result<Query<'static, Postgres, PgArguments>, StorageError> {
    let mut arguments = PgArguments::default();
    let mut text = Cow::Borrowed("");
    for part in sql.parts {
        match part {
            Part::Text(more) => text += more,
            Part::Named(value) => add(&mut arguments, value)?,
            Part::Value(value) => {
                add(&mut arguments, value)?;
                // Writing to a text never fails.
                let _ = write!(text.to_mut(), "${}", arguments.len());
            }
            Part::Rows(rows) => {
                text += "SELECT * FROM UNNEST(";
                for column in 0..rows.columns {
                    add_column(&mut arguments, &rows, column)?;
                    let separator = if column == 0 { "" } else { ", " };
                    let _ = write!(text.to_mut(), "{separator}${}", arguments.len());
                }
                text += ")";
            }
        }
    }
    Ok(match text {
        Cow::Borrowed(text) => sqlx::query_with(text, arguments),
        Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
    })
}

fn add(arguments: &mut PgArguments, value: Value<'_>) -> Result<(), StorageError> {
    let added = match value {
        Value::Uuid(uuid) => arguments.add(uuid),
        Value::Int(figure) => arguments.add(figure),
        Value::Bool(bool) => arguments.add(bool),
        Value::Text(text) => arguments.add(text.as_deref().map(storable)),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    Ok(added.map_err(sqlx::Error::Encode)?)
}

/// The first row tells the type of the column.
fn add_column(arguments: &mut PgArguments, rows: &Rows<'_>, column: usize) -> Result<(), StorageError> {
    macro_rules! all {
        ($variant:ident, $held:ident => $given:expr) => {
            add_all(
                arguments,
                rows.values.iter().skip(column).step_by(rows.columns).map(|value| match value {
                    Value::$variant($held) => $given,
                    _ => None,
                }),
            )
        };
    }
    match &rows.values[column] {
        Value::Uuid(_) => all!(Uuid, uuid => *uuid),
        Value::Int(_) => all!(Int, figure => *figure),
        Value::Bool(_) => all!(Bool, bool => *bool),
        Value::Text(_) => all!(Text, text => text.as_deref().map(storable)),
        Value::Bytes(_) => all!(Bytes, bytes => *bytes),
    }
}

fn add_all<'a, T>(arguments: &mut PgArguments, values: impl Iterator<Item = Option<T>> + 'a) -> Result<(), StorageError>
where
    Option<T>: Encode<'a, Postgres> + Type<Postgres> + PgHasArrayType,
{
    Ok(arguments.add(values.bind_iter()).map_err(sqlx::Error::Encode)?)
}

/// PostgreSQL takes every character but this one. Nothing that is stored holds it; what is only
/// looked for then finds nothing.
fn storable(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
