//! The days that a team reports on, and the one record of those who report.

use zoufang_core::domain::report::{id_of, is_nothing};
use zoufang_core::domain::{Day, Kind, Period};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Record, Value};

use crate::cast::{change, dot, unit, who};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_week_goes_from_monday_to_sunday_across_months_and_years() {
    for (of, from, to) in [
        ("2026-11-16", "2026-11-16", "2026-11-22"),
        ("2026-11-22", "2026-11-16", "2026-11-22"),
        ("2026-12-01", "2026-11-30", "2026-12-06"),
        ("2027-01-01", "2026-12-28", "2027-01-03"),
        ("2028-02-29", "2028-02-28", "2028-03-05"),
    ] {
        let week = Period::week_of(day(of));
        assert_eq!(week, Period { from: day(from), to: day(to) }, "{of}");
        assert!(week.holds(day(from)) && week.holds(day(to)) && week.holds(day(of)));
        assert!(!week.holds(day(from).plus(-1)) && !week.holds(day(to).plus(1)));
        assert_eq!(week.week_before().to, day(from).plus(-1));
    }
}

#[test]
fn colleagues_write_one_report_and_other_units_and_weeks_another() {
    let monday = day("2026-11-16");
    let one = id_of(unit(1), monday);
    assert_eq!(one, id_of(unit(1), monday));
    let others = [id_of(unit(2), monday), id_of(unit(1), monday.plus(7)), RecordId(unit(1).0)];
    assert!(!others.contains(&one));
    assert_eq!(one.0.get_version_num(), 8);
}

#[test]
fn two_who_report_without_having_seen_each_other_agree() {
    let report = |device| {
        let report = change(device, 1, Kind::REPORT, 80).writes("nothing", true);
        report.writes("from", "2026-11-16").writes("to", "2026-11-22")
    };
    let mut both = Record::born(&report(1).0, who(7));
    both.apply(&report(2).0, who(8));
    assert!(is_nothing(&both));
    assert_eq!(both.open_conflicts().count(), 0, "the same words are no conflict");
    // Whoever takes it back has seen both.
    let base = [dot(1, 1), dot(2, 1)];
    both.apply(&change(2, 2, Kind::REPORT, 80).having_seen(&base).replaces("nothing", Value::Null, &base).0, who(8));
    assert!(!is_nothing(&both));
}
