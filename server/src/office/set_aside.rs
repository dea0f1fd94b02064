//! Changes in quarantine, as their reader sees them. They are raw: some cannot be read at all.

use std::collections::HashMap;

use app::console::reads::QuarantineLine;
use serde_json::Value;
use uuid::Uuid;

use crate::db::QuarantineRow;

/// Characters that are shown of a change.
const RAW_CHARS: usize = 4_000;
/// Characters that are shown of a text that stands for a name.
const TITLE_CHARS: usize = 60;
/// The fields by which people know a record, the best first.
const NAMES: [&str; 4] = ["company_name", "short", "name", "text"];

/// A change in quarantine, and what could be read of it.
pub struct Kept {
    row: QuarantineRow,
    kind: String,
    /// What the change itself calls its record.
    title: Option<String>,
    pub record: Option<Uuid>,
}

impl Kept {
    pub fn read(row: QuarantineRow) -> Self {
        let change: Value = serde_json::from_str(&row.raw).unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let written = |path: &&str| text(&change["fields"][path]["value"]);
        Self {
            kind: text(&change["kind"]).unwrap_or_default(),
            title: NAMES.iter().find_map(written).map(|title| title.chars().take(TITLE_CHARS).collect()),
            record: change["record"].as_str().and_then(|id| id.parse().ok()),
            row,
        }
    }

    /// `titles` are those of the records that are there.
    pub fn line(self, titles: &HashMap<Uuid, String>) -> QuarantineLine {
        let Self { row, kind, title, record } = self;
        let known = || record.and_then(|id| titles.get(&id).cloned());
        QuarantineLine {
            id: row.number,
            kind,
            title: title.or_else(known).unwrap_or_default(),
            code: row.code,
            message: row.message,
            author: row.author_name,
            at: row.received,
            raw: row.raw.chars().take(RAW_CHARS).collect(),
        }
    }
}
