//! When the phone asks what became of what the server set aside.

use zoufang_core::sync::Effect::*;
use zoufang_core::sync::{Event, Failure, StoreFailed, Trouble, Which};
use zoufang_core::wire::Fate;

use crate::cast::NOW;
use crate::phone::*;

const HOUR: u64 = 3_600_000;

/// With changes that the server set aside, and about to ask what became of them.
fn phone_with_aside() -> Phone {
    let mut phone = Phone { has_aside: true, ..phone() };
    phone.on(Event::Woke).on(loaded(0)).assert_asks_behind(0);
    phone
}

#[test]
fn at_the_start_it_asks_what_became_of_everything_that_was_set_aside() {
    let mut phone = phone_with_aside();
    assert!(matches!(phone.on(loaded(2)).asked, Some(Push(_))));
    assert!(matches!(phone.on(pushed(&[Fate::Duplicate, Fate::Quarantined])).asked, Some(StoreOutcomes(_))));
    phone.on(STORED).assert_asks_behind(2);
    assert!(matches!(phone.on(loaded(0)).asked, Some(Pull)));
    phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits();
}

#[test]
fn what_was_typed_here_is_sent_before_anything_is_asked_about() {
    let mut phone = phone_with_aside();
    phone.on(Event::Saved).on(loaded(1)).on(pushed(&[Fate::Held])).on(STORED);
    assert!(matches!(phone.asked, Some(Load { which: Which::Unsent, .. })));
    phone.on(loaded(0)).assert_asks_behind(1);
}

#[test]
fn it_asks_again_after_an_hour_and_after_a_sign_in() {
    let mut phone = phone_with_aside();
    phone.on(loaded(0)).on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    for (minutes, asks) in [(1, false), (59, false), (60, true), (61, false), (119, false), (120, true)] {
        phone.now = NOW + minutes * 60_000;
        phone.on(Event::Timer).on(loaded(0));
        if asks {
            phone.assert_asks_behind(0);
            phone.on(loaded(0));
        }
        phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    }
    phone.on(Event::SignedIn).on(loaded(0)).assert_asks_behind(0);
}

#[test]
fn a_clock_that_was_set_back_does_not_keep_it_from_asking() {
    let mut phone = phone_with_aside();
    phone.on(loaded(0)).on(pulled(5, false)).on(PAGE_STORED);
    phone.now = NOW - 24 * HOUR;
    phone.on(Event::Woke).on(loaded(0)).assert_asks_behind(0);
}

#[test]
fn asking_that_fails_goes_on_where_it_was() {
    let mut phone = phone_with_aside();
    phone.on(loaded(2)).on(pushed(&[Fate::Held; 2])).on(STORED).on(loaded(2));
    phone.on(Event::Pushed(Err(Failure::Unreachable))).assert_waits_for(Trouble::Offline);
    phone.on(Event::Timer).on(loaded(0)).assert_asks_behind(2);
    phone.on(loaded(2)).on(pushed(&[Fate::Applied; 2])).on(Event::OutcomesStored(Err(StoreFailed)));
    phone.assert_waits_for(Trouble::Storage);
    phone.on(Event::Timer).on(loaded(0)).assert_asks_behind(2);
}

#[test]
fn a_question_that_is_refused_is_put_off_and_is_no_trouble() {
    let mut phone = phone_with_aside();
    assert!(matches!(phone.on(loaded(2)).on(Event::Pushed(Err(Failure::Refused))).asked, Some(Pull)));
    phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    assert_eq!(phone.told.trouble, None);

    let mut phone = phone_with_aside();
    phone.on(loaded(2)).on(Event::Pushed(Err(Failure::TooLarge))).assert_asks_behind(0);
    assert!(matches!(phone.asked, Some(Load { most: 1, .. })));
    phone.on(loaded(1)).on(Event::Pushed(Err(Failure::TooLarge))).assert_asks_behind(1);
}

#[test]
fn later_is_no_answer_and_it_is_asked_again_from_there_after_a_while() {
    let mut phone = phone_with_aside();
    phone.on(loaded(3)).on(pushed(&[Fate::Held, Fate::Retry, Fate::Held])).on(STORED);
    assert!(matches!(phone.asked, Some(Pull)), "what others wrote is fetched all the same");
    phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits_for(Trouble::ServerBusy);
    phone.on(Event::Timer).on(loaded(0)).assert_asks_behind(1);
    phone.on(loaded(2)).on(pushed(&[Fate::Retry; 2])).on(STORED).on(pulled(5, false)).on(PAGE_STORED);
    phone.assert_waits_for(Trouble::ServerBusy);
    phone.on(Event::Timer).on(loaded(0)).assert_asks_behind(1);
    phone.on(loaded(2)).on(pushed(&[Fate::Held; 2])).on(STORED).assert_asks_behind(2);
    phone.on(loaded(0)).on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    assert_eq!(phone.told.trouble, None);
}

#[test]
fn what_was_stuck_and_finds_its_number_taken_gets_another() {
    let mut phone = phone_with_aside();
    phone.on(loaded(3)).on(pushed(&[Fate::Held, Fate::Cloned, Fate::Retry]));
    assert!(matches!(phone.asked, Some(StoreOutcomes(_))));
    assert!(matches!(phone.on(STORED).asked, Some(TakeDevice)));
    phone.on(Event::DeviceTaken(Ok(()))).assert_asks_behind(0);
    phone.on(loaded(3)).on(pushed(&[Fate::Held, Fate::Applied, Fate::Applied])).on(STORED).assert_asks_behind(3);
}

#[test]
fn each_decision_of_the_office_is_asked_about_once() {
    let mut phone = phone();
    phone.has_aside = true;
    phone.pulling_after_asking().on(pulled_with_news(7, false, Some(7)));
    phone.on(PAGE_STORED).assert_asks_behind(0);
    phone.on(loaded(1)).on(pushed(&[Fate::Duplicate])).on(STORED).assert_asks_behind(1);
    assert!(matches!(phone.on(loaded(0)).asked, Some(Pull)), "for the rows of what was applied");
    phone.on(pulled_with_news(7, false, Some(7))).on(PAGE_STORED).assert_waits();
    phone.on(Event::HeadMoved(9)).on(pulled_with_news(9, false, Some(7))).on(PAGE_STORED).assert_waits();
    phone.on(Event::HeadMoved(10)).on(pulled_with_news(10, false, Some(10)));
    phone.on(PAGE_STORED).assert_asks_behind(0);
}
