//! A statement that either database can run.

use std::borrow::Cow;
use std::sync::Arc;

use uuid::Uuid;

use super::dialect::{On, postgres, sqlite};
use super::error::StorageError;
use super::line::Line;
use super::lookup::Lookup;

/// Text with its values: `$1` and so on where all of the text is known, as in
/// `Sql::new("… = $1").bind(id)`, or parts in their order with [`Sql::push_bind`] and
/// [`Sql::push_rows`]. The two are not mixed.
#[derive(Debug, Default)]
pub struct Sql<'a> {
    pub(super) parts: Vec<Part<'a>>,
}

#[derive(Debug)]
pub(super) enum Part<'a> {
    Text(&'static str),
    /// The text before it names its place.
    Named(Value<'a>),
    Value(Value<'a>),
    Rows(Rows<'a>),
    /// A whole statement: rows none of which is there, into a table with its columns. The transaction is given up
    /// where it fails.
    NewRows {
        into: &'static str,
        rows: Rows<'a>,
    },
    /// A whole statement: each database has its own way to be led from the keys to the rows.
    Lookup {
        lookup: Lookup,
        tenant: Uuid,
        keys: Rows<'a>,
    },
    /// The same of runs of numbers: an owner, the first and the last.
    Runs {
        lookup: Lookup,
        tenant: Uuid,
        keys: Rows<'a>,
    },
}

/// What a column holds; each type has its own NULL.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    Uuid(Option<Uuid>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<Cow<'a, str>>),
    /// Long, and held elsewhere too.
    Shared(Option<Arc<str>>),
    Bytes(Option<&'a [u8]>),
}

/// Rows of values, all with the same types.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub columns: usize,
    /// Row by row; never empty.
    pub values: Vec<Value<'a>>,
}

/// The values of one row, and of the rows before it.
#[derive(Debug)]
pub struct Values<'a>(Vec<Value<'a>>);

impl<'a> Rows<'a> {
    pub fn of<T>(rows: &'a [T], bind: impl Fn(&mut Values<'a>, &'a T)) -> Self {
        let mut values = Values(Vec::new());
        rows.iter().for_each(|row| bind(&mut values, row));
        Self { columns: values.0.len() / rows.len(), values: values.0 }
    }
}

impl<'a> Sql<'a> {
    pub fn new(text: &'static str) -> Self {
        Self { parts: vec![Part::Text(text)] }
    }

    /// Adds rows, of which there is at least one and none is there; see [`Part::NewRows`].
    pub fn new_rows<T>(into: &'static str, rows: &'a [T], bind: impl Fn(&mut Values<'a>, &'a T)) -> Self {
        Self { parts: vec![Part::NewRows { into, rows: Rows::of(rows, bind) }] }
    }

    /// The next of the values whose places the text names.
    pub fn bind(mut self, value: impl Into<Value<'a>>) -> Self {
        self.parts.push(Part::Named(value.into()));
        self
    }

    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.parts.push(Part::Text(text));
        self
    }

    pub fn push_bind(&mut self, value: impl Into<Value<'a>>) -> &mut Self {
        self.parts.push(Part::Value(value.into()));
        self
    }

    /// What `INSERT INTO … (…)` or `IN (` goes on with: rows, of which there is at least one.
    pub fn push_rows<T>(&mut self, rows: &'a [T], bind: impl Fn(&mut Values<'a>, &'a T)) -> &mut Self {
        self.parts.push(Part::Rows(Rows::of(rows, bind)));
        self
    }

    /// ` IN (…)` of the keys, of which there is at least one.
    pub fn push_in<T>(&mut self, keys: &'a [T], bind: impl Fn(&mut Values<'a>, &'a T)) -> &mut Self {
        self.push(" IN (").push_rows(keys, bind).push(")")
    }

    pub async fn execute(self, on: impl Into<On<'_>>) -> Result<(), StorageError> {
        self.fetch_all(on).await.map(drop)
    }

    pub async fn fetch_optional(self, on: impl Into<On<'_>>) -> Result<Option<Line>, StorageError> {
        Ok(self.fetch_all(on).await?.into_iter().next())
    }

    pub async fn fetch_one(self, on: impl Into<On<'_>>) -> Result<Line, StorageError> {
        Ok(self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    pub async fn fetch_all(self, on: impl Into<On<'_>>) -> Result<Vec<Line>, StorageError> {
        Ok(match on.into() {
            On::SqlitePool(pool) => lines(sqlite::query(self)?.fetch_all(pool).await?, Line::Sqlite),
            On::Sqlite(connection) => lines(sqlite::query(self)?.fetch_all(connection).await?, Line::Sqlite),
            On::PostgresPool(pool) => lines(postgres::query(self)?.fetch_all(pool).await?, Line::Postgres),
            On::Postgres(connection) => lines(postgres::query(self)?.fetch_all(connection).await?, Line::Postgres),
        })
    }
}

fn lines<R>(rows: Vec<R>, line: impl Fn(R) -> Line) -> Vec<Line> {
    rows.into_iter().map(line).collect()
}

impl<'a> Values<'a> {
    pub fn push_bind(&mut self, value: impl Into<Value<'a>>) -> &mut Self {
        self.0.push(value.into());
        self
    }
}

macro_rules! values {
    ($($from:ty => $variant:ident($given:ident) $held:expr;)*) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from($given: $from) -> Self {
                Self::$variant(Some($held))
            }
        }

        impl<'a> From<Option<$from>> for Value<'a> {
            fn from(given: Option<$from>) -> Self {
                Self::$variant(given.map(|$given| $held))
            }
        }
    )*};
}

values! {
    Uuid => Uuid(uuid) uuid;
    i64 => Int(figure) figure;
    bool => Bool(bool) bool;
    &'a str => Text(text) Cow::Borrowed(text);
    String => Text(text) Cow::Owned(text);
    Arc<str> => Shared(text) text;
    &'a [u8] => Bytes(bytes) bytes;
}
