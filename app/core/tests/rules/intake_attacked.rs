//! What the server makes of changes that no honest device sends.

use serde_json::value::RawValue;
use zoufang_core::domain::Kind;
use zoufang_core::merge::{Dot, Op, Record, Value};
use zoufang_core::permission::{Actor, Role};
use zoufang_core::sync::{Intake, oversize, read_change};
use zoufang_core::wire::{CHANGE_MAX_BYTES, ReasonCode};

use crate::cast::{Making, actor, change, device, dot, person, record, stranger, unit, visit};
use crate::intake::{about, refused, stored, taken};

fn member(n: u128) -> Actor {
    actor(n, Role::Member)
}

/// A visit by person 7 of unit 1, made by change 1 of device 1.
fn visit_of_seven() -> Record {
    stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None)).0
}

fn deleted_visit_of_seven() -> Record {
    let deletion = visit(1, 2).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
    stored(taken(&deletion, &member(7), Some(&visit_of_seven()))).0
}

fn comment(by_device: u128, seq: u64) -> Making {
    change(by_device, seq, Kind::COMMENT, 50).writes("about", record(1).to_string()).writes("text", "when?")
}

#[test]
fn an_editor_whose_clock_is_behind_does_not_become_the_author() {
    let edit = visit(2, 1).writes("place", "hall").having_seen(&[dot(1, 1)]).stamped(5);
    let (edited, _) = stored(taken(&edit, &member(8), Some(&visit_of_seven())));
    assert_eq!(edited.author(), person(7));
    let deletion = visit(2, 2).with_op(Op::Delete).having_seen(&edited.life_dots());
    assert_eq!(refused(taken(&deletion, &member(8), Some(&edited))).code, ReasonCode::NotAllowed);
}

#[test]
fn a_record_that_is_claimed_to_be_new_again_stays_with_its_author() {
    let claim = visit(2, 1).writes("content", "mine").stamped(0);
    let (claimed, _) = stored(taken(&claim, &member(8), Some(&visit_of_seven())));
    assert_eq!((claimed.author(), claimed.heads("content").len()), (person(7), 2));
}

#[test]
fn a_change_that_writes_nothing_does_not_raise_the_dead() {
    for role in [Role::Viewer, Role::Member, Role::Leader] {
        for seen in [&[dot(1, 1)], &[dot(1, 2)]] {
            let nothing = visit(2, 1).having_seen(seen);
            refused(taken(&nothing, &actor(8, role), Some(&deleted_visit_of_seven())));
            refused(taken(&nothing, &actor(8, role), Some(&visit_of_seven())));
        }
    }
}

#[test]
fn who_may_not_restore_may_not_do_it_by_writing_either() {
    let edit = visit(2, 1).writes("place", "hall").having_seen(&[dot(1, 2)]);
    let reason = refused(taken(&edit, &member(8), Some(&deleted_visit_of_seven())));
    assert_eq!(reason.code, ReasonCode::NotAllowed);
    let (restored, _) = stored(taken(&edit, &member(7), Some(&deleted_visit_of_seven())));
    assert!(restored.is_alive());
}

#[test]
fn naming_a_write_of_the_future_does_not_silence_it() {
    let future: Vec<Dot> = (1..9).map(|seq| dot(3, seq)).collect();
    let seen = [&[dot(1, 1)], &future[..]].concat();
    let trap = visit(2, 1).replaces("content", "trap", &seen).having_seen(&seen);
    let (trapped, _) = stored(taken(&trap, &member(8), Some(&visit_of_seven())));
    let victim = visit(3, 4).replaces("content", "mine", &[dot(1, 1)]).having_seen(&[dot(1, 1)]);
    let (record, _) = stored(taken(&victim, &member(9), Some(&trapped)));
    let values: Vec<&Value> = record.heads("content").into_iter().map(|(_, _, value)| value).collect();
    assert_eq!(values, [&Value::from("trap"), &Value::from("mine")]);
}

#[test]
fn a_deletion_that_claims_to_have_seen_coming_edits_does_not_outweigh_them() {
    let seen = [dot(1, 1), dot(3, 1), dot(3, 2), dot(3, 3)];
    let deletion = visit(1, 2).with_op(Op::Delete).having_seen(&seen);
    let (deleted, _) = stored(taken(&deletion, &member(7), Some(&visit_of_seven())));
    let edit = visit(3, 2).writes("place", "hall").having_seen(&[dot(1, 1)]);
    let (edited, _) = stored(taken(&edit, &member(9), Some(&deleted)));
    assert!(edited.is_alive() && edited.is_disputed());
}

