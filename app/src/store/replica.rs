use serde::{Deserialize, Serialize};
use zoufang_core::domain::{Day, Facets, Kind};
use zoufang_core::id::{PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Record};
use zoufang_core::sync::{Fetched, Shelved, Waiting, rebase};
use zoufang_core::wire::Reason;

use super::outbox::{Outgoing, all, key, of_record};
use super::sweep::{marks_of, sweep};
use super::{Durability, Store, StoreError, Table, Tables, meta, parse, spell};

/// A record as a screen shows it: the server's row with this device's changes on top.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub record: Record,
    /// Changes that the server does not keep yet.
    pub unsent: usize,
    /// Why something of it was not taken by the server.
    pub aside: Vec<Reason>,
    /// Whether the server has ever sent or kept it.
    pub known: bool,
}

/// A record as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub id: RecordId,
    pub kind: Kind,
    pub unit: UnitId,
    pub author: PersonId,
    pub facets: Facets,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent: usize,
    /// Something of it was set aside by the server.
    #[serde(default, skip_serializing_if = "is_false")]
    pub aside: bool,
    /// Fields that hold two values.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub conflicts: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Which records a list shows, the latest day first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListQuery {
    Kind(Kind),
    /// Records of a kind that concern a company.
    OfCompany(Kind, RecordId),
    /// What hangs on a record: comments on a visit.
    About(RecordId),
}

impl ListQuery {
    fn prefix(&self) -> String {
        match self {
            Self::Kind(kind) => format!("kind/{kind}/"),
            Self::OfCompany(kind, company) => format!("company/{company}/{kind}/"),
            Self::About(record) => format!("about/{record}/"),
        }
    }
}

pub async fn view(store: &impl Store, who: Attribution, id: RecordId) -> Result<Option<View>, StoreError> {
    store.read(&[Table::Rows, Table::Outbox], async |tx| view_in(tx, who, id).await).await
}

pub async fn list(store: &impl Store, query: &ListQuery, most: u32) -> Result<Vec<Listed>, StoreError> {
    let entries =
        store.read(&[Table::Facets], async |tx| tx.marked(Table::Facets, &query.prefix(), most).await).await?;
    entries.iter().map(|entry| parse(&entry.text)).collect()
}

/// Records of a kind behind `last` in the order of [`list`], so that a long list is read piece by
/// piece and the page stays alive between the pieces.
pub async fn list_after(
    store: &impl Store,
    kind: &Kind,
    last: Option<&Listed>,
    most: u32,
) -> Result<Vec<Listed>, StoreError> {
    let prefix = ListQuery::Kind(kind.clone()).prefix();
    let after = last.map(kind_mark);
    let entries = store
        .read(&[Table::Facets], async |tx| tx.marked_after(Table::Facets, &prefix, after.as_deref(), most).await)
        .await?;
    entries.iter().map(|entry| parse(&entry.text)).collect()
}

/// Takes in one page, and takes off the device what did not come again, where that is due.
pub async fn store_page(
    store: &impl Store,
    who: Attribution,
    fetched: &Fetched,
    now: u64,
) -> Result<Shelved, StoreError> {
    let (shelved, sweep_is_due) = take_in(store, who, fetched, now).await?;
    if sweep_is_due {
        sweep(store, who).await?;
    }
    Ok(shelved)
}

/// Rows, what left, cursor, and the end of those changes that the rows contain now, in one
/// transaction. Whether the page still fits is looked up in that transaction too. Tells whether a
/// sweep is due: of this page, or one that was broken off.
pub(super) async fn take_in(
    store: &impl Store,
    who: Attribution,
    fetched: &Fetched,
    now: u64,
) -> Result<(Shelved, bool), StoreError> {
    let page = &fetched.page;
    store
        .write(&Table::ALL, Durability::Relaxed, async |tx| {
            let mut meta = meta::load(tx).await?;
            if !meta.stand.continues(fetched) {
                return Ok((Shelved::Outrun, meta.stand.sweeps_behind().is_some()));
            }
            let marks = marks_of(meta.stand.round);
            // Most pages meet an outbox that is empty or small; it is read once for all rows.
            let outbox = all(tx.all(Table::Outbox).await?)?;
            for raw in &page.rows {
                let row: Record = parse(raw.get())?;
                meta.clock = meta.clock.max(row.touched);
                tx.put(Table::Rows, &row.id.to_string(), raw.get(), &marks)?;
                let id = row.id;
                put_facets(tx, id, view_of(Some(row), outbox.iter().filter(|o| o.change.record == id), who).as_ref())?;
            }
            for id in &page.gone {
                tx.delete(Table::Rows, &id.to_string())?;
                put_outbox_only(tx, who, &id.to_string(), &outbox)?;
            }
            meta.stand.pass(page);
            meta.skew_ms = i64::try_from(now).unwrap_or(0) - i64::try_from(page.now).unwrap_or(0);
            if !page.more {
                for outgoing in &outbox {
                    if outgoing.waiting.has_come(page.upto) {
                        tx.delete(Table::Outbox, &key(outgoing.change.seq))?;
                        // Its row may not be for this device: then the list must not go on showing it.
                        refresh_facets(tx, who, outgoing.change.record, None).await?;
                    }
                }
            }
            meta::keep(tx, &meta)?;
            Ok((Shelved::Taken, meta.stand.sweeps_behind().is_some()))
        })
        .await
}

