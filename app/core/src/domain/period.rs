//! 报告期: the days that a team reports on.

use super::Day;

/// From and to, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

impl Period {
    /// The week of a day: Monday to Sunday.
    pub fn week_of(day: Day) -> Self {
        let from = day.plus(-i32::from(day.weekday()));
        Self { from, to: from.plus(6) }
    }

    /// The week before a week.
    #[must_use]
    pub fn week_before(self) -> Self {
        Self::week_of(self.from.plus(-1))
    }

    pub fn holds(self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}
