//! Many rows or keys in one statement.

use super::dialect::Transaction;
use super::error::StorageError;
use super::statement::{Sql, Values};

/// Keys of one IN list at most.
const KEYS: usize = 500;

/// `INSERT INTO … ` all rows, with `tail` (such as ON CONFLICT) after them.
pub async fn insert<'a, T>(
    transaction: &mut Transaction,
    into: &'static str,
    tail: &'static str,
    mut rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> Result<(), StorageError> {
    while !rows.is_empty() {
        let (chunk, rest) = rows.split_at(transaction.rows_at_once(rows.len()));
        let mut sql = Sql::new(into);
        sql.push(" ").push_rows(chunk, &bind).push(tail);
        sql.execute(&mut *transaction).await?;
        rows = rest;
    }
    Ok(())
}

/// The keys in portions that one statement takes.
pub fn portions<T>(keys: &[T]) -> impl Iterator<Item = &[T]> {
    keys.chunks(KEYS)
}
