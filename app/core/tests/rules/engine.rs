//! When the phone sends, fetches and waits.

use zoufang_core::sync::Effect::*;
use zoufang_core::sync::{Answer, Engine, Event, Failure, PAGE_CHANGES, Status, StoreFailed, Trouble, Which};
use zoufang_core::wire::{Fate, ReasonCode};

use crate::cast::{NOW, device, dot};
use crate::phone::*;

#[test]
fn what_was_typed_here_is_sent_before_anything_is_fetched() {
    let mut phone = phone();
    assert!(matches!(phone.on(Event::Woke).asked, Some(Load { which: Which::Unsent, most: PAGE_CHANGES })));
    assert!(matches!(phone.on(loaded(2)).asked, Some(Push(_))));
    assert!(matches!(phone.on(pushed(&[Fate::Applied, Fate::Merged])).asked, Some(StoreOutcomes(_))));
    assert!(matches!(phone.on(STORED).asked, Some(Load { .. })));
    assert!(matches!(phone.on(loaded(0)).asked, Some(Pull)));
    assert!(matches!(phone.on(pulled(2, true)).asked, Some(StorePage(_))));
    assert!(matches!(phone.on(PAGE_STORED).asked, Some(Pull)));
    phone.on(pulled(3, false)).on(PAGE_STORED).assert_waits();
    let expected = Status { busy: false, trouble: None, last_contact: Some(NOW), head: 3, complete: true };
    assert_eq!(phone.told, expected);
}

#[test]
fn a_save_during_a_long_fetch_is_sent_before_the_next_page() {
    let mut phone = phone();
    phone.pulling().on(Event::Saved);
    assert!(phone.asked.is_none());
    phone.on(pulled(2, true));
    assert!(matches!(phone.on(PAGE_STORED).asked, Some(Load { .. })));
    assert!(matches!(phone.on(loaded(0)).asked, Some(Pull)));
}

#[test]
fn a_save_while_the_outbox_is_being_read_is_not_forgotten() {
    let mut phone = phone();
    phone.on(Event::Woke).on(Event::Saved);
    assert!(matches!(phone.on(loaded(0)).asked, Some(Load { .. })), "the reading began before the save");
}

#[test]
fn a_save_during_a_push_is_sent_right_after_it() {
    let mut phone = phone();
    phone.pushing(1).on(Event::Saved).on(pushed(&[Fate::Applied]));
    assert!(matches!(phone.on(STORED).asked, Some(Load { .. })));
    assert!(matches!(phone.on(loaded(1)).asked, Some(Push(_))));
}

#[test]
fn a_head_that_moves_during_a_fetch_is_fetched_too() {
    let mut phone = phone();
    phone.pulling().on(Event::HeadMoved(9)).on(pulled(8, false));
    assert!(matches!(phone.on(PAGE_STORED).asked, Some(Pull)), "9 was told of, 8 has been delivered");
    phone.on(pulled(9, false)).on(PAGE_STORED).assert_waits();
}

#[test]
fn a_head_that_the_fetch_brought_along_is_not_fetched_again() {
    let mut phone = phone();
    phone.pulling().on(Event::HeadMoved(9)).on(pulled(9, false)).on(PAGE_STORED).assert_waits();
    phone.on(Event::HeadMoved(9)).on(Event::HeadMoved(3));
    assert!(phone.asked.is_none());
    assert!(matches!(phone.on(Event::HeadMoved(10)).asked, Some(Pull)));
}

#[test]
fn a_server_that_lags_behind_its_own_word_is_not_asked_without_end() {
    let mut phone = phone();
    phone.pulling().on(Event::HeadMoved(9)).on(pulled(8, false)).on(PAGE_STORED);
    phone.on(pulled(8, false)).on(PAGE_STORED).assert_waits();
}

