use zoufang_core::domain::visit::OURS;
use zoufang_core::domain::{Day, Money, Problem};
use zoufang_core::merge::{Path, Value};

use super::material::sort_word;
use super::{RecordState, moments, names};
use crate::words::{Language, Word, common, names as words};

/// `12.50 亿元`; in English in millions, since nobody there counts in 亿.
pub fn amount_said(wan: i64, language: Language) -> String {
    let million = format!("{}.{:02}", grouped(wan / 100), wan % 100);
    let million = million.strip_suffix(".00").unwrap_or(&million);
    common::AMOUNT.fill(language, &[("yi", &Money { wan }.to_string()), ("million", million)])
}

/// `150 亩`, `350 人`.
pub fn counted(count: i64, unit: Word, language: Language) -> String {
    format!("{} {}", grouped(count), unit.in_language(language))
}

/// `15,000`.
pub fn grouped(figure: i64) -> String {
    let digits = figure.to_string();
    let mut spelled = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            spelled.push(',');
        }
        spelled.push(digit);
    }
    spelled
}

/// A value of a visit or a company as a person reads it; empty where it was cleared, or says that
/// something is not so.
pub fn value_said(path: &Path, value: &Value, language: Language) -> String {
    let word = |word: Word| word.in_language(language).to_owned();
    let mut segments = path.segments();
    let (first, last) = (segments.next().unwrap_or_default(), segments.last().unwrap_or_default());
    match (first, last, value) {
        (_, _, Value::Null) | ("needs" | "lists", _, Value::Bool(false)) => String::new(),
        ("needs", need, Value::Bool(true)) => word(names::need(need)),
        ("lists", list, Value::Bool(true)) => list.to_owned(),
        ("next" | "commitments", _, Value::Bool(done)) => word(if *done { words::STEP_DONE } else { words::STEP_OPEN }),
        (_, _, Value::Bool(true)) => word(common::YES),
        (_, _, Value::Bool(false)) => word(common::NO),
        ("intent", "amount", Value::Int(wan)) => amount_said(*wan, language),
        ("intent", "land_mu", Value::Int(mu)) => counted(*mu, common::MU, language),
        ("intent", "plant_m2", Value::Int(area)) => counted(*area, common::SQUARE_METRES, language),
        ("intent", "jobs", Value::Int(jobs)) => counted(*jobs, common::PEOPLE, language),
        (_, _, Value::Int(int)) => int.to_string(),
        ("kind", "", Value::Text(code)) => word(names::visit_kind(code)),
        ("host_type", "", Value::Text(code)) => word(names::host_type(code)),
        ("pursuit", "", Value::Text(code)) => word(names::pursuit(code)),
        ("sort", "", Value::Text(code)) => word(sort_word(code)),
        ("attendees", "side", Value::Text(code)) => word(if **code == *OURS { words::OURS } else { words::THEIRS }),
        ("review", "verdict", Value::Text(code)) => word(RecordState::of_review(code).word()),
        (_, _, Value::Text(text)) => match text.parse::<Day>() {
            Ok(day) => moments::full(day, language),
            Err(_) => text.to_string(),
        },
    }
}

/// The same where nothing must not be left out.
pub fn value_or_none_said(path: &Path, value: &Value, language: Language) -> String {
    let said = value_said(path, value, language);
    if said.is_empty() { common::EMPTY.in_language(language).to_owned() } else { said }
}

/// What is wrong with what was typed, and what would be right.
pub fn problem_said(problem: &Problem, language: Language) -> String {
    let word = match problem {
        Problem::TooLong { chars, max } => {
            let parts = [("chars", chars.to_string()), ("max", max.to_string())];
            return filled(words::P_TOO_LONG, language, &parts);
        }
        Problem::OutOfRange { from, to } => {
            let parts = [("from", from.to_string()), ("to", to.to_string())];
            return filled(words::P_OUT_OF_RANGE, language, &parts);
        }
        Problem::Missing => words::P_MISSING,
        Problem::NotANumber => words::P_NOT_A_NUMBER,
        Problem::NotAnAmount => words::P_NOT_AN_AMOUNT,
        Problem::TooPrecise => words::P_TOO_PRECISE,
        Problem::NotADay => words::P_NOT_A_DAY,
        Problem::NotATime => words::P_NOT_A_TIME,
        Problem::InTheFuture => words::P_IN_THE_FUTURE,
        Problem::BeforeStart => words::P_BEFORE_START,
        Problem::CodeLength => words::P_CODE_LENGTH,
        Problem::CodeCharacter => words::P_CODE_CHARACTER,
        Problem::CodeCheckDigit => words::P_CODE_CHECK_DIGIT,
        Problem::BadCharacter => words::P_BAD_CHARACTER,
        Problem::NotAChoice | Problem::NotABool | Problem::NotAnId | Problem::NotAHash => words::P_NOT_A_CHOICE,
    };
    word.in_language(language).to_owned()
}

fn filled(word: Word, language: Language, parts: &[(&str, String)]) -> String {
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    word.fill(language, &parts)
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::Problem;
    use zoufang_core::merge::{Path, Value};

    use super::{amount_said, grouped, problem_said, value_or_none_said, value_said};
    use crate::words::Language::{Chinese, English};

    #[test]
    fn values_read_as_officials_write_them() {
        let said = |path: &str, value: Value| value_said(&path.parse::<Path>().unwrap(), &value, Chinese);
        assert_eq!(said("intent/amount", 125_000.into()), "12.50 亿元");
        assert_eq!(said("intent/land_mu", 150.into()), "150 亩");
        assert_eq!(said("intent/jobs", 1_350.into()), "1,350 人");
        assert_eq!(said("day", "2026-11-20".into()), "2026年11月20日");
        assert_eq!(said("needs/land", true.into()), "土地");
        assert_eq!(said("needs/land", false.into()), "");
        assert_eq!(said("next/a/done", true.into()), "已办结");
        assert_eq!(said("attendees/a/side", "ours".into()), "我方");
        assert_eq!(said("content", "谈了第二基地".into()), "谈了第二基地");
        let path = "place".parse::<Path>().unwrap();
        assert_eq!(value_or_none_said(&path, &Value::Null, Chinese), "（空）");
    }

    #[test]
    fn amounts_and_problems_read_well() {
        assert_eq!(amount_said(125_000, Chinese), "12.50 亿元");
        assert_eq!(amount_said(125_000, English), "CNY 1,250 million");
        assert_eq!(amount_said(15_050, English), "CNY 150.50 million");
        assert_eq!(grouped(1_234_567), "1,234,567");
        let long = problem_said(&Problem::TooLong { chars: 130, max: 120 }, Chinese);
        assert_eq!(long, "已写130字，最多120字，请精简");
    }
}
