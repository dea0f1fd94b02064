//! Many rows or keys in one statement.

use super::dialect::Dialect;
use super::statement::{Sql, Values};

/// Keys of one IN list at most.
const KEYS: usize = 500;

/// Statements that add rows none of which is there, `into` a table with its columns. Where one fails, some of its
/// rows may have been added: the transaction cannot go on.
pub fn insert<'a, T>(
    dialect: Dialect,
    into: &'static str,
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> impl Iterator<Item = Sql<'a>> {
    in_portions(dialect, into, rows).map(move |portion| Sql::new_rows(into, portion, &bind))
}

/// The same of rows that may be there: `tail` says what becomes of those (ON CONFLICT).
pub fn upsert<'a, T>(
    dialect: Dialect,
    into: &'static str,
    tail: &'static str,
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> impl Iterator<Item = Sql<'a>> {
    in_portions(dialect, into, rows).map(move |portion| {
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(into).push(" ").push_rows(portion, &bind).push(tail);
        sql
    })
}

fn in_portions<'a, T>(dialect: Dialect, into: &str, mut rest: &'a [T]) -> impl Iterator<Item = &'a [T]> + use<'a, T> {
    let columns = into.matches(',').count() + 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (portion, after) = rest.split_at(dialect.rows_at_once(rest.len(), columns));
        rest = after;
        Some(portion)
    })
}

/// The keys in portions that one statement takes.
pub fn portions<T>(keys: &[T]) -> impl Iterator<Item = &[T]> {
    keys.chunks(KEYS)
}
