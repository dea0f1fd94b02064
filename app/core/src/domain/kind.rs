use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::field::{FieldSpec, Problem, Writers};
use super::{Day, KINDS};
use crate::id::{PersonId, RecordId, UnitId};
use crate::merge::{Change, Path, Record, Shown};
use crate::text;

/// The name of a kind of record. A kind that this program does not know keeps its name, so that an
/// old client stores what a new server sends and does not drop it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Kind(Cow<'static, str>);

impl Kind {
    pub const UNIT: Self = Self::named("unit");
    pub const PERSON: Self = Self::named("person");
    pub const CHAIN: Self = Self::named("chain");
    pub const COMPANY: Self = Self::named("company");
    pub const TRIP: Self = Self::named("trip");
    pub const VISIT: Self = Self::named("visit");
    pub const COMMENT: Self = Self::named("comment");
    pub const ATTACHMENT: Self = Self::named("attachment");
    pub const TARGET: Self = Self::named("target");
    pub const CONTACT: Self = Self::named("contact");
    pub const PLAN: Self = Self::named("plan");
    pub const MATERIAL: Self = Self::named("material");
    pub const REPORT: Self = Self::named("report");

    const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn spec(&self) -> Option<&'static KindSpec> {
        KINDS.iter().copied().find(|spec| spec.kind == *self)
    }
}

impl From<&str> for Kind {
    fn from(name: &str) -> Self {
        let known = KINDS.iter().find(|spec| spec.kind.as_str() == name);
        known.map_or_else(|| Self(Cow::Owned(name.to_owned())), |spec| spec.kind.clone())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, |name| Ok::<_, Infallible>(name.into()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.0)
    }
}

/// The declaration of a kind.
#[derive(Debug)]
pub struct KindSpec {
    pub kind: Kind,
    pub reach: Reach,
    /// Who makes and deletes records of the kind.
    pub makers: Writers,
    /// Never amended nor deleted once it is made.
    pub written_once: bool,
    /// The id that a record made in a unit must have, where that is not left to whoever makes it.
    pub named_after: Option<fn(&Change, UnitId) -> Option<RecordId>>,
    pub fields: &'static [FieldSpec],
    /// The field that names the record this one hangs on. A comment belongs to the unit of what it
    /// is about, and cannot exist before it.
    pub parent: Option<&'static str>,
    pub facets: fn(&Record) -> Facets,
    /// What a person still has to mend before the record is complete. Never blocks a draft.
    pub check: fn(&Shown, today: Day) -> Vec<Finding>,
}

impl KindSpec {
    /// The declaration of the field at `path`.
    pub fn field(&self, path: &Path) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| path.fits(field.pattern))
    }
}

/// Who receives the records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody of the city.
    Tenant,
    /// Those whose scope holds the record's unit.
    Unit,
}

/// What lists, filters, counts and exports see of a record: the same columns for every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    pub title: String,
    /// One short line below the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subtitle: String,
    /// `None` where the author is whoever made the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<RecordId>,
    /// 统一社会信用代码 of a company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The record this one hangs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<RecordId>,
    /// Integer 万元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// Why somebody has to come back to the record; phones find it by that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
}

/// What a record still calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// It was returned with a question.
    Amendment,
    /// One of its next steps, or of our commitments, is open.
    Step,
}

impl Call {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Amendment => "amendment",
            Self::Step => "step",
        }
    }
}

/// A facet with several values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tag(pub TagName, pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagName {
    Need,
    Region,
    List,
    Trip,
    Grade,
    Kind,
    /// The hash of a content that an attachment names.
    Blob,
}

impl TagName {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Region => "region",
            Self::List => "list",
            Self::Trip => "trip",
            Self::Grade => "grade",
            Self::Kind => "kind",
            Self::Blob => "blob",
        }
    }
}

/// Something a person has to mend in a form, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: Path,
    pub problem: Problem,
}

impl Finding {
    pub(super) fn at(path: &str, problem: Problem) -> Self {
        Self { path: path.parse().expect("a declared field is a valid path"), problem }
    }

    /// Those of the fields that have to be filled and are not.
    pub(super) fn missing(shown: &Shown, needed: &[&str]) -> Vec<Self> {
        let missing = needed.iter().filter(|path| !shown.contains_key(**path));
        missing.map(|path| Self::at(path, Problem::Missing)).collect()
    }

    /// The same of what lasts from `from` to `to`, which also has to end after it begins.
    pub(super) fn of_period(shown: &Shown, needed: &[&str]) -> Vec<Self> {
        let mut findings = Self::missing(shown, needed);
        findings.extend(Self::ends_before_it_begins(shown, "from", "to"));
        findings
    }

    /// Days and times are spelled so that they compare as they follow each other.
    pub(super) fn ends_before_it_begins(shown: &Shown, begins: &str, ends: &str) -> Option<Self> {
        let (begin, end) = (shown.get(begins)?.as_text()?, shown.get(ends)?.as_text()?);
        (end < begin).then(|| Self::at(ends, Problem::BeforeStart))
    }
}

/// The beginning of a text, for the line below a title; it says so where the line goes on.
pub(super) fn first_line(record: &Record, path: &str) -> String {
    beginning(record.text(path).and_then(|text| text.lines().next()).unwrap_or_default())
}

/// At most 60 characters, broken off where a clause ends; where none ends in their second half, before the figure or
/// word that would be cut.
fn beginning(line: &str) -> String {
    const CHARS: usize = 60;
    let Some((end, next)) = line.char_indices().nth(CHARS) else { return line.to_owned() };
    let most = &line[..end];
    let half = most.char_indices().nth(CHARS / 2).map_or(0, |(half, _)| half);
    let of_a_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',');
    let kept = match most[half..].rfind(['，', '。', '；', '、', '！', '？']) {
        Some(clause) => &most[..half + clause],
        None if of_a_word(next) => most.trim_end_matches(of_a_word).trim_end(),
        None => most,
    };
    format!("{}…", if kept.is_empty() { most } else { kept })
}

/// One line of those parts that are there.
pub(super) fn joined<const N: usize>(parts: [&str; N], between: &str) -> String {
    let there: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    there.join(between)
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn what_is_too_long_breaks_off_at_a_clause_and_cuts_no_figure() {
        assert_eq!(beginning("首次走访，了解用地"), "首次走访，了解用地");
        let clauses = format!("{}，年采购额约3200万元。", "企".repeat(47));
        assert_eq!(beginning(&clauses), clauses, "sixty characters");
        let clauses = format!("{}，年采购额大约为3200万元。", "企".repeat(48));
        assert_eq!(beginning(&clauses), format!("{}…", "企".repeat(48)));
        let figure = format!("{}4.25亿元", "资".repeat(58));
        assert_eq!(beginning(&figure), format!("{}…", "资".repeat(58)));
        let early = format!("甲，{}", "乙".repeat(80));
        assert_eq!(beginning(&early), format!("甲，{}…", "乙".repeat(58)), "a clause that ends too early is none");
        assert_eq!(beginning(&"a".repeat(80)), format!("{}…", "a".repeat(60)));
    }
}