#[test]
fn a_device_may_name_its_own_earlier_writes_before_they_arrive() {
    let later = visit(2, 5).replaces("content", "newer", &[dot(1, 1), dot(2, 4)]).having_seen(&[dot(1, 1), dot(2, 4)]);
    let (record, _) = stored(taken(&later, &member(8), Some(&visit_of_seven())));
    let earlier = visit(2, 4).replaces("content", "older", &[dot(1, 1)]).having_seen(&[dot(1, 1)]);
    let (record, _) = stored(taken(&earlier, &member(8), Some(&record)));
    assert_eq!((record.text("content"), record.heads("content").len()), (Some("newer"), 1));
    assert_eq!(record.life_dots(), [dot(2, 5)]);
}

#[test]
fn a_device_does_not_silence_itself() {
    let odd = visit(2, 1).replaces("content", "odd", &[dot(2, 1), dot(2, 2)]).having_seen(&[dot(2, 1), dot(2, 2)]);
    let (record, _) = stored(taken(&odd, &member(8), Some(&visit_of_seven())));
    let next = visit(2, 2).replaces("content", "even", &[dot(2, 1)]).having_seen(&[dot(2, 1)]);
    let (record, _) = stored(taken(&next, &member(8), Some(&record)));
    assert_eq!(record.text("content"), Some("even"));
}

#[test]
fn a_comment_is_never_changed_nor_taken_away() {
    let (written, _) = stored(about(&comment(1, 1), &member(7), Some(unit(1))));
    let seen = [dot(1, 1)];
    let amendments = [
        comment(1, 2).having_seen(&seen),
        comment(1, 2),
        change(1, 2, Kind::COMMENT, 50).replaces("about", record(2).to_string(), &seen).having_seen(&seen),
        change(1, 2, Kind::COMMENT, 50).clears("text", &seen).having_seen(&seen),
        change(1, 2, Kind::COMMENT, 50).having_seen(&seen),
        change(1, 2, Kind::COMMENT, 50).with_op(Op::Delete).having_seen(&seen),
        change(1, 2, Kind::COMMENT, 50).with_op(Op::Restore).having_seen(&seen),
    ];
    for amendment in &amendments {
        for by in [member(7), actor(8, Role::Leader), actor(9, Role::Office), actor(1, Role::Admin)] {
            refused(taken(amendment, &by, Some(&written)));
        }
    }
}

#[test]
fn a_comment_that_says_it_amends_one_waits_and_then_changes_nothing() {
    let amending = comment(2, 1).having_seen(&[dot(1, 1)]);
    assert!(matches!(taken(&amending, &member(8), None), Intake::Held { waits_for, .. } if waits_for == record(50)));
    let (written, _) = stored(about(&comment(1, 1), &member(7), Some(unit(1))));
    assert_eq!(refused(taken(&amending, &member(8), Some(&written))).code, ReasonCode::NotAllowed);
}

#[test]
fn a_comment_about_itself_or_nothing_is_refused_and_not_held_for_ever() {
    let itself = comment(1, 1).writes("about", record(50).to_string());
    assert_eq!(refused(about(&itself, &member(7), None)).code, ReasonCode::BadValue);
    let nothing = comment(1, 1).clears("about", &[]);
    assert_eq!(refused(about(&nothing, &member(7), None)).code, ReasonCode::BadValue);
}

#[test]
fn the_fields_of_a_deletion_are_judged_as_those_of_any_change() {
    let deletion = |field, value: &str| {
        let deletion = visit(1, 2).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
        taken(&deletion.writes(field, value), &member(7), Some(&visit_of_seven()))
    };
    let verdict = refused(deletion("review/verdict", "reviewed"));
    assert_eq!((verdict.code, verdict.path.unwrap().as_str()), (ReasonCode::NotAllowed, "review/verdict"));
    assert_eq!(refused(deletion("nonsense", "x")).code, ReasonCode::UnknownField);
    assert_eq!(refused(deletion("day", "x")).code, ReasonCode::BadValue);
    let (deleted, _) = stored(deletion("place", "hall"));
    assert_eq!((deleted.is_alive(), deleted.text("place")), (false, Some("hall")));
}

#[test]
fn no_field_moves_a_record_to_another_unit() {
    let admin = actor(1, Role::Admin);
    for (kind, field) in [(Kind::UNIT, "parent"), (Kind::PERSON, "unit")] {
        let made = change(1, 1, kind.clone(), 3).writes(field, unit(1).to_string());
        let (made, _) = stored(taken(&made, &admin, None));
        let moved = change(1, 2, kind, 3).replaces(field, unit(2).to_string(), &[dot(1, 1)]).having_seen(&[dot(1, 1)]);
        let (moved, _) = stored(taken(&moved, &admin, Some(&made)));
        assert_eq!((moved.unit(), moved.text(field)), (unit(1), Some(unit(2).to_string().as_str())));
    }
}

