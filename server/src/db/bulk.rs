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
    in_portions(dialect, [dialect.insert_or_fail(), into, ""], rows, bind)
}

/// The same of rows that may be there: `tail` says what becomes of those (ON CONFLICT).
pub fn upsert<'a, T>(
    dialect: Dialect,
    into: &'static str,
    tail: &'static str,
    rows: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> impl Iterator<Item = Sql<'a>> {
    in_portions(dialect, ["INSERT INTO ", into, tail], rows, bind)
}

fn in_portions<'a, T>(
    dialect: Dialect,
    [insert, into, tail]: [&'static str; 3],
    mut rest: &'a [T],
    bind: impl Fn(&mut Values<'a>, &'a T),
) -> impl Iterator<Item = Sql<'a>> {
    let columns = into.matches(',').count() + 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (portion, after) = rest.split_at(dialect.rows_at_once(rest.len(), columns));
        rest = after;
        let mut sql = Sql::new(insert);
        sql.push(into).push(" ").push_rows(portion, &bind).push(tail);
        Some(sql)
    })
}

/// The keys in portions that one statement takes.
pub fn portions<T>(keys: &[T]) -> impl Iterator<Item = &[T]> {
    keys.chunks(KEYS)
}
