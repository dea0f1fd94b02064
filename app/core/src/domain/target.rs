//! 目标: a figure that a document sets for a scope and a year.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Kind, KindSpec, Reach, joined};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::TARGET,
    reach: Reach::Tenant,
    makers: Writers::Administration,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("year", ValueType::Int(2000, 2199)).by(Writers::Administration),
        FieldSpec::new("source", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("scope", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("per_unit", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("indicator", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("op", ValueType::Text(8)).by(Writers::Administration),
        // As the document spells it: 8400, 33, 1.5. Reckoning with it comes with the indicators.
        FieldSpec::new("value", ValueType::Text(40)).by(Writers::Administration),
        FieldSpec::new("unit", ValueType::Text(40)).by(Writers::Administration),
        FieldSpec::new("note", ValueType::Text(2_000)).by(Writers::Administration),
    ],
    facets: |record| Facets {
        title: record.text("indicator").unwrap_or_default().to_owned(),
        subtitle: joined(["op", "value", "unit"].map(|part| record.text(part).unwrap_or_default()), " "),
        ..Facets::default()
    },
    check: |_, _| Vec::new(),
};
