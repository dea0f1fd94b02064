//! The fields of a change that was set aside: what they are called, and what is wrong with them.

use zoufang_core::domain::{FieldSpec, Kind, KindSpec, Problem, ValueType};
use zoufang_core::merge::{Path, Value};

use crate::components::{names, problem_said, value_or_none_said};
use crate::console::reads::KeptField;
use crate::words::{Language, common, console};

/// A field with what its kind declares of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub kept: KeptField,
    pub kind: String,
    pub path: Option<Path>,
    pub state: FieldState,
    place: Place,
}

/// Where its kind declares it, and of a list the item: what is told of one stands together. Unknown ones come last.
type Place = (usize, String, usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldState {
    Fits(ValueType),
    /// The kind has it, but not with what stands in it.
    Wrong(ValueType),
    /// The kind has no such field.
    Unknown,
}

impl Field {
    pub fn of(kind: &str, kept: KeptField) -> Self {
        let path: Option<Path> = kept.path.parse().ok();
        let spec = Kind::from(kind).spec();
        let state = match path.as_ref().and_then(|path| declared(spec, path)) {
            None => FieldState::Unknown,
            Some(field) if problem(field.holds, &kept).is_none() => FieldState::Fits(field.holds),
            Some(field) => FieldState::Wrong(field.holds),
        };
        let place = path.as_ref().and_then(|path| place(spec?, path)).unwrap_or((usize::MAX, String::new(), 0));
        Self { kept, kind: kind.to_owned(), path, state, place }
    }

    /// Those that people read: the wrong ones first, then as their kind has them.
    pub fn in_order(kind: &str, kept: Vec<KeptField>) -> Vec<Self> {
        let fields = kept.into_iter().map(|kept| Self::of(kind, kept));
        let mut fields: Vec<Self> = fields.filter(Self::is_told).collect();
        fields.sort_by_key(|field| (!field.is_wrong(), field.place.clone()));
        fields
    }

    pub fn is_wrong(&self) -> bool {
        !matches!(self.state, FieldState::Fits(_))
    }

    /// Whether people read it: beside each id stands a name.
    fn is_told(&self) -> bool {
        !matches!(self.state, FieldState::Fits(ValueType::Id | ValueType::Sha256))
    }

    /// What it is called.
    pub fn label(&self, language: Language) -> String {
        label(&self.kind, &self.kept.path, language)
    }

    pub fn said(&self, language: Language) -> String {
        match (&self.path, &self.kept.value, self.state) {
            (Some(path), Some(value), FieldState::Fits(_)) => value_or_none_said(path, value, language),
            _ => self.told(language),
        }
    }

    /// What came, as it came.
    pub fn told(&self, language: Language) -> String {
        match self.kept.value {
            Some(Value::Bool(true)) => common::YES.in_language(language).to_owned(),
            Some(Value::Bool(false)) => common::NO.in_language(language).to_owned(),
            _ => self.kept.told.clone(),
        }
    }

    /// What the record holds instead.
    pub fn stands(&self, language: Language) -> Option<String> {
        let value = self.kept.stands.as_ref().filter(|stands| Some(*stands) != self.kept.value.as_ref())?;
        let said = value_or_none_said(self.path.as_ref()?, value, language);
        Some(console::STANDS.fill(language, &[("value", &said)]))
    }

    /// What is wrong with it.
    pub fn problem(&self, language: Language) -> Option<String> {
        match self.state {
            FieldState::Fits(_) => None,
            FieldState::Unknown => Some(console::UNKNOWN_FIELD.in_language(language).to_owned()),
            FieldState::Wrong(ValueType::Text(_)) if !matches!(self.kept.value, Some(Value::Text(_))) => {
                Some(console::NOT_A_TEXT.in_language(language).to_owned())
            }
            FieldState::Wrong(holds) => problem(holds, &self.kept).map(|problem| problem_said(&problem, language)),
        }
    }
}

/// What a field of a kind is called; one that nobody knows by its path.
pub fn label(kind: &str, path: &str, language: Language) -> String {
    let known = path.parse().is_ok_and(|path| declared(Kind::from(kind).spec(), &path).is_some());
    let word = known.then(|| names::field(kind, path)).flatten();
    word.map_or_else(|| path.to_owned(), |word| word.in_language(language).to_owned())
}

fn place(spec: &KindSpec, path: &Path) -> Option<Place> {
    let declared = spec.fields.iter().position(|field| path.fits(field.pattern))?;
    let Some((list, (item, _))) =
        path.as_str().split_once('/').and_then(|(list, rest)| Some((list, rest.split_once('/')?)))
    else {
        return Some((declared, String::new(), 0));
    };
    let first = spec.fields.iter().position(|field| field.pattern.split('/').next() == Some(list))?;
    Some((first, item.to_owned(), declared))
}

fn declared(spec: Option<&'static KindSpec>, path: &Path) -> Option<&'static FieldSpec> {
    spec?.field(path)
}

fn problem(holds: ValueType, kept: &KeptField) -> Option<Problem> {
    match &kept.value {
        Some(value) => holds.admits(value).err(),
        None => Some(of_what_is_no_value(holds)),
    }
}

/// A fraction, a list: what the field wants says best what is wrong.
fn of_what_is_no_value(holds: ValueType) -> Problem {
    let odd = if matches!(holds, ValueType::Bool) { Value::from("") } else { Value::Bool(true) };
    holds.admits(&odd).err().unwrap_or(Problem::NotAChoice)
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::ValueType;
    use zoufang_core::merge::Value;

    use super::{Field, FieldState};
    use crate::console::reads::KeptField;
    use crate::words::Language::Chinese;

    fn field(path: &str, value: Option<Value>, told: &str) -> Field {
        Field::of("visit", KeptField { path: path.to_owned(), value, told: told.to_owned(), stands: None })
    }

    #[test]
    fn each_field_says_what_it_is_and_what_is_wrong_with_it() {
        let day = field("day", Some(Value::from("soon")), "soon");
        assert_eq!((day.label(Chinese), day.said(Chinese)), ("日期".to_owned(), "soon".to_owned()));
        assert!(day.is_wrong() && day.problem(Chinese).unwrap().contains("没有这个日期"));
        let fine = field("day", Some(Value::from("2026-11-20")), "2026-11-20");
        assert_eq!((fine.state, fine.problem(Chinese)), (FieldState::Fits(ValueType::Day), None));
        assert_eq!(fine.said(Chinese), "2026年11月20日");
        let amount = field("intent/amount", None, "1.5");
        assert!(amount.is_wrong() && amount.problem(Chinese).is_some());
        let place = field("place", Some(Value::Bool(true)), "true");
        assert_eq!(place.problem(Chinese).as_deref(), Some("这一项应为文字"));
        let odd = field("colour", Some(Value::from("red")), "red");
        assert_eq!((odd.state, odd.label(Chinese)), (FieldState::Unknown, "colour".to_owned()));
    }

    #[test]
    fn what_is_wrong_comes_first_and_all_else_as_the_kind_has_it() {
        let kept = |path: &str, text: &str| KeptField {
            path: path.to_owned(),
            value: Some(Value::from(text)),
            told: text.to_owned(),
            stands: None,
        };
        let fields = vec![kept("content", "二期"), kept("kind", "visit"), kept("colour", "red"), kept("day", "soon")];
        let paths: Vec<String> = Field::in_order("visit", fields).into_iter().map(|field| field.kept.path).collect();
        assert_eq!(paths, ["day", "colour", "kind", "content"]);
    }

    #[test]
    fn what_is_told_of_one_person_stands_together_and_says_what_it_is() {
        let parts = ["b/name", "a/name", "b/side", "a/title", "a/side"].map(|part| format!("attendees/{part}"));
        let kept = |path: &String| KeptField {
            path: path.clone(),
            value: Some(Value::from("ours")),
            told: String::new(),
            stands: None,
        };
        let fields = Field::in_order("visit", parts.iter().map(kept).collect());
        let told: Vec<(String, String)> =
            fields.into_iter().map(|field| (field.kept.path.clone(), field.label(Chinese))).collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(path, label)| (path.as_str(), label.as_str())).collect();
        assert_eq!(
            told,
            [
                ("attendees/a/side", "参加人员所属方"),
                ("attendees/a/name", "参加人员姓名"),
                ("attendees/a/title", "参加人员职务"),
                ("attendees/b/side", "参加人员所属方"),
                ("attendees/b/name", "参加人员姓名"),
            ]
        );
    }

    #[test]
    fn ids_are_told_only_where_they_are_wrong() {
        let id = "0193cccc-0000-7000-8000-000000000009";
        assert!(!field("company", Some(Value::from(id)), id).is_told());
        assert!(field("company", Some(Value::from("x")), "x").is_told());
    }
}