#[test]
fn a_stranger_learns_neither_kind_nor_state_of_a_record() {
    let by = stranger(8, Role::Leader);
    let seen = [dot(1, 1)];
    let probes = [
        visit(2, 1).writes("place", "hall").having_seen(&seen),
        visit(2, 1).writes("nonsense", "x").having_seen(&seen),
        visit(2, 1).having_seen(&seen),
        visit(2, 1).with_op(Op::Delete).having_seen(&seen),
        visit(2, 1).with_op(Op::Restore).having_seen(&seen),
        change(2, 1, Kind::TRIP, 1).writes("name", "x").having_seen(&seen),
        change(2, 1, Kind::COMPANY, 1).writes("name", "x").having_seen(&seen),
    ];
    for probe in probes {
        for current in [visit_of_seven(), deleted_visit_of_seven()] {
            let reason = refused(taken(&probe, &by, Some(&current)));
            assert_eq!(reason.code, ReasonCode::NotAllowed);
            assert_eq!(reason.message, format!("record {} is outside the sender's units", record(1)));
        }
    }
}

#[test]
fn more_names_than_anybody_can_have_seen_are_refused() {
    let many: Vec<Dot> = (1..2_000).map(|seq| dot(2, seq)).collect();
    let by_life = visit(2, 3_000).writes("place", "hall").having_seen(&many);
    let by_base = visit(2, 3_000).replaces("place", "hall", &many).having_seen(&[dot(1, 1)]);
    for change in [by_life, by_base] {
        assert_eq!(refused(taken(&change, &member(8), Some(&visit_of_seven()))).code, ReasonCode::TooLarge);
    }
}

#[test]
fn a_record_does_not_grow_without_end() {
    let by = member(7);
    let mut record = visit_of_seven();
    let grown = (2..).find_map(|seq| {
        let grow = |change, n| {
            let field = format!("attendees/{seq}-{n}/name");
            Making::writes(change, &field, "x")
        };
        let change = (0..400).fold(visit(1, seq).having_seen(&record.life_dots()), grow);
        match taken(&change, &by, Some(&record)) {
            Intake::Stored { record: larger, .. } => record = *larger,
            other => return Some(refused(other)),
        }
        assert!(seq < 100, "{} fields", record.paths().count());
        None
    });
    assert_eq!(grown.unwrap().code, ReasonCode::TooLarge);
    let edit = visit(1, 900).writes("place", "hall").having_seen(&record.life_dots());
    stored(taken(&edit, &by, Some(&record)));
}

#[test]
fn a_field_does_not_gather_values_without_end() {
    let mut record = visit_of_seven();
    let refusal = (2..).find_map(|seq| {
        let blind = visit(2, seq).writes("content", format!("{seq}")).having_seen(&record.life_dots());
        match taken(&blind, &member(8), Some(&record)) {
            Intake::Stored { record: larger, .. } => record = *larger,
            other => return Some(refused(other)),
        }
        assert!(seq < 10_000);
        None
    });
    assert_eq!(refusal.unwrap().code, ReasonCode::TooLarge);
    let settles = visit(2, 20_000).replaces("content", "all", &record.dots("content")).having_seen(&record.life_dots());
    let (settled, _) = stored(taken(&settles, &member(8), Some(&record)));
    assert_eq!(settled.heads("content").len(), 1);
}

/// Of its own device, as far as it says.
fn invented(seq: u64, count: u64) -> Vec<Dot> {
    (seq - count..seq).map(|seq| dot(1, seq)).collect()
}

#[test]
fn names_of_writes_that_never_come_are_not_gathered_without_end() {
    let by = member(7);
    let mut record = visit_of_seven();
    let naming = |record: &Record, seq, count| {
        visit(1, seq).replaces("place", "hall", &invented(seq, count)).having_seen(&record.life_dots())
    };
    assert_eq!(refused(taken(&naming(&record, 900, 21), &by, Some(&record))).code, ReasonCode::TooLarge);
    let lives = visit(1, 900).writes("place", "hall").having_seen(&invented(900, 21));
    assert_eq!(refused(taken(&lives, &by, Some(&record))).code, ReasonCode::TooLarge);
    let refusal = (1..).find_map(|turn: u64| {
        let seq = 1_000 * turn;
        let field = |n| format!("attendees/{n}/name");
        let start = visit(1, seq).having_seen(&record.life_dots());
        let change = (0..400).fold(start, |change, n| change.replaces(&field(n), "x", &invented(seq, 20)));
        match taken(&change, &by, Some(&record)) {
            Intake::Stored { record: larger, .. } => record = *larger,
            other => return Some(refused(other)),
        }
        assert!(turn < 10, "{} names", record.replaced());
        None
    });
    assert_eq!(refusal.unwrap().code, ReasonCode::TooLarge);
    // Whoever has seen what is there goes on.
    let edit = visit(1, 90_000).replaces("place", "hall", &record.dots("place")).having_seen(&record.life_dots());
    stored(taken(&edit, &by, Some(&record)));
}

