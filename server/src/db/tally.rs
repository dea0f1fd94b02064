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
    /// Empty where there is none.
    day: String,
    /// Empty where the kind has no states.
    state: String,
}

impl Standing {
    /// `None` for what was deleted.
    pub fn of(record: &Record, facets: &Facets) -> Option<Self> {
        let day = facets.day.map(|day| day.to_string()).unwrap_or_default();
        let state = facets.state.clone().unwrap_or_default();
        record.is_alive().then(|| Self { kind: record.kind.clone(), unit: record.unit(), day, state })
    }
}

/// What rows change in the counts.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<Standing, i64>);

impl Tally {
    pub fn count(&mut self, row: &RecordRow) {
        let (before, after) = row.standings();
        if before != after {
            before.into_iter().for_each(|before| self.add(before, -1));
            after.into_iter().for_each(|after| self.add(after, 1));
        }
    }

    fn add(&mut self, standing: &Standing, change: i64) {
        match self.0.get_mut(standing) {
            Some(n) => *n += change,
            None => drop(self.0.insert(standing.clone(), change)),
        }
    }
}

impl Writing {
    pub async fn tally(&mut self, tenant: TenantId, tally: &Tally) -> Result<(), StorageError> {
        let changes: Vec<(&Standing, i64)> =
            tally.0.iter().filter(|(_, change)| **change != 0).map(|(standing, change)| (standing, *change)).collect();
        let into = "tally (tenant, kind, unit, day, state, n)";
        let add = " ON CONFLICT (tenant, kind, unit, day, state) DO UPDATE SET n = tally.n + excluded.n";
        let statements = bulk::upsert(self.dialect(), into, add, &changes, |values, (standing, change)| {
            let Standing { kind, unit, day, state } = standing;
            values.push_bind(tenant.0).push_bind(kind.as_str()).push_bind(unit.0);
            values.push_bind(day.as_str()).push_bind(state.as_str()).push_bind(*change);
        });
        self.run(statements).await
    }
}

impl Db {
    /// How many visits of `unit` and all below it there are of each state, where nothing but days narrows.
    pub(super) async fn tallied_visits(&self, query: &VisitQuery) -> Result<Vec<(String, u64)>, StorageError> {
        let mut sql = Sql::new("SELECT state, CAST(SUM(n) AS BIGINT) FROM tally WHERE kind = 'visit' AND tenant = ");
        sql.push_bind(query.tenant.0);
        sql.push(" AND unit IN (SELECT unit FROM unit_tree WHERE tenant = ").push_bind(query.tenant.0);
        sql.push(" AND ancestor = ").push_bind(query.unit.0).push(")");
        if let Some(from) = query.from {
            sql.push(" AND day >= ").push_bind(from.to_string());
        }
        if let Some(to) = query.to {
            sql.push(" AND day <= ").push_bind(to.to_string()).push(" AND day <> ''");
        }
        sql.push(" GROUP BY state");
        let lines = sql.fetch_all(&self.read).await?;
        lines.iter().map(|line| Ok((line.get(0)?, unsigned(line.get(1)?)))).collect()
    }
}
