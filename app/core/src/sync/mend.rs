use std::collections::BTreeMap;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::merge::Value;
use crate::wire::{Reason, ReasonCode};

/// A change as it came, with other values in some of its fields and without others. All else stays to the
/// letter: what was seen, and under which name and id it was sent. Whether it can be applied then is
/// another matter.
///
/// # Errors
/// Where the change cannot be mended so: it holds no fields, or not this one.
pub fn mend(raw: &str, fields: &BTreeMap<String, Value>, without: &[String]) -> Result<Box<RawValue>, Reason> {
    let unreadable = |error: serde_json::Error| reason(ReasonCode::Unreadable, error.to_string());
    let mut change: Json = serde_json::from_str(raw).map_err(unreadable)?;
    if fields.is_empty() && without.is_empty() {
        return serde_json::value::to_raw_value(&change).map_err(unreadable);
    }
    let Some(written) = change.get_mut("fields").and_then(Json::as_object_mut) else {
        let message = "nothing that was written can be read out of the change".to_owned();
        return Err(reason(ReasonCode::Unreadable, message));
    };
    for (path, value) in fields {
        let write = written.get_mut(path).ok_or_else(|| not_written(path))?;
        let value = serde_json::to_value(value).map_err(unreadable)?;
        match write.as_object_mut() {
            Some(write) => drop(write.insert("value".to_owned(), value)),
            None => *write = serde_json::json!({ "value": value }),
        }
    }
    for path in without {
        written.remove(path).ok_or_else(|| not_written(path))?;
    }
    serde_json::value::to_raw_value(&change).map_err(unreadable)
}

fn not_written(path: &str) -> Reason {
    Reason {
        path: path.parse().ok(),
        ..reason(ReasonCode::UnknownField, format!("the change does not write {path:?}"))
    }
}

fn reason(code: ReasonCode, message: String) -> Reason {
    Reason { code, message, path: None }
}
