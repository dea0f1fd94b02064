use std::path::{Path, PathBuf};
use std::sync::Arc;

use server::cities::City;
use server::{AttachmentPlace, DatabaseUrl, Db, demo};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection, raw_sql};
use tempfile::TempDir;

use super::city::city;
use super::cluster::Cluster;
use super::server::{PATIENCE, TestServer, write_site};

/// Which database a test runs on: all of them run on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A folder with a built app, and a database of its own.
pub struct Home {
    folder: TempDir,
    database: Stored,
    attachments: Option<AttachmentPlace>,
}

enum Stored {
    Sqlite,
    Postgres { cluster: Arc<Cluster>, name: String },
}

/// A second program on the same database: how the tests let time pass and things break.
pub enum OtherProgram {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    /// What is said differently to the two.
    pub fn pick<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}

impl Home {
    /// With no tables yet.
    pub async fn empty(database: Database) -> Self {
        let database = match database {
            Database::Sqlite => Stored::Sqlite,
            Database::Postgres => {
                let cluster = Cluster::shared();
                Stored::Postgres { name: cluster.empty().await, cluster }
            }
        };
        Self::new(database)
    }

    /// With the test city.
    pub async fn with_city(database: Database) -> Self {
        match database {
            Database::Sqlite => {
                let home = Self::empty(database).await;
                home.found(&city()).await;
                home
            }
            Database::Postgres => {
                let cluster = Cluster::shared();
                let name = cluster.city(async |url| found(&url, &city()).await).await;
                Self::new(Stored::Postgres { cluster, name })
            }
        }
    }

    /// On PostgreSQL, in a database that cannot hold every text.
    pub async fn encoded_otherwise() -> Self {
        let cluster = Cluster::shared();
        let name = cluster.encoded_otherwise().await;
        Self::new(Stored::Postgres { cluster, name })
    }

    /// With the test city, in a cluster of its own.
    pub async fn in_cluster(cluster: Arc<Cluster>) -> Self {
        let home = Self::new(Stored::Postgres { name: cluster.empty().await, cluster });
        home.found(&city()).await;
        home
    }

    pub async fn with_demo(database: Database) -> Self {
        let home = Self::empty(database).await;
        let db = open(&home.url()).await;
        demo::load(&db).await.expect("the demo city is well formed");
        db.close().await;
        home
    }

    fn new(database: Stored) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        write_site(&folder.path().join("site"));
        Self { folder, database, attachments: None }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn database(&self) -> Database {
        match self.database {
            Stored::Sqlite => Database::Sqlite,
            Stored::Postgres { .. } => Database::Postgres,
        }
    }

    /// Where attachments lie.
    pub fn attachments(&self) -> AttachmentPlace {
        self.attachments.clone().unwrap_or_else(|| AttachmentPlace::Folder(self.path().join("attachments")))
    }

    /// Keeps attachments somewhere else.
    pub fn keep_attachments_in(&mut self, place: AttachmentPlace) {
        self.attachments = Some(place);
    }

    pub fn url(&self) -> String {
        match &self.database {
            Stored::Sqlite => format!("sqlite://{}", self.path().join("zoufang.db").display()),
            Stored::Postgres { cluster, name } => cluster.url(name),
        }
    }

    /// Where the files of the database lie.
    pub fn files(&self) -> PathBuf {
        match &self.database {
            Stored::Sqlite => self.path().to_owned(),
            Stored::Postgres { cluster, .. } => cluster.folder().join("data"),
        }
    }

    /// Founds another city in it.
    pub async fn found(&self, city: &City) {
        found(&self.url(), city).await;
    }

    pub async fn other_program(&self) -> OtherProgram {
        match &self.database {
            Stored::Sqlite => {
                let options = SqliteConnectOptions::new().filename(self.path().join("zoufang.db"));
                OtherProgram::Sqlite(options.connect().await.expect("the database opens"))
            }
            Stored::Postgres { cluster, name } => OtherProgram::Postgres(cluster.connect(name).await),
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Stored::Postgres { cluster, name } = &self.database {
            cluster.remove(name);
        }
    }
}

impl OtherProgram {
    pub async fn execute(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql);
        let executed = match self {
            Self::Sqlite(connection) => raw_sql(sql).execute(connection).await.map(drop),
            Self::Postgres(connection) => raw_sql(sql).execute(connection).await.map(drop),
        };
        executed.expect("the statement runs");
    }

    /// Waits until it has let the database go; the last on SQLite takes it for itself once more.
    pub async fn close(self) {
        let closed = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        };
        closed.expect("the connection closes");
    }

    /// The one column of all rows.
    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql);
        let texts = match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        };
        texts.expect("the statement runs")
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        let count = match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
        };
        count.expect("the statement runs")
    }
}

impl TestServer {
    pub async fn execute(&self, sql: &str) {
        let mut other = self.home().other_program().await;
        other.execute(sql).await;
        other.close().await;
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut other = self.home().other_program().await;
        let count = other.count(sql).await;
        other.close().await;
        count
    }
}

pub fn address(url: &str) -> DatabaseUrl {
    url.parse().expect("an address of a database")
}

async fn open(url: &str) -> Db {
    Db::open(&address(url), PATIENCE).await.expect("the database opens")
}

async fn found(url: &str, city: &City) {
    let db = open(url).await;
    city.found(&db).await.expect("the city is well formed");
    db.close().await;
}
