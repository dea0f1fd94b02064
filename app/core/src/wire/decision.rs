use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Fate;
use crate::merge::Value;

/// The most characters of what the office tells the author.
pub const WORDS_MAX_CHARS: usize = 1_000;

/// `POST /api/v1/quarantine/{number}`: what is decided over a change that was set aside.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decide {
    pub decision: Decision,
    /// How many decisions over it whoever decides has seen; another was taken meanwhile where that is not all.
    #[serde(default)]
    pub seen: u64,
    /// For the author. A refusal needs some.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// With `mend`: what these of the fields that the change writes are to hold.
    // By text, since what makes a change unreadable may be a path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, crate::merge::FieldValue>))]
    pub fields: BTreeMap<String, Value>,
    /// With `mend`: those of its fields that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is applied as it came, on the responsibility of whoever decides.
    Accept,
    /// It is applied with other values in some fields, or without them.
    Mend,
    /// It is kept and not applied. This can be decided anew, the others cannot.
    Refuse,
}

impl Decision {
    pub fn applies(self) -> bool {
        self != Self::Refuse
    }
}

/// A decision that is on the server's disk.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub decision: Decision,
    /// Counts the decisions over this change.
    pub turn: u64,
    /// What the author's device is told now when it sends the change again.
    pub fate: Fate,
    /// The head number under which the change can be pulled, where it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// The tenant's head after it.
    pub head: u64,
}
