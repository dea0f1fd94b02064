use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

/// What opens the lock: six to twelve digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPin {
    /// Not six to twelve digits.
    Length,
    /// One digit over and over, or digits in a row: what is tried first.
    Guessed,
}

impl Pin {
    /// Also in the wide digits that a Chinese keyboard may give.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(typed: &str) -> Result<Self, WeakPin> {
        let narrow = |digit: char| match digit {
            '０'..='９' => char::from_u32(u32::from(digit) - u32::from('０') + u32::from('0')).unwrap_or(digit),
            digit => digit,
        };
        let digits: String = typed.trim().chars().map(narrow).collect();
        if !(6..=12).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(WeakPin::Length);
        }
        let steps: Vec<i16> = digits.as_bytes().windows(2).map(|two| i16::from(two[1]) - i16::from(two[0])).collect();
        let is_even = |step: i16| steps.iter().all(|each| *each == step);
        if [0, 1, -1].into_iter().any(is_even) { Err(WeakPin::Guessed) } else { Ok(Self(digits)) }
    }

    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Never by what it holds.
impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// How much work one try takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Cost {
    /// Second of the choices of RFC 9106 (section 4), for where memory is scarce.
    pub const USUAL: Self = Self { memory_kib: 64 * 1024, passes: 3 };
}

/// Makes a key of a PIN, by argon2id; a phone works on it for about a second, so not on the page's thread.
/// `None` where there is not as much memory, or the cost is none.
pub fn stretch(pin: &str, salt: &[u8], cost: Cost) -> Option<[u8; 32]> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).ok()?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(pin.as_bytes(), salt, &mut key).ok()?;
    Some(key)
}
