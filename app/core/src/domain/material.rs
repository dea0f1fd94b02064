//! 资料: what an officer has at hand before a company: policies, land and plant on offer, what local firms
//! look for, notes on a chain.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::field::{FieldSpec, ValueType};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, Tag, TagName, joined};
use super::{Day, Writers};
use crate::merge::{Record, Shown, Value};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::MATERIAL,
    reach: Reach::Tenant,
    makers: Writers::Reviewers,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        field("sort", ValueType::OneOf(SORTS)),
        field("title", ValueType::Text(200)),
        // 文号
        field("number", ValueType::Text(100)),
        field("issuer", ValueType::Text(100)),
        // In force from and until, both included.
        field("from", ValueType::Day),
        field("until", ValueType::Day),
        field("text", ValueType::Text(20_000)),
        field("place", ValueType::Text(100)),
        field("chain", ValueType::Id),
        field("chain_name", ValueType::Text(60)),
        field("land_mu", ValueType::Int(0, 1_000_000)),
        field("plant_m2", ValueType::Int(0, 100_000_000)),
        field("price", ValueType::Text(100)),
        // Whose need it is.
        field("company", ValueType::Id),
        field("company_name", ValueType::Text(120)),
        // Whom to ask.
        field("ask", ValueType::Text(100)),
    ],
    facets: |record| {
        let text = |path| record.text(path).unwrap_or_default();
        Facets {
            title: text("title").to_owned(),
            subtitle: joined([text("number"), text("issuer"), text("company_name"), text("place")], " · "),
            day: record.text("until").and_then(|day| day.parse().ok()),
            state: record.text("sort").map(str::to_owned),
            company: record.text("company").and_then(|id| id.parse().ok()),
            chain: record.text("chain").and_then(|id| id.parse().ok()),
            tags: record.text("sort").map(|sort| Tag(TagName::Kind, sort.to_owned())).into_iter().collect(),
            ..Facets::default()
        }
    },
    check: |shown, _| check(shown),
};

/// Whoever keeps the office's lists writes them; a team reads.
const fn field(pattern: &'static str, holds: ValueType) -> FieldSpec {
    FieldSpec::new(pattern, holds).by(Writers::Reviewers)
}

pub const POLICY: &str = "policy";
pub const LAND: &str = "land";
pub const PLANT: &str = "plant";
pub const LOCAL_NEED: &str = "local_need";
pub const CHAIN_NOTE: &str = "chain_note";
/// 政策, 地块, 厂房, 本地企业需求, 产业链要点.
pub const SORTS: &[&str] = &[POLICY, LAND, PLANT, LOCAL_NEED, CHAIN_NOTE];

/// Whether a material of that sort tells a field; what has no sort yet tells what all do.
pub fn tells(sort: &str, field: &str) -> bool {
    match field {
        "number" | "issuer" => sort == POLICY,
        "land_mu" => sort == LAND,
        "plant_m2" => sort == PLANT,
        "price" => matches!(sort, LAND | PLANT),
        "company" | "company_name" => sort == LOCAL_NEED,
        "place" => matches!(sort, POLICY | LAND | PLANT | LOCAL_NEED),
        _ => true,
    }
}

fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Finding::missing(shown, &["sort", "title"]);
    let about: &[&str] = match shown.get("sort").and_then(Value::as_text) {
        Some(LOCAL_NEED) => &["company_name"],
        Some(CHAIN_NOTE) => &["chain"],
        _ => &[],
    };
    findings.extend(Finding::missing(shown, about));
    findings.extend(Finding::ends_before_it_begins(shown, "from", "until"));
    findings
}

/// Whether it may be held out to a company on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    InForce,
    /// Not before that day.
    NotYet(Day),
    /// Not since that day.
    Ended(Day),
}

impl Validity {
    /// In the order in which a material goes through them, from 0.
    pub fn place(self) -> usize {
        match self {
            Self::NotYet(_) => 0,
            Self::InForce => 1,
            Self::Ended(_) => 2,
        }
    }
}

pub fn validity(material: &Record, today: Day) -> Validity {
    let day = |path| material.text(path).and_then(|day| day.parse::<Day>().ok());
    match (day("from"), day("until")) {
        (Some(from), _) if today < from => Validity::NotYet(from),
        (_, Some(until)) if until < today => Validity::Ended(until),
        _ => Validity::InForce,
    }
}

/// Orders materials: what has ended last, between them sort by sort, of each the latest first.
pub fn rank(material: &Record, today: Day) -> impl Ord + use<> {
    let ended = matches!(validity(material, today), Validity::Ended(_));
    let sort = SORTS.iter().position(|sort| material.text("sort") == Some(sort));
    (ended, sort, Reverse(material.text("from").map(str::to_owned)), material.id)
}

/// What a search looks through.
pub fn searched(material: &Record) -> [&str; 7] {
    ["title", "number", "issuer", "text", "place", "chain_name", "company_name"]
        .map(|path| material.text(path).unwrap_or_default())
}
