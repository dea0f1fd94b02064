//! Values of a visit in words.

use zoufang_core::domain::{Day, Kind, Money, ValueType};
use zoufang_core::merge::{Path, Value};

use crate::components::{moments, names};
use crate::words::{Language, common, console};

/// 12.50 亿元
pub fn amount(wan: i64, language: Language) -> String {
    format!("{} {}", Money { wan }, common::YI_YUAN.in_language(language))
}

/// 150 亩
pub fn land(mu: i64, language: Language) -> String {
    format!("{mu} {}", common::MU.in_language(language))
}

/// 350 人
pub fn people(count: i64, language: Language) -> String {
    console::PEOPLE_COUNT.fill(language, &[("n", &count.to_string())])
}

/// Whether a field is part of what a visit tells. Beside each id stands a name, and the office's
/// verdict is no part of it.
pub fn is_told(path: &Path) -> bool {
    let field = Kind::VISIT.spec().and_then(|spec| spec.field(path));
    field.is_none_or(|field| field.holds != ValueType::Id) && path.segments().next() != Some("review")
}

/// The value of a visit's field; empty where it was cleared.
pub fn value(path: &Path, value: &Value, language: Language) -> String {
    let coded = |code: &str| match path.segments().next() {
        Some("kind") => names::visit_kind(code).in_language(language).to_owned(),
        Some("host_type") => names::host_type(code).in_language(language).to_owned(),
        Some("attendees") if path.fits("attendees/*/side") => side(code, language).to_owned(),
        _ => code.parse::<Day>().map_or_else(|_| code.to_owned(), |day| moments::full(day, language)),
    };
    match value {
        Value::Null => String::new(),
        Value::Int(number) => match path.as_str() {
            "intent/amount" => amount(*number, language),
            "intent/land_mu" => land(*number, language),
            "intent/jobs" => people(*number, language),
            _ => number.to_string(),
        },
        // A need that is not told is no need.
        Value::Bool(told) if path.fits("needs/*") => {
            let need = path.segments().last().map(names::need);
            need.filter(|_| *told).map(|need| need.in_language(language).to_owned()).unwrap_or_default()
        }
        Value::Bool(done) => {
            let word = if *done { console::STEP_DONE } else { console::STEP_OPEN };
            word.in_language(language).to_owned()
        }
        Value::Text(text) => coded(text),
    }
}

fn side(code: &str, language: Language) -> &'static str {
    let word = if code == "ours" { console::OURS } else { console::THEIRS };
    word.in_language(language)
}

#[cfg(test)]
mod tests {
    use zoufang_core::merge::{Path, Value};

    use super::{is_told, value};
    use crate::words::Language::Chinese;

    fn told(path: &str, shown: impl Into<Value>) -> String {
        value(&path.parse::<Path>().unwrap(), &shown.into(), Chinese)
    }

    #[test]
    fn values_read_as_officials_write_them() {
        assert_eq!(told("intent/amount", 125_000), "12.50 亿元");
        assert_eq!(told("intent/land_mu", 150), "150 亩");
        assert_eq!(told("day", "2026-11-20"), "2026年11月20日");
        assert_eq!(told("needs/land", true), "土地");
        assert_eq!(told("needs/land", false), "");
        assert_eq!(told("content", "谈了第二基地"), "谈了第二基地");
    }

    #[test]
    fn ids_and_verdicts_are_no_part_of_what_a_visit_tells() {
        let told = |path: &str| is_told(&path.parse::<Path>().unwrap());
        assert!(told("company_name") && told("next/a/owner_name") && told("content"));
        assert!(!told("company") && !told("next/a/owner") && !told("review/seen") && !told("review/verdict"));
    }
}
