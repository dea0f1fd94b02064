//! 产业链 / 集群, as a document of some year names it.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Kind, KindSpec, Reach};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::CHAIN,
    reach: Reach::Tenant,
    makers: Writers::Administration,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(60)).by(Writers::Administration),
        FieldSpec::new("year", ValueType::Int(2000, 2199)).by(Writers::Administration),
        FieldSpec::new("lead", ValueType::Id).by(Writers::Administration),
        FieldSpec::new("source", ValueType::Text(200)).by(Writers::Administration),
        FieldSpec::new("note", ValueType::Text(2_000)).by(Writers::Administration),
    ],
    facets: |record| Facets {
        title: record.text("name").unwrap_or_default().to_owned(),
        subtitle: record.int("year").map(|year| year.to_string()).unwrap_or_default(),
        ..Facets::default()
    },
    check: |_, _| Vec::new(),
};
