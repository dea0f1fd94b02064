//! What differs between the databases. All other SQL of this folder runs on both.

pub(super) mod postgres;
pub(super) mod sqlite;

use std::time::Duration;

use postgres::Copy;
pub use postgres::Listener;
pub use sqlite::Log;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool};

use super::StorageError;
use super::statement::{Part, Sql};
use super::url::DatabaseUrl;

/// As SQLite takes them; a number, once released, never gets another content.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Clone, Debug)]
pub enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// By what they are for.
#[derive(Debug)]
pub struct Pools {
    pub read: Pool,
    /// For what is found by its key, whatever the tables hold: its plan is made once and kept.
    pub lookup: Pool,
    pub write: Pool,
    /// Where a transaction may end before it is on the disk.
    pub log: Option<Log>,
}

#[derive(Debug)]
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Which of the databases it is.
#[derive(Clone, Copy, Debug)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A statement as its database takes it, with its values.
pub enum Drafted {
    Sqlite(Query<'static, Sqlite, SqliteArguments>),
    Postgres(Query<'static, Postgres, PgArguments>),
    PostgresCopy(Copy),
}

/// How the latest records `r` of several units are read from an index in which each unit has its own, in order:
/// the units stand between `begins` and `of_each`, what is asked of a record behind that.
#[derive(Clone, Copy, Debug)]
pub struct UnitByUnit {
    pub begins: &'static str,
    pub of_each: &'static str,
    /// Closes the records of one unit, behind their order and their number.
    pub ends_each: Option<&'static str>,
}

/// Where a statement runs.
pub enum On<'c> {
    SqlitePool(&'c SqlitePool),
    Sqlite(&'c mut SqliteConnection),
    PostgresPool(&'c PgPool),
    Postgres(&'c mut PgConnection),
}

/// Opens the pools, and brings the tables up to date. `patience` is how
/// long a statement waits for somebody else who holds what it needs.
pub async fn open(url: &DatabaseUrl, patience: Duration) -> Result<Pools, StorageError> {
    Ok(if url.is_postgres() {
        let [read, lookup, write] = postgres::open(url.as_str(), patience).await?.map(Pool::Postgres);
        Pools { read, lookup, write, log: None }
    } else {
        let (read, write, log) = sqlite::open(url.as_str(), patience).await?;
        let (read, write) = (Pool::Sqlite(read), Pool::Sqlite(write));
        Pools { read: read.clone(), lookup: read, write, log: Some(log) }
    })
}

impl Pool {
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(match self {
            Self::Sqlite(pool) => Transaction::Sqlite(sqlite::begin(pool).await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// What hears the other processes; `None` where there are none.
    pub fn listener(&self) -> Option<Listener> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(pool) => Some(Listener::new((*pool.connect_options()).clone())),
        }
    }

    /// After a table has grown by so many records: what is found by its key goes on being found that way.
    pub async fn look_over(&self, grown: u64) -> Result<(), StorageError> {
        match self {
            // It goes by its indexes alone.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(pool) => Ok(postgres::look_over(pool, grown).await?),
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Tells all processes on the database, once this is committed.
    pub async fn announce(&mut self, announcement: &str) -> Result<(), StorageError> {
        match self {
            // There is one process.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let notify = Sql::new("SELECT pg_notify($1, $2)").bind(postgres::CHANNEL).bind(announcement);
                notify.execute(self).await
            }
        }
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs what was drafted for this database.
    pub async fn run(&mut self, drafted: Drafted) -> Result<(), StorageError> {
        match (self, drafted) {
            (Self::Sqlite(transaction), Drafted::Sqlite(query)) => _ = query.execute(&mut **transaction).await?,
            (Self::Postgres(transaction), Drafted::Postgres(query)) => _ = query.execute(&mut **transaction).await?,
            (Self::Postgres(transaction), Drafted::PostgresCopy(copy)) => copy.run(transaction).await?,
            _ => unreachable!("it was drafted by the dialect of this very transaction"),
        }
        Ok(())
    }
}

impl Dialect {
    pub fn draft(self, sql: Sql<'_>) -> Result<Drafted, StorageError> {
        Ok(match self {
            Self::Sqlite => Drafted::Sqlite(sqlite::query(sql)?),
            Self::Postgres => {
                let copy = match sql.parts.as_slice() {
                    [Part::NewRows { into, rows }] => Copy::of(into, rows),
                    _ => None,
                };
                match copy {
                    Some(copy) => Drafted::PostgresCopy(copy),
                    None => Drafted::Postgres(postgres::query(sql)?),
                }
            }
        })
    }

    pub fn unit_by_unit(self) -> UnitByUnit {
        match self {
            Self::Sqlite => sqlite::UNIT_BY_UNIT,
            Self::Postgres => postgres::UNIT_BY_UNIT,
        }
    }

    /// How many of the rows that wait one INSERT takes; of those there is at least one.
    pub fn rows_at_once(self, waiting: usize, columns: usize) -> usize {
        match self {
            Self::Sqlite => sqlite::rows_at_once(waiting, columns),
            Self::Postgres => postgres::rows_at_once(waiting),
        }
    }
}

impl<'c> From<&'c Pool> for On<'c> {
    fn from(pool: &'c Pool) -> Self {
        match pool {
            Pool::Sqlite(pool) => Self::SqlitePool(pool),
            Pool::Postgres(pool) => Self::PostgresPool(pool),
        }
    }
}

impl<'c> From<&'c mut Transaction> for On<'c> {
    fn from(transaction: &'c mut Transaction) -> Self {
        match transaction {
            Transaction::Sqlite(transaction) => Self::Sqlite(transaction),
            Transaction::Postgres(transaction) => Self::Postgres(transaction),
        }
    }
}
