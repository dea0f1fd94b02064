use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_core::id::{DeviceId, PersonId, TenantId, UnitId};
use zoufang_core::permission::Role;

use super::people::unit_and_role;
use super::statement::Sql;
use super::{Announcement, Db, StorageError, Writing, bigint, unsigned};

/// The SHA-256 of a session's token: what is stored instead of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionKey(pub [u8; 32]);

/// A session with the person who holds it.
#[derive(Clone, Debug)]
pub struct SessionRow {
    pub tenant: TenantId,
    pub tenant_name: String,
    pub person: PersonId,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub role: Role,
    /// Milliseconds since 1970.
    pub created: u64,
    pub used: u64,
    /// The one for which it spoke last.
    pub device: Option<DeviceId>,
    /// It spoke for a device that is revoked: under it one may only hand in.
    pub confined: bool,
    /// The city wants each phone to have a lock.
    pub lock_required: bool,
}

impl Db {
    /// `None` where nobody holds it any more: signed out, account disabled, person gone.
    pub async fn session(&self, key: SessionKey) -> Result<Option<SessionRow>, StorageError> {
        let select = "SELECT s.tenant, t.name AS tenant_name, s.person, p.title AS name,
                             p.about AS unit, u.title AS unit_name, p.state AS role, s.created, s.used,
                             s.device, s.confined, t.lock_required
                      FROM session s
                      JOIN account a ON a.tenant = s.tenant AND a.person = s.person AND NOT a.disabled
                      JOIN tenant t ON t.id = s.tenant
                      JOIN record p ON p.tenant = s.tenant AND p.id = s.person AND p.kind = 'person' AND p.alive
                      JOIN record u ON u.tenant = s.tenant AND u.id = p.about
                      WHERE s.token = $1";
        let row = Sql::new(select).bind(key.0.as_slice()).fetch_optional(&self.lookup).await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let person = PersonId(row.get("person")?);
        let Some((unit, role)) = unit_and_role(&row, person)? else {
            return Ok(None);
        };
        Ok(Some(SessionRow {
            tenant: TenantId(row.get::<Uuid, _>("tenant")?),
            tenant_name: row.get("tenant_name")?,
            person,
            name: row.get("name")?,
            unit,
            unit_name: row.get("unit_name")?,
            role,
            created: unsigned(row.get("created")?),
            used: unsigned(row.get("used")?),
            device: row.get::<Option<Uuid>, _>("device")?.map(DeviceId),
            confined: row.get("confined")?,
            lock_required: row.get("lock_required")?,
        }))
    }

    /// Notes that a session is used, and its device with it.
    pub async fn touch_session(&self, key: SessionKey, now: u64) -> Result<(), StorageError> {
        let update = "UPDATE session SET used = $2 WHERE token = $1";
        Sql::new(update).bind(key.0.as_slice()).bind(bigint(now)).execute(&self.write).await?;
        let update = "UPDATE device SET seen = $2
                      WHERE (tenant, device) IN (SELECT tenant, device FROM session WHERE token = $1)";
        Sql::new(update).bind(key.0.as_slice()).bind(bigint(now)).execute(&self.write).await
    }
}

impl Writing {
    pub async fn add_session(
        &mut self,
        key: SessionKey,
        tenant: TenantId,
        person: PersonId,
        now: u64,
    ) -> Result<(), StorageError> {
        Sql::new("INSERT INTO session (token, tenant, person, created, used) VALUES ($1, $2, $3, $4, $4)")
            .bind(key.0.as_slice())
            .bind(tenant.0)
            .bind(person.0)
            .bind(bigint(now))
            .execute(self.transaction())
            .await
    }

    pub async fn end_session(&mut self, key: SessionKey) -> Result<(), StorageError> {
        Sql::new("DELETE FROM session WHERE token = $1").bind(key.0.as_slice()).execute(self.transaction()).await?;
        self.announce(Announcement::SessionEnded(key)).await
    }

    /// Forgets sessions that were opened before that instant.
    pub async fn forget_sessions(&mut self, before: u64) -> Result<(), StorageError> {
        Sql::new("DELETE FROM session WHERE created < $1").bind(bigint(before)).execute(self.transaction()).await
    }
}
