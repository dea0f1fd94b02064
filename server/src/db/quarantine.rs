use sqlx::Row;
use uuid::Uuid;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId, UnitId};
use zoufang_core::wire::Reason;

use super::bulk::{self, Sql, Values};
use super::dialect::Line;
use super::error::garbled;
use super::{StorageError, Writing, bigint, unsigned};
use crate::spelling::{spell, spelled};

/// The place of a change in the tenant's quarantine, in the order of arrival.
pub type SetAsideNumber = u64;

/// A change that is kept and not applied.
#[derive(Clone, Debug)]
pub struct SetAside {
    pub number: SetAsideNumber,
    pub device: DeviceId,
    /// `None` where it could not be read.
    pub seq: Option<u64>,
    pub hash: Vec<u8>,
    /// The id of the change; `None` where it could not be read.
    pub change: Option<ChangeId>,
    pub author: PersonId,
    /// The author's unit at that time.
    pub unit: UnitId,
    /// Milliseconds since 1970.
    pub received: u64,
    pub reason: Reason,
    /// The record whose arrival releases it.
    pub waits_for: Option<RecordId>,
    /// As it came.
    pub raw: String,
}

const COLUMNS: &str = "SELECT number, device, seq, hash, change, author, unit, received, code, message, path, \
                       waits_for, raw FROM quarantine WHERE tenant = ";

impl Writing {
    /// Those set aside among the changes with these numbers of their devices.
    pub async fn set_aside_by_number(
        &mut self,
        tenant: TenantId,
        numbers: &[(DeviceId, u64)],
    ) -> Result<Vec<SetAside>, StorageError> {
        let mut found = Vec::new();
        for portion in bulk::portions(numbers) {
            let mut sql = Sql::new(COLUMNS);
            sql.push_bind(tenant.0).push(" AND (device, seq) IN ");
            bulk::push_pairs(&mut sql, portion, |pair, (device, seq)| {
                pair.push_bind(device.0).push_bind(bigint(*seq));
            });
            found.extend(self.set_aside(sql).await?);
        }
        Ok(found)
    }

    /// Those set aside among the changes without a readable number.
    pub async fn set_aside_by_hash(
        &mut self,
        tenant: TenantId,
        hashes: &[(DeviceId, [u8; 32])],
    ) -> Result<Vec<SetAside>, StorageError> {
        let mut found = Vec::new();
        for portion in bulk::portions(hashes) {
            let mut sql = Sql::new(COLUMNS);
            sql.push_bind(tenant.0).push(" AND (device, hash) IN ");
            bulk::push_pairs(&mut sql, portion, |pair, (device, hash)| {
                pair.push_bind(device.0).push_bind(hash.to_vec());
            });
            found.extend(self.set_aside(sql).await?);
        }
        Ok(found)
    }

    /// Those set aside among the changes with these ids, in the order of arrival.
    pub async fn set_aside_by_id(&mut self, tenant: TenantId, ids: &[ChangeId]) -> Result<Vec<SetAside>, StorageError> {
        let mut found = Vec::new();
        for portion in bulk::portions(ids) {
            let mut sql = Sql::new(COLUMNS);
            sql.push_bind(tenant.0).push(" AND change IN ");
            bulk::push_list(&mut sql, portion, |list, id| {
                list.push_bind(id.0);
            });
            sql.push(" ORDER BY number");
            found.extend(self.set_aside(sql).await?);
        }
        Ok(found)
    }

    /// The changes that wait for one of the records.
    pub async fn waiting_for(&mut self, tenant: TenantId, records: &[RecordId]) -> Result<Vec<SetAside>, StorageError> {
        let mut found = Vec::new();
        for portion in bulk::portions(records) {
            let mut sql = Sql::new(COLUMNS);
            sql.push_bind(tenant.0).push(" AND waits_for IN ");
            bulk::push_list(&mut sql, portion, |list, id| {
                list.push_bind(id.0);
            });
            found.extend(self.set_aside(sql).await?);
        }
        Ok(found)
    }

    async fn set_aside(&mut self, mut sql: Sql) -> Result<Vec<SetAside>, StorageError> {
        sql.build().fetch_all(self.connection()).await?.iter().map(read).collect()
    }

    pub async fn add_set_aside(&mut self, tenant: TenantId, set_aside: &[SetAside]) -> Result<(), StorageError> {
        let into = "INSERT INTO quarantine \
                    (tenant, number, device, seq, hash, change, author, unit, received, code, message, path, \
                    waits_for, raw)";
        let bind = |values: &mut Values<'_>, set_aside: &SetAside| {
            values
                .push_bind(tenant.0)
                .push_bind(bigint(set_aside.number))
                .push_bind(set_aside.device.0)
                .push_bind(set_aside.seq.map(bigint))
                .push_bind(set_aside.hash.clone())
                .push_bind(set_aside.change.map(|id| id.0))
                .push_bind(set_aside.author.0)
                .push_bind(set_aside.unit.0)
                .push_bind(bigint(set_aside.received))
                .push_bind(spell(set_aside.reason.code))
                .push_bind(set_aside.reason.message.replace('\0', ""))
                .push_bind(set_aside.reason.path.as_ref().map(|path| path.as_str().to_owned()))
                .push_bind(set_aside.waits_for.map(|record| record.0))
                .push_bind(set_aside.raw.clone());
        };
        bulk::insert(self.connection(), into, "", set_aside, bind).await
    }

    /// Takes away those that were applied after all, or are about to be added anew.
    pub async fn remove_set_aside(&mut self, tenant: TenantId, numbers: &[SetAsideNumber]) -> Result<(), StorageError> {
        for portion in bulk::portions(numbers) {
            let mut sql = Sql::new("DELETE FROM quarantine WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND number IN ");
            bulk::push_list(&mut sql, portion, |list, number| {
                list.push_bind(bigint(*number));
            });
            sql.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}

fn read(row: &Line) -> Result<SetAside, StorageError> {
    let number = unsigned(row.try_get("number")?);
    let path: Option<&str> = row.try_get("path")?;
    let reason = Reason {
        code: spelled(row.try_get("code")?).map_err(garbled("reason of quarantined change", number))?,
        message: row.try_get("message")?,
        path: path.map(str::parse).transpose().map_err(garbled("path of quarantined change", number))?,
    };
    Ok(SetAside {
        number,
        device: DeviceId(row.try_get("device")?),
        seq: row.try_get::<Option<i64>, _>("seq")?.map(unsigned),
        hash: row.try_get("hash")?,
        change: row.try_get::<Option<Uuid>, _>("change")?.map(ChangeId),
        author: PersonId(row.try_get("author")?),
        unit: UnitId(row.try_get("unit")?),
        received: unsigned(row.try_get("received")?),
        reason,
        waits_for: row.try_get::<Option<Uuid>, _>("waits_for")?.map(RecordId),
        raw: row.try_get("raw")?,
    })
}
