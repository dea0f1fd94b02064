use std::fmt;

use super::field::{Problem, half_width};

/// An amount in whole 万元. Shown as 亿元 with two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    pub wan: i64,
}

const WAN_PER_YI: i64 = 10_000;

/// 100 万亿元: above any year of any country, so a larger number is a slip of the finger.
pub const MAX_WAN: i64 = 100_000_000 * WAN_PER_YI;

impl fmt::Display for Money {
    /// `12.50`, the number alone: the unit 亿元 stands beside it. Rounds half away from zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.wan < 0 { "-" } else { "" };
        let hundredths = (self.wan.unsigned_abs() + 50) / 100;
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Reads an amount as people type it: `12.5` and `12.5亿` are 亿元, `3000万` is 万元. Gives 万元.
///
/// # Errors
/// [`Problem::NotAnAmount`] for anything else, [`Problem::TooPrecise`] below 1 万元,
/// [`Problem::OutOfRange`] for negative or absurd amounts.
pub fn parse(typed: &str) -> Result<i64, Problem> {
    let plain: String =
        typed.chars().map(half_width).filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect();
    let plain = plain.strip_suffix('元').unwrap_or(&plain);
    let (number, per_unit) = match plain.strip_suffix('万') {
        Some(number) => (number, 1),
        None => (plain.strip_suffix('亿').unwrap_or(plain), WAN_PER_YI),
    };
    let wan = scaled(number, per_unit)?;
    if (0..=MAX_WAN).contains(&wan) { Ok(wan) } else { Err(Problem::OutOfRange { from: 0, to: MAX_WAN }) }
}

/// `number` × `per_unit` without rounding.
fn scaled(number: &str, per_unit: i64) -> Result<i64, Problem> {
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || fraction.len() > 15 || !all_digits(whole) || !all_digits(fraction) {
        return Err(Problem::NotAnAmount);
    }
    let mut wan = i128::from(whole.parse::<i64>().map_err(|_| Problem::NotAnAmount)?) * i128::from(per_unit);
    let mut place = i128::from(per_unit);
    for digit in fraction.bytes().map(|b| i128::from(b - b'0')) {
        if digit != 0 && place % 10 != 0 {
            return Err(Problem::TooPrecise);
        }
        place /= 10;
        wan += digit * place;
    }
    i64::try_from(if negative { -wan } else { wan }).map_err(|_| Problem::OutOfRange { from: 0, to: MAX_WAN })
}

/// What stands in the input for an amount: 亿元 without needless zeros.
pub fn typed(wan: i64) -> String {
    let (whole, rest) = (wan / WAN_PER_YI, wan % WAN_PER_YI);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:04}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{MAX_WAN, Money, parse, typed};
    use crate::domain::Problem;

    #[test]
    fn amounts_as_people_type_them() {
        for (text, wan) in [
            ("12.5", 125_000),
            ("1.5亿", 15_000),
            ("1.5 亿元", 15_000),
            ("15,000万", 15_000),
            ("１５０００万元", 15_000),
            ("0", 0),
            ("0.0001", 1),
        ] {
            assert_eq!(parse(text), Ok(wan), "{text}");
        }
    }

    #[test]
    fn slips_are_told() {
        for text in ["12e3", "abc", "亿", ".5", "1.2.3", "--1", "1万亿x"] {
            assert_eq!(parse(text), Err(Problem::NotAnAmount), "{text}");
        }
        assert_eq!(parse("0.00001"), Err(Problem::TooPrecise));
        assert_eq!(parse("0.5万"), Err(Problem::TooPrecise));
        let range = Problem::OutOfRange { from: 0, to: MAX_WAN };
        assert_eq!(parse("-1"), Err(range.clone()));
        assert_eq!(parse("999999999999"), Err(range));
    }

    #[test]
    fn shown_with_two_decimals_and_typed_without_needless_zeros() {
        assert_eq!(Money { wan: 125_000 }.to_string(), "12.50");
        assert_eq!(Money { wan: 149 }.to_string(), "0.01");
        assert_eq!(Money { wan: -50 }.to_string(), "-0.01");
        for wan in [0, 1, 15_000, 125_000, 123_456_789] {
            assert_eq!(parse(&typed(wan)), Ok(wan));
        }
        assert_eq!(typed(125_000), "12.5");
    }
}
