//! What the console reads, through server functions. The server implements `Office`; this crate
//! knows no database.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use zoufang_core::domain::Day;
use zoufang_core::id::{PersonId, RecordId, UnitId};
use zoufang_core::merge::{Path, Record, Value};
use zoufang_core::wire::{Decision, KnownDevice};

mod materials;

pub use self::materials::{MaterialFilter, MaterialLine, MaterialList, MaterialPage, VALIDITIES};
pub use crate::components::AttachmentItem;

/// Which visits a list shows; what is `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitFilter {
    /// With all units below it.
    pub unit: Option<UnitId>,
    pub chain: Option<RecordId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// `received`, `returned` or `reviewed`.
    pub state: Option<String>,
    /// A piece of the company's name or of the first line.
    pub text: Option<String>,
    /// Where the previous page ended.
    pub after: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitList {
    /// The latest day first, within a day what was begun last.
    pub lines: Vec<VisitLine>,
    /// How many the filter finds in all.
    pub total: u64,
    /// For `after` of the next page.
    pub next: Option<String>,
    /// Counts by state under the same filter without its state.
    pub counts: StateCounts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateCounts {
    pub received: u64,
    pub returned: u64,
    pub reviewed: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLine {
    pub id: RecordId,
    pub company: String,
    pub summary: String,
    pub unit: String,
    pub author: String,
    pub chain: String,
    pub day: Option<Day>,
    pub kind: Option<String>,
    pub state: String,
    /// Integer 万元.
    pub amount: Option<i64>,
    pub grade: Option<String>,
    /// When the server last stored it, milliseconds since 1970.
    pub arrived: u64,
    /// How many fields hold two values.
    pub conflicts: usize,
}

/// One visit as the office opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    pub record: Record,
    pub unit: String,
    pub author: String,
    pub arrived: u64,
    /// Oldest first.
    pub comments: Vec<CommentLine>,
    /// Photos and files, in the order in which they were taken.
    #[serde(default)]
    pub attachments: Vec<AttachmentItem>,
    /// What later changes did, field by field; the latest first. The first save is not told, and of many changes
    /// a part at a time.
    pub history: Vec<FieldChange>,
    /// The place before which that part ends, where it is not the latest.
    #[serde(default)]
    pub changes_before: Option<u64>,
    /// The place before which the next part ends, where there is one.
    #[serde(default)]
    pub older_changes: Option<u64>,
    /// Names of everybody who wrote a head of the record.
    pub names: Vec<(PersonId, String)>,
    /// Other visits to the same company that the reader may see; the latest first.
    pub earlier: Vec<VisitLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentLine {
    pub id: RecordId,
    /// `question`, `answer` or `note`.
    pub purpose: String,
    pub text: String,
    pub by: String,
    /// Milliseconds since 1970.
    pub at: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub path: Path,
    pub before: Value,
    pub after: Value,
    pub by: String,
    /// When it was written (the author's stamp, clamped), milliseconds since 1970.
    pub at: u64,
    /// Its author had not seen the value that stood then: both are kept.
    pub conflict: bool,
    /// Of what stands in the field today nothing came later.
    #[serde(default)]
    pub latest: bool,
}

/// The choices of the filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterChoices {
    /// Units of the reader's scope in the order of the tree, with their depth.
    pub units: Vec<(UnitId, String, usize)>,
    /// Chains with their year, the latest year first.
    pub chains: Vec<(RecordId, String)>,
}

/// A change that the server keeps aside, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineLine {
    pub id: u64,
    /// Of the record it is about; empty where that could not be read.
    pub kind: String,
    /// What people call that record; may be empty.
    pub title: String,
    /// The [`zoufang_core::wire::ReasonCode`] as spelled on the wire.
    pub code: String,
    pub message: String,
    /// The field that the reason names.
    #[serde(default)]
    pub path: Option<String>,
    pub author: String,
    /// Who brought it, where nothing proves that it comes from its author.
    #[serde(default)]
    pub brought_by: Option<String>,
    /// Milliseconds since 1970.
    pub at: u64,
    /// As it came, at most 4,000 characters.
    pub raw: String,
    #[serde(default)]
    pub taken: Option<DecisionTaken>,
}

/// What the office last decided over a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTaken {
    pub decision: Decision,
    /// Counts the decisions over it.
    pub turn: u64,
    pub by: String,
    /// Milliseconds since 1970.
    pub at: u64,
    pub words: String,
}

/// One such change as the office opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineEntry {
    pub line: QuarantineLine,
    /// The record it is about, where it is there and the reader may see it.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// What the change writes, as far as it can be read.
    pub fields: Vec<KeptField>,
    /// Whether the reader decides over it.
    pub decides: bool,
    /// What was mended in it: another value, or `None` where the field was left out.
    pub mended: Vec<(String, Option<Value>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptField {
    /// As it came: it need not be one.
    pub path: String,
    /// `None` where what stands there is no value.
    pub value: Option<Value>,
    /// What stands there, for people.
    pub told: String,
    /// What the record holds there now, where the reader may see it.
    #[serde(default)]
    pub stands: Option<Value>,
}

/// Somebody's device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceOf {
    /// The name of its owner.
    pub owner: String,
    pub device: KnownDevice,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReadError {
    #[error("not signed in")]
    SignedOut,
    /// Does not exist, or is not for the reader: the two are not told apart.
    #[error("no such record")]
    NotFound,
    #[error("the server could not read its database")]
    Unavailable,
    /// Said by the browser: no connection, or an answer that is not the server's.
    #[error("the server cannot be reached")]
    Unreachable,
}

impl FromServerFnError for ReadError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // A captive portal answers with a page of its own, which cannot be read.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) => Self::Unreachable,
            // An address that somebody altered.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::NotFound,
            _ => Self::Unavailable,
        }
    }
}

#[cfg(feature = "ssr")]
pub use server_side::{Office, OfficeReads};

#[cfg(feature = "ssr")]
mod server_side {
    use std::future::Future;
    use std::pin::Pin;
    use std::sync::Arc;

    use zoufang_core::id::RecordId;

    use super::{
        DeviceOf, FilterChoices, MaterialFilter, MaterialList, MaterialPage, QuarantineEntry, QuarantineLine,
        ReadError, VisitFilter, VisitList, VisitPage,
    };

    type Read<'a, T> = Pin<Box<dyn Future<Output = Result<T, ReadError>> + Send + 'a>>;

    /// The reads of one signed-in person; the implementation holds the person's scope.
    pub trait Office: Send + Sync {
        fn visits(&self, filter: VisitFilter) -> Read<'_, VisitList>;
        /// With what was done to it before a place, or last.
        fn visit(&self, id: RecordId, changes_before: Option<u64>) -> Read<'_, VisitPage>;
        fn choices(&self) -> Read<'_, FilterChoices>;
        /// What lies in quarantine and concerns the reader, decided or not; the latest first.
        fn quarantine(&self, decided: bool) -> Read<'_, Vec<QuarantineLine>>;
        fn set_aside(&self, number: u64) -> Read<'_, QuarantineEntry>;
        /// Everybody's, for whoever oversees them; the one that was seen last comes first.
        fn devices(&self) -> Read<'_, Vec<DeviceOf>>;
        /// The library, for whoever works at a desk: teams have it on their phones.
        fn materials(&self, filter: MaterialFilter) -> Read<'_, MaterialList>;
        fn material(&self, id: RecordId) -> Read<'_, MaterialPage>;
    }

    /// Put into the context of each request that has a valid session.
    #[derive(Clone)]
    pub struct OfficeReads(pub Arc<dyn Office>);
}
