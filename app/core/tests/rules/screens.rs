//! What a screen shows: the server's row with what waits here on top.

use zoufang_core::merge::{Change, Op};
use zoufang_core::sync::{rebase, renumber, same_but_for_numbers};

use crate::cast::{device, dot, visit, who};

/// Three saves of device 2, each over the one before.
fn outbox() -> Vec<Change> {
    let over = |seq, value: &str| {
        let seen = [dot(2, seq - 1)];
        visit(2, seq).replaces("content", value, &seen).having_seen(&seen).0
    };
    vec![visit(2, 1).writes("content", "one").writes("place", "gate").0, over(2, "two"), over(3, "three")]
}

#[test]
fn everything_that_waits_is_shown_in_its_order() {
    let shown = rebase(None, &outbox(), who(8)).unwrap();
    assert_eq!((shown.text("content"), shown.text("place")), (Some("three"), Some("gate")));
    assert_eq!(shown.open_conflicts().count(), 0);
    assert_eq!(rebase(None, &outbox()[..2], who(8)).unwrap().text("content"), Some("two"));
    assert!(rebase(None, &[], who(8)).is_none());
}

#[test]
fn what_the_row_contains_already_changes_nothing() {
    let row = rebase(None, &outbox(), who(8)).unwrap();
    assert_eq!(rebase(Some(row.clone()), &outbox()[..2], who(8)).unwrap(), row);
    assert_eq!(rebase(Some(row.clone()), &[], who(8)).unwrap(), row);
}

#[test]
fn what_others_wrote_meanwhile_shows_beside_it() {
    let mut row = rebase(None, &outbox()[..1], who(8)).unwrap();
    row.apply(&visit(3, 9).replaces("place", "hall", &[dot(2, 1)]).having_seen(&[dot(2, 1)]).0, who(9));
    row.apply(&visit(3, 10).replaces("content", "other", &[dot(2, 1)]).having_seen(&[dot(2, 1)]).0, who(9));
    let shown = rebase(Some(row), &outbox(), who(8)).unwrap();
    assert_eq!(shown.text("place"), Some("hall"));
    assert!(shown.in_conflict("content"));
    assert_eq!(shown.heads("content").len(), 2);
}

#[test]
fn a_record_that_is_deleted_here_is_gone_here_before_the_server_knows() {
    let deletion = visit(2, 4).with_op(Op::Delete).having_seen(&[dot(2, 3)]).0;
    let row = rebase(None, &outbox(), who(8));
    assert!(!rebase(row, [&deletion], who(8)).unwrap().is_alive());
}

#[test]
fn a_renumbered_outbox_counts_on_and_keeps_the_names_that_the_server_knows() {
    let mut outbox = outbox();
    let kept = outbox.remove(0);
    let before = outbox.clone();
    renumber(&mut outbox, device(7), 4);
    assert_eq!([outbox[0].dot(), outbox[1].dot()], [dot(7, 4), dot(7, 5)]);
    assert_eq!(outbox[0].life, [kept.dot()], "the server has it under this name");
    assert_eq!(outbox[1].life, [dot(7, 4)]);
    assert_eq!(outbox[1].fields.values().next().unwrap().base, [dot(7, 4)]);
    for (before, after) in before.iter().zip(&outbox) {
        assert!(same_but_for_numbers(before, after));
    }
    assert!(!same_but_for_numbers(&outbox[0], &outbox[1]));
    let other = Change { op: Op::Restore, ..outbox[0].clone() };
    assert!(!same_but_for_numbers(&outbox[0], &other));
}
