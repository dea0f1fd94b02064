//! 人员: who works with the app. The account with its password lives on the server only.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Kind, KindSpec, Reach};
use crate::permission::Role;

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::PERSON,
    reach: Reach::Tenant,
    makers: Writers::Administration,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(60)).by(Writers::Administration),
        FieldSpec::new("unit", ValueType::Id).by(Writers::Administration),
        FieldSpec::new("role", ValueType::OneOf(Role::NAMES)).by(Writers::Administration),
    ],
    facets: |record| Facets {
        title: record.text("name").unwrap_or_default().to_owned(),
        about: record.text("unit").and_then(|id| id.parse().ok()),
        state: record.text("role").map(str::to_owned),
        ..Facets::default()
    },
    check: |_, _| Vec::new(),
};
