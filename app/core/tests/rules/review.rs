//! A verdict counts for exactly what the reviewer had on screen.

use zoufang_core::domain::follow_up::{Sort, follow_ups};
use zoufang_core::domain::visit::{
    RETURNED, REVIEWED, ReviewState, amended_since_review, attendees, is_told, needs, review_state, seen,
};
use zoufang_core::merge::{Dot, Record};

use crate::cast::{Making, dot, path, visit, who};

fn with(mut record: Record, change: &Making) -> Record {
    record.apply(&change.0, who(1));
    record
}

/// A visit of device 1 in two saves, the second of which only touched the place.
fn told() -> Record {
    let born = visit(1, 1).writes("content", "first").writes("place", "gate").born_by(1);
    with(born, &visit(1, 2).replaces("place", "hall", &[dot(1, 1)]).having_seen(&[dot(1, 1)]))
}

/// The verdict of device 9's reviewer over what `record` shows.
fn judged(record: Record, seq: u64, verdict: &str) -> Record {
    let verdict = visit(9, seq)
        .replaces("review/verdict", verdict, &record.dots("review/verdict"))
        .replaces("review/seen", seen(&record), &record.dots("review/seen"))
        .having_seen(&record.life_dots());
    with(record, &verdict)
}

#[test]
fn a_visit_is_received_until_somebody_judges_it() {
    assert_eq!(review_state(&told()), ReviewState::Received);
    assert_eq!(review_state(&judged(told(), 1, REVIEWED)), ReviewState::Reviewed);
    assert_eq!(review_state(&judged(told(), 1, RETURNED)), ReviewState::Returned);
    assert!(amended_since_review(&told()).is_empty());
}

#[test]
fn the_verdict_itself_amends_nothing() {
    let twice = judged(judged(told(), 1, RETURNED), 2, REVIEWED);
    assert!(amended_since_review(&twice).is_empty());
    assert_eq!(review_state(&twice), ReviewState::Reviewed);
}

#[test]
fn an_amendment_puts_a_visit_back_until_it_is_judged_again() {
    let reviewed = judged(told(), 1, REVIEWED);
    let amendments = [
        visit(1, 3).replaces("content", "second", &reviewed.dots("content")),
        visit(1, 3).writes("needs/land", true),
        visit(1, 3).clears("place", &reviewed.dots("place")),
    ];
    for amendment in amendments {
        let amended = with(reviewed.clone(), &amendment.having_seen(&reviewed.life_dots()));
        assert_eq!(review_state(&amended), ReviewState::Received);
        assert_eq!(amended_since_review(&amended).len(), 1);
        assert_eq!(review_state(&judged(amended, 2, REVIEWED)), ReviewState::Reviewed);
    }
}

#[test]
fn an_older_amendment_of_another_device_that_arrives_late_counts() {
    let reviewed = judged(told(), 1, REVIEWED);
    let late = visit(2, 1).writes("concerns", "noise").having_seen(&[dot(1, 1)]).stamped(5);
    let amended = with(reviewed, &late);
    assert_eq!(review_state(&amended), ReviewState::Received);
    assert_eq!(amended_since_review(&amended), [&path("concerns")]);
}

#[test]
fn an_earlier_save_of_the_same_device_that_arrives_late_counts() {
    // Save 2 of the device was lying in quarantine while the reviewer judged saves 1 and 3.
    let born = visit(1, 1).writes("content", "first").born_by(1);
    let third = with(born, &visit(1, 3).writes("place", "hall").having_seen(&[dot(1, 1), dot(1, 2)]));
    let reviewed = judged(third, 1, REVIEWED);
    assert_eq!(review_state(&reviewed), ReviewState::Reviewed);
    let amended = with(reviewed, &visit(1, 2).writes("concerns", "noise").having_seen(&[dot(1, 1)]));
    assert_eq!(amended_since_review(&amended), [&path("concerns")]);
}

#[test]
fn what_a_reviewer_has_seen_fits_its_field_after_many_saves_of_many_devices() {
    let mut record = told();
    for device in 20..40 {
        for seq in 10_000..10_010 {
            let edit = visit(device, seq).writes(&format!("attendees/{device}-{seq}/name"), "x");
            record = with(record, &edit.having_seen(&[dot(1, 2)]));
        }
    }
    let told = seen(&record);
    assert!(told.chars().count() <= 4_000, "{} characters", told.chars().count());
    let reviewed = judged(record, 1, REVIEWED);
    assert_eq!(review_state(&reviewed), ReviewState::Reviewed);
}

#[test]
fn the_lists_of_a_visit_are_read_in_the_order_of_their_keys() {
    let visit = visit(1, 1)
        .writes("attendees/b/name", "乙")
        .writes("attendees/b/side", "theirs")
        .writes("attendees/a/name", "甲")
        .writes("attendees/a/side", "ours")
        .writes("next/1/what", "call")
        .writes("next/1/due", "2026-12-01")
        .writes("next/1/done", true)
        .writes("next/2/owner_name", "丙")
        .writes("next/2/done", false)
        .writes("needs/land", true)
        .writes("needs/funds", false)
        .born_by(1);
    let names: Vec<_> = attendees(&visit).into_iter().map(|a| (a.key, a.ours, a.name)).collect();
    assert_eq!(names, [("a".into(), true, "甲".into()), ("b".into(), false, "乙".into())]);
    let steps = follow_ups(&visit);
    assert_eq!((steps[0].due.map(|day| day.to_string()), steps[0].done), (Some("2026-12-01".into()), true));
    assert_eq!((steps[1].what.as_str(), steps[1].owner_name.as_str(), steps[1].done), ("", "丙", false));
    assert_eq!(steps.iter().map(|step| step.sort).collect::<Vec<_>>(), [Sort::NextStep, Sort::NextStep]);
    assert_eq!(steps[1].path("done_day"), "next/2/done_day");
    assert_eq!(needs(&visit), ["land"]);
}

#[test]
fn ids_and_verdicts_are_no_part_of_what_a_visit_tells() {
    let told = |path: &str| is_told(&path.parse().unwrap());
    assert!(told("company_name") && told("next/a/owner_name") && told("content"));
    assert!(!told("company") && !told("next/a/owner") && !told("review/seen") && !told("review/verdict"));
}

#[test]
fn doing_what_was_agreed_amends_nothing_and_agreeing_more_does() {
    let born = visit(1, 1).writes("next/1/what", "call").writes("needs/land", true).born_by(1);
    let reviewed = judged(born, 1, REVIEWED);
    let seen = [dot(1, 1)];
    let done = visit(1, 2)
        .writes("next/1/done", true)
        .writes("next/1/done_day", "2026-12-01")
        .writes("next/1/done_note", "已送达")
        .writes("met/land", "2026-12-01")
        .having_seen(&seen);
    let done = with(reviewed, &done);
    assert_eq!(review_state(&done), ReviewState::Reviewed);
    let more = with(done, &visit(1, 3).writes("commitments/1/what", "协调用电").having_seen(&seen));
    assert_eq!(review_state(&more), ReviewState::Received);
}

#[test]
fn an_item_that_is_cleared_leaves_its_list() {
    let born = visit(1, 1).writes("attendees/a/name", "甲").writes("attendees/b/name", "乙").born_by(1);
    let base: &[Dot] = &[dot(1, 1)];
    let cleared = with(born, &visit(1, 2).clears("attendees/a/name", base).having_seen(base));
    assert_eq!(cleared.items("attendees"), ["b"]);
}
