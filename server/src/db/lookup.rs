//! Rows by their keys, many at a time.

use zoufang_core::id::TenantId;

use super::line::Line;
use super::statement::{Part, Rows, Sql, Values};
use super::{StorageError, Writing, bulk};

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

impl Writing {
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
    use zoufang_core::id::TenantId;

    use super::super::statement::Part;
    use super::super::{Db, change_log, quarantine};

    #[tokio::test]
    async fn keys_are_looked_up_and_not_searched_for() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display()).parse().unwrap();
        let db = Db::open(&url, Duration::ZERO).await.unwrap();
        for lookup in [change_log::BY_NUMBER, quarantine::BY_NUMBER] {
            let keys = [(Uuid::nil(), 1), (Uuid::nil(), 2)];
            let mut sql = lookup.of(TenantId(Uuid::nil()), &keys, |key, (device, seq)| {
                key.push_bind(*device).push_bind(*seq);
            });
            sql.parts.insert(0, Part::Text("EXPLAIN QUERY PLAN "));
            let plan = sql.fetch_all(&db.read).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|line| line.get("detail").unwrap()).collect();
            let index = "(tenant=? AND device=? AND seq=?)";
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        }
    }
}