#[test]
fn a_stalled_outbox_is_told_while_the_rows_are_fetched() {
    let mut phone = phone();
    phone.pushing(1).on(Event::Pushed(Err(Failure::Refused))).on(pulled(7, true)).on(PAGE_STORED);
    assert_eq!((phone.told.trouble, phone.told.busy), (Some(Trouble::Refused), true));
    phone.on(Event::Saved).on(pulled(8, true)).on(PAGE_STORED).on(loaded(2)).on(pushed(&[Fate::Applied; 2]));
    phone.on(STORED).on(loaded(0)).on(pulled(9, false)).on(PAGE_STORED).assert_waits();
    assert_eq!(phone.told.trouble, None, "the outbox got through after all");
}

#[test]
fn it_backs_off_from_a_second_to_a_minute_and_begins_anew_after_success() {
    let mut phone = phone();
    let mut waits = Vec::new();
    for _ in 0..10 {
        phone.on(Event::Timer).on(loaded(1)).on(Event::Pushed(Err(Failure::Unreachable)));
        phone.assert_waits_for(Trouble::Offline);
        waits.push(phone.waits.unwrap());
    }
    let expected = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(|seconds| seconds * 1_000);
    for (waited, most) in waits.iter().zip(expected) {
        assert!((most / 2..=most).contains(waited), "{waits:?}");
    }
    phone.on(Event::Timer).on(loaded(1)).on(pushed(&[Fate::Applied])).on(STORED).on(loaded(1));
    phone.on(Event::Pushed(Err(Failure::Unreachable))).assert_waits_for(Trouble::Offline);
    assert!(phone.waits.unwrap() <= 1_000);
}

#[test]
fn many_phones_that_lost_one_server_come_back_at_different_times() {
    let first_wait = |seed| {
        let mut phone = Phone { engine: Engine::new(seed, true), ..phone() };
        phone.on(Event::Woke).on(loaded(1)).on(Event::Pushed(Err(Failure::Unavailable)));
        phone.on(Event::Pulled(Err(Failure::Unavailable))).waits.unwrap()
    };
    let distinct: std::collections::BTreeSet<u64> = (0..100).map(first_wait).collect();
    assert!(distinct.len() > 50, "{distinct:?}");
}

#[test]
fn being_back_online_ends_a_long_wait() {
    let mut phone = phone();
    for _ in 0..10 {
        phone.on(Event::Timer).on(loaded(1)).on(Event::Pushed(Err(Failure::Unreachable)));
    }
    phone.on(Event::Timer).on(loaded(1)).on(Event::Woke).on(Event::Pushed(Err(Failure::Unreachable)));
    assert!(phone.waits.unwrap() <= 1_000, "it woke while an old request was failing");
    assert!(matches!(phone.on(Event::Woke).asked, Some(Load { .. })));
}

#[test]
fn a_captive_portal_is_no_connection() {
    let mut phone = phone();
    phone.pulling().on(Event::Pulled(Err(Failure::Unreachable))).assert_waits_for(Trouble::Offline);
}

#[test]
fn a_head_heard_of_while_offline_is_a_sign_of_life_but_only_once_between_timers() {
    let mut phone = phone();
    phone.idle().on(Event::Timer).on(loaded(1)).on(Event::Pushed(Err(Failure::Unreachable)));
    assert!(matches!(phone.on(Event::HeadMoved(20)).asked, Some(Load { .. })));
    phone.on(loaded(1)).on(Event::Pushed(Err(Failure::Unreachable)));
    assert!(phone.on(Event::HeadMoved(21)).asked.is_none());
    phone.on(Event::Timer).on(loaded(1)).on(Event::Pushed(Err(Failure::Unreachable)));
    assert!(matches!(phone.on(Event::HeadMoved(22)).asked, Some(Load { .. })));
}

#[test]
fn a_busy_server_is_left_alone_until_the_timer() {
    let mut phone = phone();
    phone.pulling().on(Event::Pulled(Err(Failure::Unavailable))).assert_waits_for(Trouble::ServerBusy);
    phone.on(Event::HeadMoved(20)).assert_waits();
    phone.on(Event::Saved).assert_waits();
    assert!(matches!(phone.on(Event::Timer).asked, Some(Load { .. })));
}

