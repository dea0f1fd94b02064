use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zoufang_core::domain::{Day, Finding, Kind, ValueType};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Change, Op, Path, Record, Shown, Value, diff};

use crate::store::Edit;

/// A form as it stands: what was typed, letter by letter, right or wrong, and the record as it was
/// when the form was opened. A save writes only what differs from that record, so that whatever
/// arrived in between is not overwritten unseen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub record: RecordId,
    pub kind: Kind,
    /// The part of the record that the form is about, where that is a form of its own: it goes on beside
    /// the form of the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    part: String,
    pub started: Started,
    pub(super) seen: Option<Record>,
    pub(super) typed: BTreeMap<Path, String>,
    /// Something was attached to it, so that it is worth keeping even where nothing was typed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) has_attachments: bool,
}

/// When, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub at: u64,
    pub touched: u64,
}

impl Draft {
    /// A form for a record that does not exist yet.
    pub fn new(kind: Kind, record: RecordId, now: u64) -> Self {
        let started = Started { at: now, touched: now };
        let (part, typed) = (String::new(), BTreeMap::new());
        Self { record, kind, part, started, seen: None, typed, has_attachments: false }
    }

    /// A form that amends a record as the screen shows it.
    pub fn amending(record: Record, now: u64) -> Self {
        Self { seen: Some(record.clone()), ..Self::new(record.kind.clone(), record.id, now) }
    }

    /// The same for a part of the record only.
    #[must_use]
    pub fn of_part(self, part: &str) -> Self {
        Self { part: part.to_owned(), ..self }
    }

    /// A form that holds what a change wrote which is not part of its record; `stands` is the record as it
    /// is without it, where there is one.
    pub fn of_refused(change: &Change, stands: Option<Record>, now: u64) -> Self {
        let mut draft = match stands {
            Some(record) => Self::amending(record, now),
            None => Self::new(change.kind.clone(), change.record, now),
        };
        for (path, write) in &change.fields {
            let text = draft.holds(path.as_str()).typed(&write.value);
            draft.typed.insert(path.clone(), text);
        }
        draft
    }

    pub fn is_new(&self) -> bool {
        self.seen.is_none()
    }

    /// The record as it was when the form was opened.
    pub fn seen(&self) -> Option<&Record> {
        self.seen.as_ref()
    }

    /// The key under which the device keeps it.
    pub fn key(&self) -> String {
        Self::key_of(&self.kind, self.record, &self.part)
    }

    pub fn key_of(kind: &Kind, record: RecordId, part: &str) -> String {
        let between = if part.is_empty() { "" } else { "/" };
        format!("{kind}/{record}{between}{part}")
    }

    /// Whether it is about the whole record.
    pub fn is_whole(&self) -> bool {
        self.part.is_empty()
    }

    /// Whether nothing has been typed or attached.
    pub fn is_untouched(&self) -> bool {
        self.typed.is_empty() && !self.has_attachments
    }

    pub fn note_attachment(&mut self, now: u64) {
        self.has_attachments = true;
        self.started.touched = now;
    }

    /// What stands in the input of a field.
    pub fn text(&self, path: &str) -> String {
        if let Some(typed) = self.typed.get(path) {
            return typed.clone();
        }
        let shown = self.seen.as_ref().and_then(|seen| seen.get(path));
        shown.map(|value| self.holds(path).typed(value)).unwrap_or_default()
    }

    /// Takes what was typed into a field. An impossible path is a slip in the program: it is told
    /// to the caller and changes nothing.
    pub fn set(&mut self, path: &str, text: &str, now: u64) -> bool {
        let Ok(path) = path.parse::<Path>() else { return false };
        self.typed.insert(path, text.to_owned());
        self.started.touched = now;
        true
    }

    /// Clears every field of a list's item.
    pub fn remove_item(&mut self, list: &str, key: &str, now: u64) {
        let prefix = format!("{list}/{key}/");
        let seen = self.seen.iter().flat_map(Record::paths);
        let paths: Vec<Path> =
            seen.chain(self.typed.keys()).filter(|path| path.as_str().starts_with(&prefix)).cloned().collect();
        for path in paths {
            self.typed.insert(path, String::new());
        }
        self.started.touched = now;
    }

