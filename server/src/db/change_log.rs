use std::sync::Arc;

use uuid::Uuid;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId};
use zoufang_core::merge::{Change, Dot};

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

/// A change that was applied, as the log has it.
#[derive(Debug)]
pub struct TakenChange {
    pub id: Uuid,
    pub pos: u64,
    pub author: PersonId,
    /// As spelled on the wire.
    pub fate: String,
    /// As JSON.
    pub body: String,
}

/// How much of a log is read at a time, whatever comes first; one change always is.
#[derive(Clone, Copy, Debug)]
pub struct PassageSize {
    pub changes: usize,
    pub bytes: u64,
}

/// Changes of one record that follow each other, in the order in which they were applied.
#[derive(Debug)]
pub struct Passage {
    pub changes: Vec<TakenChange>,
    /// The first of them made the record.
    pub made_it: bool,
    /// Before them there is none but that which made the record.
    pub is_all: bool,
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
pub(super) const BODY_BY_NUMBER: Lookup = Lookup {
    columns: "id, record, pos, author, fate, body",
    table: "change_log",
    by: &["device", "seq"],
    narrowed: "",
};
const BY_ID: Lookup = Lookup { columns: "id, author, pos, body", table: "change_log", by: &["id"], narrowed: "" };

impl Db {
    /// The last changes of a record, or the last before a position.
    pub async fn passage(
        &self,
        tenant: TenantId,
        record: RecordId,
        before: Option<u64>,
        size: PassageSize,
    ) -> Result<Passage, StorageError> {
        let end = before.map_or(i64::MAX, bigint);
        // One more tells whether there is more, and another whether that is only what made the record.
        let sizes = "SELECT pos, CAST(octet_length(body) AS BIGINT) AS bytes FROM change_log
                     WHERE tenant = $1 AND record = $2 AND pos < $3 ORDER BY pos DESC LIMIT $4";
        let limit = bigint(size.changes as u64 + 2);
        let lines = Sql::new(sizes).bind(tenant.0).bind(record.0).bind(end).bind(limit).fetch_all(&self.read).await?;
        let (mut begin, mut count, mut bytes) = (end, 0, 0);
        for line in lines.iter().take(size.changes) {
            bytes += unsigned(line.get("bytes")?);
            if count > 0 && bytes > size.bytes {
                break;
            }
            (begin, count) = (line.get("pos")?, count + 1);
        }
        let select = "SELECT id, pos, author, fate, body FROM change_log
                      WHERE tenant = $1 AND record = $2 AND pos >= $3 AND pos < $4 ORDER BY pos";
        let select = Sql::new(select).bind(tenant.0).bind(record.0).bind(begin).bind(end);
        let changes = select.fetch_all(&self.read).await?.iter().map(taken).collect::<Result<_, _>>()?;
        Ok(Passage { changes, made_it: count == lines.len(), is_all: count + 1 >= lines.len() })
    }

    /// Those of the changes that were applied to the record, in no order.
    pub async fn changes_named(
        &self,
        tenant: TenantId,
        record: RecordId,
        names: &[Dot],
    ) -> Result<Vec<TakenChange>, StorageError> {
        let numbers: Vec<(DeviceId, u64)> = names.iter().map(|name| (name.device, name.seq)).collect();
        let mut found = Vec::new();
        for line in &self.look_up_numbers(BODY_BY_NUMBER, tenant, &numbers).await? {
            if line.get::<Uuid, _>("record")? == record.0 {
                found.push(taken(line)?);
            }
        }
        Ok(found)
    }
}

fn taken(line: &Line) -> Result<TakenChange, StorageError> {
    Ok(TakenChange {
        id: line.get("id")?,
        pos: unsigned(line.get("pos")?),
        author: PersonId(line.get("author")?),
        fate: line.get("fate")?,
        body: line.get("body")?,
    })
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
