//! The one place that reads the clock.

use zoufang_core::domain::{Day, TimeOfDay};

const HOUR: u64 = 3_600_000;
/// A clock that is so far off makes days wrong.
const MATTERS: u64 = 12 * HOUR;
/// A clock that is read on the way to the server and back differs by so much from one time to the next.
#[cfg(feature = "hydrate")]
const TELLING: u64 = 60_000;
/// Who sets a clock by hand does not meet the minute.
const BY_HAND: u64 = HOUR;

/// Milliseconds since 1970 (UTC), by this device: what changes are stamped with, and what lasts for a while is
/// measured by.
pub fn now_ms() -> u64 {
    #[cfg(feature = "hydrate")]
    {
        // Whole milliseconds below 2^53: the conversion is exact.
        js_sys::Date::now() as u64
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The date in Beijing: by the server, where this device's clock is known to make it wrong.
pub fn today() -> Day {
    Day::at(right_ms())
}

/// The time of day in Beijing, by the same clock.
pub fn time_of_day() -> TimeOfDay {
    TimeOfDay::at(right_ms())
}

fn right_ms() -> u64 {
    let now = now_ms();
    now.saturating_add_signed(-known_skew().correction(now))
}

/// How the device's clock stood against the server's when they last met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skew {
    /// In milliseconds, positive where the device's is ahead.
    pub ms: i64,
    /// When that was, by the device's clock.
    pub at: u64,
}

impl Skew {
    /// As the server tells its time.
    pub fn measured(now: u64, by_server: u64) -> Self {
        Self { ms: i64::try_from(now).unwrap_or(0) - i64::try_from(by_server).unwrap_or(0), at: now }
    }

    /// Whether days are wrong with it.
    pub fn matters(self) -> bool {
        self.ms.unsigned_abs() >= MATTERS
    }

    /// Somebody has set the clock back since: how it stands is not known any more.
    pub fn is_over(self, now: u64) -> bool {
        self.ms > 0 && self.matters() && now.saturating_add(BY_HAND) < self.at
    }

    /// What is to be taken off the device's clock for its days to be right. Nothing where they are right
    /// anyway, nor where a clock that was behind has come to where the server's was: either somebody has set
    /// it, or so much time has gone by.
    pub fn correction(self, now: u64) -> i64 {
        let server_then = self.at.saturating_add_signed(-self.ms);
        let may_be_set = if self.ms > 0 { self.is_over(now) } else { now.saturating_add(BY_HAND) >= server_then };
        if self.matters() && !may_be_set { self.ms } else { 0 }
    }
}

#[cfg(feature = "hydrate")]
mod known {
    use std::cell::Cell;

    use leptos::prelude::{ArcRwSignal, Track, Update};
    use leptos::reactive::graph::Observer;

    use super::Skew;

    thread_local! {
        static SKEW: Cell<Skew> = Cell::default();
        /// Counts how often another one was learnt.
        static LEARNT: ArcRwSignal<u64> = ArcRwSignal::new(0);
    }

    /// What shows a day is made anew when another clock is known.
    pub fn known_skew() -> Skew {
        if Observer::get().is_some() {
            LEARNT.with(ArcRwSignal::track);
        }
        SKEW.get()
    }

    pub fn learn_skew(learnt: Skew) {
        // Each contact measures it anew: what is the same within a moment makes no page anew.
        let before = SKEW.replace(learnt);
        if before.ms.abs_diff(learnt.ms) > super::TELLING {
            LEARNT.with(|count| count.update(|count| *count += 1));
        }
    }
}
#[cfg(feature = "hydrate")]
pub use known::{known_skew, learn_skew};

/// The server's own clock is the one that counts.
#[cfg(not(feature = "hydrate"))]
pub fn known_skew() -> Skew {
    Skew::default()
}

#[cfg(not(feature = "hydrate"))]
pub fn learn_skew(_learnt: Skew) {}

#[cfg(test)]
mod tests {
    use super::{HOUR, Skew};

    const DAY: u64 = 24 * HOUR;
    const YEAR: u64 = 365 * DAY;
    const RIGHT: u64 = 20_000 * DAY;

    /// What the day goes by, against what it is, `after` so much time.
    fn off_by(skew: Skew, clock: u64, after: u64) -> i64 {
        let right = RIGHT + after;
        (clock as i64 - skew.correction(clock)) - right as i64
    }

    #[test]
    fn a_clock_that_is_known_to_be_wrong_gives_the_right_day() {
        for clock in [RIGHT + YEAR, RIGHT + 12 * HOUR, RIGHT - DAY, RIGHT - YEAR] {
            let skew = Skew::measured(clock, RIGHT);
            for after in [0, HOUR, 10 * HOUR] {
                assert_eq!(off_by(skew, clock + after, after), 0, "{clock} {after}");
            }
        }
    }

    #[test]
    fn a_clock_that_is_nearly_right_is_gone_by() {
        for clock in [RIGHT, RIGHT + 11 * HOUR, RIGHT - 11 * HOUR] {
            assert_eq!(Skew::measured(clock, RIGHT).correction(clock), 0);
        }
    }

    #[test]
    fn a_clock_that_was_set_right_is_gone_by() {
        for clock in [RIGHT + YEAR, RIGHT + DAY, RIGHT - DAY, RIGHT - YEAR] {
            let skew = Skew::measured(clock, RIGHT);
            // By hand, some minutes off.
            for after in [HOUR / 10, HOUR, 10 * HOUR] {
                let set = RIGHT + after - HOUR / 20;
                assert_eq!(skew.correction(set), 0, "{clock} {after}");
            }
            assert_eq!(skew.is_over(RIGHT + HOUR), clock > RIGHT);
        }
    }

    #[test]
    fn a_clock_that_was_behind_is_not_moved_once_it_may_be_right() {
        let skew = Skew::measured(RIGHT - DAY, RIGHT);
        // Two days later with the same wrong clock, or one day later with a right one: nobody knows.
        assert_eq!(skew.correction(RIGHT + DAY), 0);
    }
}
