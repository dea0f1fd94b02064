use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId};

use super::statement::Sql;
use super::{Announcement, Db, StorageError, Writing, bigint, unsigned};

/// A city that is about to be founded.
#[derive(Debug)]
pub struct NewTenant {
    pub id: TenantId,
    pub name: String,
    pub epoch: Uuid,
    /// Milliseconds since 1970.
    pub founded: u64,
}

/// The last numbers that a tenant has given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    pub head: u64,
    pub set_aside: u64,
}

impl Db {
    pub async fn has_tenants(&self) -> Result<bool, StorageError> {
        let row = Sql::new("SELECT COUNT(*) FROM tenant").fetch_one(&self.read).await?;
        Ok(row.get::<i64, _>(0)? > 0)
    }

    pub async fn has_tenant(&self, tenant: TenantId) -> Result<bool, StorageError> {
        let row = Sql::new("SELECT id FROM tenant WHERE id = $1").bind(tenant.0).fetch_optional(&self.read).await?;
        Ok(row.is_some())
    }

    /// The head and the epoch of a tenant.
    pub async fn head(&self, tenant: TenantId) -> Result<(u64, Uuid), StorageError> {
        let row = Sql::new("SELECT head, epoch FROM tenant WHERE id = $1")
            .bind(tenant.0)
            .fetch_optional(&self.read)
            .await?
            .ok_or(StorageError::NoTenant(tenant))?;
        self.settled().await?;
        Ok((unsigned(row.get("head")?), row.get("epoch")?))
    }

    /// The head and the epoch of a tenant, and where somebody's devices hear of the latest decision over what
    /// was set aside of them: all as of one moment.
    pub async fn head_and_news(
        &self,
        tenant: TenantId,
        of: PersonId,
    ) -> Result<(u64, Uuid, Option<u64>), StorageError> {
        let select = "SELECT head, epoch, (SELECT MAX(position) FROM quarantine WHERE tenant = $1 AND author = $2
                      AND position IS NOT NULL) AS decided FROM tenant WHERE id = $1";
        let row = Sql::new(select)
            .bind(tenant.0)
            .bind(of.0)
            .fetch_optional(&self.read)
            .await?
            .ok_or(StorageError::NoTenant(tenant))?;
        self.settled().await?;
        let decided: Option<i64> = row.get("decided")?;
        Ok((unsigned(row.get("head")?), row.get("epoch")?, decided.map(unsigned)))
    }
}

impl Writing {
    pub async fn add_tenant(&mut self, tenant: &NewTenant) -> Result<(), StorageError> {
        Sql::new("INSERT INTO tenant (id, name, epoch, head, set_aside, founded) VALUES ($1, $2, $3, 0, 0, $4)")
            .bind(tenant.id.0)
            .bind(tenant.name.as_str())
            .bind(tenant.epoch)
            .bind(bigint(tenant.founded))
            .execute(self.transaction())
            .await
    }

    /// In every tenant the cursors of the time before are void: what they count may have been lost since.
    pub async fn begin_an_epoch(&mut self, epoch: Uuid) -> Result<(), StorageError> {
        Sql::new("UPDATE tenant SET epoch = $1").bind(epoch).execute(self.transaction()).await
    }

    /// Locks the tenant's row until the transaction ends and tells its counters. Whoever writes
    /// records begins with this.
    pub async fn lock_tenant(&mut self, tenant: TenantId) -> Result<Counters, StorageError> {
        let row = Sql::new("UPDATE tenant SET head = head WHERE id = $1 RETURNING head, set_aside")
            .bind(tenant.0)
            .fetch_optional(self.transaction())
            .await?
            .ok_or(StorageError::NoTenant(tenant))?;
        Ok(Counters { head: unsigned(row.get("head")?), set_aside: unsigned(row.get("set_aside")?) })
    }

    /// Sets the counters, and announces the head.
    pub async fn advance_tenant(&mut self, tenant: TenantId, counters: Counters) -> Result<(), StorageError> {
        Sql::new("UPDATE tenant SET head = $2, set_aside = $3 WHERE id = $1")
            .bind(tenant.0)
            .bind(bigint(counters.head))
            .bind(bigint(counters.set_aside))
            .execute(self.transaction())
            .await?;
        self.announce(Announcement::Head { tenant, head: counters.head }).await
    }
}
