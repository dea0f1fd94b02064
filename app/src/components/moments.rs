//! Days and instants as officials write them.

use zoufang_core::domain::{Day, TimeOfDay};

use crate::words::{Language, common};

/// 2026年11月20日 / 20 Nov 2026.
pub fn full(day: Day, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => format!("{} {} {}", day.day(), month(day), day.year()),
    }
}

/// 11月20日 / 20 Nov.
pub fn short(day: Day, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}月{}日", day.month(), day.day()),
        Language::English => format!("{} {}", day.day(), month(day)),
    }
}

/// 今天, 昨天, 明天, or the date.
pub fn near(day: Day, today: Day, language: Language) -> String {
    let word = match day.since(today) {
        0 => common::DAY_TODAY,
        -1 => common::DAY_YESTERDAY,
        1 => common::DAY_TOMORROW,
        _ if day.year() != today.year() => return full(day, language),
        _ => return short(day, language),
    };
    word.in_language(language).to_owned()
}

/// 14:32 today, otherwise 昨天 14:32 or 11月18日 14:32. `millis` since 1970.
pub fn instant(millis: u64, today: Day, language: Language) -> String {
    let (day, time) = (Day::at(millis), TimeOfDay::at(millis));
    if day == today { time.to_string() } else { format!("{} {time}", near(day, today, language)) }
}

/// 今天 14:32, where a time alone might be of another day.
pub fn instant_with_day(millis: u64, today: Day, language: Language) -> String {
    format!("{} {}", near(Day::at(millis), today, language), TimeOfDay::at(millis))
}

/// 11月20日 星期五 / Friday 20 Nov; with the year where it is another.
pub fn day_of_week(day: Day, today: Day, language: Language) -> String {
    let said = if day.year() == today.year() { short } else { full };
    let (day, weekday) = (said(day, language), weekday(day, language));
    match language {
        Language::Chinese => format!("{day} {weekday}"),
        Language::English => format!("{weekday} {day}"),
    }
}

fn weekday(day: Day, language: Language) -> &'static str {
    const CHINESE: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let names = match language {
        Language::Chinese => CHINESE,
        Language::English => ENGLISH,
    };
    names[usize::from(day.weekday())]
}

fn month(day: Day) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[usize::from(day.month()) - 1]
}

#[cfg(test)]
mod tests {
    use super::{day_of_week, full, instant, instant_with_day, near, weekday};
    use crate::words::Language::{Chinese, English};

    #[test]
    fn days_read_as_officials_write_them() {
        let day = "2026-11-05".parse().unwrap();
        assert_eq!(full(day, Chinese), "2026年11月5日");
        assert_eq!(full(day, English), "5 Nov 2026");
        assert_eq!(weekday(day, Chinese), "星期四");
        assert_eq!(day_of_week(day, day.plus(9), Chinese), "11月5日 星期四");
        assert_eq!(day_of_week(day, day.plus(99), English), "Thursday 5 Nov 2026");
        assert_eq!(near(day, day.plus(1), Chinese), "昨天");
        assert_eq!(near(day, day.plus(400), English), "5 Nov 2026");
        // 2026-11-20 16:00 UTC is midnight of the 21st in Beijing.
        assert_eq!(instant(1_795_190_400_000, "2026-11-21".parse().unwrap(), Chinese), "00:00");
        assert_eq!(instant(1_795_190_400_000, "2026-11-22".parse().unwrap(), Chinese), "昨天 00:00");
        assert_eq!(instant_with_day(1_795_190_400_000, "2026-11-21".parse().unwrap(), Chinese), "今天 00:00");
    }
}
