//! Records, changes, and the one function that merges them.
//!
//! A record is a flat map from [`Path`] to [`Register`]. A register holds its *heads*: the writes
//! that no other write has replaced. A [`Change`] names, for each field it writes, the heads its
//! author had seen (`base`) and replaces exactly those. Two writes of which neither saw the other
//! leave two heads: the later [`Stamp`] shows, both values stay, and the field is in open conflict
//! until somebody writes having seen both.
//!
//! **Invariant:** applying changes and joining records is commutative, associative and idempotent,
//! and no value leaves a register except through a write that named it (`tests/laws.rs`).

mod change;
mod path;
mod record;
mod register;
mod row;
#[cfg(feature = "openapi")]
mod schema;
mod stamp;
mod value;

pub use change::{Attribution, Change, Op, Write, diff, settle};
pub use path::{Path, PathError};
pub use record::{Applied, Origin, Record, Shown};
pub use register::Register;
#[cfg(feature = "openapi")]
pub(crate) use schema::FieldValue;
pub use stamp::{Dot, Hlc, HlcError, Stamp};
pub use value::Value;
