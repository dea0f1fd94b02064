use std::collections::HashSet;

use uuid::Uuid;
use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId, UnitId};
use zoufang_core::wire::{Reason, ReasonCode};

use super::bulk;
use super::decisions::{self, Taken};
use super::error::garbled;
use super::line::Line;
use super::lookup::Lookup;
use super::statement::Sql;
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
    /// Who brought it, where nothing proves that it comes from its author. It takes neither the number nor the
    /// id that it names then.
    pub brought_by: Option<PersonId>,
    /// The author's unit at that time.
    pub unit: UnitId,
    /// Milliseconds since 1970.
    pub received: u64,
    pub reason: Reason,
    /// The record whose arrival releases it.
    pub waits_for: Option<RecordId>,
    /// As it came.
    pub raw: String,
    /// What the office last decided over it.
    pub taken: Option<Taken>,
}

impl SetAside {
    /// Why it is not applied, as its author is told: after a refusal in the words of the office.
    pub fn told(&self) -> Reason {
        match &self.taken {
            Some(taken) => Reason { code: ReasonCode::Refused, message: taken.words.clone(), path: None },
            None => self.reason.clone(),
        }
    }

    /// The record whose arrival releases it, unless the office has decided over it.
    pub fn awaits(&self) -> Option<RecordId> {
        self.waits_for.filter(|_| self.taken.is_none())
    }
}

/// Which sorts of changes lie in a quarantine.
#[derive(Clone, Copy, Debug)]
pub struct LiesAside {
    pub anything: bool,
    /// Some wait for a record, or did until the office decided.
    pub waiting: bool,
    /// Some were brought by somebody else, unproven.
    pub brought: bool,
}

const COLUMNS: &str = "number, device, seq, hash, change, author, unit, received, code, message, path, waits_for, raw, \
                       brought_by, decision, turn, decided_by, decided, words, mended, position";
/// The same without what came, of which there may be megabytes.
const BRIEFLY: &str = "number, device, seq, hash, change, author, unit, received, code, message, path, waits_for, \
                       '' AS raw, brought_by, decision, turn, decided_by, decided, words, mended, position";
pub(super) const BY_NUMBER: Lookup = Lookup { columns: BRIEFLY, ..by(&["device", "seq"]) };
pub(super) const BY_PLACE: Lookup = by(&["number"]);
const BY_HASH: Lookup = Lookup { columns: BRIEFLY, ..by(&["device", "hash"]) };
/// Of several of one author under an id only the first counts, and what was applied.
const BY_ID: Lookup = Lookup { narrowed: OF_AN_ID, ..by(&["change"]) };
const OF_AN_ID: &str = " AND (position IS NOT NULL OR NOT EXISTS (SELECT 1 FROM quarantine earlier \
                        WHERE earlier.tenant = quarantine.tenant AND earlier.change = quarantine.change \
                        AND earlier.author = quarantine.author AND earlier.number < quarantine.number))";
const WAITING: Lookup = Lookup { narrowed: " AND decision IS NULL", ..by(&["waits_for"]) };

const fn by(by: &'static [&'static str]) -> Lookup {
    Lookup { columns: COLUMNS, table: "quarantine", by, narrowed: "" }
}

