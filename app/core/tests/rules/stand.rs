//! Where the rows of a device stand, and what is swept.

use zoufang_core::sync::{Fetched, Stand, Sweep};
use zoufang_core::wire::PullPage;

use crate::cast::NOW;

fn page(cursor: &str, more: bool) -> PullPage {
    PullPage {
        rows: vec![],
        gone: vec![],
        cursor: cursor.to_owned(),
        more,
        fresh: false,
        upto: 7,
        decided: None,
        now: NOW,
        lease: None,
    }
}

fn after(cursor: Option<&str>) -> Fetched {
    Fetched { after: cursor.map(str::to_owned), page: page("b", false) }
}

#[test]
fn only_the_page_after_the_last_one_goes_on() {
    let mut stand = Stand::default();
    assert!(stand.continues(&after(None)) && !stand.continues(&after(Some("a"))));
    stand.pass(&page("a", true), NOW);
    assert!(stand.continues(&after(Some("a"))) && !stand.continues(&after(None)));
    assert_eq!(stand.upto, 0, "not before the last page");
    stand.begin_anew();
    assert!(!stand.continues(&after(Some("a"))), "asked for before everything began anew");
}

#[test]
fn a_first_fetch_sweeps_nothing() {
    let mut stand = Stand::default();
    stand.pass(&page("a", false), NOW);
    assert_eq!((stand.sweeps_behind(), stand.upto), (None, 7));
}

#[test]
fn a_fetch_from_the_start_sweeps_after_its_last_page_until_all_rows_were_looked_at() {
    let mut stand = Stand::default();
    stand.begin_anew();
    stand.pass(&page("a", true), NOW);
    assert_eq!(stand.sweeps_behind(), None);
    stand.pass(&page("b", false), NOW);
    assert_eq!(stand.sweeps_behind(), Some(""));
    stand.swept(Some("k".to_owned()));
    stand.pass(&page("c", false), NOW);
    assert_eq!(stand.sweeps_behind(), Some("k"), "a page that comes meanwhile does not begin it again");
    stand.swept(None);
    assert_eq!(stand.sweep, Sweep::Done);
}

#[test]
fn beginning_anew_ends_a_sweep_and_owes_another() {
    let mut stand = Stand::default();
    stand.begin_anew();
    stand.pass(&page("a", false), NOW);
    stand.begin_anew();
    assert_eq!((stand.sweeps_behind(), stand.round), (None, 2));
}

#[test]
fn a_device_that_knows_nothing_of_rounds_yet_is_in_the_first() {
    let stand: Stand = serde_json::from_str(r#"{"cursor":"a","upto":3}"#).unwrap();
    assert_eq!(stand, Stand { cursor: Some("a".to_owned()), upto: 3, ..Stand::default() });
}

const DAY: u64 = 86_400_000;

/// After a pull that ended when this device's clock said so.
fn let_for_a_month(clock: u64) -> Stand {
    let mut stand = Stand::default();
    stand.pass(&PullPage { lease: Some(NOW + 30 * DAY), ..page("a", false) }, clock);
    stand
}

#[test]
fn rows_are_shown_until_the_lease_ends_by_a_clock_that_may_always_be_wrong() {
    for clock in [NOW, 0, NOW + 365 * DAY] {
        let stand = let_for_a_month(clock);
        assert!(stand.may_show(clock) && stand.may_show(clock + 30 * DAY - 1), "{clock}");
        assert!(!stand.may_show(clock + 30 * DAY), "{clock}");
    }
}

#[test]
fn a_clock_that_jumps_hides_rows_at_most_until_it_is_right_or_the_server_was_reached() {
    let mut stand = let_for_a_month(NOW);
    assert!(!stand.may_show(NOW + 365 * DAY), "set forward");
    assert!(stand.may_show(NOW + DAY), "and right again");
    assert!(stand.may_show(NOW - 365 * DAY), "set back");
    let wrong = NOW + 365 * DAY;
    stand.pass(&PullPage { lease: Some(NOW + 31 * DAY), now: NOW + DAY, ..page("b", true) }, wrong);
    assert!(!stand.may_show(wrong), "what does not come again may still be here");
    stand.pass(&PullPage { lease: Some(NOW + 31 * DAY), now: NOW + DAY, ..page("c", false) }, wrong);
    assert!(stand.may_show(wrong));
}

#[test]
fn without_a_lease_rows_are_shown() {
    assert!(Stand::default().may_show(u64::MAX), "before the first pull has ended");
    let mut stand = let_for_a_month(NOW);
    stand.pass(&page("b", false), NOW);
    assert!(stand.may_show(u64::MAX), "under a server that sets no end");
    let stand: Stand = serde_json::from_str(r#"{"cursor":"a","upto":3}"#).unwrap();
    assert!(stand.may_show(u64::MAX), "on a device of the version before");
}
