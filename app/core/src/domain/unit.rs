//! 单位: an office, bureau, county, zone or team; together a tree.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Kind, KindSpec, Reach};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::UNIT,
    reach: Reach::Tenant,
    makers: Writers::Administration,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(100)).by(Writers::Administration),
        FieldSpec::new("short", ValueType::Text(40)).by(Writers::Administration),
        FieldSpec::new("kind", ValueType::OneOf(UNIT_KINDS)).by(Writers::Administration),
        FieldSpec::new("parent", ValueType::Id).by(Writers::Administration),
        FieldSpec::new("code", ValueType::Text(12)).by(Writers::Administration),
        FieldSpec::new("source", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("year", ValueType::Int(2000, 2199)).by(Writers::Administration),
    ],
    facets: |record| Facets {
        title: record.text("short").or(record.text("name")).unwrap_or_default().to_owned(),
        subtitle: record.text("name").unwrap_or_default().to_owned(),
        about: record.text("parent").and_then(|id| id.parse().ok()),
        state: record.text("kind").map(str::to_owned),
        ..Facets::default()
    },
    check: |_, _| Vec::new(),
};

pub const UNIT_KINDS: &[&str] = &[
    "city_government",
    "open_office",
    "commerce_bureau",
    "lead_unit",
    "member_unit",
    "county",
    "development_zone",
    "cluster_zone",
    "municipal_park",
    "liaison_office",
    "team",
    "fund",
    "intermediary",
];
