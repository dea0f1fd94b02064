//! What the console reads.

use uuid::Uuid;
use zoufang_core::domain::{Day, Kind, Tag, TagName};
use zoufang_core::id::{PersonId, RecordId, TenantId, UnitId};
use zoufang_core::merge::Record;
use zoufang_core::wire::CHANGE_MAX_BYTES;

use super::decisions::{self, Taken};
use super::dialect::UnitByUnit;
use super::error::garbled;
use super::line::Line;
use super::statement::Sql;
use super::{Db, SetAsideNumber, StorageError, bigint, bulk, unsigned};

/// Which visits a list shows: those of `unit` and all below it that fit the rest.
#[derive(Clone, Debug)]
pub struct VisitQuery {
    pub tenant: TenantId,
    pub unit: UnitId,
    pub chain: Option<RecordId>,
    pub company: Option<RecordId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub state: Option<String>,
    pub text: Option<String>,
}

/// Where a visit stands in the list, which has the latest day first and within a day the visit that
/// was begun last: ids tell when. Neither a review nor an amendment moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Empty for a visit without a day.
    pub day: String,
    pub id: RecordId,
}

/// One line of a list of visits.
#[derive(Clone, Debug)]
pub struct VisitRow {
    pub place: Place,
    pub arrived: u64,
    pub title: String,
    pub subtitle: String,
    pub unit: String,
    pub author: String,
    pub chain: String,
    pub kind: Option<String>,
    pub state: String,
    pub amount: Option<i64>,
    pub grade: Option<String>,
    pub conflicts: u64,
}

/// A change in quarantine with the name of its author.
#[derive(Clone, Debug)]
pub struct QuarantineRow {
    pub number: SetAsideNumber,
    pub code: String,
    pub message: String,
    pub path: Option<String>,
    pub author: PersonId,
    pub author_name: String,
    /// Who brought it, where nothing proves that it comes from its author.
    pub brought_by: Option<PersonId>,
    pub bringer_name: Option<String>,
    pub unit: UnitId,
    pub received: u64,
    pub raw: String,
    pub taken: Option<Taken>,
    /// Of who took the decision.
    pub decider_name: String,
}

/// What a record is called, and whose it is.
#[derive(Debug)]
pub struct Titled {
    pub id: Uuid,
    pub kind: Kind,
    pub unit: UnitId,
    pub author: PersonId,
    pub title: String,
}

/// Which changes in quarantine are read.
#[derive(Clone, Copy, Debug)]
pub enum QuarantineWhich {
    Undecided,
    Decided,
    Number(SetAsideNumber),
}

/// Whose changes in quarantine are read.
#[derive(Clone, Copy, Debug)]
pub enum QuarantineOf {
    Author(PersonId),
    /// Of all authors of the unit and those below it.
    Unit(UnitId),
}

/// The lines of the visits that were found; names come from the records that a visit points to.
const VISIT_LINES: &str = "SELECT r.id, r.day, r.arrived, r.title, r.subtitle, r.state, r.amount, r.conflicts,
    u.title AS unit_name, p.title AS author_name, c.title AS chain_name, r.tags
    FROM found
    JOIN record r ON r.tenant = found.tenant AND r.id = found.id
    LEFT JOIN record u ON u.tenant = r.tenant AND u.id = r.unit
    LEFT JOIN record p ON p.tenant = r.tenant AND p.id = r.author
    LEFT JOIN record c ON c.tenant = r.tenant AND c.id = r.chain AND c.kind = 'chain'
    ORDER BY r.day DESC, r.id DESC";

impl Db {
    /// The next `most` visits after a place in the list.
    pub async fn visits(
        &self,
        query: &VisitQuery,
        after: Option<&Place>,
        most: usize,
    ) -> Result<Vec<VisitRow>, StorageError> {
        let UnitByUnit { begins, of_each, ends_each } = self.read.dialect().unit_by_unit();
        let mut sql = Sql::new("WITH found AS (SELECT r.tenant, r.id FROM ");
        units(sql.push(begins), query);
        narrow(sql.push(of_each), query);
        if let Some(after) = after {
            sql.push(" AND (r.day, r.id) < (").push_bind(after.day.as_str());
            sql.push(", ").push_bind(after.id.0).push(")");
        }
        if let Some(end) = ends_each {
            latest(&mut sql, most);
            sql.push(end);
        }
        latest(&mut sql, most);
        sql.push(") ").push(VISIT_LINES);
        sql.fetch_all(&self.read).await?.iter().map(visit_row).collect()
    }

