//! Where the rows of a device stand, and what is swept.

use zoufang_core::sync::{Fetched, Stand, Sweep};
use zoufang_core::wire::PullPage;

use crate::cast::NOW;

fn page(cursor: &str, more: bool) -> PullPage {
    PullPage { rows: vec![], gone: vec![], cursor: cursor.to_owned(), more, upto: 7, decided: None, now: NOW }
}

fn after(cursor: Option<&str>) -> Fetched {
    Fetched { after: cursor.map(str::to_owned), page: page("b", false) }
}

#[test]
fn only_the_page_after_the_last_one_goes_on() {
    let mut stand = Stand::default();
    assert!(stand.continues(&after(None)) && !stand.continues(&after(Some("a"))));
    stand.pass(&page("a", true));
    assert!(stand.continues(&after(Some("a"))) && !stand.continues(&after(None)));
    assert_eq!(stand.upto, 0, "not before the last page");
    stand.begin_anew();
    assert!(!stand.continues(&after(Some("a"))), "asked for before everything began anew");
}

#[test]
fn a_first_fetch_sweeps_nothing() {
    let mut stand = Stand::default();
    stand.pass(&page("a", false));
    assert_eq!((stand.sweeps_behind(), stand.upto), (None, 7));
}

#[test]
fn a_fetch_from_the_start_sweeps_after_its_last_page_until_all_rows_were_looked_at() {
    let mut stand = Stand::default();
    stand.begin_anew();
    stand.pass(&page("a", true));
    assert_eq!(stand.sweeps_behind(), None);
    stand.pass(&page("b", false));
    assert_eq!(stand.sweeps_behind(), Some(""));
    stand.swept(Some("k".to_owned()));
    stand.pass(&page("c", false));
    assert_eq!(stand.sweeps_behind(), Some("k"), "a page that comes meanwhile does not begin it again");
    stand.swept(None);
    assert_eq!(stand.sweep, Sweep::Done);
}

#[test]
fn beginning_anew_ends_a_sweep_and_owes_another() {
    let mut stand = Stand::default();
    stand.begin_anew();
    stand.pass(&page("a", false));
    stand.begin_anew();
    assert_eq!((stand.sweeps_behind(), stand.round), (None, 2));
}

#[test]
fn a_device_that_knows_nothing_of_rounds_yet_is_in_the_first() {
    let stand: Stand = serde_json::from_str(r#"{"cursor":"a","upto":3}"#).unwrap();
    assert_eq!(stand, Stand { cursor: Some("a".to_owned()), upto: 3, ..Stand::default() });
}
