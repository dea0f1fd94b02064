use std::fmt;
use std::str::FromStr;

use time::{Date, Month, OffsetDateTime, UtcOffset};

use crate::text::travels_as_text;

/// A calendar date, without a time zone. Spelled `2026-11-20` in storage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The cities that use Zoufang keep Beijing time, whatever the phone's zone says.
const BEIJING_HOURS: i8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form 2026-11-20 between the years 1900 and 2199")]
pub struct NotADay;

impl Day {
    /// The first of January 1970, in Julian days.
    const FIRST: i32 = 2_440_588;

    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, NotADay> {
        let month = Month::try_from(month).map_err(|_| NotADay)?;
        if !(1900..=2199).contains(&year) {
            return Err(NotADay);
        }
        Date::from_calendar_date(year, month, day).map(Self).map_err(|_| NotADay)
    }

    /// The date in Beijing at an instant (milliseconds since 1970, UTC).
    pub fn at(millis: u64) -> Self {
        Self(beijing(millis).date())
    }

    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        let moved = self.0.to_julian_day().saturating_add(days);
        Date::from_julian_day(moved).map_or(self, Self)
    }

    /// Days from `other` to `self`.
    pub fn since(self, other: Self) -> i32 {
        self.0.to_julian_day() - other.0.to_julian_day()
    }

    /// Days since the first of January 1970.
    pub fn number(self) -> i32 {
        self.0.to_julian_day() - Self::FIRST
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// Monday is 0.
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_days_from_monday()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let well_formed = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !well_formed {
            return Err(NotADay);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u16>().map_err(|_| NotADay);
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        Self::new(year.into(), month.try_into().map_err(|_| NotADay)?, day.try_into().map_err(|_| NotADay)?)
    }
}

travels_as_text!(Day);

/// A time of day to the minute. Spelled `14:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    pub hour: u8,
    pub minute: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form 14:30")]
pub struct NotATime;

impl TimeOfDay {
    /// The time in Beijing at an instant (milliseconds since 1970, UTC).
    pub fn at(millis: u64) -> Self {
        let time = beijing(millis);
        Self { hour: time.hour(), minute: time.minute() }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (hour, minute) = text.split_once(':').ok_or(NotATime)?;
        let number = |text: &str, limit: u8| match text.parse::<u8>() {
            // `parse` takes a sign.
            Ok(number) if text.len() == 2 && !text.starts_with('+') && number < limit => Ok(number),
            _ => Err(NotATime),
        };
        Ok(Self { hour: number(hour, 24)?, minute: number(minute, 60)? })
    }
}

fn beijing(millis: u64) -> OffsetDateTime {
    let seconds = i64::try_from(millis / 1000).unwrap_or(i64::MAX);
    let utc = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    UtcOffset::from_hms(BEIJING_HOURS, 0, 0).map_or(utc, |offset| utc.to_offset(offset))
}

#[cfg(test)]
mod tests {
    use super::{Day, TimeOfDay};

    #[test]
    fn the_day_begins_at_midnight_in_beijing() {
        // 2026-11-20 15:59:59 and 16:00:00 UTC.
        assert_eq!(Day::at(1_795_190_399_000).to_string(), "2026-11-20");
        assert_eq!(Day::at(1_795_190_400_000).to_string(), "2026-11-21");
        assert_eq!(TimeOfDay::at(1_795_190_400_000).to_string(), "00:00");
    }

    #[test]
    fn reckoning_crosses_leap_days_and_years() {
        let day: Day = "2028-02-28".parse().unwrap();
        assert_eq!(day.plus(1).to_string(), "2028-02-29");
        assert_eq!(day.plus(308).to_string(), "2029-01-01");
        assert_eq!(day.plus(-59).since(day), -59);
        assert_eq!("2026-11-20".parse::<Day>().unwrap().weekday(), 4);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["2026-02-29", "2026-13-01", "26-01-01", "2026/01/01", "9999-01-01", "2026-1-1", "二〇二六"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        for text in ["24:00", "9:00", "09:60", "0900", "+9:00"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }
}
