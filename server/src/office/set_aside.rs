//! Changes in quarantine, as their reader sees them. They are raw: some cannot be read at all.

use std::collections::HashMap;

use app::console::reads::{DecisionTaken, KeptField, QuarantineEntry, QuarantineLine};
use serde_json::Value as Json;
use uuid::Uuid;
use zoufang_core::merge::{Record, Value};
use zoufang_core::permission::{Actor, decides_set_aside};

use crate::db::{Mending, QuarantineRow, Taken};

/// Characters that are shown of a change.
const RAW_CHARS: usize = 4_000;
/// Characters that are shown of a text that stands for a name.
const TITLE_CHARS: usize = 60;
/// Fields that are shown of a change; the largest form has about sixty.
const FIELDS: usize = 500;
/// The fields by which people know a record, the best first.
const NAMES: [&str; 4] = ["company_name", "short", "name", "text"];

/// A change in quarantine, and what could be read of it.
pub struct Kept {
    row: QuarantineRow,
    kind: String,
    /// What the change itself calls its record.
    title: Option<String>,
    fields: Vec<KeptField>,
    pub record: Option<Uuid>,
}

impl Kept {
    pub fn read(row: QuarantineRow) -> Self {
        let change: Json = serde_json::from_str(&row.raw).unwrap_or_default();
        let text = |value: &Json| value.as_str().map(str::to_owned);
        let written = |path: &&str| text(&change["fields"][path]["value"]);
        Self {
            kind: text(&change["kind"]).unwrap_or_default(),
            title: NAMES.iter().find_map(written).map(|title| title.chars().take(TITLE_CHARS).collect()),
            record: change["record"].as_str().and_then(|id| id.parse().ok()),
            fields: change["fields"].as_object().into_iter().flatten().take(FIELDS).map(field).collect(),
            row,
        }
    }

    /// `titles` are those of the records that are there.
    pub fn line(self, titles: &HashMap<Uuid, String>) -> QuarantineLine {
        let Self { row, kind, title, record, .. } = self;
        let known = || record.and_then(|id| titles.get(&id).cloned());
        let taken = row.taken.map(|taken| {
            let Taken { decision, turn, at, words, .. } = taken;
            DecisionTaken { decision, turn, by: row.decider_name, at, words }
        });
        QuarantineLine {
            id: row.number,
            kind,
            title: title.or_else(known).unwrap_or_default(),
            code: row.code,
            message: row.message,
            path: row.path,
            author: row.author_name,
            brought_by: row.bringer_name,
            at: row.received,
            raw: row.raw.chars().take(RAW_CHARS).collect(),
            taken,
        }
    }

    /// All of it, for somebody who may see it. `stands` is the record that it is about, where they may see that too.
    pub fn entry(mut self, reader: &Actor, titles: &HashMap<Uuid, String>, stands: Option<&Record>) -> QuarantineEntry {
        let stands = stands.filter(|record| record.kind.as_str() == self.kind);
        for field in &mut self.fields {
            let held = stands.and_then(|record| record.get(&field.path));
            field.stands = held.filter(|value| !value.is_null()).cloned();
        }
        let is_applied = self.row.taken.as_ref().is_some_and(|taken| taken.decision.applies());
        let Mending { fields, without } = self.row.taken.as_ref().map(Taken::mending).unwrap_or_default();
        let mended = fields.into_iter().map(|(path, value)| (path, Some(value)));
        QuarantineEntry {
            record: stands.map(|record| record.id),
            fields: std::mem::take(&mut self.fields),
            decides: !is_applied && decides_set_aside(reader, self.row.author, self.row.brought_by, self.row.unit),
            mended: mended.chain(without.into_iter().map(|path| (path, None))).collect(),
            line: self.line(titles),
        }
    }
}

fn field((path, write): (&String, &Json)) -> KeptField {
    let value = write.get("value").unwrap_or(write);
    KeptField {
        path: path.clone(),
        value: serde_json::from_value::<Value>(value.clone()).ok(),
        told: value.as_str().map_or_else(|| value.to_string(), str::to_owned).chars().take(RAW_CHARS).collect(),
        stands: None,
    }
}
