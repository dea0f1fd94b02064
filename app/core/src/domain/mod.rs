//! One file per kind of record: its fields, its checks, what a list shows of it, who may write it.
//!
//! A new kind is a file with a [`KindSpec`] and a line in [`KINDS`]; storage, sync, lists and
//! permission follow from the declaration.

pub mod attachment;
pub mod calendar;
pub mod chain;
pub mod comment;
pub mod company;
pub mod contact;
pub mod course;
pub mod day;
pub mod dossier;
pub mod field;
pub mod first_contact;
pub mod follow_up;
pub mod kind;
pub mod material;
pub mod money;
pub mod period;
pub mod person;
pub mod plan;
pub mod report;
pub mod target;
pub mod trip;
pub mod trip_report;
pub mod unit;
pub mod uscc;
pub mod visit;

pub use day::{Day, TimeOfDay};
pub use field::{FieldSpec, Problem, ValueType, Writers};
pub use kind::{Call, Facets, Finding, Kind, KindSpec, Reach, Tag, TagName};
pub use money::Money;
pub use period::Period;
pub use uscc::Uscc;

/// Version of the declarations below; raised when fields are added.
pub const SCHEMA: u16 = 4;

/// Every kind there is.
pub const KINDS: &[&KindSpec] = &[
    &unit::SPEC,
    &person::SPEC,
    &chain::SPEC,
    &company::SPEC,
    &trip::SPEC,
    &visit::SPEC,
    &comment::SPEC,
    &attachment::SPEC,
    &target::SPEC,
    &contact::SPEC,
    &plan::SPEC,
    &material::SPEC,
    &report::SPEC,
];
