//! Rows by COPY: neither are they unnested from arrays, nor does each go to its page alone.

use sqlx::PgConnection;

use super::query::storable;
use crate::db::statement::{Rows, Value};

/// Fewer than these are not worth that COPY goes to the database and back twice.
const WORTH_IT: usize = 32;
const BEGINS: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const NULL: i32 = -1;
const ENDS: i16 = -1;

/// What is copied, and into which columns of which table.
#[derive(Debug)]
pub struct Copy {
    statement: String,
    bytes: Vec<u8>,
}

impl Copy {
    /// `into` names a table with its columns; all integers among them are BIGINT.
    pub fn of(into: &str, rows: &Rows<'_>) -> Option<Self> {
        let Rows { columns, values } = rows;
        if values.len() < WORTH_IT * columns {
            return None;
        }
        let mut bytes = BEGINS.to_vec();
        for row in values.chunks(*columns) {
            bytes.extend(i16::try_from(*columns).ok()?.to_be_bytes());
            row.iter().try_for_each(|value| put(&mut bytes, value))?;
        }
        bytes.extend(ENDS.to_be_bytes());
        Some(Self { statement: format!("COPY {into} FROM STDIN (FORMAT BINARY)"), bytes })
    }

    pub async fn run(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut copy = connection.copy_in_raw(&self.statement).await?;
        copy.send(self.bytes).await?;
        copy.finish().await.map(drop)
    }
}

/// `None` where a value is longer than a message may be.
fn put(bytes: &mut Vec<u8>, value: &Value<'_>) -> Option<()> {
    match value {
        Value::Uuid(Some(uuid)) => put_bytes(bytes, uuid.as_bytes()),
        Value::Int(Some(figure)) => put_bytes(bytes, &figure.to_be_bytes()),
        Value::Bool(Some(bool)) => put_bytes(bytes, &[u8::from(*bool)]),
        Value::Text(Some(text)) => put_bytes(bytes, storable(text).as_bytes()),
        Value::Shared(Some(text)) => put_bytes(bytes, storable(text).as_bytes()),
        Value::Bytes(Some(held)) => put_bytes(bytes, held),
        _ => {
            bytes.extend(NULL.to_be_bytes());
            Some(())
        }
    }
}

fn put_bytes(bytes: &mut Vec<u8>, value: &[u8]) -> Option<()> {
    bytes.extend(i32::try_from(value.len()).ok()?.to_be_bytes());
    bytes.extend(value);
    Some(())
}