#[test]
fn a_push_that_is_too_large_is_halved_until_it_fits_and_grows_again() {
    let mut phone = phone();
    phone.on(Event::Woke).on(loaded(200));
    phone.on(Event::Pushed(Err(Failure::TooLarge)));
    assert!(matches!(phone.asked, Some(Load { most: 100, .. })));
    phone.on(loaded(7)).on(Event::Pushed(Err(Failure::TooLarge)));
    assert!(matches!(phone.asked, Some(Load { most: 3, .. })), "half of what was sent, not of what was asked for");
    phone.on(loaded(3)).on(pushed(&[Fate::Applied; 3]));
    assert!(matches!(phone.on(STORED).asked, Some(Load { most: 6, .. })));
}

#[test]
fn a_single_change_that_is_too_large_is_put_aside_and_what_stands_behind_it_goes_on() {
    let mut phone = phone();
    phone.pushing(1).on(Event::Pushed(Err(Failure::TooLarge)));
    let Some(PutAside { change, reason }) = &phone.asked else { panic!("{:?}", phone.asked) };
    assert_eq!((*change, reason.code), (dot(1, 1), ReasonCode::TooLarge));
    assert!(matches!(phone.on(STORED).asked, Some(Load { which: Which::Unsent, .. })));
    phone.on(loaded(2)).on(pushed(&[Fate::Applied; 2])).on(STORED).on(loaded(0));
    phone.on(pulled(7, false)).on(PAGE_STORED).assert_waits();
    assert_eq!(phone.told.trouble, None);
}

#[test]
fn a_change_that_cannot_be_put_aside_is_tried_again() {
    let mut phone = phone();
    phone.pushing(1).on(Event::Pushed(Err(Failure::TooLarge))).on(Event::OutcomesStored(Err(StoreFailed)));
    phone.assert_waits_for(Trouble::Storage);
    assert!(matches!(phone.on(Event::Timer).on(loaded(1)).asked, Some(Push(_))));
}

#[test]
fn whatever_the_server_does_not_take_the_rows_still_come() {
    for failure in [Failure::Refused, Failure::Unavailable] {
        let mut phone = phone();
        assert!(matches!(phone.pushing(2).on(Event::Pushed(Err(failure))).asked, Some(Pull)));
        phone.on(pulled(7, true)).on(PAGE_STORED).on(pulled(8, false)).on(PAGE_STORED);
        phone.assert_waits();
        assert!(phone.told.trouble.is_some() && phone.told.complete);
    }
    let mut phone = phone();
    assert!(matches!(phone.pushing(1).on(pushed(&[Fate::Retry])).asked, Some(Pull)));
    phone.on(pulled(7, false)).on(PAGE_STORED).assert_waits_for(Trouble::ServerBusy);
}

#[test]
fn a_server_that_keeps_nothing_is_asked_less_and_less() {
    let mut phone = phone();
    for _ in 0..10 {
        phone.pushing(1).on(pushed(&[Fate::Retry])).on(pulled(7, false)).on(PAGE_STORED);
        phone.assert_waits();
        phone.on(Event::Timer).on(loaded(1)).on(pushed(&[Fate::Retry])).on(pulled(7, false)).on(PAGE_STORED);
    }
    let mut phone = desk();
    for _ in 0..10 {
        phone.on(Event::Timer).on(loaded(1)).on(pushed(&[Fate::Retry])).assert_waits_for(Trouble::ServerBusy);
    }
    assert!(phone.waits.unwrap() >= 30_000);
}

#[test]
fn signed_out_it_waits_for_sign_in_and_then_goes_on_at_once() {
    let mut phone = phone();
    phone.pushing(1).on(Event::Pushed(Err(Failure::SignedOut))).assert_waits_for(Trouble::SignInAgain);
    phone.on(Event::Saved).assert_waits();
    phone.on(Event::HeadMoved(9)).assert_waits();
    assert!(matches!(phone.on(Event::SignedIn).asked, Some(Load { .. })));
    assert_eq!(phone.told.trouble, None);
    // Another tab may have signed in: the timer finds out.
    phone.on(loaded(1)).on(Event::Pushed(Err(Failure::SignedOut)));
    assert!(matches!(phone.on(Event::Timer).asked, Some(Load { .. })));
}

