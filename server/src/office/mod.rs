//! What one signed-in person reads through the console.

mod devices;
mod history;
mod materials;
mod set_aside;
mod units;

use std::collections::{BTreeSet, HashMap};

use app::console::reads::{
    AttachmentItem, CommentLine, DeviceOf, FieldChange, FilterChoices, MaterialFilter, MaterialList, MaterialPage,
    Office, QuarantineEntry, QuarantineLine, ReadError, StateCounts, VisitFilter, VisitLine, VisitList, VisitPage,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zoufang_core::domain::visit::ReviewState;
use zoufang_core::domain::{Kind, comment};
use zoufang_core::id::{PersonId, RecordId, TenantId};
use zoufang_core::merge::Record;
use zoufang_core::permission::{Action, Actor, Target, can, oversees_quarantine};

use crate::auth::SignedIn;
use crate::db::{Db, Place, QuarantineOf, QuarantineWhich, StorageError, Titled, VisitQuery, VisitRow};
use history::{Part, Step};
use set_aside::Kept;

/// Lines of one page of a list.
const LINES: usize = 50;
/// Other visits to a company that a visit's page shows.
const EARLIER: usize = 20;
const QUARANTINED: usize = 200;

/// The reads of somebody, within their scope.
#[derive(Debug)]
pub struct SignedInOffice {
    db: Db,
    tenant: TenantId,
    actor: Actor,
}

type Read<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, ReadError>> + Send + 'a>>;

impl Office for SignedInOffice {
    fn visits(&self, filter: VisitFilter) -> Read<'_, VisitList> {
        Box::pin(async move { self.list(filter).await.map_err(unavailable) })
    }

    fn visit(&self, id: RecordId, changes_before: Option<u64>) -> Read<'_, VisitPage> {
        Box::pin(async move { self.open(id, changes_before).await.map_err(unavailable)?.ok_or(ReadError::NotFound) })
    }

    fn choices(&self) -> Read<'_, FilterChoices> {
        Box::pin(async move { self.filter_choices().await.map_err(unavailable) })
    }

    fn quarantine(&self, decided: bool) -> Read<'_, Vec<QuarantineLine>> {
        Box::pin(async move { self.quarantined(decided).await.map_err(unavailable) })
    }

    fn set_aside(&self, number: u64) -> Read<'_, QuarantineEntry> {
        Box::pin(async move { self.one_set_aside(number).await.map_err(unavailable)?.ok_or(ReadError::NotFound) })
    }

    fn devices(&self) -> Read<'_, Vec<DeviceOf>> {
        Box::pin(async move { self.everybodys_devices().await.map_err(unavailable)?.ok_or(ReadError::NotFound) })
    }

    fn materials(&self, filter: MaterialFilter) -> Read<'_, MaterialList> {
        Box::pin(async move { self.library(&filter).await.map_err(unavailable)?.ok_or(ReadError::NotFound) })
    }

    fn material(&self, id: RecordId) -> Read<'_, MaterialPage> {
        Box::pin(async move { self.one_material(id).await.map_err(unavailable)?.ok_or(ReadError::NotFound) })
    }
}

fn unavailable(error: StorageError) -> ReadError {
    tracing::error!(%error, "the console could not read");
    ReadError::Unavailable
}

impl SignedInOffice {
    pub fn new(db: Db, reader: SignedIn) -> Self {
        Self { db, tenant: reader.profile.tenant, actor: reader.actor }
    }

    async fn list(&self, filter: VisitFilter) -> Result<VisitList, StorageError> {
        let unit = filter.unit.unwrap_or(self.actor.unit);
        if !self.actor.scope.contains(&unit) {
            return Ok(VisitList::default());
        }
        let after = filter.after.as_deref().and_then(read_place);
        let text = filter.text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut query = VisitQuery {
            tenant: self.tenant,
            unit,
            chain: filter.chain,
            company: None,
            from: filter.from,
            to: filter.to,
            state: filter.state,
            text,
        };
        // One more than fits tells whether there is another page.
        let mut rows = self.db.visits(&query, after.as_ref(), LINES + 1).await?;
        let more = rows.len() > LINES;
        rows.truncate(LINES);
        let next = rows.last().filter(|_| more).map(|row| spell_place(&row.place));
        let state = query.state.take();
        let by_state: HashMap<String, u64> = self.db.visits_by_state(&query).await?.into_iter().collect();
        let count = |state: &str| by_state.get(state).copied().unwrap_or_default();
        let counts = StateCounts {
            received: count(ReviewState::Received.as_str()),
            returned: count(ReviewState::Returned.as_str()),
            reviewed: count(ReviewState::Reviewed.as_str()),
        };
        let total = state.map_or_else(|| by_state.values().sum(), |state| count(&state));
        Ok(VisitList { lines: rows.into_iter().map(line).collect(), total, next, counts })
    }

