use std::fmt;
use std::str::FromStr;

use super::field::Problem;

/// A unified social credit code (GB 32100-2015) whose check digit is right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uscc(String);

/// The 31 characters of the code; the place is the value. I, O, S, V and Z are left out.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

const LENGTH: usize = 18;

/// Whether what has been typed so far is wrong, however it goes on: then it is told without waiting for
/// the rest.
pub fn cannot_become_right(typed: &str) -> bool {
    let characters = typed.chars().filter(|c| !c.is_whitespace()).count();
    characters >= LENGTH || typed.parse::<Uscc>() == Err(Problem::CodeCharacter)
}

fn usual(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    half.to_ascii_uppercase()
}

impl Uscc {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Uscc {
    type Err = Problem;

    /// Takes small letters, full width and spaces as people type them.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).map(usual).collect();
        let place = |c: char| ALPHABET.iter().position(|letter| char::from(*letter) == c);
        let values = code.chars().map(place).collect::<Option<Vec<usize>>>().ok_or(Problem::CodeCharacter)?;
        if values.len() != LENGTH {
            return Err(Problem::CodeLength);
        }
        let (sum, _) = values[..17].iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
        if (31 - sum % 31) % 31 == values[17] { Ok(Self(code)) } else { Err(Problem::CodeCheckDigit) }
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, Uscc, cannot_become_right};
    use crate::domain::Problem;

    const VALID: [&str; 2] = ["91350100M000100Y43", "91110000600037341L"];

    #[test]
    fn valid_codes_are_taken_as_typed() {
        for code in VALID {
            assert_eq!(code.parse::<Uscc>().unwrap().as_str(), code);
        }
        for typed in [" 91350100m000 100y43", "９１３５０１００Ｍ０００１００ｙ４３"] {
            assert_eq!(typed.parse::<Uscc>().unwrap().as_str(), VALID[0]);
        }
    }

    #[test]
    fn what_can_still_become_right_is_not_called_wrong() {
        for (typed, wrong) in
            [("", false), ("9135", false), ("9135 0100M000100Y4", false), ("9135I", true), ("企", true)]
        {
            assert_eq!(cannot_become_right(typed), wrong, "{typed}");
        }
        assert!(cannot_become_right("91350100M000100Y44"), "whole, it is right or not");
    }

    #[test]
    fn any_single_slip_is_caught() {
        for code in VALID {
            for place in 0..18 {
                for letter in ALPHABET.iter().filter(|letter| **letter != code.as_bytes()[place]) {
                    let mut slip = code.as_bytes().to_vec();
                    slip[place] = *letter;
                    let slip = String::from_utf8(slip).unwrap();
                    assert_eq!(slip.parse::<Uscc>(), Err(Problem::CodeCheckDigit), "{slip}");
                }
            }
        }
        assert_eq!("9135".parse::<Uscc>(), Err(Problem::CodeLength));
        assert_eq!("91350100I000100Y43".parse::<Uscc>(), Err(Problem::CodeCharacter));
    }
}
