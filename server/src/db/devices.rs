use std::collections::HashMap;

use uuid::Uuid;
use zoufang_core::id::{DeviceId, PersonId, TenantId};
use zoufang_core::wire::KnownDevice;

use super::line::Line;
use super::statement::Sql;
use super::{Announcement, Db, SessionKey, StorageError, Writing, bigint, bulk, unsigned};

/// What a device and the server share, and nobody else knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealKey(pub [u8; 32]);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

/// To whom a device belongs that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceOwner {
    pub person: PersonId,
    pub revoked: bool,
    /// What it seals with, once it asked for it.
    pub key: Option<SealKey>,
}

/// Who speaks for which device, as a request says.
#[derive(Clone, Copy, Debug)]
pub struct Speaking<'a> {
    pub session: SessionKey,
    pub tenant: TenantId,
    pub person: PersonId,
    pub device: DeviceId,
    /// What it runs on, where it says so.
    pub system: Option<&'a str>,
    /// Which browser it is, where it says so.
    pub browser: Option<&'a str>,
}

const COLUMNS: &str = "SELECT device, person, system, browser, first_seen, seen, revoked FROM device WHERE tenant = ";

impl Db {
    pub async fn device_owner(&self, tenant: TenantId, device: DeviceId) -> Result<Option<PersonId>, StorageError> {
        let select = "SELECT person FROM device WHERE tenant = $1 AND device = $2";
        let row = Sql::new(select).bind(tenant.0).bind(device.0).fetch_optional(&self.read).await?;
        row.map(|row| Ok(PersonId(row.get(0)?))).transpose()
    }

    /// When a device was last heard of for which the session has spoken before; milliseconds since 1970.
    pub async fn spoke_for(&self, session: SessionKey, device: DeviceId) -> Result<Option<u64>, StorageError> {
        let select = "SELECT d.seen FROM session s
                      JOIN session_device k ON k.token = s.token AND k.device = $2
                      JOIN device d ON d.tenant = s.tenant AND d.device = k.device
                      WHERE s.token = $1";
        let row = Sql::new(select).bind(session.0.as_slice()).bind(device.0).fetch_optional(&self.lookup).await?;
        row.map(|row| Ok(unsigned(row.get(0)?))).transpose()
    }

    /// Somebody's devices, or everybody's, with their owners; the one that was seen last comes first.
    pub async fn devices(
        &self,
        tenant: TenantId,
        of: Option<PersonId>,
        most: usize,
    ) -> Result<Vec<(PersonId, KnownDevice)>, StorageError> {
        let mut sql = Sql::new(COLUMNS);
        sql.push_bind(tenant.0);
        if let Some(person) = of {
            sql.push(" AND person = ").push_bind(person.0);
        }
        sql.push(" ORDER BY seen DESC, device LIMIT ").push_bind(bigint(most as u64));
        sql.fetch_all(&self.read).await?.iter().map(read).collect()
    }
}

fn read(row: &Line) -> Result<(PersonId, KnownDevice), StorageError> {
    let device = KnownDevice {
        device: DeviceId(row.get("device")?),
        system: row.get("system")?,
        browser: row.get("browser")?,
        first_seen: unsigned(row.get("first_seen")?),
        seen: unsigned(row.get("seen")?),
        revoked: row.get::<Option<i64>, _>("revoked")?.map(unsigned),
    };
    Ok((PersonId(row.get("person")?), device))
}

impl Writing {
    /// To whom those of the devices belong that are known.
    pub async fn device_owners(
        &mut self,
        tenant: TenantId,
        devices: &[DeviceId],
    ) -> Result<HashMap<DeviceId, DeviceOwner>, StorageError> {
        let mut owners = HashMap::new();
        for portion in bulk::portions(devices) {
            let mut sql = Sql::new("SELECT device, person, revoked, seal_key FROM device WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND device");
            sql.push_in(portion, |list, device| {
                list.push_bind(device.0);
            });
            for row in sql.fetch_all(self.transaction()).await? {
                let revoked = row.get::<Option<i64>, _>(2)?.is_some();
                let key = row.get::<Option<Vec<u8>>, _>(3)?.and_then(|key| key.try_into().ok().map(SealKey));
                owners.insert(DeviceId(row.get(0)?), DeviceOwner { person: PersonId(row.get(1)?), revoked, key });
            }
        }
        Ok(owners)
    }

    pub async fn bind_devices(
        &mut self,
        tenant: TenantId,
        bound: &[(DeviceId, PersonId)],
        now: u64,
    ) -> Result<(), StorageError> {
        let into = "device (tenant, device, person, first_seen, seen)";
        let known = " ON CONFLICT (tenant, device) DO NOTHING";
        let statements = bulk::upsert(self.dialect(), into, known, bound, |values, (device, person)| {
            let now = bigint(now);
            values.push_bind(tenant.0).push_bind(device.0).push_bind(person.0).push_bind(now).push_bind(now);
        });
        self.run(statements).await
    }

