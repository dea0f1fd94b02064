use zoufang_core::domain::{Day, TimeOfDay};

/// The days of the demo files, which count from the day of loading.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    now: u64,
    today: Day,
}

const MINUTE_MS: u64 = 60 * 1000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
const BEIJING_MS: u64 = 8 * 60 * MINUTE_MS;

impl Calendar {
    /// `now` in milliseconds since 1970.
    pub fn at(now: u64) -> Self {
        Self { now, today: Day::at(now) }
    }

    pub fn day(self, days: i32) -> Day {
        self.today.plus(days)
    }

    /// An instant of that day in Beijing, in milliseconds since 1970; now, where it is yet to come.
    pub fn instant(self, days: i32, time: TimeOfDay) -> u64 {
        let midnight = (self.now + BEIJING_MS) / DAY_MS * DAY_MS - BEIJING_MS;
        let shift = DAY_MS.saturating_mul(u64::from(days.unsigned_abs()));
        let day = if days < 0 { midnight.saturating_sub(shift) } else { midnight.saturating_add(shift) };
        let minutes = u64::from(time.hour) * 60 + u64::from(time.minute);
        (day + minutes * MINUTE_MS).min(self.now)
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::{Day, TimeOfDay};

    use super::Calendar;

    #[test]
    fn instants_lie_on_their_day_in_beijing_and_never_ahead() {
        // 2026-11-20 23:30 in Beijing.
        let calendar = Calendar::at(1_795_188_600_000);
        let half_past_nine = TimeOfDay { hour: 9, minute: 30 };
        for days in [-40, -1, 0] {
            let instant = calendar.instant(days, half_past_nine);
            assert_eq!((Day::at(instant), TimeOfDay::at(instant)), (calendar.day(days), half_past_nine));
        }
        assert_eq!(calendar.instant(1, half_past_nine), 1_795_188_600_000);
    }
}