    /// How many visits there are of each state.
    pub async fn visits_by_state(&self, query: &VisitQuery) -> Result<Vec<(String, u64)>, StorageError> {
        if let VisitQuery { chain: None, company: None, state: None, text: None, .. } = query {
            return self.tallied_visits(query).await;
        }
        let mut sql = Sql::new("SELECT r.state, COUNT(*) FROM record r WHERE r.unit IN (");
        units(&mut sql, query);
        narrow(sql.push(") AND "), query);
        sql.push(" GROUP BY r.state");
        let counts = sql.fetch_all(&self.read).await?;
        let count = |line: &Line| {
            let state: Option<String> = line.get(0)?;
            Ok((state.unwrap_or_default(), unsigned(line.get(1)?)))
        };
        counts.iter().map(count).collect()
    }

    /// A record and when its last change came.
    pub async fn record(&self, tenant: TenantId, id: RecordId) -> Result<Option<(Record, u64)>, StorageError> {
        let select = "SELECT body, arrived FROM record WHERE tenant = $1 AND id = $2 AND alive";
        let line = Sql::new(select).bind(tenant.0).bind(id.0).fetch_optional(&self.read).await?;
        let found = |line: Line| Ok((parse(line.get("body")?, id)?, unsigned(line.get("arrived")?)));
        line.map(found).transpose()
    }

