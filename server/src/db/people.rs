use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId, UnitId};
use zoufang_core::permission::{Actor, Role};

use super::bulk;
use super::dialect::On;
use super::error::garbled;
use super::line::Line;
use super::statement::Sql;
use super::{Db, StorageError, Writing};
use crate::spelling::spelled;

impl Db {
    /// The unit and all below it.
    pub async fn scope(&self, tenant: TenantId, unit: UnitId) -> Result<BTreeSet<UnitId>, StorageError> {
        scope(&self.lookup, tenant, unit).await
    }

    /// The names of people and units, which everybody of the city may know; those that are known.
    pub async fn names(&self, tenant: TenantId, records: &[Uuid]) -> Result<HashMap<Uuid, String>, StorageError> {
        let mut titles = HashMap::new();
        for portion in bulk::portions(records) {
            let mut sql = Sql::new("SELECT id, title FROM record WHERE kind IN ('person', 'unit') AND tenant = ");
            sql.push_bind(tenant.0).push(" AND id");
            sql.push_in(portion, |list, id| {
                list.push_bind(*id);
            });
            for row in sql.fetch_all(&self.read).await? {
                titles.insert(row.get(0)?, row.get(1)?);
            }
        }
        Ok(titles)
    }
}

impl Writing {
    /// The same, if they may sign in.
    pub async fn author(&mut self, tenant: TenantId, person: PersonId) -> Result<Option<Actor>, StorageError> {
        let select = "SELECT person FROM account WHERE tenant = $1 AND person = $2 AND NOT disabled";
        let account = Sql::new(select).bind(tenant.0).bind(person.0).fetch_optional(self.transaction()).await?;
        if account.is_none() { Ok(None) } else { self.actor(tenant, person).await }
    }

    /// Somebody as permission sees them now; `None` where the record of the person is gone.
    pub async fn actor(&mut self, tenant: TenantId, person: PersonId) -> Result<Option<Actor>, StorageError> {
        let select = "SELECT about AS unit, state AS role FROM record
                      WHERE tenant = $1 AND id = $2 AND kind = 'person' AND alive";
        let row = Sql::new(select).bind(tenant.0).bind(person.0).fetch_optional(self.transaction()).await?;
        let Some((unit, role)) = row.map(|row| unit_and_role(&row, person)).transpose()?.flatten() else {
            return Ok(None);
        };
        let scope = scope(self.transaction(), tenant, unit).await?;
        Ok(Some(Actor { person, unit, role, scope }))
    }
}

/// The post that a row tells in its columns `unit` and `role`; `None` where one was not filled in.
pub(super) fn unit_and_role(row: &Line, person: PersonId) -> Result<Option<(UnitId, Role)>, StorageError> {
    let (unit, role): (Option<Uuid>, Option<&str>) = (row.get("unit")?, row.get("role")?);
    let Some((unit, role)) = unit.zip(role) else {
        return Ok(None);
    };
    Ok(Some((UnitId(unit), spelled(role).map_err(garbled("role of person", person))?)))
}

async fn scope(on: impl Into<On<'_>>, tenant: TenantId, unit: UnitId) -> Result<BTreeSet<UnitId>, StorageError> {
    let select = "SELECT unit FROM unit_tree WHERE tenant = $1 AND ancestor = $2";
    let units = Sql::new(select).bind(tenant.0).bind(unit.0).fetch_all(on).await?;
    units.iter().map(|row| Ok(UnitId(row.get(0)?))).collect()
}