#[test]
fn a_clone_first_notes_what_is_kept_and_then_becomes_another_device() {
    let mut phone = phone();
    phone.pushing(2).on(pushed(&[Fate::Duplicate, Fate::Cloned]));
    assert!(matches!(phone.asked, Some(StoreOutcomes(_))), "what is kept must not be renumbered and sent again");
    assert!(matches!(phone.on(STORED).asked, Some(TakeDevice)));
    assert!(matches!(phone.on(Event::DeviceTaken(Ok(()))).asked, Some(Load { .. })));
    assert!(matches!(phone.on(loaded(1)).asked, Some(Push(_))));
}

#[test]
fn a_clone_that_cannot_note_what_is_kept_stays_the_device_it_is() {
    let mut phone = phone();
    phone.pushing(3).on(pushed(&[Fate::Held, Fate::Cloned, Fate::Retry]));
    let Some(StoreOutcomes(Answer { reply, .. })) = &phone.asked else { panic!("{:?}", phone.asked) };
    let kept: Vec<(Option<u64>, bool)> = reply.outcomes.iter().map(|outcome| (outcome.seq, outcome.stored)).collect();
    assert_eq!(kept, [(Some(1), true), (Some(2), false), (Some(3), false)], "all that was said is handed on");
    phone.on(Event::OutcomesStored(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    // The same once more, and this time it is noted first and renamed then.
    phone.on(Event::Timer).on(loaded(3)).on(pushed(&[Fate::Held, Fate::Cloned, Fate::Retry]));
    assert!(matches!(phone.asked, Some(StoreOutcomes(_))));
    assert!(matches!(phone.on(STORED).asked, Some(TakeDevice)));
}

#[test]
fn a_clone_with_nothing_kept_becomes_another_device_at_once() {
    let mut phone = phone();
    assert!(matches!(phone.pushing(1).on(pushed(&[Fate::Cloned])).asked, Some(TakeDevice)));
}

#[test]
fn a_server_that_takes_every_device_for_a_clone_is_asked_less_and_less() {
    let mut phone = desk();
    for _ in 0..10 {
        phone.on(Event::Timer).on(loaded(1)).on(pushed(&[Fate::Cloned]));
        assert!(matches!(phone.asked, Some(TakeDevice)));
        phone.on(Event::DeviceTaken(Ok(()))).on(loaded(1)).on(pushed(&[Fate::Cloned]));
        phone.assert_waits_for(Trouble::Refused);
    }
    assert!(phone.waits.unwrap() >= 30_000);
}

#[test]
fn an_answer_that_does_not_fit_the_push_is_no_answer() {
    let short = reply(&[Fate::Applied]);
    let mut strange = reply(&[Fate::Applied; 2]);
    strange.outcomes[1].seq = Some(7);
    for broken in [short, strange] {
        let mut phone = phone();
        assert!(matches!(phone.pushing(2).on(Event::Pushed(Ok(broken))).asked, Some(Pull)));
        phone.on(pulled(7, false)).on(PAGE_STORED).assert_waits_for(Trouble::ServerBusy);
    }
}

#[test]
fn an_outcome_without_a_number_is_given_the_number_of_its_place() {
    let mut nameless = reply(&[Fate::Applied, Fate::Quarantined]);
    nameless.outcomes[1].seq = None;
    let mut phone = phone();
    phone.pushing(2).on(Event::Pushed(Ok(nameless)));
    let Some(StoreOutcomes(answer)) = &phone.asked else { panic!("{:?}", phone.asked) };
    assert_eq!((answer.device, answer.reply.outcomes[1].seq), (device(1), Some(2)));
}

#[test]
fn storage_that_fails_is_told_and_everything_is_asked_for_again() {
    let refused = || Err(StoreFailed);
    let mut phone = phone();
    phone.on(Event::Woke).on(Event::Loaded(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    phone.pushing(1).on(pushed(&[Fate::Applied])).on(Event::OutcomesStored(refused()));
    phone.assert_waits_for(Trouble::Storage);
    assert!(matches!(phone.on(Event::Timer).on(loaded(1)).asked, Some(Push(_))));
    phone.on(pushed(&[Fate::Cloned])).on(Event::DeviceTaken(refused())).assert_waits_for(Trouble::Storage);
    phone.pulling().on(pulled(5, false)).on(Event::PageStored(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    assert!(!phone.told.complete, "the rows are not on the device");
    assert!(matches!(phone.on(Event::Timer).on(loaded(0)).asked, Some(Pull)));
    phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    assert_eq!((phone.told.trouble, phone.told.complete), (None, true));
}

#[test]
fn storage_that_keeps_failing_is_asked_less_and_less() {
    let mut phone = phone();
    for _ in 0..10 {
        phone.on(Event::Timer).on(loaded(1)).on(pushed(&[Fate::Applied]));
        phone.on(Event::OutcomesStored(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    }
    assert!(phone.waits.unwrap() >= 30_000);
}

#[test]
fn a_forgotten_cursor_means_from_the_start_but_not_for_ever() {
    let mut phone = phone();
    phone.idle();
    assert!(phone.told.complete);
    phone.pulling().on(Event::Pulled(Err(Failure::StaleCursor)));
    assert!(matches!(phone.asked, Some(PullFromStart)));
    phone.on(Event::Pulled(Err(Failure::StaleCursor))).assert_waits_for(Trouble::Refused);
    assert!(!phone.told.complete);
    phone.pulling().on(Event::Pulled(Err(Failure::StaleCursor))).on(pulled(4, true));
    assert!(matches!(phone.on(PAGE_STORED).asked, Some(Pull)));
    phone.on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    assert!(phone.told.complete);
}

#[test]
fn a_page_that_another_tab_outran_is_asked_for_anew_and_completes_nothing() {
    let mut phone = phone();
    assert!(matches!(phone.pulling().on(pulled(5, false)).on(OUTRUN).asked, Some(Pull)));
    assert!(!phone.told.complete && phone.told.head == 0, "{:?}", phone.told);
    phone.on(pulled(7, false)).on(PAGE_STORED).assert_waits();
    assert!(phone.told.complete && phone.told.head == 7);
}

#[test]
fn a_device_that_cannot_read_where_its_rows_stand_tries_again_later() {
    for stale_before in [false, true] {
        let mut phone = phone();
        phone.pulling();
        if stale_before {
            phone.on(Event::Pulled(Err(Failure::StaleCursor)));
        }
        phone.on(Event::Pulled(Err(Failure::Storage))).assert_waits_for(Trouble::Storage);
    }
}

#[test]
fn a_desk_sends_and_never_fetches() {
    let mut desk = desk();
    desk.on(Event::Woke).on(loaded(1)).on(pushed(&[Fate::Applied])).on(STORED).on(loaded(0)).assert_waits();
    desk.on(Event::HeadMoved(50)).assert_waits();
    desk.on(Event::Timer).on(Event::Loaded(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    desk.on(Event::Timer).on(loaded(0)).assert_waits();
    assert_eq!(desk.told.trouble, None, "the storage answered, so the trouble is over");
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let mut phone = phone();
    phone.idle();
    let late = [
        loaded(1),
        pushed(&[Fate::Cloned]),
        Event::Pushed(Err(Failure::SignedOut)),
        STORED,
        Event::DeviceTaken(Ok(())),
        pulled(99, true),
        Event::Pulled(Err(Failure::StaleCursor)),
        PAGE_STORED,
        Event::PageStored(Err(StoreFailed)),
        Event::Wiped(Ok(())),
    ];
    for event in late {
        let before = phone.engine.status();
        assert!(phone.engine.handle(event, NOW).is_empty());
        assert_eq!(phone.engine.status(), before);
    }
}
