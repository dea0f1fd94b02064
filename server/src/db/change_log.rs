use std::sync::Arc;

use uuid::Uuid;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId};
use zoufang_core::merge::Change;

use super::bulk;
use super::error::garbled;
use super::line::Line;
use super::lookup::Lookup;
use super::statement::Sql;
use super::{Db, Pen, StorageError, Writing, bigint, unsigned};

/// A change that was applied.
#[derive(Debug)]
pub struct LoggedChange {
    /// With its stamp clamped.
    pub change: Arc<Change>,
    /// The same, as JSON.
    pub body: Arc<str>,
    /// Of the change as it was sent.
    pub hash: [u8; 32],
    pub pos: u64,
    pub author: PersonId,
    /// Milliseconds since 1970.
    pub received: u64,
    /// As spelled on the wire.
    pub fate: String,
}

/// What the log remembers of a change by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChange {
    pub device: DeviceId,
    pub seq: u64,
    pub hash: Vec<u8>,
    pub pos: u64,
}

pub(super) const BY_NUMBER: Lookup =
    Lookup { columns: "device, seq, hash, pos", table: "change_log", by: &["device", "seq"], narrowed: "" };
const BY_ID: Lookup = Lookup { columns: "id, author, pos, body", table: "change_log", by: &["id"], narrowed: "" };

impl Db {
    /// The changes of one record with their authors, in the order in which they were applied.
    pub async fn changes_of(
        &self,
        tenant: TenantId,
        record: RecordId,
    ) -> Result<Vec<(Change, PersonId)>, StorageError> {
        let select = "SELECT id, author, body FROM change_log WHERE tenant = $1 AND record = $2 ORDER BY pos";
        let rows = Sql::new(select).bind(tenant.0).bind(record.0).fetch_all(&self.read).await?;
        rows.iter()
            .map(|row| {
                let id: Uuid = row.get("id")?;
                let change = serde_json::from_str(row.get("body")?).map_err(garbled("change", id))?;
                Ok((change, PersonId(row.get("author")?)))
            })
            .collect()
    }
}

impl Writing {
    /// The applied changes among those with these numbers of their devices, and perhaps some between them.
    pub async fn changes_by_number(
        &mut self,
        tenant: TenantId,
        numbers: &[(DeviceId, u64)],
    ) -> Result<Vec<KnownChange>, StorageError> {
        let known = |row: &Line| {
            Ok(KnownChange {
                device: DeviceId(row.get("device")?),
                seq: unsigned(row.get("seq")?),
                hash: row.get("hash")?,
                pos: unsigned(row.get("pos")?),
            })
        };
        self.look_up_numbers(BY_NUMBER, tenant, numbers).await?.iter().map(known).collect()
    }

    /// The applied changes among those with these ids, as they were applied, with their authors and positions.
    pub async fn changes_by_id(
        &mut self,
        tenant: TenantId,
        ids: &[ChangeId],
    ) -> Result<Vec<(PersonId, Change, u64)>, StorageError> {
        let known = |row: &Line| {
            let id: Uuid = row.get("id")?;
            let change = serde_json::from_str(row.get("body")?).map_err(garbled("change", id))?;
            Ok((PersonId(row.get("author")?), change, unsigned(row.get("pos")?)))
        };
        let lines = self.look_up(BY_ID, tenant, ids, |key, id| {
            key.push_bind(id.0);
        });
        lines.await?.iter().map(known).collect()
    }
}

impl Pen {
    pub async fn log_changes(&self, tenant: TenantId, logged: &[LoggedChange]) -> Result<(), StorageError> {
        let into = "change_log \
                    (tenant, device, seq, id, record, pos, hash, author, received, fate, body)";
        let statements = bulk::insert(self.dialect(), into, logged, |values, logged| {
            let LoggedChange { change, .. } = logged;
            values
                .push_bind(tenant.0)
                .push_bind(change.device.0)
                .push_bind(bigint(change.seq))
                .push_bind(change.id.0)
                .push_bind(change.record.0)
                .push_bind(bigint(logged.pos))
                .push_bind(logged.hash.as_slice())
                .push_bind(logged.author.0)
                .push_bind(bigint(logged.received))
                .push_bind(logged.fate.as_str())
                .push_bind(Arc::clone(&logged.body));
        });
        self.write(statements).await
    }
}
