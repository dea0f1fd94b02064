use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Decode, Postgres, Row, Sqlite, Type};

use super::error::StorageError;

/// One row of an answer.
pub enum Line {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Line {
    /// What stands in a column, by its name or its place.
    pub fn get<'r, T, C>(&'r self, column: C) -> Result<T, StorageError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
        C: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }
}
