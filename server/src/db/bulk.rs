//! Many rows or keys in one statement.

use super::dialect::Transaction;
use super::error::StorageError;
use super::statement::{Sql, Values};

/// Keys of one IN list at most.
const KEYS: usize = 500;

/// Adds rows none of which is there, `into` a table with its columns. Where it fails, some of them may have been
/// added: the transaction cannot go on.
pub async fn insert<'a, T>(
    transaction: &mut Transaction,
    into: &'static str,
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> Result<(), StorageError> {
    let insert = transaction.insert_or_fail();
    in_portions(transaction, [insert, into, ""], rows, bind).await
}

/// The same of rows that may be there: `tail` says what becomes of those (ON CONFLICT).
pub async fn upsert<'a, T>(
    transaction: &mut Transaction,
    into: &'static str,
    tail: &'static str,
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> Result<(), StorageError> {
    in_portions(transaction, ["INSERT INTO ", into, tail], rows, bind).await
}

async fn in_portions<'a, T>(
    transaction: &mut Transaction,
    [insert, into, tail]: [&'static str; 3],
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
        let mut sql = Sql::new(insert);
        sql.push(into).push(" ").push_rows(portion, &bind).push(tail);
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
