use std::ops::ControlFlow;

use uuid::Uuid;
use zoufang_core::domain::{KINDS, Reach};
use zoufang_core::id::{PersonId, TenantId, UnitId};

use super::line::Line;
use super::statement::Sql;
use super::{Db, StorageError, bigint, unsigned};

/// Which rows of a tenant a pull goes through, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowWindow {
    /// Units, people and chains that stand, the latest first: without them no page can be shown.
    CityLists { below: u64 },
    /// Trips that stand, the latest first.
    Trips { below: u64 },
    /// All records that stand but the city's lists, the latest first.
    Others { below: u64 },
    /// All records, deleted ones too, the earliest first.
    Since { after: u64, upto: u64 },
}

/// A stored record as it goes over the network.
#[derive(Clone, Copy, Debug)]
pub struct StoredRow<'a> {
    pub pos: u64,
    pub kind: &'a str,
    pub unit: UnitId,
    pub author: PersonId,
    /// The record as JSON.
    pub body: &'a str,
}

/// Rows of one statement. PostgreSQL sends all that a statement finds, wanted or not, so a pull asks
/// for no more than it is likely to take.
const PORTION: usize = 256;
/// A longer record is read by itself, when it is its turn: a portion of those might fill the memory.
const LONG: &str = "32768";

impl Db {
    /// Hands the rows of the window that somebody of `unit` may see to `take`, until it breaks off.
    pub async fn scan_rows(
        &self,
        tenant: TenantId,
        unit: UnitId,
        mut window: RowWindow,
        mut take: impl FnMut(StoredRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        loop {
            let lines = statement(tenant, unit, window).fetch_all(&self.read).await?;
            for line in &lines {
                let pos = unsigned(line.get(0)?);
                window = window.beyond(pos);
                let taken = match line.get::<Option<&str>, _>(4)? {
                    Some(body) => take(stored_row(line, pos, body)?),
                    // Changed meanwhile, it stands further on.
                    None => match self.long_body(tenant, line.get(5)?, pos).await? {
                        Some(body) => take(stored_row(line, pos, &body)?),
                        None => ControlFlow::Continue(()),
                    },
                };
                if taken.is_break() {
                    return Ok(());
                }
            }
            if lines.len() < PORTION {
                return Ok(());
            }
        }
    }

    async fn long_body(&self, tenant: TenantId, id: Uuid, pos: u64) -> Result<Option<String>, StorageError> {
        let sql = Sql::new("SELECT body FROM record WHERE tenant = $1 AND id = $2 AND pos = $3");
        let line = sql.bind(tenant.0).bind(id).bind(bigint(pos)).fetch_optional(&self.read).await?;
        line.map(|line| line.get(0)).transpose()
    }
}

impl RowWindow {
    /// What is left of the window after the row at `pos`.
    fn beyond(self, pos: u64) -> Self {
        match self {
            Self::CityLists { .. } => Self::CityLists { below: pos },
            Self::Trips { .. } => Self::Trips { below: pos },
            Self::Others { .. } => Self::Others { below: pos },
            Self::Since { upto, .. } => Self::Since { after: pos, upto },
        }
    }
}

fn stored_row<'a>(line: &'a Line, pos: u64, body: &'a str) -> Result<StoredRow<'a>, StorageError> {
    let (unit, author) = (UnitId(line.get(2)?), PersonId(line.get(3)?));
    Ok(StoredRow { pos, kind: line.get(1)?, unit, author, body })
}

/// Permission decides over each row again; that the statement leaves out what it would refuse only
/// saves reading it.
fn statement(tenant: TenantId, unit: UnitId, window: RowWindow) -> Sql<'static> {
    let mut sql = Sql::new("SELECT pos, kind, unit, author, CASE WHEN octet_length(body) <= ");
    sql.push(LONG).push(" THEN body END, id FROM record WHERE tenant = ").push_bind(tenant.0);
    match window {
        // For everybody, all of them.
        RowWindow::CityLists { below } => {
            sql.push(" AND kind IN ('unit', 'person', 'chain') AND alive AND pos < ").push_bind(bigint(below));
            sql.push(" ORDER BY pos DESC");
        }
        RowWindow::Trips { below } => {
            sql.push(" AND kind = 'trip' AND alive AND pos < ").push_bind(bigint(below));
            within_reach(&mut sql, tenant, unit);
            sql.push(" ORDER BY pos DESC");
        }
        RowWindow::Others { below } => {
            sql.push(" AND kind NOT IN ('unit', 'person', 'chain') AND alive AND pos < ").push_bind(bigint(below));
            within_reach(&mut sql, tenant, unit);
            sql.push(" ORDER BY pos DESC");
        }
        RowWindow::Since { after, upto } => {
            sql.push(" AND pos > ").push_bind(bigint(after)).push(" AND pos <= ").push_bind(bigint(upto));
            within_reach(&mut sql, tenant, unit);
            sql.push(" ORDER BY pos");
        }
    }
    sql.push(" LIMIT ").push_bind(i64::try_from(PORTION).unwrap_or(i64::MAX));
    sql
}

fn within_reach(sql: &mut Sql<'_>, tenant: TenantId, unit: UnitId) {
    sql.push(" AND (kind IN (");
    let for_all = KINDS.iter().filter(|spec| spec.reach == Reach::Tenant);
    for (number, spec) in for_all.enumerate() {
        sql.push(if number == 0 { "" } else { ", " }).push_bind(spec.kind.as_str());
    }
    sql.push(") OR unit IN (SELECT unit FROM unit_tree WHERE tenant = ");
    sql.push_bind(tenant.0).push(" AND ancestor = ").push_bind(unit.0).push("))");
}
