//! 企业: what the whole city knows of a company. Made in the field as a stub, completed at the office.

use super::field::{FieldSpec, Problem, ValueType, Writers};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, Tag, TagName, joined};
use super::{Uscc, first_contact};
use crate::merge::{Record, Shown, Value};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::COMPANY,
    reach: Reach::Tenant,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(120)),
        FieldSpec::new("short", ValueType::Text(40)),
        FieldSpec::new("code", ValueType::Text(18)),
        FieldSpec::new("country", ValueType::Text(2)),
        FieldSpec::new("region", ValueType::Text(60)),
        FieldSpec::new("trip_region", ValueType::Text(20)),
        FieldSpec::new("industry", ValueType::Text(8)),
        FieldSpec::new("industry_name", ValueType::Text(60)),
        FieldSpec::new("chain", ValueType::Id),
        FieldSpec::new("chain_name", ValueType::Text(60)),
        FieldSpec::new("lists/*", ValueType::Bool),
        FieldSpec::new("pursuit", ValueType::OneOf(PURSUITS)),
        FieldSpec::new("note", ValueType::Text(2_000)),
        // A claim under the id of whoever makes it; names are those of the day.
        FieldSpec::new("first_contact/*/day", ValueType::Day).of_oneself(),
        FieldSpec::new("first_contact/*/by", ValueType::Text(60)).of_oneself(),
        FieldSpec::new("first_contact/*/unit", ValueType::Text(100)).of_oneself(),
        FieldSpec::new("first_contact/*/with", ValueType::Text(60)).of_oneself(),
    ],
    facets,
    check,
};

/// 谋划, 意向, 在谈, 签约, 落地, 暂缓, 放弃.
pub const PURSUITS: &[&str] = &["planned", "interested", "negotiating", "signed", "landed", "paused", "dropped"];

fn facets(record: &Record) -> Facets {
    let text = |path| record.text(path).unwrap_or_default();
    let is_on = |list: &&str| record.get(&format!("lists/{list}")) == Some(&Value::Bool(true));
    Facets {
        title: record.text("short").or(record.text("name")).unwrap_or_default().to_owned(),
        subtitle: joined([text("name"), text("region"), text("chain_name")], " · "),
        code: record.text("code").map(str::to_owned),
        state: record.text("pursuit").map(str::to_owned),
        company: Some(record.id),
        chain: record.text("chain").and_then(|id| id.parse().ok()),
        tags: record
            .text("trip_region")
            .map(|region| Tag(TagName::Region, region.to_owned()))
            .into_iter()
            .chain(record.items("lists").iter().filter(|l| is_on(l)).map(|list| Tag(TagName::List, (*list).to_owned())))
            .collect(),
        ..Facets::default()
    }
}

fn check(shown: &Shown, today: super::Day) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !shown.contains_key("name") {
        findings.push(Finding::at("name", Problem::Missing));
    }
    if let Some(Err(problem)) = shown.get("code").and_then(Value::as_text).map(str::parse::<Uscc>) {
        findings.push(Finding::at("code", problem));
    }
    findings.extend(first_contact::check(shown, today));
    findings
}
