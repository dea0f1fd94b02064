//! Days to take along: a calendar file (RFC 5545) that every phone opens.

use super::Day;

/// Something that is due on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The same for the same thing, so that a calendar which takes the file again replaces it.
    pub uid: String,
    pub day: Day,
    pub title: String,
    pub text: String,
}

/// Octets of a line, its end not counted.
const LINE: usize = 75;

/// `now` in milliseconds since 1970 (UTC).
pub fn calendar(name: &str, entries: &[Entry], now: u64) -> String {
    let stamp = stamp(now);
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&mut file, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Zoufang//zh-CN");
    line("X-WR-CALNAME", &escaped(name));
    for Entry { uid, day, title, text } in entries {
        line("BEGIN", "VEVENT");
        line("UID", uid);
        line("DTSTAMP", &stamp);
        line("DTSTART;VALUE=DATE", &plain(*day));
        line("DTEND;VALUE=DATE", &plain(day.plus(1)));
        line("SUMMARY", &escaped(title));
        line("DESCRIPTION", &escaped(text));
        // On the day before, at nine in the morning.
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &escaped(title));
        line("TRIGGER", "-PT15H");
        line("END", "VALARM");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    file
}

fn plain(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// `20261121T083000Z`.
fn stamp(now: u64) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(now) * 1_000_000);
    let at = at.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", at.hour(), at.minute(), at.second())
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Puts a line of the file down, in pieces where it is too long; none ends within a character.
fn fold(file: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            file.push_str("\r\n ");
            room = LINE - 1;
        }
        file.push(c);
        room -= c.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{Entry, LINE, calendar};

    fn entry(title: &str) -> Entry {
        let day = "2026-12-31".parse().unwrap();
        Entry {
            uid: "7@zoufang".to_owned(), day, title: title.to_owned(), text: "宇通客车\n责任人：张三".to_owned()
        }
    }

    #[test]
    fn an_entry_lasts_its_whole_day_and_tells_what_it_is_about() {
        let file = calendar("跟进事项", &[entry("送地块资料；核对, 面积")], 1_795_249_800_000);
        assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && file.ends_with("END:VCALENDAR\r\n"));
        assert!(file.contains("\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(file.contains("\r\nDTSTAMP:20261121T083000Z\r\n"));
        assert!(file.contains("\r\nSUMMARY:送地块资料；核对\\, 面积\r\n"));
        assert!(file.contains("\r\nDESCRIPTION:宇通客车\\n责任人：张三\r\n"));
    }

    #[test]
    fn long_lines_are_folded_between_characters_and_come_back_whole() {
        let title = "𠮷㛃地块".repeat(40);
        let file = calendar("x", &[entry(&title)], 0);
        assert!(file.split("\r\n").all(|line| line.len() <= LINE));
        assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{title}\r\n")));
    }

    #[test]
    fn nothing_that_somebody_typed_makes_a_line_of_its_own() {
        let file = calendar("x", &[entry("a\r\nEND:VEVENT\r\nBEGIN:VEVENT")], 0);
        assert_eq!(file.split("\r\n").filter(|line| *line == "BEGIN:VEVENT").count(), 1);
    }
}
