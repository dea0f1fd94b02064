//! The names that enums have on the wire, for the columns that hold them.

use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};

/// The name of a variant without data: `applied` for `Fate::Applied`.
pub fn spell(variant: impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("only variants without data are spelled, not {other:?}"),
    }
}

/// The variant of that name.
///
/// # Errors
/// Where there is none.
pub fn spelled<'de, T: Deserialize<'de>>(name: &'de str) -> Result<T, Error> {
    let name: StrDeserializer<'de, Error> = name.into_deserializer();
    T::deserialize(name)
}
