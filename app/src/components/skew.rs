//! A clock that is wrong.

use crate::clock::Skew;
use crate::words::{Language, common};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// A clock that is further off than this is told, where somebody looks how the device stands.
const TOLD: u64 = 2 * MINUTE;

/// How the clock stands against the server's, if that is to be told and still known.
pub fn skew_said(skew: Skew, now: u64, language: Language) -> Option<String> {
    let ms = skew.ms.unsigned_abs();
    if ms <= TOLD || skew.is_over(now) {
        return None;
    }
    // In the largest unit of which it is two or more.
    let (unit, word) = match ms {
        ms if ms >= 2 * DAY => (DAY, common::CLOCK_DAYS),
        ms if ms >= 2 * HOUR => (HOUR, common::CLOCK_HOURS),
        _ => (MINUTE, common::CLOCK_MINUTES),
    };
    let by = word.fill(language, &[("n", &((ms + unit / 2) / unit).to_string())]);
    let word = if skew.ms > 0 { common::CLOCK_AHEAD } else { common::CLOCK_BEHIND };
    Some(word.fill(language, &[("by", &by)]))
}

/// The same where it makes days wrong, told on each page, since days stand on most: what they go by.
pub fn wrong_days_said(skew: Skew, now: u64, language: Language) -> Option<String> {
    let said = skew_said(skew, now, language).filter(|_| skew.matters())?;
    let word = if skew.correction(now) == 0 { common::CLOCK_MAKES_DAYS_WRONG } else { common::DAYS_BY_SERVER };
    Some(format!("{said}{}", word.in_language(language)))
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, MINUTE, Skew, skew_said, wrong_days_said};
    use crate::words::Language::Chinese;

    const RIGHT: u64 = 20_000 * DAY;

    #[test]
    fn a_wrong_clock_is_told_as_people_would_say_it() {
        let said = |clock| skew_said(Skew::measured(clock, RIGHT), clock, Chinese);
        assert_eq!(said(RIGHT + 2 * MINUTE), None);
        for (ms, by) in [(3 * MINUTE, "3分钟"), (119 * MINUTE, "119分钟"), (3 * HOUR, "3小时"), (365 * DAY, "365天")]
        {
            assert_eq!(said(RIGHT + ms).unwrap(), format!("本机时间比服务器快约{by}，请在系统设置中校准。"));
        }
        assert!(said(RIGHT - 3 * MINUTE).unwrap().contains("慢约3分钟"));
    }

    #[test]
    fn only_what_makes_days_wrong_is_told_everywhere() {
        let said = |clock, now| wrong_days_said(Skew::measured(clock, RIGHT), now, Chinese);
        assert_eq!(said(RIGHT + 11 * HOUR, RIGHT + 11 * HOUR), None);
        for clock in [RIGHT - DAY, RIGHT + DAY] {
            assert!(said(clock, clock).unwrap().ends_with("校准前，日期按服务器时间计算。"));
        }
        // Nobody knows whether it was set meanwhile.
        assert!(said(RIGHT - DAY, RIGHT + DAY).unwrap().ends_with("校准前填写的日期可能不对。"));
        assert_eq!(said(RIGHT + 2 * DAY, RIGHT + HOUR), None, "it was set");
    }
}
