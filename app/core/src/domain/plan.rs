//! 行动计划: where a team means to go in a period, and how many companies it means to call on.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, first_line};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::PLAN,
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(100)),
        FieldSpec::new("from", ValueType::Day),
        FieldSpec::new("to", ValueType::Day),
        FieldSpec::new("regions/*", ValueType::Bool),
        FieldSpec::new("goal", ValueType::Text(4_000)),
        // How many companies are to be called on, and how many trips that takes.
        FieldSpec::new("companies", ValueType::Int(0, 100_000)),
        FieldSpec::new("trips", ValueType::Int(0, 10_000)),
    ],
    facets: |record| Facets {
        title: record.text("name").unwrap_or_default().to_owned(),
        subtitle: first_line(record, "goal"),
        // The last day: a list of running and coming plans is `day >= today`.
        day: record.text("to").and_then(|day| day.parse().ok()),
        ..Facets::default()
    },
    check: |shown, _| Finding::of_period(shown, &["name", "from", "to"]),
};

/// The regions in which teams call on companies, by the names that records hold: 境内 and 境外.
pub const REGIONS: &[&str] =
    &["京津冀", "长三角", "粤港澳", "其他境内", "港澳", "日韩", "东盟", "中亚", "欧美", "其他境外"];