    /// `None` also for a visit that the reader may not see.
    async fn open(&self, id: RecordId, changes_before: Option<u64>) -> Result<Option<VisitPage>, StorageError> {
        let found = self.db.record(self.tenant, id).await?;
        let Some((record, arrived)) = found.filter(|(record, _)| self.may_see(record, &Kind::VISIT)) else {
            return Ok(None);
        };
        let comments = self.db.records_about(self.tenant, id, &Kind::COMMENT).await?;
        let comments: Vec<Record> =
            comments.into_iter().filter(|comment| self.may_see(comment, &Kind::COMMENT)).collect();
        let attachments = self.db.records_about(self.tenant, id, &Kind::ATTACHMENT).await?;
        let attachments = attachments.iter().filter(|record| self.may_see(record, &Kind::ATTACHMENT));
        let mut attachments: Vec<AttachmentItem> = attachments.filter_map(AttachmentItem::of).collect();
        // Ids are made by time.
        attachments.sort_by_key(|attachment| attachment.id);
        let Part { steps, older } = history::part(&self.db, self.tenant, &record, changes_before).await?;
        let writers: BTreeSet<PersonId> = writers(&record).collect();

        let people = writers
            .iter()
            .copied()
            .chain(comments.iter().map(Record::author))
            .chain(steps.iter().map(|step| step.by))
            .chain([record.author()]);
        let wanted: BTreeSet<Uuid> = people.map(|person| person.0).chain([record.unit().0]).collect();
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        let titles = self.db.names(self.tenant, &wanted).await?;
        let name = |id: Uuid| titles.get(&id).cloned().unwrap_or_default();

        Ok(Some(VisitPage {
            unit: name(record.unit().0),
            author: name(record.author().0),
            arrived,
            comments: comment_lines(&comments, name),
            attachments,
            history: steps.into_iter().rev().map(|step| field_change(step, name)).collect(),
            changes_before,
            older_changes: older,
            names: writers.into_iter().map(|person| (person, name(person.0))).collect(),
            earlier: self.earlier(&record).await?,
            record,
        }))
    }

    async fn earlier(&self, visit: &Record) -> Result<Vec<VisitLine>, StorageError> {
        let Some(company) = visit.text("company").and_then(|id| id.parse().ok()) else {
            return Ok(Vec::new());
        };
        let query = VisitQuery {
            tenant: self.tenant,
            unit: self.actor.unit,
            chain: None,
            company: Some(company),
            from: None,
            to: None,
            state: None,
            text: None,
        };
        let rows = self.db.visits(&query, None, EARLIER + 1).await?;
        Ok(rows.into_iter().map(line).filter(|line| line.id != visit.id).take(EARLIER).collect())
    }

    async fn filter_choices(&self) -> Result<FilterChoices, StorageError> {
        let units = self.db.records_of_kind(self.tenant, &Kind::UNIT).await?;
        let mut chains = self.db.records_of_kind(self.tenant, &Kind::CHAIN).await?;
        chains.sort_by_key(|chain| (std::cmp::Reverse(chain.int("year")), chain.origin));
        let label = |chain: &Record| {
            let (year, name) = (chain.int("year"), chain.text("name").unwrap_or_default());
            year.map_or_else(|| name.to_owned(), |year| format!("{year} {name}"))
        };
        Ok(FilterChoices {
            units: units::in_order_of_the_tree(units, self.actor.unit),
            chains: chains.iter().map(|chain| (chain.id, label(chain))).collect(),
        })
    }

    async fn quarantined(&self, decided: bool) -> Result<Vec<QuarantineLine>, StorageError> {
        let which = if decided { QuarantineWhich::Decided } else { QuarantineWhich::Undecided };
        let kept = self.kept(which, QUARANTINED).await?;
        let titles = self.titles_of(&kept).await?;
        Ok(kept.into_iter().map(|kept| kept.line(&titles)).collect())
    }

