use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::TestServer;

impl TestServer {
    /// A second program on the same database: how the tests let time pass and things break.
    pub async fn other_program(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.database());
        options.connect().await.expect("the database opens")
    }

    pub async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.other_program().await).await.expect("the statement runs");
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.other_program().await).await.expect("the statement runs")
    }
}