impl Writing {
    /// What lies in the quarantine of the tenant at all: most pushes need not look further.
    pub async fn lies_aside(&mut self, tenant: TenantId) -> Result<LiesAside, StorageError> {
        let select = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE tenant = $1) AS anything,
                      EXISTS (SELECT 1 FROM quarantine WHERE tenant = $1 AND waits_for IS NOT NULL) AS waiting,
                      EXISTS (SELECT 1 FROM quarantine WHERE tenant = $1 AND brought_by IS NOT NULL) AS brought";
        let row = Sql::new(select).bind(tenant.0).fetch_one(self.transaction()).await?;
        Ok(LiesAside { anything: row.get("anything")?, waiting: row.get("waiting")?, brought: row.get("brought")? })
    }

    /// Those set aside among the changes with these numbers of their devices, and perhaps some between them; without
    /// what came.
    pub async fn set_aside_by_number(
        &mut self,
        tenant: TenantId,
        numbers: &[(DeviceId, u64)],
    ) -> Result<Vec<SetAside>, StorageError> {
        self.look_up_numbers(BY_NUMBER, tenant, numbers).await?.iter().map(read).collect()
    }

    /// Those set aside among the changes without a readable number; without what came.
    pub async fn set_aside_by_hash(
        &mut self,
        tenant: TenantId,
        hashes: &[(DeviceId, [u8; 32])],
    ) -> Result<Vec<SetAside>, StorageError> {
        let lines = self.look_up(BY_HASH, tenant, hashes, |pair, (device, hash)| {
            pair.push_bind(device.0).push_bind(hash.as_slice());
        });
        lines.await?.iter().map(read).collect()
    }

    /// Those set aside among the changes with these ids, in the order of arrival: of each author the first, and what
    /// the office has decided over.
    pub async fn set_aside_by_id(&mut self, tenant: TenantId, ids: &[ChangeId]) -> Result<Vec<SetAside>, StorageError> {
        let lines = self.look_up(BY_ID, tenant, ids, |key, id| {
            key.push_bind(id.0);
        });
        let mut found = lines.await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|set_aside| set_aside.number);
        Ok(found)
    }

    /// The undecided changes that wait for one of the records.
    pub async fn waiting_for(&mut self, tenant: TenantId, records: &[RecordId]) -> Result<Vec<SetAside>, StorageError> {
        let lines = self.look_up(WAITING, tenant, records, |key, id| {
            key.push_bind(id.0);
        });
        lines.await?.iter().map(read).collect()
    }

    /// Those of these devices of which somebody else brought something unproven: hardly ever any.
    pub async fn devices_brought(
        &mut self,
        tenant: TenantId,
        devices: &[DeviceId],
    ) -> Result<HashSet<DeviceId>, StorageError> {
        let mut brought = HashSet::new();
        for portion in bulk::portions(devices) {
            let mut sql = Sql::new("SELECT DISTINCT device FROM quarantine WHERE brought_by IS NOT NULL AND tenant = ");
            sql.push_bind(tenant.0).push(" AND device");
            sql.push_in(portion, |list, device| {
                list.push_bind(device.0);
            });
            for row in sql.fetch_all(self.transaction()).await? {
                brought.insert(DeviceId(row.get(0)?));
            }
        }
        Ok(brought)
    }

    pub async fn add_set_aside(&mut self, tenant: TenantId, set_aside: &[SetAside]) -> Result<(), StorageError> {
        let into = "quarantine \
                    (tenant, number, device, seq, hash, change, author, unit, received, code, message, path, \
                    waits_for, raw, brought_by)";
        let statements = bulk::insert(self.dialect(), into, set_aside, |values, set_aside| {
            values
                .push_bind(tenant.0)
                .push_bind(bigint(set_aside.number))
                .push_bind(set_aside.device.0)
                .push_bind(set_aside.seq.map(bigint))
                .push_bind(set_aside.hash.as_slice())
                .push_bind(set_aside.change.map(|id| id.0))
                .push_bind(set_aside.author.0)
                .push_bind(set_aside.unit.0)
                .push_bind(bigint(set_aside.received))
                .push_bind(spell(set_aside.reason.code))
                .push_bind(set_aside.reason.message.replace('\0', ""))
                .push_bind(set_aside.reason.path.as_ref().map(|path| path.as_str()))
                .push_bind(set_aside.waits_for.map(|record| record.0))
                .push_bind(set_aside.raw.as_str())
                .push_bind(set_aside.brought_by.map(|person| person.0));
        });
        self.run(statements).await
    }

    /// Takes away those that were applied after all, or came from their author themselves, or are about to be
    /// added anew.
    pub async fn remove_set_aside(&mut self, tenant: TenantId, numbers: &[SetAsideNumber]) -> Result<(), StorageError> {
        for portion in bulk::portions(numbers) {
            let mut sql = Sql::new("DELETE FROM quarantine WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND number");
            sql.push_in(portion, |list, number| {
                list.push_bind(bigint(*number));
            });
            sql.execute(self.transaction()).await?;
        }
        Ok(())
    }
}

pub(super) fn read(row: &Line) -> Result<SetAside, StorageError> {
    let number = unsigned(row.get("number")?);
    let path: Option<&str> = row.get("path")?;
    let reason = Reason {
        code: spelled(row.get("code")?).map_err(garbled("reason of quarantined change", number))?,
        message: row.get("message")?,
        path: path.map(str::parse).transpose().map_err(garbled("path of quarantined change", number))?,
    };
    Ok(SetAside {
        number,
        device: DeviceId(row.get("device")?),
        seq: row.get::<Option<i64>, _>("seq")?.map(unsigned),
        hash: row.get("hash")?,
        change: row.get::<Option<Uuid>, _>("change")?.map(ChangeId),
        author: PersonId(row.get("author")?),
        unit: UnitId(row.get("unit")?),
        received: unsigned(row.get("received")?),
        reason,
        waits_for: row.get::<Option<Uuid>, _>("waits_for")?.map(RecordId),
        raw: row.get("raw")?,
        brought_by: row.get::<Option<Uuid>, _>("brought_by")?.map(PersonId),
        taken: decisions::read(row, number)?,
    })
}
