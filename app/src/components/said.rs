use zoufang_core::domain::{Day, Money, Problem};
use zoufang_core::merge::{Path, Value};

use super::{RecordState, moments, names};
use crate::words::{Language, Word, common, names as words};

/// `12.50亿元`; in English in millions, since nobody there counts in 亿.
pub fn amount_said(wan: i64, language: Language) -> String {
    let million = format!("{}.{:02}", grouped(wan / 100), wan % 100);
    let million = million.strip_suffix(".00").unwrap_or(&million);
    common::AMOUNT.fill(language, &[("yi", &Money { wan }.to_string()), ("million", million)])
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

/// A value of a visit or a company as a person reads it.
pub fn value_said(path: &Path, value: &Value, language: Language) -> String {
    let word = |word: Word| word.in_language(language).to_owned();
    let mut segments = path.segments();
    let (first, last) = (segments.next().unwrap_or_default(), segments.last().unwrap_or_default());
    match (first, last, value) {
        (_, _, Value::Null) => word(common::EMPTY),
        ("needs", need, Value::Bool(true)) => word(names::need(need)),
        ("lists", list, Value::Bool(true)) => list.to_owned(),
        (_, _, Value::Bool(true)) => word(common::YES),
        (_, _, Value::Bool(false)) => word(common::NO),
        ("intent", "amount", Value::Int(wan)) => amount_said(*wan, language),
        (_, _, Value::Int(int)) => int.to_string(),
        ("kind", "", Value::Text(code)) => word(names::visit_kind(code)),
        ("host_type", "", Value::Text(code)) => word(names::host_type(code)),
        ("pursuit", "", Value::Text(code)) => word(names::pursuit(code)),
        ("review", "verdict", Value::Text(code)) => word(RecordState::of_review(code).word()),
        (_, _, Value::Text(text)) => match text.parse::<Day>() {
            Ok(day) => moments::full(day, language),
            Err(_) => text.clone(),
        },
    }
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
    use super::{amount_said, grouped, problem_said};
    use crate::words::Language::{Chinese, English};
    use zoufang_core::domain::Problem;

    #[test]
    fn amounts_and_problems_read_well() {
        assert_eq!(amount_said(125_000, Chinese), "12.50亿元");
        assert_eq!(amount_said(125_000, English), "CNY 1,250 million");
        assert_eq!(amount_said(15_050, English), "CNY 150.50 million");
        assert_eq!(grouped(1_234_567), "1,234,567");
        let long = problem_said(&Problem::TooLong { chars: 130, max: 120 }, Chinese);
        assert_eq!(long, "已写130字，最多120字，请精简");
    }
}