    /// What a device seals with: the first that was drawn for it, and `drawn` where there is none. `None` where
    /// there is no such device.
    pub async fn seal_key(
        &mut self,
        tenant: TenantId,
        device: DeviceId,
        drawn: SealKey,
    ) -> Result<Option<SealKey>, StorageError> {
        let update = "UPDATE device SET seal_key = COALESCE(seal_key, $3) WHERE tenant = $1 AND device = $2
                      RETURNING seal_key";
        let row = Sql::new(update).bind(tenant.0).bind(device.0).bind(drawn.0.as_slice());
        let Some(row) = row.fetch_optional(self.transaction()).await? else { return Ok(None) };
        let key: Vec<u8> = row.get("seal_key")?;
        Ok(key.try_into().ok().map(SealKey))
    }

    /// Forgets devices that nobody has.
    pub async fn forget_devices(&mut self, tenant: TenantId, devices: &[DeviceId]) -> Result<(), StorageError> {
        for portion in bulk::portions(devices) {
            let mut sql = Sql::new("DELETE FROM device WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND device");
            sql.push_in(portion, |list, device| {
                list.push_bind(device.0);
            });
            sql.execute(self.transaction()).await?;
        }
        Ok(())
    }

    /// Notes for which device a session speaks. Tells whether it is confined now; `None` where the
    /// device belongs to somebody else.
    pub async fn speak_for(&mut self, speaking: Speaking<'_>, now: u64) -> Result<Option<bool>, StorageError> {
        let Speaking { session, tenant, person, device, system, browser } = speaking;
        self.bind_devices(tenant, &[(device, person)], now).await?;
        // The row stays locked: whoever revokes the device waits, and finds the session then.
        let seen = "UPDATE device SET seen = $3, system = COALESCE($4, system), browser = COALESCE($5, browser)
                    WHERE tenant = $1 AND device = $2 RETURNING person, revoked";
        let row = Sql::new(seen).bind(tenant.0).bind(device.0).bind(bigint(now)).bind(system).bind(browser);
        let row = row.fetch_one(self.transaction()).await?;
        if PersonId(row.get::<Uuid, _>("person")?) != person {
            return Ok(None);
        }
        let revoked = row.get::<Option<i64>, _>("revoked")?.is_some();
        let spoke = "INSERT INTO session_device (token, device) VALUES ($1, $2) ON CONFLICT (token, device) DO NOTHING";
        Sql::new(spoke).bind(session.0.as_slice()).bind(device.0).execute(self.transaction()).await?;
        let confine = "UPDATE session SET device = $2, confined = (confined OR $3) WHERE token = $1 RETURNING confined";
        let row = Sql::new(confine).bind(session.0.as_slice()).bind(device.0).bind(revoked);
        // Whoever signs out at the same moment reads nothing more either.
        let row = row.fetch_optional(self.transaction()).await?;
        row.map_or(Ok(Some(true)), |row| Ok(Some(row.get("confined")?)))
    }

    /// Takes the city's trust from a device for ever, and tells under which sessions nothing is read any
    /// more: those that spoke for it, and of its owner those that never said for which device they speak,
    /// since it may be this one. `asking` is the session of whoever revokes it.
    pub async fn revoke_device(
        &mut self,
        tenant: TenantId,
        device: DeviceId,
        asking: SessionKey,
        now: u64,
    ) -> Result<Vec<SessionKey>, StorageError> {
        let revoke = "UPDATE device SET revoked = COALESCE(revoked, $3) WHERE tenant = $1 AND device = $2
                      RETURNING person";
        let row = Sql::new(revoke).bind(tenant.0).bind(device.0).bind(bigint(now));
        let Some(row) = row.fetch_optional(self.transaction()).await? else { return Ok(Vec::new()) };
        let owner: Uuid = row.get("person")?;
        let confine = "UPDATE session SET confined = TRUE
                       WHERE tenant = $1 AND NOT confined
                       AND (token IN (SELECT token FROM session_device WHERE device = $2)
                            OR person = $3 AND device IS NULL AND token <> $4)
                       RETURNING token";
        let rows = Sql::new(confine).bind(tenant.0).bind(device.0).bind(owner).bind(asking.0.as_slice());
        let mut confined = Vec::new();
        for row in rows.fetch_all(self.transaction()).await? {
            let token: Vec<u8> = row.get("token")?;
            confined.extend(token.try_into().map(SessionKey));
        }
        for session in &confined {
            self.announce(Announcement::SessionConfined(*session)).await?;
        }
        Ok(confined)
    }
}
