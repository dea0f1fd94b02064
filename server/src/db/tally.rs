use std::collections::BTreeMap;

use zoufang_core::domain::{Facets, Kind};
use zoufang_core::id::{TenantId, UnitId};
use zoufang_core::merge::Record;

use super::console::VisitQuery;
use super::records::RecordRow;
use super::statement::Sql;
use super::{Db, StorageError, Writing, bulk, unsigned};

/// Among which a record is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    kind: Kind,
    unit: UnitId,
    /// Empty where the kind has no states.
    state: String,
}

impl Standing {
    /// `None` for what was deleted.
    pub fn of(record: &Record, facets: &Facets) -> Option<Self> {
        let state = facets.state.clone().unwrap_or_default();
        record.is_alive().then(|| Self { kind: record.kind.clone(), unit: record.unit(), state })
    }
}

impl Writing {
    /// Counts what the rows change.
    pub(super) async fn tally(&mut self, tenant: TenantId, rows: &[RecordRow]) -> Result<(), StorageError> {
        let mut changes: BTreeMap<&Standing, i64> = BTreeMap::new();
        for row in rows {
            let (before, after) = row.standings();
            if before != after {
                before.into_iter().for_each(|before| *changes.entry(before).or_default() -= 1);
                after.into_iter().for_each(|after| *changes.entry(after).or_default() += 1);
            }
        }
        let changes: Vec<(&Standing, i64)> = changes.into_iter().filter(|(_, change)| *change != 0).collect();
        let into = "INSERT INTO tally (tenant, kind, unit, state, n)";
        let add = " ON CONFLICT (tenant, kind, unit, state) DO UPDATE SET n = tally.n + excluded.n";
        bulk::insert(self.transaction(), into, add, &changes, |values, (standing, change)| {
            let Standing { kind, unit, state } = standing;
            values.push_bind(tenant.0).push_bind(kind.as_str()).push_bind(unit.0).push_bind(state.as_str());
            values.push_bind(*change);
        })
        .await
    }
}

impl Db {
    /// How many visits of `unit` and all below it there are of each state, where nothing narrows.
    pub(super) async fn tallied_visits(&self, query: &VisitQuery) -> Result<Vec<(String, u64)>, StorageError> {
        let select = "SELECT state, CAST(SUM(n) AS BIGINT) FROM tally WHERE tenant = $1 AND kind = 'visit'
                      AND unit IN (SELECT unit FROM unit_tree WHERE tenant = $2 AND ancestor = $3) GROUP BY state";
        let sql = Sql::new(select).bind(query.tenant.0).bind(query.tenant.0).bind(query.unit.0);
        let lines = sql.fetch_all(&self.read).await?;
        lines.iter().map(|line| Ok((line.get(0)?, unsigned(line.get(1)?)))).collect()
    }
}
