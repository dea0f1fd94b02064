//! A clock that is wrong.

use crate::words::{Language, common};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// A clock that is further off than this is told, where somebody looks how the device stands.
const TOLD: u64 = 2 * MINUTE;
/// From here on days are wrong: told on each page, since they stand on most.
const MATTERS: u64 = 12 * HOUR;

/// How a clock stands against the server's (in milliseconds, positive where it is ahead), if that is to be told.
pub fn skew_said(skew: i64, language: Language) -> Option<String> {
    let ms = skew.unsigned_abs();
    if ms <= TOLD {
        return None;
    }
    // In the largest unit of which it is two or more.
    let (unit, word) = match ms {
        ms if ms >= 2 * DAY => (DAY, common::CLOCK_DAYS),
        ms if ms >= 2 * HOUR => (HOUR, common::CLOCK_HOURS),
        _ => (MINUTE, common::CLOCK_MINUTES),
    };
    let by = word.fill(language, &[("n", &((ms + unit / 2) / unit).to_string())]);
    let word = if skew > 0 { common::CLOCK_AHEAD } else { common::CLOCK_BEHIND };
    Some(word.fill(language, &[("by", &by)]))
}

/// The same where the days of what is written now would be wrong.
pub fn wrong_days_said(skew: i64, language: Language) -> Option<String> {
    let said = skew_said(skew, language).filter(|_| skew.unsigned_abs() >= MATTERS)?;
    Some(format!("{said}{}", common::CLOCK_MAKES_DAYS_WRONG.in_language(language)))
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, MINUTE, skew_said, wrong_days_said};
    use crate::words::Language::Chinese;

    #[test]
    fn a_wrong_clock_is_told_as_people_would_say_it() {
        let said = |ms: u64| skew_said(i64::try_from(ms).unwrap(), Chinese);
        assert_eq!(said(2 * MINUTE), None);
        for (ms, by) in [(3 * MINUTE, "3分钟"), (119 * MINUTE, "119分钟"), (3 * HOUR, "3小时"), (365 * DAY, "365天")]
        {
            assert_eq!(said(ms).unwrap(), format!("本机时间比服务器快约{by}，请在系统设置中校准。"));
        }
        assert!(skew_said(-3 * MINUTE as i64, Chinese).unwrap().contains("慢约3分钟"));
    }

    #[test]
    fn only_what_makes_days_wrong_is_told_everywhere() {
        assert_eq!(wrong_days_said(11 * HOUR as i64, Chinese), None);
        assert!(wrong_days_said(-(DAY as i64), Chinese).unwrap().ends_with("校准前填写的日期可能不对。"));
    }
}