/// The next pull begins from the start; what is here stays until its last page has come.
pub async fn forget_cursor(store: &impl Store) -> Result<(), StoreError> {
    store
        .write(&[Table::Meta], Durability::Relaxed, async |tx| {
            let mut meta = meta::load(tx).await?;
            meta.stand.begin_anew();
            meta::keep(tx, &meta)
        })
        .await
}

/// Writes anew what lists show of a record. `replaced` is an outbox entry that this transaction
/// has just put, in its new form.
pub(super) async fn refresh_facets(
    tx: &impl Tables,
    who: Attribution,
    id: RecordId,
    replaced: Option<Outgoing>,
) -> Result<(), StoreError> {
    let row = row(tx, id).await?;
    let mut outbox = of_record(tx, id).await?;
    if let Some(replaced) = replaced {
        outbox.retain(|outgoing| outgoing.change.seq != replaced.change.seq);
        outbox.push(replaced);
        outbox.sort_by_key(|outgoing| outgoing.change.seq);
    }
    put_facets(tx, id, view_of(row, &outbox, who).as_ref())
}

async fn view_in(tx: &impl Tables, who: Attribution, id: RecordId) -> Result<Option<View>, StoreError> {
    let row = row(tx, id).await?;
    let outbox = of_record(tx, id).await?;
    Ok(view_of(row, &outbox, who))
}

async fn row(tx: &impl Tables, id: RecordId) -> Result<Option<Record>, StoreError> {
    tx.get(Table::Rows, &id.to_string()).await?.map(|text| parse(&text)).transpose()
}

fn view_of<'a>(
    row: Option<Record>,
    outbox: impl IntoIterator<Item = &'a Outgoing> + Clone,
    who: Attribution,
) -> Option<View> {
    let entries = || outbox.clone().into_iter();
    let applied: Vec<&Change> =
        entries().filter(|o| !matches!(o.waiting, Waiting::Aside(_)) || row.is_none()).map(|o| &o.change).collect();
    let unsent = entries().filter(|o| o.waiting.is_only_here()).count();
    let kept = entries().any(|o| matches!(o.waiting, Waiting::Kept(_)));
    let aside = entries().filter_map(|o| o.waiting.refusal().cloned()).collect();
    let known = row.is_some() || kept;
    let record = rebase(row, applied, who)?;
    Some(View { record, unsent, aside, known })
}

/// Writes anew what lists show of a record that has no row here (any more).
pub(super) fn put_outbox_only(
    tx: &impl Tables,
    who: Attribution,
    key: &str,
    outbox: &[Outgoing],
) -> Result<(), StoreError> {
    let of_it = outbox.iter().filter(|outgoing| outgoing.change.record.to_string() == key);
    match of_it.clone().next() {
        Some(outgoing) => put_facets(tx, outgoing.change.record, view_of(None, of_it, who).as_ref()),
        None => tx.delete(Table::Facets, key),
    }
}

fn put_facets(tx: &impl Tables, id: RecordId, view: Option<&View>) -> Result<(), StoreError> {
    let listed = view.filter(|view| view.record.is_alive()).and_then(|view| {
        let facets = (view.record.kind.spec()?.facets)(&view.record);
        Some(Listed {
            id,
            kind: view.record.kind.clone(),
            unit: view.record.unit(),
            author: view.record.author(),
            facets,
            unsent: view.unsent,
            aside: !view.aside.is_empty(),
            conflicts: view.record.open_conflicts().count(),
        })
    });
    match listed {
        Some(listed) => tx.put(Table::Facets, &id.to_string(), &spell(&listed)?, &marks(&listed)),
        None => tx.delete(Table::Facets, &id.to_string()),
    }
}

fn kind_mark(listed: &Listed) -> String {
    format!("kind/{}/{}/{}", listed.kind, newest_first(listed.facets.day), listed.id)
}

fn marks(listed: &Listed) -> Vec<String> {
    let Listed { id, kind, facets, .. } = listed;
    let when = newest_first(facets.day);
    let mut marks = vec![kind_mark(listed)];
    if let Some(company) = facets.company {
        marks.push(format!("company/{company}/{kind}/{when}"));
    }
    if let Some(about) = facets.about {
        marks.push(format!("about/{about}/{id}"));
    }
    marks
}

/// Sorts the latest day first, what has no day last.
fn newest_first(day: Option<Day>) -> String {
    let end = Day::new(2199, 12, 31).unwrap_or_else(|_| Day::at(0));
    day.map_or_else(|| "999999".to_owned(), |day| format!("{:06}", end.since(day)))
}
