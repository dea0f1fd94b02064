use std::borrow::Cow;
use std::fmt::Write;

use sqlx::encode::Encode;
use sqlx::postgres::{PgArguments, PgBindIterExt, PgHasArrayType};
use sqlx::query::Query;
use sqlx::{Arguments, AssertSqlSafe, Postgres, Type};

use crate::db::StorageError;
use crate::db::lookup::Lookup;
use crate::db::statement::{Part, Rows, Sql, Value};

/// Rows travel as one array for each column: a single text serves every number of them.
pub fn query(sql: Sql<'_>) -> Result<Query<'static, Postgres, PgArguments>, StorageError> {
    let mut arguments = PgArguments::default();
    let mut text = Cow::Borrowed("");
    for part in sql.parts {
        match part {
            Part::Text(more) => text += more,
            Part::Named(value) => add(&mut arguments, value)?,
            Part::Value(value) => {
                add(&mut arguments, value)?;
                // Writing to a text never fails.
                let _ = write!(text.to_mut(), "${}", arguments.len());
            }
            Part::Rows(rows) => {
                text += "SELECT * FROM ";
                add_rows(text.to_mut(), &mut arguments, &rows)?;
            }
            Part::NewRows { into, rows } => {
                let text = text.to_mut();
                let _ = write!(text, "INSERT INTO {into} SELECT * FROM ");
                add_rows(text, &mut arguments, &rows)?;
            }
            // Left to itself PostgreSQL may go through all rows of a tenant instead: before a table has been looked
            // over, it takes them for few.
            Part::Lookup { lookup: Lookup { columns, table, by, narrowed }, tenant, keys } => {
                text += "SELECT found.* FROM (SELECT DISTINCT * FROM ";
                add_rows(text.to_mut(), &mut arguments, &keys)?;
                add(&mut arguments, Value::from(tenant))?;
                let (names, place) = (by.join(", "), arguments.len());
                let _ = write!(
                    text.to_mut(),
                    " AS listed ({names})) AS sought CROSS JOIN LATERAL \
                     (SELECT {columns} FROM {table} WHERE {table}.tenant = ${place}{narrowed}"
                );
                for name in by {
                    let _ = write!(text.to_mut(), " AND {table}.{name} = sought.{name}");
                }
                // Nor does it dissolve what has an OFFSET.
                text += " OFFSET 0) AS found";
            }
            Part::Runs { lookup: Lookup { columns, table, by, narrowed }, tenant, keys } => {
                text += "SELECT found.* FROM (SELECT * FROM ";
                add_rows(text.to_mut(), &mut arguments, &keys)?;
                add(&mut arguments, Value::from(tenant))?;
                let ([owner, number], place) = ([by[0], by[1]], arguments.len());
                let _ = write!(
                    text.to_mut(),
                    " AS listed (owner, low, high)) AS run CROSS JOIN LATERAL \
                     (SELECT {columns} FROM {table} WHERE tenant = ${place}{narrowed} \
                     AND {owner} = run.owner AND {number} BETWEEN run.low AND run.high OFFSET 0) AS found"
                );
            }
        }
    }
    Ok(match text {
        Cow::Borrowed(text) => sqlx::query_with(text, arguments),
        Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
    })
}

fn add_rows(text: &mut String, arguments: &mut PgArguments, rows: &Rows<'_>) -> Result<(), StorageError> {
    text.push_str("UNNEST(");
    for column in 0..rows.columns {
        add_column(arguments, rows, column)?;
        let separator = if column == 0 { "" } else { ", " };
        let _ = write!(text, "{separator}${}", arguments.len());
    }
    text.push(')');
    Ok(())
}

fn add(arguments: &mut PgArguments, value: Value<'_>) -> Result<(), StorageError> {
    let added = match value {
        Value::Uuid(uuid) => arguments.add(uuid),
        Value::Int(figure) => arguments.add(figure),
        Value::Bool(bool) => arguments.add(bool),
        Value::Text(text) => arguments.add(text.as_deref().map(storable)),
        Value::Shared(text) => arguments.add(text.as_deref().map(storable)),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    Ok(added.map_err(sqlx::Error::Encode)?)
}

/// The first row tells the type of the column.
fn add_column(arguments: &mut PgArguments, rows: &Rows<'_>, column: usize) -> Result<(), StorageError> {
    macro_rules! all {
        ($variant:ident, $held:ident => $given:expr) => {
            add_all(
                arguments,
                rows.values.iter().skip(column).step_by(rows.columns).map(|value| match value {
                    Value::$variant($held) => $given,
                    _ => None,
                }),
            )
        };
    }
    match &rows.values[column] {
        Value::Uuid(_) => all!(Uuid, uuid => *uuid),
        Value::Int(_) => all!(Int, figure => *figure),
        Value::Bool(_) => all!(Bool, bool => *bool),
        Value::Text(_) => all!(Text, text => text.as_deref().map(storable)),
        Value::Shared(_) => all!(Shared, text => text.as_deref().map(storable)),
        Value::Bytes(_) => all!(Bytes, bytes => *bytes),
    }
}

fn add_all<'a, T>(arguments: &mut PgArguments, values: impl Iterator<Item = Option<T>> + 'a) -> Result<(), StorageError>
where
    Option<T>: Encode<'a, Postgres> + Type<Postgres> + PgHasArrayType,
{
    Ok(arguments.add(values.bind_iter()).map_err(sqlx::Error::Encode)?)
}

/// PostgreSQL takes every character but this one. Nothing that is stored holds it; what is only
/// looked for then finds nothing.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
