use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::path::Path;
use super::record::{Record, Shown};
use super::stamp::{Dot, Hlc};
use super::value::Value;
use crate::domain::Kind;
use crate::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};

/// What a save did to one record: only the fields that differ, and what their author had seen.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Made with the change, and kept when it is sent again under another number.
    pub id: ChangeId,
    pub device: DeviceId,
    /// Counts the changes of the device from 1, without gaps.
    pub seq: u64,
    pub record: RecordId,
    pub kind: Kind,
    pub op: Op,
    pub at: Hlc,
    /// Version of the field declarations that the author's program knew.
    pub schema: u16,
    /// Heads of the record's life that the author had seen; empty for a new record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub life: Vec<Dot>,
    /// Only those that differ from what the author saw.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Path, Write>,
}

impl Change {
    pub fn dot(&self) -> Dot {
        Dot { device: self.device, seq: self.seq }
    }
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Set,
    Delete,
    Restore,
}

/// One field of a change: the new value, and the heads it replaces.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The heads of the field that the author had seen; empty where it had none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub base: Vec<Dot>,
    #[cfg_attr(feature = "openapi", schema(value_type = super::schema::FieldValue))]
    pub value: Value,
}

/// Who a change counts for. The server takes both from the session, never from the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribution {
    pub by: PersonId,
    pub unit: UnitId,
}

/// The fields in which `wanted` differs from what `seen` shows, each with the heads its author
/// saw. Paths that `wanted` leaves out are untouched; a path is cleared by [`Value::Null`]. A field
/// in conflict whose shown value stands stays in conflict: only [`settle`] ends one on purpose.
pub fn diff(seen: Option<&Record>, wanted: &Shown) -> BTreeMap<Path, Write> {
    let differs = |path: &Path, value: &Value| match seen.and_then(|record| record.get(path.as_str())) {
        Some(shown) => shown != value,
        None => !value.is_null(),
    };
    wanted
        .iter()
        .filter(|(path, value)| differs(path, value))
        .map(|(path, value)| (path.clone(), settle(seen, path, value.clone())))
        .collect()
}

/// A write of `value` that replaces every head of the field, so that a conflict ends.
pub fn settle(seen: Option<&Record>, path: &Path, value: Value) -> Write {
    Write { base: seen.map(|record| record.dots(path.as_str())).unwrap_or_default(), value }
}
