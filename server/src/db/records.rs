use std::collections::BTreeSet;

use zoufang_core::domain::{Facets, Kind, Tag, TagName};
use zoufang_core::id::{PersonId, RecordId, TenantId, UnitId};
use zoufang_core::merge::Record;

use super::bulk;
use super::error::garbled;
use super::line::Line;
use super::lookup::Lookup;
use super::statement::{Sql, Values};
use super::tally::Standing;
use super::{Pen, StorageError, Writing, bigint};

const BY_ID: Lookup = Lookup { columns: "id, body", table: "record", by: &["id"], narrowed: "" };

/// A record on its way to the disk.
#[derive(Debug)]
pub struct RecordRow {
    id: RecordId,
    kind: Kind,
    unit: UnitId,
    author: PersonId,
    alive: bool,
    conflicts: usize,
    body: String,
    facets: Facets,
    /// All of them, as JSON.
    tags: String,
    contents: BTreeSet<String>,
    /// As they are on the disk; `None` for a record that is not there yet.
    contents_before: Option<BTreeSet<String>>,
    /// Whether it is a unit that hangs elsewhere than on the disk.
    moves_unit: bool,
    stands: Option<Standing>,
    stood: Option<Standing>,
    pos: u64,
    arrived: u64,
}

impl RecordRow {
    /// `before` is the record as the disk has it, `pos` the position of its last change, `arrived`
    /// when that came, milliseconds since 1970.
    ///
    /// # Errors
    /// Never for a record that was read or merged.
    pub fn new(record: &Record, before: Option<&Record>, pos: u64, arrived: u64) -> Result<Self, StorageError> {
        let body = serde_json::to_string(record).map_err(garbled("record", record.id))?;
        let facets = facets(record);
        let tags = serde_json::to_string(&facets.tags).map_err(garbled("tags of record", record.id))?;
        let stands = Standing::of(record, &facets);
        let parent = |record: &Record| record.text("parent").map(str::to_owned);
        let moves_unit = record.kind == Kind::UNIT && before.map(parent) != Some(parent(record));
        let before = before.map(|before| (before, self::facets(before)));
        let stood = before.as_ref().and_then(|(before, facets)| Standing::of(before, facets));
        Ok(Self {
            id: record.id,
            kind: record.kind.clone(),
            unit: record.unit(),
            author: record.author(),
            alive: record.is_alive(),
            conflicts: record.open_conflicts().count(),
            body,
            contents: contents(&facets),
            contents_before: before.map(|(_, facets)| contents(&facets)),
            facets,
            tags,
            moves_unit,
            stands,
            stood,
            pos,
            arrived,
        })
    }

    /// Whether the tree of units gets another shape.
    pub fn moves_unit(&self) -> bool {
        self.moves_unit
    }

    /// Among which it was counted, and is from now on.
    pub(super) fn standings(&self) -> (Option<&Standing>, Option<&Standing>) {
        (self.stood.as_ref(), self.stands.as_ref())
    }

    /// The values of its columns.
    fn bind<'a>(&'a self, tenant: TenantId, values: &mut Values<'a>) {
        let facets = &self.facets;
        values
            .push_bind(tenant.0)
            .push_bind(self.id.0)
            .push_bind(self.kind.as_str())
            .push_bind(self.unit.0)
            .push_bind(self.author.0)
            .push_bind(bigint(self.pos))
            .push_bind(self.alive)
            .push_bind(bigint(self.arrived))
            .push_bind(i64::try_from(self.conflicts).unwrap_or(i64::MAX))
            .push_bind(facets.title.as_str())
            .push_bind(facets.subtitle.as_str())
            .push_bind(facets.day.map(|day| day.to_string()).unwrap_or_default())
            .push_bind(facets.state.as_deref())
            .push_bind(facets.company.map(|company| company.0))
            .push_bind(facets.chain.map(|chain| chain.0))
            .push_bind(facets.about.map(|about| about.0))
            .push_bind(facets.amount)
            .push_bind(self.tags.as_str())
            .push_bind(self.body.as_str());
    }

    fn is_new(&self) -> bool {
        self.contents_before.is_none()
    }

    fn contents_differ(&self) -> bool {
        self.contents_before.as_ref().is_none_or(|before| *before != self.contents)
    }
}

fn facets(record: &Record) -> Facets {
    record.kind.spec().map(|spec| (spec.facets)(record)).unwrap_or_default()
}

/// The contents that an attachment names: by them it is looked for.
fn contents(facets: &Facets) -> BTreeSet<String> {
    let contents = facets.tags.iter().filter(|Tag(name, _)| *name == TagName::Blob);
    contents.map(|Tag(_, hash)| hash.clone()).collect()
}

impl Writing {
    /// Those of the records that are there, in no order.
    pub async fn records(&mut self, tenant: TenantId, ids: &[RecordId]) -> Result<Vec<Record>, StorageError> {
        let record = |row: &Line| {
            let id: uuid::Uuid = row.get(0)?;
            serde_json::from_str(row.get(1)?).map_err(garbled("record", id))
        };
        let lines = self.look_up(BY_ID, tenant, ids, |key, id| {
            key.push_bind(id.0);
        });
        lines.await?.iter().map(record).collect()
    }
}

impl Pen {
    pub async fn put_records(&self, tenant: TenantId, rows: &[RecordRow]) -> Result<(), StorageError> {
        let into = "record (tenant, id, kind, unit, author, pos, alive, arrived, conflicts, title, \
                    subtitle, day, state, company, chain, about, amount, tags, body)";
        let replace = " ON CONFLICT (tenant, id) DO UPDATE SET unit = excluded.unit, author = excluded.author, \
                       pos = excluded.pos, alive = excluded.alive, arrived = excluded.arrived, \
                       conflicts = excluded.conflicts, title = excluded.title, subtitle = excluded.subtitle, \
                       day = excluded.day, state = excluded.state, company = excluded.company, \
                       chain = excluded.chain, about = excluded.about, amount = excluded.amount, \
                       tags = excluded.tags, body = excluded.body";
        let (new, known): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.is_new());
        self.write(bulk::insert(self.dialect(), into, &new, |values, row| row.bind(tenant, values))).await?;
        self.write(bulk::upsert(self.dialect(), into, replace, &known, |values, row| row.bind(tenant, values))).await?;
        self.name_contents(tenant, rows).await
    }

    /// Which attachments name a content.
    async fn name_contents(&self, tenant: TenantId, rows: &[RecordRow]) -> Result<(), StorageError> {
        let changed = || rows.iter().filter(|row| row.contents_differ());
        let had: Vec<RecordId> = changed().filter(|row| !row.is_new()).map(|row| row.id).collect();
        let delete = bulk::portions(&had).map(|portion| {
            let mut sql = Sql::new("DELETE FROM tag WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND record");
            sql.push_in(portion, |list, id| {
                list.push_bind(id.0);
            });
            sql
        });
        self.write(delete).await?;
        let named: Vec<(RecordId, &str)> =
            changed().flat_map(|row| row.contents.iter().map(|hash| (row.id, hash.as_str()))).collect();
        let into = "tag (tenant, record, name, value)";
        let insert = bulk::insert(self.dialect(), into, &named, |values, (record, hash)| {
            values.push_bind(tenant.0).push_bind(record.0).push_bind(TagName::Blob.as_str()).push_bind(*hash);
        });
        self.write(insert).await
    }
}
