//! What the server makes of changes that honest devices send.

use zoufang_core::domain::Kind;
use zoufang_core::id::UnitId;
use zoufang_core::merge::{Change, Hlc, Op, Record, Value};
use zoufang_core::permission::{Actor, Role};
use zoufang_core::sync::{Intake, intake, intake_vouched, read_change};
use zoufang_core::wire::{Fate, Reason, ReasonCode};

use crate::cast::{Making, NOW, actor, change, device, dot, person, record, stranger, unit, visit, who};

pub fn taken(change: &Making, by: &Actor, current: Option<&Record>) -> Intake {
    intake(change.0.clone().into(), by, NOW, current.cloned(), None)
}

pub fn about(change: &Making, by: &Actor, parent_unit: Option<UnitId>) -> Intake {
    intake(change.0.clone().into(), by, NOW, None, parent_unit)
}

#[track_caller]
pub fn stored(intake: Intake) -> (Record, Fate) {
    match intake {
        Intake::Stored { record, fate, .. } => (*record, fate),
        other => panic!("expected it stored, got {other:?}"),
    }
}

#[track_caller]
pub fn refused(intake: Intake) -> Reason {
    match intake {
        Intake::Quarantined(reason) => reason,
        other => panic!("expected it quarantined, got {other:?}"),
    }
}

#[track_caller]
fn held_for(intake: Intake) -> zoufang_core::id::RecordId {
    match intake {
        Intake::Held { waits_for, reason } => {
            assert_eq!(reason.code, ReasonCode::RecordNotThere);
            waits_for
        }
        other => panic!("expected it held, got {other:?}"),
    }
}

fn member(n: u128) -> Actor {
    actor(n, Role::Member)
}

#[test]
fn a_new_visit_belongs_to_whoever_sends_it() {
    let (visit, fate) = stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None));
    assert_eq!((visit.author(), visit.unit(), fate), (person(7), unit(1), Fate::Applied));
}

#[test]
fn an_edit_of_what_was_seen_is_applied_and_of_what_was_not_is_merged() {
    let (born, _) = stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None));
    let seen = visit(2, 1).replaces("place", "hall", &[]).having_seen(&[dot(1, 1)]);
    let (born, fate) = stored(taken(&seen, &member(8), Some(&born)));
    assert_eq!(fate, Fate::Applied);
    let unseen = visit(3, 1).writes("concerns", "none").having_seen(&[dot(1, 1)]);
    let (merged, fate) = stored(taken(&unseen, &member(9), Some(&born)));
    assert_eq!(fate, Fate::Merged);
    assert_eq!(merged.author(), person(7));
}

#[test]
fn a_second_and_a_third_value_are_both_told_as_conflict() {
    let (born, _) = stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None));
    let edit = |device, value| visit(device, 1).replaces("content", value, &[dot(1, 1)]).having_seen(&[dot(1, 1)]);
    let (two, fate) = stored(taken(&edit(2, "second"), &member(8), Some(&born)));
    assert_eq!(fate, Fate::Applied);
    let (two, fate) = stored(taken(&edit(3, "third"), &member(9), Some(&two)));
    assert_eq!(fate, Fate::Conflict);
    let (three, fate) = stored(taken(&edit(4, "fourth"), &member(9), Some(&two)));
    assert_eq!(fate, Fate::Conflict, "its author has to hear of the conflict, though it was open before");
    assert_eq!(three.heads("content").len(), 3);
    let elsewhere = visit(5, 1).writes("place", "hall").having_seen(&three.life_dots());
    assert_eq!(stored(taken(&elsewhere, &member(9), Some(&three))).1, Fate::Applied);
}

#[test]
fn an_edit_that_did_not_see_the_deletion_outweighs_it_and_is_flagged() {
    let (born, _) = stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None));
    let deletion = visit(1, 2).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
    let (deleted, _) = stored(taken(&deletion, &member(7), Some(&born)));
    assert!(!deleted.is_alive());
    let edit = visit(2, 1).writes("place", "hall").having_seen(&[dot(1, 1)]);
    let (edited, fate) = stored(taken(&edit, &member(8), Some(&deleted)));
    assert!(edited.is_alive() && edited.is_disputed());
    assert_eq!(fate, Fate::Merged);
}

#[test]
fn the_author_or_the_leader_restores_what_was_deleted() {
    let (born, _) = stored(taken(&visit(1, 1).writes("content", "first"), &member(7), None));
    let deletion = visit(1, 2).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
    let (deleted, _) = stored(taken(&deletion, &member(7), Some(&born)));
    let restoration = visit(2, 1).with_op(Op::Restore).having_seen(&[dot(1, 2)]);
    assert_eq!(refused(taken(&restoration, &member(8), Some(&deleted))).code, ReasonCode::NotAllowed);
    for restorer in [member(7), actor(9, Role::Leader)] {
        let (restored, _) = stored(taken(&restoration, &restorer, Some(&deleted)));
        assert!(restored.is_alive() && !restored.is_disputed());
    }
}

#[test]
fn what_amends_a_record_that_has_not_come_is_held_for_it() {
    let edit = visit(1, 2).writes("place", "hall").having_seen(&[dot(1, 1)]);
    assert_eq!(held_for(taken(&edit, &member(7), None)), record(1));
    let deletion = visit(1, 2).with_op(Op::Delete);
    assert_eq!(held_for(taken(&deletion, &member(7), None)), record(1));
}

