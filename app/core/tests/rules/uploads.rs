//! When a device sends its contents.

use zoufang_core::id::BlobHash;
use zoufang_core::sync::UploadEffect::{self, *};
use zoufang_core::sync::{Come, Content, GivenUp, StoreFailed, Unsent, UploadEvent as On, Uploads};
use zoufang_core::wire::BLOB_PIECE_BYTES;

const PIECE: u64 = BLOB_PIECE_BYTES as u64;
const LENGTH: u64 = 2 * PIECE + 7;

fn content(key: &str) -> Content {
    Content { key: key.to_owned(), hash: BlobHash([7; 32]), length: Some(LENGTH) }
}

fn came(bytes: u64) -> On {
    On::Answered(Ok(Come { bytes, all: bytes == LENGTH }))
}

fn failed(why: Unsent) -> On {
    On::Answered(Err(why))
}

fn send(from: u64) -> UploadEffect {
    Send { content: content("a"), from }
}

fn find() -> UploadEffect {
    Find { behind: None }
}

/// A queue that has found a content and asks about it.
fn asking() -> Uploads {
    let mut queue = Uploads::new(1);
    assert_eq!(queue.handle(On::Calm(true)), [find()]);
    assert_eq!(queue.handle(On::Found(Ok(Some(content("a"))))), [Ask(content("a"))]);
    queue
}

fn sending() -> Uploads {
    let mut queue = asking();
    assert_eq!(queue.handle(came(0)), [send(0)]);
    queue
}

#[track_caller]
fn waits(effects: &[UploadEffect]) -> u64 {
    match effects {
        [Wait { ms }] => *ms,
        other => panic!("{other:?} is no rest"),
    }
}

#[test]
fn of_what_is_taken_away_meanwhile_nothing_more_is_sent() {
    let mut queue = asking();
    assert_eq!(queue.handle(On::CalledOff), [find()]);
    let mut queue = sending();
    assert_eq!(queue.handle(came(PIECE)), [Note { key: "a".to_owned(), sent: PIECE }]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [send(PIECE)]);
    assert_eq!(queue.handle(On::CalledOff), [find()]);
    assert_eq!(queue.handle(On::Found(Ok(Some(content("b"))))), [Ask(content("b"))]);
}

#[test]
fn a_content_goes_up_piece_by_piece_and_is_let_go_of_when_the_server_has_all() {
    let mut queue = sending();
    assert_eq!(queue.handle(came(PIECE)), [Note { key: "a".to_owned(), sent: PIECE }]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [send(PIECE)]);
    assert_eq!(queue.handle(came(2 * PIECE)), [Note { key: "a".to_owned(), sent: 2 * PIECE }]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [send(2 * PIECE)]);
    assert_eq!(queue.handle(came(LENGTH)), [LetGo(content("a"))]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [find()]);
    assert_eq!(queue.handle(On::Found(Ok(None))), []);
    assert_eq!(queue.handle(On::Calm(true)), [find()], "a new one is looked for whenever the rows are through");
}

#[test]
fn the_answer_to_the_first_question_says_where_it_goes_on() {
    for (bytes, asked) in [(0, send(0)), (2 * PIECE, send(2 * PIECE)), (LENGTH, LetGo(content("a")))] {
        assert_eq!(asking().handle(came(bytes)), [asked]);
    }
}

#[test]
fn what_an_answer_to_a_piece_leads_to() {
    let refused = |why| GiveUp { key: "a".to_owned(), why };
    let cases = [
        (Unsent::WrongChecksum, send(0)),
        (Unsent::WrongHash, Hash(content("a"))),
        (Unsent::NotTaken, refused(GivenUp::NotTaken)),
        (Unsent::TooLarge, refused(GivenUp::TooLarge)),
        (Unsent::TooMany, Find { behind: Some("a".to_owned()) }),
        (Unsent::Refused, Find { behind: Some("a".to_owned()) }),
    ];
    for (why, next) in cases {
        assert_eq!(sending().handle(failed(why)), [next], "{why:?}");
    }
}

#[test]
fn after_a_rest_the_server_is_asked_or_gets_the_same_piece() {
    let cases = [
        (Unsent::Unreachable, Ask(content("a"))),
        (Unsent::SignedOut, Ask(content("a"))),
        (Unsent::Unavailable { after_ms: 5_000 }, send(0)),
    ];
    for (why, next) in cases {
        let mut queue = sending();
        let least = if matches!(why, Unsent::Unavailable { .. }) { 5_000 } else { 500 };
        assert!(waits(&queue.handle(failed(why))) >= least, "{why:?}");
        assert_eq!(queue.handle(On::Calm(true)), [], "rows that come and go do not shorten it");
        assert_eq!(queue.handle(On::Timer), [next], "{why:?}");
    }
}

