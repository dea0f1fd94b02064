//! What travels between phone and server, in version [`PROTOCOL`]. Fields are only ever added, and
//! whoever reads passes over what they do not know.

mod decision;
mod hand_in;
mod lock;

use serde::de::IntoDeserializer;
use serde::de::value::Error as NoSuchName;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::id::{DeviceId, PersonId, RecordId, TenantId, UnitId};
use crate::merge::{Hlc, Path};
use crate::permission::Role;

pub use decision::{Decide, Decided, Decision, WORDS_MAX_CHARS};
pub use hand_in::{Carried, DeviceKey, HandIn, SEALED_AS, UPLOAD_FOR};
pub use lock::{LockKey, LockPolicy, OpenLock, OpenedLock};

pub const PROTOCOL: u32 = 1;

/// Limits of one push; a client divides its outbox accordingly.
pub const PUSH_MAX_CHANGES: usize = 200;
pub const PUSH_MAX_BYTES: usize = 256 * 1024;
/// What the server reads of one push. A client packs much less into one, but a single change may
/// be longer than it should: then it is better kept aside than refused without end.
pub const PUSH_MAX_BODY: usize = 2 * 1024 * 1024;
/// A change that is spelled with more bytes is kept aside. The longest form takes a third of it.
pub const CHANGE_MAX_BYTES: usize = PUSH_MAX_BYTES;
/// Limits of one page of a pull.
pub const PULL_MAX_ROWS: usize = 1_000;
pub const PULL_MAX_BYTES: usize = 512 * 1024;

/// A content is sent in pieces of exactly so many bytes, but for the last, which has the rest.
pub const BLOB_PIECE_BYTES: usize = 256 * 1024;
/// The most bytes of one content. A photo that the app has made smaller has a tenth of them.
pub const BLOB_MAX_BYTES: usize = 20 * 1024 * 1024;
/// What a device makes a thumbnail to fit into.
pub const THUMBNAIL_MAX_BYTES: usize = 30_000;
/// Headers of `/api/v1/blobs/{hash}`. With a piece: where in the content it begins. In an answer:
/// how many bytes have come, all of them once the content is kept.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// How many bytes the whole content has.
pub const UPLOAD_LENGTH: &str = "upload-length";
/// The SHA-256 of the piece, spelled as [`crate::id::BlobHash`] is.
pub const UPLOAD_CHECKSUM: &str = "upload-checksum";

/// `POST /api/v1/sync/push`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Serialize, Deserialize)]
pub struct Push {
    /// The version that the device speaks: 1, or a later one that the server speaks too.
    pub protocol: u32,
    /// The device that made all of the changes.
    pub device: DeviceId,
    /// In the order of their numbers.
    // Raw: one that cannot be read is answered for alone, and does not spoil its neighbours.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::merge::Change>))]
    pub changes: Vec<Box<RawValue>>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReply {
    /// One for each change, in the same order.
    pub outcomes: Vec<Outcome>,
    /// The tenant's head after this push.
    pub head: u64,
    /// The server's clock, milliseconds since 1970.
    pub now: u64,
}

/// What became of one change.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The change's number on its device; nothing where the server could not even read that.
    pub seq: Option<u64>,
    pub fate: Fate,
    /// Whether it is on the server's disk: only then may the device let go of it.
    pub stored: bool,
    /// The head number under which it can be pulled; the device keeps showing its own version
    /// until its cursor has passed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Applied,
    /// Applied to a record that others had changed elsewhere.
    Merged,
    /// Applied; a field now holds two values until somebody settles it.
    Conflict,
    /// Known already: the earlier answer stands.
    Duplicate,
    /// Kept until the record comes that it belongs to.
    Held,
    /// Kept for the office to mend; not applied.
    Quarantined,
    /// Not kept: the same device number carries another content. Take a new device id, send again.
    Cloned,
    /// Not kept: send again later.
    Retry,
    /// Something that a later server says, and this one never: whether it is stored, and why not applied,
    /// is told beside it.
    #[serde(other)]
    Unknown,
}

