//! A statement as SQLite takes it.

use std::borrow::Cow;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Sqlite};

use super::INSERT_OR_FAIL;
use crate::db::StorageError;
use crate::db::lookup::Lookup;
use crate::db::statement::{Part, Rows, Sql, Value};

/// Places have no numbers: SQLite would look each up by its name, one after another.
pub fn query(sql: Sql<'_>) -> Result<Query<'static, Sqlite, SqliteArguments>, StorageError> {
    let mut arguments = SqliteArguments::default();
    let mut text = Cow::Borrowed("");
    for part in sql.parts {
        match part {
            Part::Text(more) => text += more,
            Part::Named(value) => add(&mut arguments, value)?,
            Part::Value(value) => {
                text += "?";
                add(&mut arguments, value)?;
            }
            Part::Rows(rows) => add_rows(text.to_mut(), &mut arguments, rows)?,
            Part::NewRows { into, rows } => {
                let text = text.to_mut();
                text.extend([INSERT_OR_FAIL, into, " "]);
                add_rows(text, &mut arguments, rows)?;
            }
            Part::Lookup { lookup: Lookup { columns, table, by, narrowed }, tenant, keys } => {
                let by = by.join(", ");
                let select = format!("SELECT {columns} FROM {table} WHERE tenant = ?{narrowed} AND ({by}) IN (");
                text.to_mut().push_str(&select);
                add(&mut arguments, Value::from(tenant))?;
                add_rows(text.to_mut(), &mut arguments, keys)?;
                text += ")";
            }
            // Left to itself SQLite may go through the table once for each run.
            Part::Runs { lookup: Lookup { columns, table, by, narrowed }, tenant, keys } => {
                text.to_mut().push_str("WITH run (owner, low, high) AS (");
                add_rows(text.to_mut(), &mut arguments, keys)?;
                let [owner, number] = [by[0], by[1]];
                let select = format!(
                    ") SELECT {columns} FROM run CROSS JOIN {table} WHERE tenant = ?{narrowed} \
                     AND {owner} = run.owner AND {number} BETWEEN run.low AND run.high"
                );
                text.to_mut().push_str(&select);
                add(&mut arguments, Value::from(tenant))?;
            }
        }
    }
    Ok(match text {
        Cow::Borrowed(text) => sqlx::query_with(text, arguments),
        Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
    })
}

fn add_rows(text: &mut String, arguments: &mut SqliteArguments, rows: Rows<'_>) -> Result<(), StorageError> {
    let Rows { columns, values } = rows;
    let row = format!("(?{})", ", ?".repeat(columns - 1));
    text.push_str("VALUES ");
    for number in 0..values.len() / columns {
        text.push_str(if number == 0 { "" } else { ", " });
        text.push_str(&row);
    }
    arguments.reserve(values.len(), 0);
    values.into_iter().try_for_each(|value| add(arguments, value))
}

fn add(arguments: &mut SqliteArguments, value: Value<'_>) -> Result<(), StorageError> {
    let added = match value {
        Value::Uuid(uuid) => arguments.add(uuid),
        Value::Int(figure) => arguments.add(figure),
        Value::Bool(bool) => arguments.add(bool),
        Value::Text(text) => arguments.add(text),
        Value::Shared(text) => arguments.add(text),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    Ok(added.map_err(sqlx::Error::Encode)?)
}