#[test]
fn nobody_freezes_a_record_by_amending_it_unseen() {
    let mut record = visit_of_seven();
    let refusal = (2..).find_map(|seq| {
        let unseen = visit(2, seq).replaces("place", format!("{seq}"), &record.dots("place"));
        match taken(&unseen, &member(8), Some(&record)) {
            Intake::Stored { record: larger, .. } => record = *larger,
            other => return Some(refused(other)),
        }
        assert!(seq < 10_000);
        None
    });
    assert_eq!(refusal.unwrap().code, ReasonCode::TooLarge);
    let edit = visit(1, 9).replaces("place", "hall", &record.dots("place")).having_seen(&record.life_dots());
    let (record, _) = stored(taken(&edit, &member(7), Some(&record)));
    assert_eq!(record.life_dots(), [dot(1, 9)], "and one edit that has seen all clears up");
}

#[test]
fn all_texts_of_a_record_together_have_an_end() {
    let (by, long) = (member(7), "长".repeat(20_000));
    let mut record = visit_of_seven();
    let refusal = (2..).find_map(|seq| {
        let change = visit(2, seq).writes("content", format!("{seq}{}", &long[..59_940]));
        match taken(&change.having_seen(&record.life_dots()), &member(8), Some(&record)) {
            Intake::Stored { record: larger, .. } => record = *larger,
            other => return Some(refused(other)),
        }
        assert!(seq < 900, "{} bytes", record.bytes_of_text());
        None
    });
    assert_eq!(refusal.unwrap().code, ReasonCode::TooLarge);
    assert!(record.bytes_of_text() <= 4 << 20);
    let clears = visit(1, 9).replaces("content", Value::Null, &record.dots("content")).having_seen(&record.life_dots());
    stored(taken(&clears, &by, Some(&record)));
}

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

#[test]
fn a_change_larger_than_any_form_makes_is_kept_aside_for_its_size() {
    let of_size = |bytes: usize| raw(&format!("\"{}\"", "x".repeat(bytes - 2)));
    assert_eq!(oversize(&of_size(CHANGE_MAX_BYTES)), None);
    let reason = oversize(&of_size(CHANGE_MAX_BYTES + 1)).unwrap();
    assert_eq!(reason.code, ReasonCode::TooLarge);
    assert!(reason.message.contains("262145"), "{reason:?}");
}

#[test]
fn a_number_that_no_device_counts_to_is_unreadable() {
    let spelled = serde_json::to_string(&visit(1, 77_777).writes("content", "first").0).unwrap();
    for seq in ["0", "9223372036854775808", "-1", "1.5"] {
        let odd = spelled.replace("\"seq\":77777", &format!("\"seq\":{seq}"));
        assert_eq!(read_change(&raw(&odd), device(1)).unwrap_err().code, ReasonCode::Unreadable, "{seq}");
    }
    let last = spelled.replace("\"seq\":77777", "\"seq\":9223372036854775807");
    assert!(read_change(&raw(&last), device(1)).is_ok());
}

#[test]
fn a_refusal_does_not_repeat_a_long_text() {
    let long = "长".repeat(100_000);
    let texts = [format!("{{\"{long}\":1}}"), format!("\"{long}\""), format!("{{\"id\":\"{long}\"}}")];
    for text in texts {
        let reason = read_change(&raw(&text), device(1)).unwrap_err();
        assert!(reason.message.chars().count() <= 400, "{} characters", reason.message.chars().count());
    }
    let kind = refused(taken(&change(1, 1, Kind::from(long.as_str()), 1), &member(7), None));
    assert!(kind.message.chars().count() <= 400);
    let value = refused(taken(&visit(1, 1).writes("day", long), &member(7), None));
    assert!(value.message.chars().count() <= 400);
}

#[test]
fn a_text_with_a_character_that_no_database_takes_is_refused() {
    let reason = refused(taken(&visit(1, 1).writes("content", "a\u{0}b"), &member(7), None));
    assert_eq!((reason.code, reason.path.unwrap().as_str()), (ReasonCode::BadValue, "content"));
    stored(taken(&visit(1, 1).writes("content", "two\nlines\tand a tab"), &member(7), None));
}

#[test]
fn an_id_has_one_spelling() {
    let id = record(9).0;
    for odd in [id.simple().to_string(), id.urn().to_string(), id.braced().to_string(), id.to_string().to_uppercase()] {
        assert_eq!(refused(taken(&visit(1, 1).writes("company", odd), &member(7), None)).code, ReasonCode::BadValue);
    }
    stored(taken(&visit(1, 1).writes("company", id.to_string()), &member(7), None));
}
