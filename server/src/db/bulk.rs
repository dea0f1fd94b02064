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
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> Result<(), StorageError> {
    let mut portions = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let (portion, after) = rest.split_at(transaction.rows_at_once(rest.len()));
        portions.push(portion);
        rest = after;
    }
    let mut statements = portions.into_iter().map(|portion| {
        let mut sql = Sql::new(into);
        sql.push(" ").push_rows(portion, &bind).push(tail);
        sql
    });
    let mut next = statements.next();
    while let Some(sql) = next {
        // While the database takes one in, the values of the next are brought together.
        let (done, following) = tokio::join!(sql.execute(&mut *transaction), async { statements.next() });
        done?;
        next = following;
    }
    Ok(())
}

/// The keys in portions that one statement takes.
pub fn portions<T>(keys: &[T]) -> impl Iterator<Item = &[T]> {
    keys.chunks(KEYS)
}
