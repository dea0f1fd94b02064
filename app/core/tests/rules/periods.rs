//! The days that a team reports on, and the one record of those who report.

use zoufang_core::domain::report::{id_of, is_nothing};
use zoufang_core::domain::{Day, Kind, Period};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Record, Value};

use zoufang_core::permission::Role;
use zoufang_core::wire::ReasonCode;

use crate::cast::{Making, actor, change, dot, stranger, unit, who};
use crate::intake::{refused, stored, taken};

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

/// A report of a unit, in the form that the app makes it.
fn report_of(of: u128, from: &str) -> Making {
    let mut report = change(1, 1, Kind::REPORT, 80).writes("from", from).writes("to", "2026-11-22");
    report.0.record = id_of(unit(of), day(from));
    report
}

#[test]
fn nobody_takes_a_report_before_the_unit_whose_it_is() {
    let monday = "2026-11-16";
    let own = taken(&report_of(1, monday), &actor(7, Role::Member), None);
    let (theirs, _) = stored(own);

    // Whether it is there or not, whoever may not see it is told the same.
    let other_unit = stranger(8, Role::Member);
    let squatted = refused(taken(&report_of(1, monday), &other_unit, None));
    assert_eq!(squatted, refused(taken(&report_of(1, monday), &other_unit, Some(&theirs))));
    assert_eq!(squatted.code, ReasonCode::NotAllowed);
    let mut amends = change(3, 1, Kind::REPORT, 80).writes("words", "x");
    amends.0.record = id_of(unit(1), day(monday));
    assert_eq!(refused(taken(&amends, &other_unit, None)), squatted);
    assert_eq!(refused(taken(&amends, &other_unit, Some(&theirs))), squatted);

    // Nor is it taken by another kind, or by a report on another week.
    let mut visit = change(1, 2, Kind::VISIT, 80).writes("content", "x");
    visit.0.record = id_of(unit(1), day(monday));
    assert_eq!(refused(taken(&visit, &actor(7, Role::Member), None)).code, ReasonCode::NotAllowed);
    let mut other_week = report_of(1, "2026-11-23");
    other_week.0.record = id_of(unit(1), day(monday));
    assert_eq!(refused(taken(&other_week, &actor(7, Role::Member), None)).code, ReasonCode::NotAllowed);
    // A colleague amends what is there.
    stored(taken(&amends, &actor(9, Role::Member), Some(&theirs)));
}
