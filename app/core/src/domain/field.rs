use super::day::{Day, TimeOfDay};
use super::money;
use crate::id::{BlobHash, RecordId};
use crate::merge::Value;

/// One field, or each of a list of fields (`needs/*`), of a kind.
#[derive(Debug)]
pub struct FieldSpec {
    pub pattern: &'static str,
    pub holds: ValueType,
    pub writers: Writers,
    /// `*` in its pattern is a person, who alone writes it.
    pub of_oneself: bool,
}

impl FieldSpec {
    pub const fn new(pattern: &'static str, holds: ValueType) -> Self {
        Self { pattern, holds, writers: Writers::Team, of_oneself: false }
    }

    pub const fn by(self, writers: Writers) -> Self {
        Self { writers, ..self }
    }

    pub const fn of_oneself(self) -> Self {
        Self { of_oneself: true, ..self }
    }
}

/// Who writes a field, or makes records of a kind; `permission` says which roles that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// The team whose record it is.
    Team,
    /// Whoever reviews for the office.
    Reviewers,
    /// Whoever keeps the city's lists: units, people, chains, targets.
    Administration,
    /// Everybody but who only reads.
    Everybody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// At most so many characters.
    Text(usize),
    /// From and to, both included.
    Int(i64, i64),
    /// Integer 万元, typed as 亿元 or 万元.
    Money,
    Bool,
    Id,
    Day,
    Time,
    OneOf(&'static [&'static str]),
    /// 64 hexadecimal digits, small letters.
    Sha256,
}

/// What is wrong with a value; the app has a sentence for each in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("is missing")]
    Missing,
    #[error("has {chars} characters; at most {max} are taken")]
    TooLong { chars: usize, max: usize },
    #[error("is not a whole number")]
    NotANumber,
    #[error("is outside {from} to {to}")]
    OutOfRange { from: i64, to: i64 },
    #[error("is not an amount such as 1.5亿 or 3000万")]
    NotAnAmount,
    #[error("has more places than 万元 can hold")]
    TooPrecise,
    #[error("is not a date of the form 2026-11-20")]
    NotADay,
    #[error("is not a time of the form 14:30")]
    NotATime,
    #[error("is not an id")]
    NotAnId,
    #[error("holds a character that cannot be stored")]
    BadCharacter,
    #[error("is not one of the choices")]
    NotAChoice,
    #[error("is not a hash of 64 hexadecimal digits, small letters")]
    NotAHash,
    #[error("is neither true nor false")]
    NotABool,
    #[error("lies in the future")]
    InTheFuture,
    #[error("lies before the start")]
    BeforeStart,
    #[error("has the wrong length: a credit code has 18 characters")]
    CodeLength,
    #[error("holds a character that a credit code cannot have")]
    CodeCharacter,
    #[error("has a wrong check digit: one of the characters was mistyped")]
    CodeCheckDigit,
}

impl ValueType {
    /// Whether a value that arrived over the network fits. Clearing a field always does.
    pub fn admits(self, value: &Value) -> Result<(), Problem> {
        match (self, value) {
            (_, Value::Null) => Ok(()),
            (Self::Text(max), Value::Text(text)) => within(text, max),
            (Self::Int(from, to), Value::Int(int)) => in_range(*int, from, to),
            (Self::Int(..), _) => Err(Problem::NotANumber),
            (Self::Money, Value::Int(wan)) => in_range(*wan, 0, money::MAX_WAN),
            (Self::Money, _) => Err(Problem::NotAnAmount),
            (Self::Bool, Value::Bool(_)) => Ok(()),
            (Self::Bool, _) => Err(Problem::NotABool),
            (Self::Id, Value::Text(text)) => one_spelling(text),
            (Self::Id, _) => Err(Problem::NotAnId),
            (Self::Day, Value::Text(text)) => text.parse::<Day>().map(drop).map_err(|_| Problem::NotADay),
            (Self::Day, _) => Err(Problem::NotADay),
            (Self::Time, Value::Text(text)) => text.parse::<TimeOfDay>().map(drop).map_err(|_| Problem::NotATime),
            (Self::Time, _) => Err(Problem::NotATime),
            (Self::OneOf(choices), Value::Text(text)) if choices.contains(&&**text) => Ok(()),
            (Self::Sha256, Value::Text(text)) if text.parse::<BlobHash>().is_ok() => Ok(()),
            (Self::Sha256, _) => Err(Problem::NotAHash),
            (Self::OneOf(_) | Self::Text(_), _) => Err(Problem::NotAChoice),
        }
    }

