//! 联系人: somebody at a company whom the team deals with, and no more of them than the work needs.

use super::Writers;
use super::field::{FieldSpec, ValueType};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, Tag, TagName, joined};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::CONTACT,
    // Numbers of private telephones: those who work with the company, and whom they report to.
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    // A company is the whole city's, a contact is its team's.
    parent: None,
    fields: &[
        FieldSpec::new("company", ValueType::Id),
        FieldSpec::new("company_name", ValueType::Text(120)),
        FieldSpec::new("name", ValueType::Text(60)),
        FieldSpec::new("title", ValueType::Text(60)),
        FieldSpec::new("mobile", ValueType::Text(40)),
        FieldSpec::new("phone", ValueType::Text(40)),
        FieldSpec::new("wechat", ValueType::Text(60)),
        FieldSpec::new("email", ValueType::Text(120)),
        FieldSpec::new("part", ValueType::OneOf(PARTS)),
        FieldSpec::new("weight", ValueType::OneOf(WEIGHTS)),
        FieldSpec::new("note", ValueType::Text(2_000)),
        // Works there no more.
        FieldSpec::new("left", ValueType::Bool),
    ],
    facets: |record| {
        let text = |path| record.text(path).unwrap_or_default();
        Facets {
            title: text("name").to_owned(),
            subtitle: joined([text("company_name"), text("title")], " · "),
            state: record.text("part").map(str::to_owned),
            company: record.text("company").and_then(|id| id.parse().ok()),
            tags: record.text("weight").map(|weight| Tag(TagName::Grade, weight.to_owned())).into_iter().collect(),
            ..Facets::default()
        }
    },
    check: |shown, _| Finding::missing(shown, &["company", "name"]),
};

/// 决策人, 影响决策, 具体经办, 联络: the part somebody plays in the company's decision.
pub const PARTS: &[&str] = &["decides", "influences", "handles", "liaises"];
/// 重点, 一般.
pub const WEIGHTS: &[&str] = &["high", "normal"];
/// Ways to reach somebody, in the order in which one tries them.
pub const WAYS: &[&str] = &["mobile", "phone", "wechat", "email"];
