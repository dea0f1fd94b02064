//! What a device knows of a change on its way.

use zoufang_core::sync::Waiting;
use zoufang_core::wire::{Fate, Outcome, Reason, ReasonCode};

fn reason(code: ReasonCode) -> Reason {
    Reason { code, message: format!("{code:?}"), path: None }
}

fn applied(position: u64) -> Outcome {
    Outcome { seq: Some(1), fate: Fate::Applied, stored: true, position: Some(position), reason: None }
}

fn aside(code: ReasonCode) -> Outcome {
    let fate = if code == ReasonCode::RecordNotThere { Fate::Held } else { Fate::Quarantined };
    Outcome { fate, position: None, reason: Some(reason(code)), ..applied(0) }
}

#[test]
fn what_is_kept_waits_for_its_row() {
    let kept = Waiting::Unsent.told(&applied(4), 9).unwrap();
    assert_eq!(kept, Waiting::Kept(4));
    assert!(!kept.has_come(3) && kept.has_come(4));
    let unplaced = Outcome { position: None, ..applied(0) };
    assert_eq!(Waiting::Unsent.told(&unplaced, 9), Some(Waiting::Kept(9)), "somewhere up to the head");
}

#[test]
fn what_is_not_kept_tells_nothing() {
    for fate in [Fate::Retry, Fate::Cloned] {
        let outcome = Outcome { fate, stored: false, position: None, ..applied(0) };
        assert_eq!(Waiting::Unsent.told(&outcome, 9), None);
    }
}

#[test]
fn what_was_set_aside_is_only_here_where_the_server_set_aside_something_else() {
    let cloned = Outcome { fate: Fate::Cloned, stored: false, position: None, ..applied(0) };
    let aside = Waiting::Aside(reason(ReasonCode::BadValue));
    assert_eq!(aside.told(&cloned, 9), Some(Waiting::Unsent));
    assert_eq!(Waiting::Kept(4).told(&cloned, 9), None, "what was applied stays applied");
}

#[test]
fn an_answer_that_comes_late_does_not_set_aside_what_was_applied() {
    for late in [aside(ReasonCode::RecordNotThere), aside(ReasonCode::NotAllowed), applied(2)] {
        assert_eq!(Waiting::Kept(4).told(&late, 9), None, "{late:?}");
    }
}

#[test]
fn what_nothing_took_for_its_size_is_still_only_here_until_the_server_has_it() {
    let stuck = Waiting::Stuck(reason(ReasonCode::TooLarge));
    assert!(stuck.is_only_here() && Waiting::Unsent.is_only_here());
    assert_eq!(stuck.told(&applied(4), 9), Some(Waiting::Kept(4)));
    let aside = stuck.told(&aside(ReasonCode::TooLarge), 9).unwrap();
    assert!(!aside.is_only_here() && aside.refusal().is_some());
}

#[test]
fn what_waited_is_applied_or_refused_later_and_does_not_wait_again() {
    let held = Waiting::Aside(reason(ReasonCode::RecordNotThere));
    let refused = Waiting::Aside(reason(ReasonCode::NotAllowed));
    assert_eq!(held.told(&applied(4), 9), Some(Waiting::Kept(4)));
    assert_eq!(held.told(&aside(ReasonCode::NotAllowed), 9), Some(refused.clone()));
    assert_eq!(refused.told(&aside(ReasonCode::RecordNotThere), 9), None, "that is what was said before");
    assert_eq!(refused.told(&applied(4), 9), Some(Waiting::Kept(4)), "the office took it after all");
    assert_eq!(held.told(&aside(ReasonCode::RecordNotThere), 9), None, "nothing new");
}

#[test]
fn what_the_office_refused_stays_so_until_it_is_applied() {
    let held = Waiting::Aside(reason(ReasonCode::RecordNotThere));
    let refused = held.told(&aside(ReasonCode::Refused), 9).unwrap();
    assert_eq!(refused, Waiting::Aside(reason(ReasonCode::Refused)));
    for late in [ReasonCode::RecordNotThere, ReasonCode::BadValue] {
        assert_eq!(refused.told(&aside(late), 9), None, "{late:?} was said before");
    }
    let mut other_words = aside(ReasonCode::Refused);
    other_words.reason.as_mut().unwrap().message = "look at the day".to_owned();
    assert_eq!(refused.told(&other_words, 9), Some(Waiting::Aside(other_words.reason.unwrap())));
    assert_eq!(refused.told(&applied(4), 9), Some(Waiting::Kept(4)), "a refusal was taken back");
}
