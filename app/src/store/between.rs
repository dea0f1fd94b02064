use zoufang_core::domain::{Day, Kind};

use super::replica::{kind_mark, newest_first};
use super::{ListQuery, Listed, Store, StoreError, Table, Tables, parse};

/// Lines that are read at once.
const PIECE: u32 = 100;

/// Records of a kind whose day lies between two, both included, the latest first, at most `most`: what
/// came before and after is not read.
pub async fn list_between(
    store: &impl Store,
    kind: &Kind,
    (from, to): (Day, Day),
    most: usize,
) -> Result<Vec<Listed>, StoreError> {
    let prefix = ListQuery::Kind(kind.clone()).prefix();
    store
        .read(&[Table::Rows], async |tx| {
            let mut found: Vec<Listed> = Vec::new();
            let mut after = format!("{prefix}{}", newest_first(Some(to)));
            loop {
                let lines = tx.lines_after(Table::Rows, &prefix, Some(&after), PIECE).await?;
                for line in &lines {
                    let listed: Listed = parse(line)?;
                    if found.len() == most || listed.facets.day.is_none_or(|day| day < from) {
                        return Ok(found);
                    }
                    after = kind_mark(&listed);
                    found.push(listed);
                }
                if lines.len() < PIECE as usize {
                    return Ok(found);
                }
            }
        })
        .await
}
