//! A yardstick for the bench: how fast the database takes the same visits without us. Reads changes, one
//! in a line, puts each into two indexed tables, 200 to a transaction, and prints the changes in a second.
//!
//! `cargo run --release -p bare -- sqlite:///tmp/bare.db < changes`

use std::error::Error;
use std::io::{Read, stdin};
use std::time::Instant;

use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, QueryBuilder};

const TABLES: &str = "
    CREATE TABLE bare_log (device TEXT NOT NULL, seq BIGINT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (device, seq));
    CREATE UNIQUE INDEX bare_log_by_id ON bare_log (id);
    CREATE TABLE bare_record (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX bare_record_by_day ON bare_record (kind, day);";
const AT_ONCE: usize = 200;

struct Row {
    device: String,
    seq: i64,
    id: String,
    record: String,
    kind: String,
    day: String,
    body: String,
}

/// The two databases take the same words; their types differ.
macro_rules! insert_all {
    ($connection:expr, $rows:expr) => {{
        $connection.execute(TABLES).await?;
        let begun = Instant::now();
        for rows in $rows.chunks(AT_ONCE) {
            let mut transaction = $connection.begin().await?;
            let mut log = QueryBuilder::new("INSERT INTO bare_log (device, seq, id, body) ");
            log.push_values(rows, |mut values, row| {
                values.push_bind(&row.device).push_bind(row.seq).push_bind(&row.id).push_bind(&row.body);
            });
            log.build().execute(&mut *transaction).await?;
            let mut record = QueryBuilder::new("INSERT INTO bare_record (id, kind, day, body) ");
            record.push_values(rows, |mut values, row| {
                values.push_bind(&row.record).push_bind(&row.kind).push_bind(&row.day).push_bind(&row.body);
            });
            record.build().execute(&mut *transaction).await?;
            transaction.commit().await?;
        }
        begun.elapsed()
    }};
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("name a database: sqlite://… or postgres://…")?;
    let mut changes = String::new();
    stdin().read_to_string(&mut changes)?;
    let rows = changes.lines().map(read).collect::<Result<Vec<_>, _>>()?;
    let took = if url.starts_with("postgres://") {
        let mut connection = PgConnection::connect(&url).await?;
        insert_all!(connection, rows)
    } else {
        let options: SqliteConnectOptions = url.parse()?;
        let options = options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
        let mut connection = options.synchronous(SqliteSynchronous::Full).connect().await?;
        insert_all!(connection, rows)
    };
    println!("{:.0}", rows.len() as f64 / took.as_secs_f64());
    Ok(())
}

fn read(line: &str) -> Result<Row, Box<dyn Error>> {
    let change: Value = serde_json::from_str(line)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    Ok(Row {
        device: text(&change["device"]),
        seq: change["seq"].as_i64().ok_or("a change has a number")?,
        id: text(&change["id"]),
        record: text(&change["record"]),
        kind: text(&change["kind"]),
        day: text(&change["fields"]["day"]["value"]),
        body: line.to_owned(),
    })
}