#[test]
fn the_rests_grow_to_a_minute_and_whoever_takes_up_the_phone_does_not_wait() {
    let mut queue = asking();
    let mut rests = Vec::new();
    for _ in 0..12 {
        rests.push(waits(&queue.handle(failed(Unsent::Unreachable))));
        assert_eq!(queue.handle(On::Timer), [Ask(content("a"))]);
    }
    assert!(rests[0] <= 1_000 && rests[11] >= 30_000 && rests.iter().all(|ms| *ms <= 60_000), "{rests:?}");
    queue.handle(failed(Unsent::Unreachable));
    assert_eq!(queue.handle(On::Woke), [Ask(content("a"))]);
    assert!(waits(&queue.handle(failed(Unsent::Unreachable))) <= 1_000);
}

#[test]
fn rows_come_first_also_in_the_middle_of_a_content() {
    let mut queue = sending();
    assert_eq!(queue.handle(On::Calm(false)), []);
    queue.handle(came(PIECE));
    assert_eq!(queue.handle(On::Noted(Ok(()))), []);
    for idle in [On::Timer, On::Woke, On::Calm(false)] {
        assert_eq!(queue.handle(idle), []);
    }
    assert_eq!(queue.handle(On::Calm(true)), [send(PIECE)], "it goes on where it was");
}

#[test]
fn a_device_without_network_does_not_even_look() {
    let mut queue = Uploads::new(1);
    for event in [On::Woke, On::Timer, On::Calm(false), On::Found(Ok(Some(content("a")))), came(PIECE)] {
        assert_eq!(queue.handle(event), []);
    }
}

#[test]
fn the_server_says_where_to_go_on_even_if_that_is_where_it_was() {
    let mut queue = sending();
    queue.handle(came(PIECE));
    queue.handle(On::Noted(Ok(())));
    for _ in 0..3 {
        assert_eq!(queue.handle(came(0)), [send(0)]);
    }
    waits(&queue.handle(came(0)));
    assert_eq!(queue.handle(On::Timer), [send(0)], "and never gives up");
}

#[test]
fn what_was_dropped_for_its_hash_is_sent_anew_if_it_is_still_what_it_was() {
    let mut queue = sending();
    queue.handle(failed(Unsent::WrongHash));
    assert_eq!(queue.handle(On::Hashed(true)), [send(0)]);
    queue.handle(failed(Unsent::WrongHash));
    assert_eq!(queue.handle(On::Hashed(false)), [GiveUp { key: "a".to_owned(), why: GivenUp::Damaged }]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [find()]);
}

#[test]
fn bytes_that_are_gone_are_no_loss_where_the_server_has_them() {
    let gone = Content { length: None, ..content("a") };
    for (bytes, next) in [(LENGTH, LetGo(gone.clone())), (0, GiveUp { key: "a".to_owned(), why: GivenUp::Damaged })] {
        let mut queue = Uploads::new(1);
        queue.handle(On::Calm(true));
        assert_eq!(queue.handle(On::Found(Ok(Some(gone.clone())))), [Ask(gone.clone())]);
        assert_eq!(queue.handle(came(bytes)), [next]);
    }
}

#[test]
fn what_was_passed_over_has_its_turn_after_the_others_and_a_rest() {
    let mut queue = asking();
    let behind = |key: &str| Find { behind: Some(key.to_owned()) };
    assert_eq!(queue.handle(failed(Unsent::TooMany)), [behind("a")]);
    assert_eq!(queue.handle(On::Found(Ok(Some(content("b"))))), [Ask(content("b"))]);
    assert_eq!(queue.handle(came(LENGTH)), [LetGo(content("b"))]);
    assert_eq!(queue.handle(On::Noted(Ok(()))), [behind("a")]);
    waits(&queue.handle(On::Found(Ok(None))));
    assert_eq!(queue.handle(On::Timer), [find()]);
}

#[test]
fn a_disk_that_fails_only_costs_time() {
    let mut queue = Uploads::new(1);
    queue.handle(On::Calm(true));
    waits(&queue.handle(On::Found(Err(StoreFailed))));
    assert_eq!(queue.handle(On::Timer), [find()]);
    let mut queue = sending();
    queue.handle(came(LENGTH));
    waits(&queue.handle(On::Noted(Err(StoreFailed))));
    assert_eq!(queue.handle(On::Timer), [find()], "it is still in the queue, and the server says that it has it");
}