/// Why a change was held or quarantined.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub code: ReasonCode,
    /// For people who read logs; screens word the code. Of `refused` it is for the author.
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    Unreadable,
    UnknownKind,
    UnknownField,
    BadValue,
    NotAllowed,
    WrongKind,
    WrongDevice,
    TooLarge,
    RecordNotThere,
    /// The device that hands it in was revoked.
    RevokedDevice,
    /// Somebody else brought it, and nothing proves that it comes from its author.
    HandedIn,
    /// The office has looked at it and does not take it; `message` has its words for the author.
    Refused,
    /// Something that a later server says, and this one never.
    #[serde(other)]
    Unknown,
}

/// `GET /api/v1/sync/pull?cursor=`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Serialize, Deserialize)]
pub struct PullPage {
    // Raw: the server passes on what it stores.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::merge::Record>))]
    pub rows: Vec<Box<RawValue>>,
    /// Records to take off the device: out of scope.
    pub gone: Vec<RecordId>,
    /// For the next call. Opaque.
    pub cursor: String,
    /// Whether another page is there now.
    pub more: bool,
    /// Whether no row of it came before since the pull from the start began: a device need not look for
    /// an earlier state of them.
    #[serde(default)]
    pub fresh: bool,
    /// Everything up to this head number has been delivered (once `more` is false).
    pub upto: u64,
    /// The head number of the latest decision over what the reader has sent and the server set aside: when it
    /// grows, the device asks again about those. Absent while there is none, and before the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<u64>,
    /// The server's clock, milliseconds since 1970.
    pub now: u64,
    /// Until when, by the same clock, the device may show what it keeps without pulling again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<u64>,
}

/// A message of `GET /api/v1/sync/events`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Everything up to this head number can be pulled now.
    Head { head: u64 },
    /// A content of an attachment has come: one that was asked for and was not there may be there now.
    Content,
    /// This device may hand in what it holds, and gets nothing any more.
    Revoked,
}

/// `POST /api/v1/session`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub login: String,
    pub password: String,
}

/// Who is signed in; the answer to a sign-in and to `GET /api/v1/session`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub tenant: TenantId,
    pub tenant_name: String,
    pub person: PersonId,
    pub name: String,
    /// A part that the reader does not know may read, and no more.
    #[serde(deserialize_with = "role_or_viewer")]
    pub role: Role,
    pub unit: UnitId,
    pub unit_name: String,
    /// Whether the city wants each phone to have a lock.
    #[serde(default)]
    pub lock_required: bool,
    /// The server's clock, milliseconds since 1970.
    pub now: u64,
}

fn role_or_viewer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known: Result<Role, NoSuchName> = Role::deserialize(name.as_str().into_deserializer());
    Ok(known.unwrap_or(Role::Viewer))
}

/// `GET /api/v1/devices`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// The one that was seen last comes first.
    pub devices: Vec<KnownDevice>,
}

/// A device on which somebody works, or did.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDevice {
    pub device: DeviceId,
    /// What it says that it runs on: `android`, `harmony`, `ios`, `windows`, `mac`, `linux`; nothing where it
    /// does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Which browser it says that it is: `wechat`, `wecom`, `dingtalk`, `huawei`, `xiaomi`, `uc`, `qq`, `edge`,
    /// `firefox`, `chrome`, `safari`; nothing where it is none of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// Milliseconds since 1970.
    pub first_seen: u64,
    /// The same; up to an hour behind.
    pub seen: u64,
    /// Since when it may only hand in what it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<u64>,
}

/// The one shape of every error answer: `{"error": {"code": …, "message": …}}`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// Stable, for programs: `session_expired`, `too_large` …
    pub code: String,
    /// What was wrong with which value, and what to do. English.
    pub message: String,
    /// Why a change cannot be applied, with `not_applicable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// The highest stamp that a page of rows holds; a device's clock moves past what it has seen.
pub fn latest(rows: &[crate::merge::Record]) -> Hlc {
    rows.iter().map(|row| row.touched).max().unwrap_or_default()
}