    /// The keys of a list's items that hold something, in order.
    pub fn items(&self, list: &str) -> Vec<String> {
        let seen = self.seen.as_ref().map(Record::shown).unwrap_or_default();
        let mut keys: Vec<String> = seen
            .keys()
            .chain(self.typed.keys())
            .filter_map(|path| {
                let mut segments = path.segments();
                let key = (segments.next() == Some(list)).then(|| segments.next())??;
                (!self.text(path.as_str()).is_empty()).then(|| key.to_owned())
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The fields as they would be saved, and what cannot be read.
    fn wanted(&self) -> (Shown, Vec<Finding>) {
        let mut wanted = Shown::new();
        let mut findings = Vec::new();
        for (path, typed) in &self.typed {
            match self.holds(path.as_str()).parse(typed) {
                Ok(value) => {
                    wanted.insert(path.clone(), value);
                }
                Err(problem) => findings.push(Finding { path: path.clone(), problem }),
            }
        }
        (wanted, findings)
    }

    /// Everything that has to be mended before the record is complete, by field.
    pub fn findings(&self, today: Day) -> Vec<Finding> {
        let (wanted, mut findings) = self.wanted();
        let mut shown = self.seen.as_ref().map(Record::shown).unwrap_or_default();
        for (path, value) in wanted {
            match value {
                Value::Null => shown.remove(&path),
                value => shown.insert(path, value),
            };
        }
        if let Some(spec) = self.kind.spec() {
            let unread = |finding: &Finding| findings.iter().any(|found| found.path == finding.path);
            let missing: Vec<Finding> = (spec.check)(&shown, today).into_iter().filter(|f| !unread(f)).collect();
            findings.extend(missing);
        }
        findings
    }

    /// What a save writes; `None` where nothing differs.
    ///
    /// # Errors
    /// The findings, where something typed cannot be read.
    pub fn edit(&self) -> Result<Option<Edit>, Vec<Finding>> {
        let (wanted, findings) = self.wanted();
        if !findings.is_empty() {
            return Err(findings);
        }
        let fields = diff(self.seen.as_ref(), &wanted);
        if fields.is_empty() {
            return Ok(None);
        }
        let life = self.seen.as_ref().map(Record::life_dots).unwrap_or_default();
        Ok(Some(Edit { record: self.record, kind: self.kind.clone(), op: Op::Set, life, fields }))
    }

    pub(super) fn holds(&self, path: &str) -> ValueType {
        let spec = self.kind.spec();
        let field = spec.and_then(|spec| spec.field(&path.parse().ok()?));
        field.map_or(ValueType::Text(usize::MAX), |field| field.holds)
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::{Day, Kind, Problem};
    use zoufang_core::id::RecordId;
    use zoufang_core::merge::Value;

    use super::Draft;
    use crate::store::Edit;

    fn draft() -> Draft {
        Draft::new(Kind::VISIT, RecordId(uuid::Uuid::from_u128(7)), 0)
    }

    fn value(edit: &Edit, path: &str) -> Option<Value> {
        edit.fields.get(path).map(|write| write.value.clone())
    }

    #[test]
    fn what_was_typed_wrong_stands_as_it_was_typed_and_is_told() {
        let mut draft = draft();
        draft.set("intent/amount", "12e3", 1);
        assert_eq!(draft.text("intent/amount"), "12e3");
        let findings = draft.edit().unwrap_err();
        assert_eq!(findings[0].problem, Problem::NotAnAmount);
        let kept: Draft = serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap();
        assert_eq!(kept, draft);
    }

    #[test]
    fn the_form_of_a_part_goes_on_beside_that_of_the_whole_record() {
        let (whole, mut part) = (draft(), draft().of_part("report"));
        part.set("content", "报告", 1);
        assert_eq!(part.key(), format!("{}/report", whole.key()));
        assert!(whole.is_whole() && !part.is_whole());
        let kept: Draft = serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap();
        assert_eq!(kept, part);
    }

    #[test]
    fn only_what_was_typed_is_written_and_an_emptied_item_is_left_out() {
        let mut draft = draft();
        draft.set("content", "谈了第二基地", 1);
        draft.set("next/a/what", "提供地块资料", 2);
        draft.set("next/b/what", "约谈基金", 3);
        draft.remove_item("next", "b", 4);
        assert_eq!(draft.items("next"), ["a"]);
        let edit = draft.edit().unwrap().unwrap();
        assert_eq!(value(&edit, "content"), Some("谈了第二基地".into()));
        assert_eq!(edit.fields.len(), 2);
    }

    #[test]
    fn what_was_refused_is_taken_up_as_it_was_typed() {
        let mut first = draft();
        first.set("content", "二期", 1);
        first.set("intent/amount", "1.5", 1);
        let edit = first.edit().unwrap().unwrap();
        let change = zoufang_core::merge::Change {
            id: zoufang_core::id::ChangeId(uuid::Uuid::from_u128(1)),
            device: zoufang_core::id::DeviceId(uuid::Uuid::from_u128(2)),
            seq: 1,
            record: edit.record,
            kind: edit.kind.clone(),
            op: edit.op,
            at: zoufang_core::merge::Hlc::from_millis(1),
            schema: zoufang_core::domain::SCHEMA,
            life: Vec::new(),
            fields: edit.fields.clone(),
        };
        let again = Draft::of_refused(&change, None, 2);
        assert!(again.is_new() && !again.is_untouched());
        assert_eq!((again.text("content"), again.text("intent/amount")), (first.text("content"), "1.5".to_owned()));
        assert_eq!(again.edit().unwrap().unwrap(), edit, "it makes the same record");
        let who = zoufang_core::merge::Attribution {
            by: zoufang_core::id::PersonId(uuid::Uuid::from_u128(3)),
            unit: zoufang_core::id::UnitId(uuid::Uuid::from_u128(4)),
        };
        let record = zoufang_core::merge::Record::born(&change, who);
        let amended = Draft::of_refused(&change, Some(record), 2);
        assert_eq!(amended.edit().unwrap(), None, "the record says so already");
    }

    #[test]
    fn findings_join_what_cannot_be_read_and_what_is_missing_without_telling_twice() {
        let mut draft = draft();
        draft.set("day", "2026-02-30", 1);
        let today: Day = "2026-11-20".parse().unwrap();
        let findings = draft.findings(today);
        let on_day: Vec<_> = findings.iter().filter(|finding| finding.path.as_str() == "day").collect();
        assert_eq!(on_day.len(), 1);
        assert_eq!(on_day[0].problem, Problem::NotADay);
        assert!(findings.iter().any(|f| f.path.as_str() == "company" && f.problem == Problem::Missing));
    }
}
