//! Many rows or keys in one statement.

use sqlx::QueryBuilder;
use sqlx::query_builder::Separated;

use super::dialect::{Connection, Database};
use super::error::StorageError;

pub type Sql = QueryBuilder<Database>;
pub type Values<'a> = Separated<'a, Database, &'static str>;

/// Rows of one INSERT at most. Smaller rests go in powers of two, so that a handful of prepared
/// statements serves every length.
const ROWS: usize = 256;
/// Keys of one IN list at most.
const KEYS: usize = 500;

/// `INSERT INTO … VALUES` all rows, with `tail` (such as ON CONFLICT) after them.
pub async fn insert<T>(
    connection: &mut Connection,
    into: &'static str,
    tail: &'static str,
    mut rows: &[T],
    bind: impl Fn(&mut Values<'_>, &T),
) -> Result<(), StorageError> {
    while !rows.is_empty() {
        let largest_power = 1 << rows.len().ilog2();
        let (chunk, rest) = rows.split_at(largest_power.min(ROWS));
        let mut sql = Sql::new(into);
        sql.push(" ").push_values(chunk, |mut values, row| bind(&mut values, row)).push(tail);
        sql.build().execute(&mut *connection).await?;
        rows = rest;
    }
    Ok(())
}

/// The keys in portions that one statement takes.
pub fn portions<T>(keys: &[T]) -> impl Iterator<Item = &[T]> {
    keys.chunks(KEYS)
}

/// `(?, ?, …)` of the keys.
pub fn push_list<T>(sql: &mut Sql, keys: &[T], bind: impl Fn(&mut Values<'_>, &T)) {
    sql.push("(");
    let mut list = sql.separated(", ");
    for key in keys {
        bind(&mut list, key);
    }
    sql.push(")");
}

/// `(VALUES (?, ?), (?, ?), …)` of pairs.
pub fn push_pairs<T>(sql: &mut Sql, pairs: &[T], bind: impl Fn(&mut Values<'_>, &T)) {
    sql.push("(").push_values(pairs, |mut values, pair| bind(&mut values, pair)).push(")");
}
