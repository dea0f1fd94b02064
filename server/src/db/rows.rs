use std::ops::ControlFlow;

use sqlx::Row;
use tokio_stream::StreamExt;
use uuid::Uuid;
use zoufang_core::domain::{KINDS, Reach};
use zoufang_core::id::{PersonId, TenantId, UnitId};

use super::bulk::{self, Sql};
use super::dialect::Line;
use super::{Db, StorageError, bigint, unsigned};

/// Which rows of a tenant a pull goes through, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowWindow {
    /// Units, people and chains that stand, the latest first: without them no page can be shown.
    CityLists { below: u64 },
    /// All other records that stand, the latest first.
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

impl Db {
    /// Hands the rows of the window that somebody of `unit` may see to `take`, until it breaks off.
    pub async fn scan_rows(
        &self,
        tenant: TenantId,
        unit: UnitId,
        window: RowWindow,
        mut take: impl FnMut(StoredRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let mut sql = statement(tenant, unit, window);
        let query = sql.build();
        let mut lines = query.fetch(&self.read);
        while let Some(line) = lines.next().await {
            if take(stored_row(&line?)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn stored_row(line: &Line) -> Result<StoredRow<'_>, StorageError> {
    Ok(StoredRow {
        pos: unsigned(line.try_get(0)?),
        kind: line.try_get(1)?,
        unit: UnitId(line.try_get::<Uuid, _>(2)?),
        author: PersonId(line.try_get::<Uuid, _>(3)?),
        body: line.try_get(4)?,
    })
}

/// Permission decides over each row again; that the statement leaves out what it would refuse only
/// saves reading it.
fn statement(tenant: TenantId, unit: UnitId, window: RowWindow) -> Sql {
    let mut sql = Sql::new("SELECT pos, kind, unit, author, body FROM record WHERE tenant = ");
    sql.push_bind(tenant.0);
    match window {
        // For everybody, all of them.
        RowWindow::CityLists { below } => {
            sql.push(" AND kind IN ('unit', 'person', 'chain') AND alive AND pos < ").push_bind(bigint(below));
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
    sql
}

fn within_reach(sql: &mut Sql, tenant: TenantId, unit: UnitId) {
    let for_all: Vec<&str> =
        KINDS.iter().filter(|spec| spec.reach == Reach::Tenant).map(|spec| spec.kind.as_str()).collect();
    sql.push(" AND (kind IN ");
    bulk::push_list(sql, &for_all, |list, kind| {
        list.push_bind(*kind);
    });
    sql.push(" OR unit IN (SELECT unit FROM unit_tree WHERE tenant = ");
    sql.push_bind(tenant.0).push(" AND ancestor = ").push_bind(unit.0).push("))");
}