    /// Reads what a person typed. Blank is [`Value::Null`].
    pub fn parse(self, typed: &str) -> Result<Value, Problem> {
        let trimmed = typed.trim();
        if trimmed.is_empty() {
            return Ok(Value::Null);
        }
        let value = match self {
            Self::Text(_) => Value::from(cleaned(typed).trim_end()),
            Self::Int(..) => Value::Int(whole_number(trimmed)?),
            Self::Money => Value::Int(money::parse(trimmed)?),
            Self::Bool => Value::Bool(trimmed.parse().map_err(|_| Problem::NotABool)?),
            Self::Id | Self::Day | Self::Time | Self::OneOf(_) | Self::Sha256 => Value::from(trimmed),
        };
        self.admits(&value).map(|()| value)
    }

    /// The inverse of [`Self::parse`]: what stands in the input when a record is opened.
    pub fn typed(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => String::new(),
            (Self::Money, Value::Int(wan)) => money::typed(*wan),
            (_, Value::Int(int)) => int.to_string(),
            (_, Value::Bool(bool)) => bool.to_string(),
            (_, Value::Text(text)) => text.to_string(),
        }
    }
}

fn within(text: &str, max: usize) -> Result<(), Problem> {
    let chars = text.chars().count();
    match text.contains('\0') {
        // PostgreSQL stores every character but this one.
        true => Err(Problem::BadCharacter),
        false if chars > max => Err(Problem::TooLong { chars, max }),
        false => Ok(()),
    }
}

/// Text from word processors brings line ends of its own and invisible controls.
fn cleaned(typed: &str) -> String {
    let one_line_end = typed.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}'], "\n");
    one_line_end.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// Ids are compared as text too, so only the usual spelling will do: small letters, hyphens.
fn one_spelling(text: &str) -> Result<(), Problem> {
    let usual = text.parse::<RecordId>().is_ok_and(|id| id.to_string() == text);
    if usual { Ok(()) } else { Err(Problem::NotAnId) }
}

fn in_range(int: i64, from: i64, to: i64) -> Result<(), Problem> {
    if (from..=to).contains(&int) { Ok(()) } else { Err(Problem::OutOfRange { from, to }) }
}

fn whole_number(typed: &str) -> Result<i64, Problem> {
    let digits: String = typed.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).map(half_width).collect();
    digits.parse().map_err(|_| Problem::NotANumber)
}

/// Chinese keyboards type full-width digits and signs; they mean the same.
pub(super) fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '．' | '。' => '.',
        '－' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, ValueType};
    use crate::merge::Value;

    #[test]
    fn what_is_typed_comes_back_as_typed() {
        let cases = [
            (ValueType::Text(9), "两句\n话", Value::from("两句\n话")),
            (ValueType::Int(0, 9_999), "1,500", Value::Int(1_500)),
            (ValueType::Int(0, 9_999), "１５０", Value::Int(150)),
            (ValueType::Int(-9, 9), "－７", Value::Int(-7)),
            (ValueType::Money, "１．５", Value::Int(15_000)),
            (ValueType::Text(3), "三个字", Value::from("三个字")),
            (ValueType::Day, "2026-02-28", Value::from("2026-02-28")),
            (ValueType::Time, "09:30", Value::from("09:30")),
            (ValueType::OneOf(&["a", "b"]), "b", Value::from("b")),
            (ValueType::Text(9), "  ", Value::Null),
        ];
        for (holds, typed, value) in cases {
            let parsed = holds.parse(typed).unwrap();
            assert_eq!(parsed, value, "{typed}");
            assert_eq!(holds.parse(&holds.typed(&parsed)).unwrap(), value, "{typed}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(ValueType::Text(2).parse("三个字"), Err(Problem::TooLong { chars: 3, max: 2 }));
        assert_eq!(ValueType::Int(0, 9).parse("10"), Err(Problem::OutOfRange { from: 0, to: 9 }));
        assert_eq!(ValueType::Int(0, 9).parse("12e3"), Err(Problem::NotANumber));
        assert_eq!(ValueType::Day.parse("2026-02-30"), Err(Problem::NotADay));
        assert_eq!(ValueType::Time.parse("25:00"), Err(Problem::NotATime));
        assert_eq!(ValueType::Id.admits(&Value::from("x")), Err(Problem::NotAnId));
        assert_eq!(ValueType::Bool.admits(&Value::Int(1)), Err(Problem::NotABool));
        assert_eq!(ValueType::Sha256.admits(&Value::from("a".repeat(63))), Err(Problem::NotAHash));
        assert_eq!(ValueType::OneOf(&["a"]).admits(&Value::from("b")), Err(Problem::NotAChoice));
    }

    #[test]
    fn text_from_a_word_processor_is_cleaned() {
        let parsed = ValueType::Text(20).parse("one\r\ntwo\u{b}three\u{1}\u{0}\tend \r\n").unwrap();
        assert_eq!(parsed, Value::from("one\ntwo\nthree\tend"));
    }

    #[test]
    fn clearing_always_fits() {
        for holds in [ValueType::Text(0), ValueType::Int(1, 2), ValueType::Money, ValueType::Id, ValueType::Day] {
            assert_eq!(holds.admits(&Value::Null), Ok(()));
        }
    }
}
