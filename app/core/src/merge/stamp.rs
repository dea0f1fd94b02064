use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::text::travels_as_text;

/// A hybrid logical clock: milliseconds since 1970 (UTC) in the upper 48 bits, a counter in the
/// lower 16. It chooses which of two heads shows, and nothing else. On the wire 16 hex digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9a-f]{16}$"))]
pub struct Hlc(u64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stamp is 16 hexadecimal digits, not {0:?}")]
pub struct HlcError(String);

impl Hlc {
    /// How far ahead of the server's own time a stamp may stand.
    pub const MAX_AHEAD_MS: u64 = 60_000;

    pub fn from_millis(millis: u64) -> Self {
        Self(millis.min((1 << 48) - 1) << 16)
    }

    pub fn millis(self) -> u64 {
        self.0 >> 16
    }

    /// The next stamp of a clock that last gave or saw `self`: later than `self`, and not behind
    /// `now_ms` whatever the device's clock did in between.
    #[must_use]
    pub fn next(self, now_ms: u64) -> Self {
        Self(self.0.saturating_add(1)).max(Self::from_millis(now_ms))
    }

    /// The server's view of a stamp: never more than [`Self::MAX_AHEAD_MS`] ahead of its own time,
    /// so that one phone set to next year cannot win every field for a year.
    #[must_use]
    pub fn clamp(self, server_now_ms: u64) -> Self {
        self.min(Self::from_millis(server_now_ms.saturating_add(Self::MAX_AHEAD_MS)))
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hlc({self})")
    }
}

impl FromStr for Hlc {
    type Err = HlcError;

    fn from_str(text: &str) -> Result<Self, HlcError> {
        let digits = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match u64::from_str_radix(text, 16) {
            Ok(hlc) if digits => Ok(Self(hlc)),
            _ => Err(HlcError(text.chars().take(32).collect())),
        }
    }
}

travels_as_text!(Hlc);

/// The name of one write: which device, and the how-manieth change of that device. On the wire
/// `["<device>", seq]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(DeviceId, u64)", into = "(DeviceId, u64)")]
pub struct Dot {
    pub device: DeviceId,
    pub seq: u64,
}

impl From<(DeviceId, u64)> for Dot {
    fn from((device, seq): (DeviceId, u64)) -> Self {
        Self { device, seq }
    }
}

impl From<Dot> for (DeviceId, u64) {
    fn from(dot: Dot) -> Self {
        (dot.device, dot.seq)
    }
}

/// When and by whom a head was written; the order decides which head shows. The dot breaks ties,
/// so the order is total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    pub at: Hlc,
    pub dot: Dot,
}

#[cfg(test)]
mod tests {
    use super::Hlc;

    #[test]
    fn a_clock_never_goes_back_even_when_the_device_does() {
        let noon = Hlc::default().next(1_000_000);
        let after_reset = noon.next(5);
        assert!(after_reset > noon);
        assert_eq!(after_reset.millis(), 1_000_000);
        assert_eq!(noon.next(2_000_000).millis(), 2_000_000);
    }

    #[test]
    fn the_server_takes_at_most_a_minute_of_future() {
        let next_year = Hlc::from_millis(1_800_000_000_000);
        assert_eq!(next_year.clamp(1_700_000_000_000).millis(), 1_700_000_060_000);
        let past = Hlc::from_millis(1);
        assert_eq!(past.clamp(1_700_000_000_000), past);
    }

    #[test]
    fn time_ends_where_its_digits_do() {
        let last = Hlc::from_millis(u64::MAX);
        assert_eq!(last.millis(), (1 << 48) - 1);
        assert_eq!(last, Hlc::from_millis((1 << 48) - 1));
        assert!(last > Hlc::from_millis((1 << 48) - 2));
        assert!(last.next(0) > last);
    }

    #[test]
    fn spelling_is_sixteen_digits_and_sorts_as_time() {
        let (early, late) = (Hlc::from_millis(9), Hlc::from_millis(10));
        assert!(early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse::<Hlc>().unwrap(), early);
        assert!("xyz".parse::<Hlc>().is_err());
        assert!("+00000000000000f".parse::<Hlc>().is_err());
    }
}
