use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_core::domain::{Call, Day, Facets, Kind};
use zoufang_core::id::{PersonId, RecordId, UnitId};
use zoufang_core::merge::{Attribution, Change, Record};
use zoufang_core::sync::{Fetched, Shelved, Waiting, rebase};
use zoufang_core::wire::{Reason, ReasonCode};

use super::arrival::Arrived;
use super::companies::note_company;
use super::outbox::{Outgoing, all, key, of_record};
use super::sweep::{is_of_round, marks_of, sweep};
use super::{Durability, Entry, Store, StoreError, Table, Tables, meta, parse, spell};
use crate::clock::Skew;

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

impl View {
    /// As lists call it.
    pub fn title(&self) -> String {
        self.record.kind.spec().map(|spec| (spec.facets)(&self.record).title).unwrap_or_default()
    }
}

/// A record as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub id: RecordId,
    pub kind: Kind,
    pub unit: UnitId,
    pub author: PersonId,
    pub facets: Facets,
    /// Of its day it stands before what was made earlier. What releases before put stands behind those, the
    /// earliest first, until it is put again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub latest_first: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent: usize,
    /// Something of it was set aside by the server.
    #[serde(default, skip_serializing_if = "is_false")]
    pub aside: bool,
    /// Something of that goes on only when its author does something.
    #[serde(default, skip_serializing_if = "is_false")]
    pub to_mend: bool,
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
    /// Records that call for something.
    Calling(Call),
}

impl ListQuery {
    pub(super) fn prefix(&self) -> String {
        match self {
            Self::Kind(kind) => format!("kind/{kind}/"),
            Self::OfCompany(kind, company) => format!("company/{company}/{kind}/"),
            Self::About(record) => format!("about/{record}/"),
            Self::Calling(call) => format!("{CALLS}{}/", call.as_str()),
        }
    }
}

pub async fn view(store: &impl Store, who: Attribution, id: RecordId) -> Result<Option<View>, StoreError> {
    store.read(&[Table::Rows, Table::Outbox], async |tx| view_in(tx, who, id).await).await
}

/// The records with these ids that are here, in one transaction.
pub async fn views_of(store: &impl Store, who: Attribution, ids: &[RecordId]) -> Result<Vec<View>, StoreError> {
    store
        .read(&[Table::Rows, Table::Outbox], async |tx| {
            let mut views = Vec::with_capacity(ids.len());
            for id in ids {
                views.extend(view_in(tx, who, *id).await?);
            }
            Ok(views)
        })
        .await
}

/// The records of a list, whole, in one transaction.
pub async fn views(
    store: &impl Store,
    who: Attribution,
    query: &ListQuery,
    most: u32,
) -> Result<Vec<View>, StoreError> {
    let prefix = query.prefix();
    store
        .read(&[Table::Rows, Table::Outbox], async |tx| {
            let outbox = all(tx.all(Table::Outbox).await?)?;
            let mut views = Vec::new();
            for entry in tx.marked(Table::Rows, &prefix, most).await? {
                let of_it = outbox.iter().filter(|outgoing| outgoing.change.record.to_string() == entry.key);
                views.extend(view_of(row_of(&entry)?, of_it, who));
            }
            Ok(views)
        })
        .await
}

pub async fn list(store: &impl Store, query: &ListQuery, most: u32) -> Result<Vec<Listed>, StoreError> {
    let prefix = query.prefix();
    let lines = store.read(&[Table::Rows], async |tx| tx.lines_after(Table::Rows, &prefix, None, most).await).await?;
    lines.iter().map(|line| parse(line)).collect()
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
    let lines = store
        .read(&[Table::Rows], async |tx| tx.lines_after(Table::Rows, &prefix, after.as_deref(), most).await)
        .await?;
    lines.iter().map(|line| parse(line)).collect()
}

