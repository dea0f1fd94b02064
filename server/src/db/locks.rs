use app::lock::LockSecret;
use uuid::Uuid;
use zoufang_core::id::TenantId;

use super::line::Line;
use super::statement::Sql;
use super::{Db, StorageError, Writing, bigint};

/// What opens the locks of a city's phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockKey {
    pub id: Uuid,
    pub secret: LockSecret,
}

impl Db {
    /// The key of a city, once one was drawn.
    pub async fn lock_key_of(&self, tenant: TenantId) -> Result<Option<LockKey>, StorageError> {
        let select = "SELECT id, secret FROM lock_key WHERE tenant = $1";
        let row = Sql::new(select).bind(tenant.0).fetch_optional(&self.read).await?;
        // What a phone seals with it nobody else opens.
        self.settled().await?;
        row.map_or(Ok(None), |row| key(&row))
    }

    /// The key that is called `id`, with whose it is.
    pub async fn lock_key(&self, id: Uuid) -> Result<Option<(TenantId, LockSecret)>, StorageError> {
        let select = "SELECT tenant, secret FROM lock_key WHERE id = $1";
        let row = Sql::new(select).bind(id).fetch_optional(&self.read).await?;
        let Some(row) = row else { return Ok(None) };
        let secret: Vec<u8> = row.get("secret")?;
        let tenant = TenantId(row.get("tenant")?);
        Ok(secret.try_into().ok().map(|secret| (tenant, LockSecret(secret))))
    }
}

fn key(row: &Line) -> Result<Option<LockKey>, StorageError> {
    let (id, secret): (Uuid, Vec<u8>) = (row.get("id")?, row.get("secret")?);
    Ok(secret.try_into().ok().map(|secret| LockKey { id, secret: LockSecret(secret) }))
}

impl Writing {
    /// The key of a city: the first that was drawn for it, and `drawn` where there is none.
    pub async fn keep_lock_key(
        &mut self,
        tenant: TenantId,
        drawn: LockKey,
        now: u64,
    ) -> Result<Option<LockKey>, StorageError> {
        let insert = "INSERT INTO lock_key (tenant, id, secret, made) VALUES ($1, $2, $3, $4)
                      ON CONFLICT (tenant) DO NOTHING";
        Sql::new(insert)
            .bind(tenant.0)
            .bind(drawn.id)
            .bind(drawn.secret.0.as_slice())
            .bind(bigint(now))
            .execute(self.transaction())
            .await?;
        let select = "SELECT id, secret FROM lock_key WHERE tenant = $1";
        key(&Sql::new(select).bind(tenant.0).fetch_one(self.transaction()).await?)
    }

    /// Whether each phone of the city is to have a lock.
    pub async fn require_lock(&mut self, tenant: TenantId, required: bool) -> Result<(), StorageError> {
        let update = "UPDATE tenant SET lock_required = $2 WHERE id = $1";
        Sql::new(update).bind(tenant.0).bind(required).execute(self.transaction()).await
    }
}
