//! What a device does that was revoked.

use zoufang_core::sync::Effect::*;
use zoufang_core::sync::{Event, Failure, StoreFailed, Trouble, Which};
use zoufang_core::wire::Fate;

use crate::phone::*;

#[test]
fn a_revoked_device_hands_in_what_it_holds_and_is_wiped_then() {
    let mut phone = phone();
    phone.idle().pulling().on(Event::Pulled(Err(Failure::Revoked)));
    assert!(matches!(phone.asked, Some(Load { which: Which::Unsent, .. })));
    phone.on(loaded(2)).on(pushed(&[Fate::Quarantined; 2])).on(STORED);
    assert!(!matches!(phone.asked, Some(Wipe)), "there may be more");
    assert!(matches!(phone.on(loaded(0)).asked, Some(Wipe)));
    phone.on(Event::Wiped(Ok(()))).assert_waits_for(Trouble::Revoked);
    phone.on(Event::Revoked).assert_waits_for(Trouble::Revoked);
    assert!(!phone.told.complete);
}

#[test]
fn what_a_revoked_device_cannot_hand_in_keeps_it_from_being_wiped() {
    for failure in [Failure::Unreachable, Failure::Unavailable, Failure::Refused, Failure::Revoked, Failure::SignedOut]
    {
        let mut phone = phone();
        phone.idle().on(Event::Revoked).on(loaded(1)).on(Event::Pushed(Err(failure)));
        if matches!(phone.asked, Some(Pull)) {
            phone.on(Event::Pulled(Err(Failure::Revoked)));
        }
        phone.assert_waits();
        assert!(matches!(phone.on(Event::Timer).on(loaded(1)).asked, Some(Push(_))), "{failure:?}");
    }
    let mut phone = phone();
    phone.idle().on(Event::Revoked).on(loaded(0)).on(Event::Wiped(Err(StoreFailed))).assert_waits_for(Trouble::Storage);
    assert!(matches!(phone.on(Event::Timer).on(loaded(0)).asked, Some(Wipe)));
}

#[test]
fn what_is_typed_after_the_wipe_is_handed_in_too_and_a_sign_in_begins_anew() {
    let mut phone = phone();
    phone.idle().on(Event::Revoked).on(loaded(0)).on(Event::Wiped(Ok(())));
    phone.on(Event::Saved).on(loaded(1)).on(pushed(&[Fate::Quarantined])).on(STORED);
    assert!(matches!(phone.on(loaded(0)).asked, Some(Wipe)));
    phone.on(Event::Wiped(Ok(())));
    phone.on(Event::Timer).on(loaded(0)).on(Event::Pulled(Err(Failure::Revoked)));
    phone.assert_waits_for(Trouble::Revoked);
    phone.on(Event::Timer).on(loaded(0)).on(Event::Saved).on(Event::Pulled(Err(Failure::Revoked)));
    assert!(matches!(phone.asked, Some(Load { which: Which::Unsent, .. })), "saved while it asked");
    phone.on(loaded(0)).on(Event::Pulled(Err(Failure::Revoked))).assert_waits_for(Trouble::Revoked);
    phone.on(Event::SignedIn).on(loaded(0)).on(pulled(5, false)).on(PAGE_STORED).assert_waits();
    assert_eq!((phone.told.trouble, phone.told.complete), (None, true));
}

#[test]
fn a_revoked_desk_is_told_so_although_it_fetches_nothing() {
    let mut desk = desk();
    desk.on(Event::Woke).on(loaded(0)).on(Event::Revoked).on(loaded(0)).on(Event::Wiped(Ok(())));
    for _ in 0..2 {
        desk.assert_waits_for(Trouble::Revoked);
        desk.on(Event::Timer).on(loaded(0));
    }
    desk.on(Event::SignedIn).on(loaded(0)).assert_waits();
    assert_eq!(desk.told.trouble, None);
}
