//! What the office has refused leaves the device on its author's word alone.

use pollster::block_on;
use zoufang_core::wire::{Fate, Outcome, Reason, ReasonCode};

use super::*;

fn told(seq: u64, code: ReasonCode) -> Outcome {
    let reason = Reason { code, message: "请核对日期".to_owned(), path: None };
    Outcome { seq: Some(seq), fate: Fate::Quarantined, stored: true, position: None, reason: Some(reason) }
}

fn typed(store: &MemoryStore, code: ReasonCode) -> Change {
    let change = save_one(store, id(7), &[("content", "二期".into())], 1);
    answer(store, vec![told(change.seq, code)]);
    change
}

#[test]
fn it_goes_and_its_words_stand_in_the_form_at_once() {
    let store = MemoryStore::default();
    let change = typed(&store, ReasonCode::Refused);
    let done = block_on(put_away(&store, who(), change.dot(), Some(("visit/7", "{}"))));
    assert_eq!(done, Ok(PutAway::Done));
    assert_eq!(block_on(outbox(&store)), Ok(Vec::new()));
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(Some("{}".to_owned())));
    assert_eq!(block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 9)), Ok(Vec::new()), "nor does a list show it");
    assert_eq!(block_on(put_away(&store, who(), change.dot(), None)), Ok(PutAway::NotRefused), "it is gone");
}

#[test]
fn what_the_disk_refuses_stays_where_it_was() {
    let store = MemoryStore::default();
    let change = typed(&store, ReasonCode::Refused);
    store.refuse_writes(true);
    assert_eq!(block_on(put_away(&store, who(), change.dot(), Some(("visit/7", "{}")))), Err(StoreError::Full));
    store.refuse_writes(false);
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1);
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(None));
}

#[test]
fn a_form_that_was_begun_is_not_written_over() {
    let store = MemoryStore::default();
    let change = typed(&store, ReasonCode::Refused);
    block_on(put_draft(&store, "visit/7", "begun")).unwrap();
    let there = block_on(put_away(&store, who(), change.dot(), Some(("visit/7", "{}"))));
    assert_eq!(there, Ok(PutAway::DraftThere));
    assert_eq!(block_on(draft(&store, "visit/7")), Ok(Some("begun".to_owned())));
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1);
}

#[test]
fn what_is_not_refused_stays() {
    let store = MemoryStore::default();
    let unsent = save_one(&store, id(7), &[("content", "二期".into())], 1);
    assert_eq!(block_on(put_away(&store, who(), unsent.dot(), None)), Ok(PutAway::NotRefused));
    answer(&store, vec![told(unsent.seq, ReasonCode::BadValue)]);
    assert_eq!(block_on(put_away(&store, who(), unsent.dot(), None)), Ok(PutAway::NotRefused), "not decided yet");
    answer(&store, vec![kept(unsent.seq, 4)]);
    assert_eq!(block_on(put_away(&store, who(), unsent.dot(), None)), Ok(PutAway::NotRefused), "applied");
    assert_eq!(block_on(outbox(&store)).unwrap().len(), 1);
}