    /// What those of the records are called that stand, whatever they are: permission decides over each.
    pub async fn titles(&self, tenant: TenantId, records: &[Uuid]) -> Result<Vec<Titled>, StorageError> {
        let mut titles = Vec::new();
        for portion in bulk::portions(records) {
            let mut sql = Sql::new("SELECT id, kind, unit, author, title FROM record WHERE alive AND tenant = ");
            sql.push_bind(tenant.0).push(" AND id");
            sql.push_in(portion, |list, id| {
                list.push_bind(*id);
            });
            titles.extend(sql.fetch_all(&self.read).await?.iter().map(titled).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(titles)
    }

    /// All records of a kind that stand.
    pub async fn records_of_kind(&self, tenant: TenantId, kind: &Kind) -> Result<Vec<Record>, StorageError> {
        let select = "SELECT id, body FROM record WHERE tenant = $1 AND kind = $2 AND alive";
        let lines = Sql::new(select).bind(tenant.0).bind(kind.as_str()).fetch_all(&self.read).await?;
        lines.iter().map(|line| parse(line.get(1)?, RecordId(line.get(0)?))).collect()
    }

    /// The records of a kind that hang on another.
    pub async fn records_about(
        &self,
        tenant: TenantId,
        about: RecordId,
        kind: &Kind,
    ) -> Result<Vec<Record>, StorageError> {
        let select = "SELECT id, body FROM record WHERE tenant = $1 AND about = $2 AND kind = $3 AND alive";
        let query = Sql::new(select).bind(tenant.0).bind(about.0).bind(kind.as_str());
        let lines = query.fetch_all(&self.read).await?;
        lines.iter().map(|line| parse(line.get(1)?, RecordId(line.get(0)?))).collect()
    }

    /// The latest of such changes in quarantine.
    pub async fn quarantine(
        &self,
        tenant: TenantId,
        of: QuarantineOf,
        which: QuarantineWhich,
        most: usize,
    ) -> Result<Vec<QuarantineRow>, StorageError> {
        let mut sql = Sql::new("SELECT ");
        match which {
            QuarantineWhich::Number(_) => sql.push("q.raw"),
            // What is too large for a change is megabytes, and a list has hundreds.
            QuarantineWhich::Undecided | QuarantineWhich::Decided => {
                let largest = i64::try_from(CHANGE_MAX_BYTES).unwrap_or(i64::MAX);
                sql.push("CASE WHEN length(q.raw) <= ").push_bind(largest);
                sql.push(" THEN q.raw ELSE substr(q.raw, 1, 4000) END AS raw")
            }
        };
        sql.push(
            ", q.number, q.code, q.message, q.path, q.author, p.title, q.unit, q.received, q.decision,
             q.turn, q.decided_by, q.decided, q.words, q.mended, q.position, d.title AS decider,
             q.brought_by, b.title AS bringer FROM quarantine q
             LEFT JOIN record p ON p.tenant = q.tenant AND p.id = q.author
             LEFT JOIN record d ON d.tenant = q.tenant AND d.id = q.decided_by
             LEFT JOIN record b ON b.tenant = q.tenant AND b.id = q.brought_by WHERE q.tenant = ",
        );
        sql.push_bind(tenant.0);
        match which {
            QuarantineWhich::Undecided => {
                sql.push(" AND q.decision IS NULL");
            }
            QuarantineWhich::Decided => {
                sql.push(" AND q.decision IS NOT NULL");
            }
            QuarantineWhich::Number(number) => {
                sql.push(" AND q.number = ").push_bind(bigint(number));
            }
        }
        match of {
            QuarantineOf::Author(person) => {
                sql.push(" AND q.author = ").push_bind(person.0);
            }
            QuarantineOf::Unit(unit) => {
                sql.push(" AND q.unit IN (SELECT unit FROM unit_tree WHERE tenant = ").push_bind(tenant.0);
                sql.push(" AND ancestor = ").push_bind(unit.0).push(")");
            }
        }
        sql.push(" ORDER BY q.number DESC LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        sql.fetch_all(&self.read).await?.iter().map(quarantine_row).collect()
    }
}

/// The unit and those below it.
fn units(sql: &mut Sql<'_>, query: &VisitQuery) {
    sql.push("SELECT unit FROM unit_tree WHERE tenant = ").push_bind(query.tenant.0);
    sql.push(" AND ancestor = ").push_bind(query.unit.0);
}

fn latest(sql: &mut Sql<'_>, most: usize) {
    sql.push(" ORDER BY r.day DESC, r.id DESC LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
}

/// Whatever is asked of a visit besides its unit.
fn narrow<'a>(sql: &mut Sql<'a>, query: &'a VisitQuery) {
    let VisitQuery { tenant, unit: _, chain, company, from, to, state, text } = query;
    sql.push("r.tenant = ").push_bind(tenant.0).push(" AND r.kind = 'visit' AND r.alive = TRUE");
    if let Some(chain) = chain {
        sql.push(" AND r.chain = ").push_bind(chain.0);
    }
    if let Some(company) = company {
        sql.push(" AND r.company = ").push_bind(company.0);
    }
    if let Some(from) = from {
        sql.push(" AND r.day >= ").push_bind(from.to_string());
    }
    if let Some(to) = to {
        // A visit without a day has the empty one, which lies before all others.
        sql.push(" AND r.day <= ").push_bind(to.to_string()).push(" AND r.day <> ''");
    }
    if let Some(state) = state {
        sql.push(" AND r.state = ").push_bind(state.as_str());
    }
    if let Some(text) = text {
        let pattern = containing(text);
        sql.push(" AND (lower(r.title) LIKE ").push_bind(pattern.clone()).push(r" ESCAPE '\'");
        sql.push(" OR lower(r.subtitle) LIKE ").push_bind(pattern).push(r" ESCAPE '\')");
    }
}

/// The LIKE pattern of texts that contain this one. The databases agree on the case of the 26
/// letters alone.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for char in text.to_ascii_lowercase().chars() {
        match char {
            '%' | '_' | '\\' => pattern.extend(['\\', char]),
            // Ends the pattern of SQLite and is none for PostgreSQL; no text holds it.
            '\0' => pattern.push(char::REPLACEMENT_CHARACTER),
            _ => pattern.push(char),
        }
    }
    pattern + "%"
}

fn visit_row(line: &Line) -> Result<VisitRow, StorageError> {
    let id: Uuid = line.get("id")?;
    let mut tags: Vec<Tag> = serde_json::from_str(line.get("tags")?).map_err(garbled("tags of record", id))?;
    let mut tag = |name| Some(tags.swap_remove(tags.iter().position(|tag| tag.0 == name)?).1);
    let name = |column| Ok::<_, StorageError>(line.get::<Option<String>, _>(column)?.unwrap_or_default());
    Ok(VisitRow {
        place: Place { day: line.get("day")?, id: RecordId(id) },
        arrived: unsigned(line.get("arrived")?),
        title: line.get("title")?,
        subtitle: line.get("subtitle")?,
        unit: name("unit_name")?,
        author: name("author_name")?,
        chain: name("chain_name")?,
        kind: tag(TagName::Kind),
        state: name("state")?,
        amount: line.get("amount")?,
        grade: tag(TagName::Grade),
        conflicts: unsigned(line.get("conflicts")?),
    })
}

fn titled(line: &Line) -> Result<Titled, StorageError> {
    Ok(Titled {
        id: line.get(0)?,
        kind: Kind::from(line.get::<&str, _>(1)?),
        unit: UnitId(line.get(2)?),
        author: PersonId(line.get(3)?),
        title: line.get(4)?,
    })
}

fn quarantine_row(line: &Line) -> Result<QuarantineRow, StorageError> {
    let number = unsigned(line.get("number")?);
    Ok(QuarantineRow {
        number,
        taken: decisions::read(line, number)?,
        decider_name: line.get::<Option<String>, _>("decider")?.unwrap_or_default(),
        code: line.get("code")?,
        message: line.get("message")?,
        path: line.get("path")?,
        author: PersonId(line.get::<Uuid, _>("author")?),
        author_name: line.get::<Option<String>, _>("title")?.unwrap_or_default(),
        brought_by: line.get::<Option<Uuid>, _>("brought_by")?.map(PersonId),
        bringer_name: line.get("bringer")?,
        unit: UnitId(line.get::<Uuid, _>("unit")?),
        received: unsigned(line.get("received")?),
        raw: line.get("raw")?,
    })
}

fn parse(body: &str, id: RecordId) -> Result<Record, StorageError> {
    serde_json::from_str(body).map_err(garbled("record", id))
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn what_is_sought_means_itself() {
        assert_eq!(containing("ABC_50%"), r"%abc\_50\%%");
        assert_eq!(containing(r"a\b"), r"%a\\b%");
    }
}
