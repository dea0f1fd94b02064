//! Rows by their keys, many at a time.

use uuid::Uuid;
use zoufang_core::id::{DeviceId, TenantId};

use super::line::Line;
use super::statement::{Part, Rows, Sql, Values};
use super::{Db, StorageError, Writing, bigint, bulk};

/// Numbers that a run holds although nobody asks for them, between two that are asked for.
const GAP: u64 = 8;

/// What is read of a tenant's rows in a table, and by which columns they are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lookup {
    pub columns: &'static str,
    pub table: &'static str,
    pub by: &'static [&'static str],
    /// What else they have to be, or nothing: ` AND …`.
    pub narrowed: &'static str,
}

impl Lookup {
    fn of<'a, T>(self, tenant: TenantId, keys: &'a [T], bind: impl Fn(&mut Values<'a>, &'a T)) -> Sql<'a> {
        Sql { parts: vec![Part::Lookup { lookup: self, tenant: tenant.0, keys: Rows::of(keys, bind) }] }
    }
}

/// Numbers of one device that follow each other, or nearly: read in one go, most are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    device: Uuid,
    first: u64,
    last: u64,
}

impl Run {
    fn one(DeviceId(device): DeviceId, seq: u64) -> Self {
        Self { device, first: seq, last: seq }
    }

    pub fn all(numbers: &[(DeviceId, u64)]) -> Vec<Self> {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        let mut runs: Vec<Self> = Vec::new();
        for (DeviceId(device), seq) in numbers {
            match runs.last_mut() {
                Some(run) if run.device == device && seq - run.last <= GAP => run.last = seq,
                _ => runs.push(Self::one(DeviceId(device), seq)),
            }
        }
        runs
    }
}

impl Lookup {
    /// What is known by a device and a number, in that order.
    fn of_runs(self, tenant: TenantId, runs: &[Run]) -> Sql<'_> {
        let keys = Rows::of(runs, |run, Run { device, first, last }| {
            run.push_bind(*device).push_bind(bigint(*first)).push_bind(bigint(*last));
        });
        Sql { parts: vec![Part::Runs { lookup: self, tenant: tenant.0, keys }] }
    }
}

impl Db {
    /// Those that are there with these numbers of their devices, and no others, in no order.
    pub(super) async fn look_up_numbers(
        &self,
        lookup: Lookup,
        tenant: TenantId,
        numbers: &[(DeviceId, u64)],
    ) -> Result<Vec<Line>, StorageError> {
        let mut lines = Vec::new();
        let each: Vec<Run> = numbers.iter().map(|(device, seq)| Run::one(*device, *seq)).collect();
        for portion in bulk::portions(&each) {
            lines.extend(lookup.of_runs(tenant, portion).fetch_all(&self.lookup).await?);
        }
        Ok(lines)
    }
}

impl Writing {
    /// Those that are there with these numbers of their devices, and perhaps some with numbers between them, in no
    /// order.
    pub(super) async fn look_up_numbers(
        &mut self,
        lookup: Lookup,
        tenant: TenantId,
        numbers: &[(DeviceId, u64)],
    ) -> Result<Vec<Line>, StorageError> {
        let mut lines = Vec::new();
        for portion in bulk::portions(&Run::all(numbers)) {
            lines.extend(lookup.of_runs(tenant, portion).fetch_all(self.transaction()).await?);
        }
        Ok(lines)
    }

    /// Those that are there, in no order.
    pub(super) async fn look_up<'a, T>(
        &mut self,
        lookup: Lookup,
        tenant: TenantId,
        keys: &'a [T],
        bind: impl Fn(&mut Values<'a>, &'a T),
    ) -> Result<Vec<Line>, StorageError> {
        let mut lines = Vec::new();
        for portion in bulk::portions(keys) {
            lines.extend(lookup.of(tenant, portion, &bind).fetch_all(self.transaction()).await?);
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;
    use zoufang_core::id::{DeviceId, TenantId};

    use super::super::statement::Part;
    use super::super::{Db, change_log, quarantine};
    use super::Run;

    #[tokio::test]
    async fn keys_are_looked_up_and_not_searched_for() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display()).parse().unwrap();
        let db = Db::open(&url, Duration::ZERO).await.unwrap();
        let runs = Run::all(&[(DeviceId(Uuid::nil()), 1), (DeviceId(Uuid::max()), 2)]);
        for lookup in [change_log::BY_NUMBER, change_log::BODY_BY_NUMBER, quarantine::BY_NUMBER] {
            let mut sql = lookup.of_runs(TenantId(Uuid::nil()), &runs);
            sql.parts.insert(0, Part::Text("EXPLAIN QUERY PLAN "));
            let plan = sql.fetch_all(&db.read).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|line| line.get("detail").unwrap()).collect();
            let index = "(tenant=? AND device=? AND seq>? AND seq<?)";
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        }
    }

    #[test]
    fn numbers_that_follow_each_other_are_one_run() {
        let [one, other] = [1, 2].map(|number| DeviceId(Uuid::from_u128(number)));
        let runs = Run::all(&[(other, 5), (one, 3), (one, 1), (one, 4), (one, 13), (other, u64::MAX), (one, 3)]);
        let told: Vec<_> = runs.iter().map(|run| (run.device.as_u128(), run.first, run.last)).collect();
        assert_eq!(told, [(1, 1, 4), (1, 13, 13), (2, 5, 5), (2, u64::MAX, u64::MAX)]);
    }
}