/// Takes in one page, whose rows were made ready by [`super::arrive`], and takes off the device what did not come again, where that is due.
pub async fn store_page(
    store: &impl Store,
    who: Attribution,
    fetched: &Fetched,
    rows: &[Arrived],
    now: u64,
) -> Result<Shelved, StoreError> {
    let (shelved, sweep_is_due) = take_in(store, who, fetched, rows, now).await?;
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
    rows: &[Arrived],
    now: u64,
) -> Result<(Shelved, bool), StoreError> {
    let page = &fetched.page;
    store
        .write(&Table::OF_RECORDS, Durability::Relaxed, async |tx| {
            let mut meta = meta::load(tx).await?;
            if !meta.stand.continues(fetched) {
                return Ok((Shelved::Outrun, meta.stand.sweeps_behind().is_some()));
            }
            let marks = marks_of(meta.stand.round);
            // Most pages meet an outbox that is empty or small; it is read once for all rows.
            let outbox = all(tx.all(Table::Outbox).await?)?;
            let mut untouched = Vec::with_capacity(rows.len());
            let mut marked = Vec::new();
            for Arrived { id, touched, entry, .. } in rows {
                meta.clock = meta.clock.max(*touched);
                let of_it = outbox.iter().filter(|outgoing| outgoing.change.record == *id);
                if of_it.clone().next().is_some() {
                    let entry = Entry { marks: marks.clone(), ..Entry::new(&entry.key, entry.text.clone()) };
                    let row = row_of(&entry)?;
                    put_row(tx, entry, view_of(row, of_it, who).as_ref()).await?;
                } else if marks.is_empty() {
                    untouched.push(entry);
                } else {
                    let marks = marks.iter().chain(&entry.marks).cloned().collect();
                    marked.push(Entry { marks, ..entry.clone() });
                }
            }
            if rows.iter().any(|row| row.is_company) {
                note_company(tx).await?;
            }
            untouched.extend(&marked);
            // Later rounds, and whatever is not the first to come, may meet rows that are here.
            tx.put_rows(&untouched, page.fresh && meta.stand.round == 0).await?;
            let gone: Vec<String> = page.gone.iter().map(RecordId::to_string).collect();
            leave_outbox_only(tx, who, &gone, &outbox).await?;
            meta.stand.pass(page, now);
            meta.note_skew(Skew::measured(now, page.now));
            if !page.more {
                for outgoing in &outbox {
                    if outgoing.waiting.has_come(page.upto) {
                        tx.delete(Table::Outbox, &key(outgoing.change.seq))?;
                        // Its row may not be for this device: then the list must not go on showing it.
                        refresh_line(tx, who, outgoing.change.record, None).await?;
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
pub(super) async fn refresh_line(
    tx: &impl Tables,
    who: Attribution,
    id: RecordId,
    replaced: Option<Outgoing>,
) -> Result<(), StoreError> {
    let entry = tx.get(Table::Rows, &id.to_string()).await?;
    let mut outbox = of_record(tx, id).await?;
    if let Some(replaced) = replaced {
        outbox.retain(|outgoing| outgoing.change.seq != replaced.change.seq);
        outbox.push(replaced);
        outbox.sort_unstable_by_key(|outgoing| outgoing.change.seq);
    }
    let mut entry = entry.unwrap_or_else(|| Entry::new(&id.to_string(), String::new()));
    entry.marks.retain(|mark| is_of_round(mark));
    let view = view_of(row_of(&entry)?, &outbox, who);
    if view.as_ref().is_some_and(|view| view.record.kind == Kind::COMPANY) {
        note_company(tx).await?;
    }
    put_row(tx, entry, view.as_ref()).await
}

pub(super) async fn view_in(tx: &impl Tables, who: Attribution, id: RecordId) -> Result<Option<View>, StoreError> {
    let row = match tx.get(Table::Rows, &id.to_string()).await? {
        Some(entry) => row_of(&entry)?,
        None => None,
    };
    let outbox = of_record(tx, id).await?;
    Ok(view_of(row, &outbox, who))
}

/// Of a record that only this device knows there is a line and no row.
fn row_of(entry: &Entry) -> Result<Option<Record>, StoreError> {
    (!entry.text.is_empty()).then(|| parse(&entry.text)).transpose()
}

pub(super) fn view_of<'a>(
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

/// Takes rows off the device. What was typed here about the records stays, and shows in lists.
pub(super) async fn leave_outbox_only(
    tx: &impl Tables,
    who: Attribution,
    keys: &[String],
    outbox: &[Outgoing],
) -> Result<(), StoreError> {
    if !keys.is_empty() {
        // Which of them were companies is not worth reading them.
        note_company(tx).await?;
    }
    tx.drop_rows(keys).await?;
    for key in keys {
        let of_it = outbox.iter().filter(|outgoing| outgoing.change.record.to_string() == *key);
        if of_it.clone().next().is_some() {
            put_row(tx, Entry::new(key, String::new()), view_of(None, of_it, who).as_ref()).await?;
        }
    }
    Ok(())
}

/// Puts a row (an empty text where there is none) and what lists show of it; `entry` bears the mark
/// of its round.
async fn put_row(tx: &impl Tables, mut entry: Entry, view: Option<&View>) -> Result<(), StoreError> {
    show(&mut entry, view)?;
    if entry.text.is_empty() && entry.line.is_empty() {
        return tx.drop_rows(&[entry.key]).await;
    }
    tx.put_rows(&[&entry], false).await
}

/// Writes what lists show of a row, and the marks by which they find it.
pub(super) fn show(entry: &mut Entry, view: Option<&View>) -> Result<(), StoreError> {
    match view.and_then(listed) {
        Some(listed) => {
            entry.marks.extend(marks(&listed));
            entry.line = spell(&listed)?;
        }
        None => entry.line.clear(),
    }
    Ok(())
}

fn listed(view: &View) -> Option<Listed> {
    let View { record, unsent, aside, .. } = view;
    let spec = record.kind.spec().filter(|_| record.is_alive())?;
    let facets = (spec.facets)(record);
    Some(Listed {
        id: record.id,
        kind: record.kind.clone(),
        unit: record.unit(),
        author: record.author(),
        // Others than these do not begin with the time at which they were made.
        latest_first: facets.day.is_some() && record.id.0.get_version_num() == 7,
        facets,
        unsent: *unsent,
        aside: !aside.is_empty(),
        to_mend: aside.iter().any(|reason| is_for_the_author(reason.code)),
        conflicts: record.open_conflicts().count(),
    })
}

/// What was set aside for any other reason the office looks at, and its author waits.
pub fn is_for_the_author(reason: ReasonCode) -> bool {
    matches!(reason, ReasonCode::Refused | ReasonCode::TooLarge)
}

pub(super) fn kind_mark(listed: &Listed) -> String {
    format!("kind/{}/{}", listed.kind, place(listed))
}

/// Where it stands among its like: the latest day first, and of one day what was made last.
fn place(Listed { id, facets, latest_first, .. }: &Listed) -> String {
    let day = newest_first(facets.day);
    // The sign stands before all ids.
    if *latest_first { format!("{day}/!{}", RecordId(Uuid::from_u128(!id.0.as_u128()))) } else { format!("{day}/{id}") }
}

/// How the marks begin of what calls for something.
pub(super) const CALLS: &str = "calls/";

/// Each tells of the id: two rows that share a place in the store never share a mark.
fn marks(listed: &Listed) -> Vec<String> {
    let Listed { id, kind, facets, .. } = listed;
    let place = place(listed);
    let mut marks = vec![kind_mark(listed)];
    if let Some(company) = facets.company {
        marks.push(format!("company/{company}/{kind}/{place}"));
    }
    if let Some(about) = facets.about {
        marks.push(format!("about/{about}/{id}"));
    }
    marks.extend(facets.calls.iter().map(|call| format!("{CALLS}{}/{place}", call.as_str())));
    marks
}

/// Sorts the latest day first, what has no day last.
pub(super) fn newest_first(day: Option<Day>) -> String {
    let end = Day::new(2199, 12, 31).unwrap_or_else(|_| Day::at(0));
    day.map_or_else(|| "999999".to_owned(), |day| format!("{:06}", end.since(day)))
}