fn comment(by_device: u128, seq: u64) -> Making {
    change(by_device, seq, Kind::COMMENT, 50).writes("about", record(1).to_string()).writes("text", "when?")
}

#[test]
fn a_comment_belongs_to_the_unit_of_what_it_is_about_and_waits_for_it() {
    assert_eq!(held_for(about(&comment(1, 1), &member(7), None)), record(1));
    let reviewer = Actor { scope: [unit(1), unit(2)].into(), ..actor(8, Role::Office) };
    let (comment, _) = stored(about(&comment(1, 1), &reviewer, Some(unit(2))));
    assert_eq!((comment.unit(), comment.author()), (unit(2), person(8)));
}

#[test]
fn nobody_comments_on_what_they_do_not_see() {
    let reason = refused(about(&comment(1, 1), &stranger(7, Role::Office), Some(unit(1))));
    assert_eq!(reason.code, ReasonCode::NotAllowed);
}

#[test]
fn a_phone_set_to_next_year_is_clamped_to_a_minute_ahead() {
    let next_year = visit(1, 1).writes("content", "first").stamped(NOW + 365 * 86_400_000);
    let Intake::Stored { change, record, .. } = taken(&next_year, &member(7), None) else {
        panic!("the clock is no reason to refuse work");
    };
    assert_eq!(change.at, Hlc::from_millis(NOW + Hlc::MAX_AHEAD_MS));
    assert_eq!(record.touched, change.at);
}

#[test]
fn what_does_not_fit_is_quarantined_with_the_field_and_the_reason() {
    let refusal = |making: Making| refused(taken(&making, &member(7), None));
    assert_eq!(refusal(change(1, 1, Kind::from("ghost"), 1)).code, ReasonCode::UnknownKind);
    let unknown = refusal(visit(1, 1).writes("nonsense", "x"));
    assert_eq!((unknown.code, unknown.path.unwrap().as_str()), (ReasonCode::UnknownField, "nonsense"));
    let bad = refusal(visit(1, 1).writes("day", "yesterday"));
    assert_eq!((bad.code, bad.path.unwrap().as_str()), (ReasonCode::BadValue, "day"));
    let other = visit(1, 2).born_by(7);
    let confused = change(1, 3, Kind::TRIP, 1).writes("name", "x").having_seen(&[dot(1, 2)]);
    assert_eq!(refused(taken(&confused, &member(7), Some(&other))).code, ReasonCode::WrongKind);
}

#[test]
fn a_push_speaks_for_its_own_device_only() {
    let spelled = |change: &Change| serde_json::value::to_raw_value(change).unwrap();
    let change = visit(1, 1).writes("content", "first").writes("needs/land", Value::Bool(true)).0;
    assert_eq!(read_change(&spelled(&change), device(1)).unwrap(), change);
    assert_eq!(read_change(&spelled(&change), device(2)).unwrap_err().code, ReasonCode::WrongDevice);
}

#[test]
fn what_the_office_answers_for_counts_for_its_author() {
    let office = actor(9, Role::Office);
    let making = visit(1, 1).writes("content", "first");
    let vouched =
        |change: &Making, by: &Actor, current| intake_vouched(change.0.clone().into(), who(7), by, NOW, current, None);
    let (record, fate) = stored(vouched(&making, &office, None));
    assert_eq!((record.author(), record.unit(), fate), (person(7), unit(1), Fate::Applied));
    let amending = visit(2, 1).writes("place", "hall").having_seen(&[dot(1, 1)]);
    assert_eq!(refused(taken(&amending, &actor(7, Role::Viewer), Some(&record))).code, ReasonCode::NotAllowed);
    let (record, _) = stored(vouched(&amending, &office, Some(record)));
    assert_eq!(record.heads("place").into_iter().map(|(_, by, _)| by).collect::<Vec<_>>(), [person(7)]);
    let foreign = stranger(9, Role::Office);
    assert_eq!(refused(vouched(&making, &foreign, None)).code, ReasonCode::NotAllowed, "not of its units");
    let bad = visit(1, 2).writes("day", "soon");
    assert_eq!(refused(vouched(&bad, &office, None)).code, ReasonCode::BadValue, "nor what no field holds");
}

#[test]
fn what_amends_a_record_that_never_came_becomes_it_by_the_offices_word() {
    let office = actor(9, Role::Office);
    let vouched =
        |change: &Making, current| intake_vouched(change.0.clone().into(), who(7), &office, NOW, current, None);
    let making = visit(1, 1).writes("content", "first").writes("place", "gate");
    let amending = visit(1, 2).having_seen(&[dot(1, 1)]).replaces("place", "hall", &[dot(1, 1)]);
    assert!(matches!(taken(&amending, &member(7), None), Intake::Held { .. }));
    let (record, fate) = stored(vouched(&amending, None));
    assert_eq!((record.text("place"), record.author(), fate), (Some("hall"), person(7), Fate::Applied));
    // Should it come after all, what had seen it stands.
    let (record, _) = stored(taken(&making, &member(7), Some(&record)));
    assert_eq!((record.text("place"), record.text("content")), (Some("hall"), Some("first")));
    assert!(!record.in_conflict("place") && !record.is_disputed());
    let deleting = visit(1, 3).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
    assert!(matches!(vouched(&deleting, None), Intake::Held { .. }), "nothing comes of a deletion");
    let lost = change(1, 4, Kind::COMMENT, 3).writes("text", "on what?").having_seen(&[dot(1, 3)]);
    assert_eq!(refused(vouched(&lost, None)).code, ReasonCode::BadValue, "a comment on nothing");
}