    /// `None` also for one that the reader may not see.
    async fn one_set_aside(&self, number: u64) -> Result<Option<QuarantineEntry>, StorageError> {
        let kept = self.kept(QuarantineWhich::Number(number), 1).await?;
        let titles = self.titles_of(&kept).await?;
        let Some(kept) = kept.into_iter().next() else {
            return Ok(None);
        };
        let stands = match kept.record {
            Some(id) => self.db.record(self.tenant, RecordId(id)).await?.map(|(record, _)| record),
            None => None,
        };
        let seen = stands.filter(|record| can(&self.actor, Action::See, Target::from(record)));
        Ok(Some(kept.entry(&self.actor, &titles, seen.as_ref())))
    }

    async fn kept(&self, which: QuarantineWhich, most: usize) -> Result<Vec<Kept>, StorageError> {
        let oversees = oversees_quarantine(&self.actor);
        let of = if oversees { QuarantineOf::Unit(self.actor.unit) } else { QuarantineOf::Author(self.actor.person) };
        let rows = self.db.quarantine(self.tenant, of, which, most).await?;
        Ok(rows.into_iter().map(Kept::read).collect())
    }

    /// What the records are called that the changes are about, as far as the reader may see them.
    async fn titles_of(&self, kept: &[Kept]) -> Result<HashMap<Uuid, String>, StorageError> {
        let records: Vec<Uuid> = kept.iter().filter_map(|kept| kept.record).collect();
        let titles = self.db.titles(self.tenant, &records).await?;
        let seen = titles.into_iter().filter(|Titled { kind, unit, author, .. }| {
            can(&self.actor, Action::See, Target { kind, unit: *unit, author: Some(*author) })
        });
        Ok(seen.map(|Titled { id, title, .. }| (id, title)).collect())
    }

    fn may_see(&self, record: &Record, kind: &Kind) -> bool {
        record.kind == *kind && can(&self.actor, Action::See, Target::from(record))
    }
}

/// Everybody who wrote something that still stands.
fn writers(record: &Record) -> impl Iterator<Item = PersonId> {
    record.paths().flat_map(|path| record.heads(path.as_str())).map(|(_, by, _)| by)
}

fn comment_lines(comments: &[Record], name: impl Fn(Uuid) -> String) -> Vec<CommentLine> {
    let mut comments: Vec<&Record> = comments.iter().collect();
    comments.sort_by_key(|record| record.origin);
    let line = |record: &Record| CommentLine {
        id: record.id,
        purpose: record.text("purpose").unwrap_or(comment::NOTE).to_owned(),
        text: record.text("text").unwrap_or_default().to_owned(),
        by: name(record.author().0),
        at: record.origin.at.millis(),
    };
    comments.into_iter().map(line).collect()
}

fn field_change(step: Step, name: impl Fn(Uuid) -> String) -> FieldChange {
    let Step { path, before, after, by, at, conflict, latest } = step;
    FieldChange { path, before, after, by: name(by.0), at, conflict, latest }
}

fn line(row: VisitRow) -> VisitLine {
    VisitLine {
        id: row.place.id,
        company: row.title,
        summary: row.subtitle,
        unit: row.unit,
        author: row.author,
        chain: row.chain,
        day: row.place.day.parse().ok(),
        kind: row.kind,
        state: row.state,
        amount: row.amount,
        grade: row.grade,
        arrived: row.arrived,
        conflicts: usize::try_from(row.conflicts).unwrap_or(usize::MAX),
    }
}

fn spell_place(place: &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", place.id, place.day))
}

/// `None` where it is not one of ours: the list begins at its top then.
fn read_place(text: &str) -> Option<Place> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (id, day) = text.split_once(' ')?;
    Some(Place { day: day.to_owned(), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::id::RecordId;

    use super::{read_place, spell_place};
    use crate::db::Place;

    #[test]
    fn a_place_in_the_list_is_found_again() {
        for day in ["2026-11-20", ""] {
            let place = Place { day: day.to_owned(), id: RecordId(Uuid::from_u128(3)) };
            assert_eq!(read_place(&spell_place(&place)), Some(place));
        }
        assert_eq!(read_place("AAAA"), None);
        assert_eq!(read_place("走访"), None);
    }
}
