//! PostgreSQL: several processes on one database.

mod copy;
mod listener;
mod query;

use std::time::Duration;

pub use copy::Copy;
pub use listener::Listener;
pub use query::query;
use sqlx::migrate::{Migration, Migrator};
use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Row, SqlSafeStr};

use super::{MIGRATIONS, UnitByUnit};
use crate::db::StorageError;

/// Where one process tells the others.
pub const CHANNEL: &str = "zoufang";
/// Connections of one process for reading and for writing. Writes of one tenant go one after
/// another anyway.
const READERS: u32 = 8;
const WRITERS: u32 = 4;
/// Connections for what each request asks first: whose session it is.
const LOOKUPS: u32 = 4;
/// How long a statement waits for a connection: its turn, or a database that is starting again.
const TURN: Duration = Duration::from_secs(5);

/// Left to itself it reads all records of all units, and sorts them.
pub const UNIT_BY_UNIT: UnitByUnit = UnitByUnit {
    begins: "(",
    of_each: ") s CROSS JOIN LATERAL (SELECT r.tenant, r.id, r.day FROM record r WHERE r.unit = s.unit AND ",
    ends_each: Some(") r"),
};

/// Rows of one INSERT at most: enough to make its way to the database and back cheap.
const ROWS: usize = 4_096;

/// The pools for reading, looking up and writing. The database exists; its tables may not.
pub async fn open(url: &str, patience: Duration) -> Result<[PgPool; 3], StorageError> {
    let options = url.parse::<PgConnectOptions>()?.statement_cache_capacity(256).options([
        // What was acknowledged survives a power cut, whatever the database is set to.
        ("synchronous_commit", "on"),
        // A plan of the days when a table was empty would be kept when it is full.
        ("plan_cache_mode", "force_custom_plan"),
        // Before a table has been looked over, all that a page could come from is thought to be so
        // little that it is gathered and sorted, instead of read in the order of the index.
        ("enable_bitmapscan", "off"),
        // Our statements are over before compiling them would pay.
        ("jit", "off"),
    ]);
    let pool = |connections| PgPoolOptions::new().max_connections(connections).acquire_timeout(TURN);
    // Whoever comes second waits here until the tables are up to date, however long that takes.
    let first = pool(1).connect_with(options.clone()).await?;
    let encoding: String = sqlx::query("SHOW server_encoding").fetch_one(&first).await?.try_get(0)?;
    if encoding != "UTF8" {
        return Err(StorageError::Encoding(encoding));
    }
    migrations().run(&first).await?;
    first.close().await;
    let writer = options.options([("lock_timeout", format!("{}ms", patience.as_millis()))]);
    let reader = writer.clone().options([("default_transaction_read_only", "on")]);
    // What is kept was planned for the tables as they were at first: of a small one all is read, and goes on being read
    // when it is large, until somebody looks it over.
    let lookup = reader.clone().options([("plan_cache_mode", "auto"), ("enable_seqscan", "off")]);
    let read = pool(READERS).connect_with(reader).await?;
    let lookup = pool(LOOKUPS).connect_with(lookup).await?;
    Ok([read, lookup, pool(WRITERS).connect_with(writer).await?])
}

/// Has the database look its tables over where they have become twice as large since it did, `grown` being by how many
/// records. Left to itself it does so once a minute; until then it thinks that one record in two hundred is anybody's,
/// finds all of a city's where it was asked for one, and each request waits for that.
pub async fn look_over(pool: &PgPool, grown: u64) -> Result<(), sqlx::Error> {
    let mut looking = pool.begin().await?;
    let known = sqlx::query("SELECT reltuples FROM pg_class WHERE oid = 'record'::regclass");
    let known: f32 = known.fetch_one(&mut *looking).await?.try_get(0)?;
    if f64::from(known) >= grown as f64 {
        return Ok(());
    }
    // A first glance; the database looks closer when it comes to it.
    sqlx::query("SET LOCAL default_statistics_target = 10").execute(&mut *looking).await?;
    let tables = "ANALYZE record (tenant, id, kind, unit, author, pos, alive, day, state, company, about),
                  change_log (tenant, device, seq, id, record, pos), tenant, account, session, device, unit_tree";
    sqlx::query(tables).execute(&mut *looking).await?;
    looking.commit().await
}

pub fn rows_at_once(waiting: usize) -> usize {
    waiting.min(ROWS)
}

/// Texts are compared letter by letter, as SQLite does, and not as a language would. Where the rows of a
/// table lie is not for us to say.
fn migrations() -> Migrator {
    let collated = |migration: &Migration| {
        let sql = migration.sql.as_str().replace(" TEXT", " TEXT COLLATE \"C\"").replace(" WITHOUT ROWID", "");
        Migration { sql: AssertSqlSafe(sql).into_sql_str(), ..migration.clone() }
    };
    Migrator { migrations: MIGRATIONS.iter().map(collated).collect(), ..Migrator::DEFAULT }
}

/// Whether the same statements would fail again: for what they hold, a rule they break, or a limit.
pub fn is_permanent(error: &PgDatabaseError) -> bool {
    ["22", "23", "54"].iter().any(|class| error.code().starts_with(class))
}
