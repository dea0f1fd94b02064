//! What becomes of the changes that devices send.

use serde_json::json;
use test_case::test_matrix;
use zoufang_core::domain::Kind;
use zoufang_core::merge::{Attribution, Change, Hlc};
use zoufang_core::sync::{rebase, renumber};
use zoufang_core::wire::{Fate, PushReply, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, Place, TestServer, Who, instant};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_visit_is_stored_as_it_was_written_and_counts_for_its_sender(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("二期要150亩地");
    let reply = anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let outcome = &reply.outcomes[0];
    assert_eq!((outcome.seq, outcome.fate, outcome.stored), (Some(1), Fate::Applied, true));
    assert_eq!(outcome.position, Some(reply.head));

    let record = anna.find(visit.record).await.expect("it can be pulled");
    assert_eq!(record.text("content"), Some("二期要150亩地"));
    assert_eq!((record.author(), record.unit()), (Who::Anna.id(), Place::TeamA.id()));
    assert_eq!(record.touched, visit.at);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_same_again_is_a_duplicate_and_changes_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let changes = [phone.visit("one"), phone.visit("two")];
    let first = anna.push(phone.id, &changes).await;
    let again = anna.push(phone.id, &changes).await;
    assert_eq!(again.head, first.head);
    for (once, twice) in first.outcomes.iter().zip(&again.outcomes) {
        assert_eq!((twice.fate, twice.stored), (Fate::Duplicate, true));
        assert_eq!((twice.seq, twice.position), (once.seq, once.position));
    }
    let thrice_in_one = [changes[0].clone(), phone.visit("three")];
    let twice_in_one = [&thrice_in_one[..], &thrice_in_one[1..]].concat();
    let fates: Vec<Fate> = anna.push(phone.id, &twice_in_one).await.outcomes.iter().map(|o| o.fate).collect();
    assert_eq!(fates, [Fate::Duplicate, Fate::Applied, Fate::Duplicate]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn another_order_of_letters_is_not_another_content(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("one");
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    // serde_json's map sorts its keys, so this is the same change with its fields in another order.
    let sorted: serde_json::Value = serde_json::to_value(&visit).unwrap();
    assert_ne!(sorted.to_string(), serde_json::to_string(&visit).unwrap());
    let reply: PushReply = anna.push_raw(phone.id, &json!([sorted])).await.json();
    assert_eq!(reply.outcomes[0].fate, Fate::Duplicate);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_cloned_device_is_told_and_nothing_of_it_is_stored(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let mut copy = Device::new();
    copy.id = phone.id;
    let head = anna.push(phone.id, &[phone.visit("the original")]).await.head;

    let of_the_copy = [copy.visit("the copy"), copy.visit("its next")];
    let reply = anna.push(phone.id, &of_the_copy).await;
    let fates: Vec<(Fate, bool)> = reply.outcomes.iter().map(|o| (o.fate, o.stored)).collect();
    assert_eq!(fates, [(Fate::Cloned, false), (Fate::Retry, false)]);
    assert_eq!(reply.head, head);
    assert!(anna.find(of_the_copy[1].record).await.is_none());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_that_took_a_new_id_does_not_double_what_had_arrived(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let mut outbox = vec![phone.visit("arrived, its answer lost"), phone.visit("not sent yet")];
    let first = anna.push(phone.id, &outbox[..1]).await;

    let new = Device::new();
    renumber(&mut outbox, new.id, 1);
    let reply = anna.push(new.id, &outbox).await;
    assert_eq!(reply.outcomes[0].fate, Fate::Duplicate);
    assert_eq!(reply.outcomes[0].position, first.outcomes[0].position);
    assert_eq!(reply.outcomes[1].fate, Fate::Applied);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_was_renumbered_is_known_though_the_names_of_its_neighbours_changed_too(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone, new) = (server.sign_in(Who::Anna).await, Device::new(), Device::new());
    let visit = Change { at: "ffffffffffffffff".parse::<Hlc>().unwrap(), ..phone.visit("arrived, answer lost") };
    let seen = rebase(None, [&visit], who(Who::Anna)).unwrap();
    let amended = phone.amend(&seen, &[("content", "amended before the answer came")]);
    let mut outbox = vec![visit, amended];
    let first = anna.push(phone.id, &outbox).await;
    renumber(&mut outbox, new.id, 1);
    assert_eq!(outbox[1].life[0].device, new.id);
    let again = anna.push(new.id, &outbox).await;
    for (once, twice) in first.outcomes.iter().zip(&again.outcomes) {
        assert_eq!((twice.fate, twice.position), (Fate::Duplicate, once.position), "{twice:?}");
    }
    assert_eq!(again.head, first.head);
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_was_set_aside_is_known_under_another_number_too(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone, new) = (server.sign_in(Who::Anna).await, Device::new(), Device::new());
    let mut outbox = vec![
        phone.make(Kind::UNIT, &[("name", "a unit of my own")]),
        phone.comment(crate::support::new_id(), "about what never comes"),
    ];
    let first = anna.push(phone.id, &outbox).await;
    let fates: Vec<Fate> = first.outcomes.iter().map(|outcome| outcome.fate).collect();
    assert_eq!(fates, [Fate::Quarantined, Fate::Held]);
    renumber(&mut outbox, new.id, 1);
    let again = anna.push(new.id, &outbox).await;
    assert_eq!(again.outcomes, first.outcomes, "the same answer, reason and all");
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 2, "and nothing lies there twice");
    let of_a_copy = Change { device: new.id, seq: 1, ..phone.visit("by a copy of the new device") };
    assert_eq!(anna.push(new.id, &[of_a_copy]).await.outcomes[0].fate, Fate::Applied);
    assert_eq!(anna.push(new.id, &outbox).await.outcomes, first.outcomes, "whatever took the number meanwhile");
    let other = Change { id: outbox[0].id, seq: 9, device: phone.id, ..phone.visit("another save") };
    let taken = anna.push(phone.id, &[other]).await;
    assert_eq!(taken.outcomes[0].reason.as_ref().unwrap().code, ReasonCode::WrongDevice);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn another_content_under_a_known_id_is_kept_aside(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let first = phone.visit("one");
    let second = Change { id: first.id, ..phone.visit("two") };
    let reply = anna.push(phone.id, &[first, second]).await;
    assert_eq!((reply.outcomes[1].fate, reply.outcomes[1].stored), (Fate::Quarantined, true));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn whoever_carries_a_change_cannot_take_its_id(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, vera) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Vera).await);
    let (mut phone, mut other) = (Device::new(), Device::new());
    let [first, second, third] = ["one", "two", "three"].map(|content| phone.visit(content));
    let of_another_content = Change { id: first.id, ..other.visit("another content") };
    assert_eq!(bella.push(other.id, &[of_another_content]).await.outcomes[0].fate, Fate::Applied);
    let by_a_reader = Change { device: Device::new().id, ..second.clone() };
    assert_eq!(vera.push(by_a_reader.device, &[by_a_reader]).await.outcomes[0].fate, Fate::Quarantined);
    let copied = Change { device: other.id, seq: 9, ..third.clone() };
    assert_eq!(bella.push(other.id, &[copied]).await.outcomes[0].fate, Fate::Applied);

    let outcomes = anna.push(phone.id, &[first.clone(), second.clone(), third]).await.outcomes;
    assert_eq!((outcomes[0].fate, outcomes[1].fate), (Fate::Applied, Fate::Applied));
    assert_eq!(anna.find(first.record).await.unwrap().author(), Who::Anna.id());
    assert_eq!(anna.find(second.record).await.unwrap().author(), Who::Anna.id());
    // The record is another team's now: she is told so, instead of hearing that it has arrived.
    assert_eq!(outcomes[2].fate, Fate::Quarantined);
    assert_eq!(outcomes[2].reason.as_ref().unwrap().code, ReasonCode::NotAllowed);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn no_more_wait_for_one_record_than_one_push_can_release(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("comes last");
    let early: Vec<Change> = (0..1_001).map(|n| phone.comment(visit.record, &n.to_string())).collect();
    let mut fates = Vec::new();
    for portion in early.chunks(200) {
        fates.extend(anna.push(phone.id, portion).await.outcomes.into_iter().map(|outcome| outcome.fate));
    }
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Held).count(), 1_000);
    assert_eq!(fates.last(), Some(&Fate::Quarantined), "the office decides over it");
    let arrival = anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(arrival.head, arrival.outcomes[0].position.unwrap() + 1_000);
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn changes_of_one_push_see_each_other(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = phone.visit("first words");
    let seen = rebase(None, [&visit], who(Who::Anna)).unwrap();
    let amended = phone.amend(&seen, &[("content", "better words")]);
    let comment = phone.comment(visit.record, "a note");
    let reply = anna.push(phone.id, &[visit.clone(), amended, comment.clone()]).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");
    assert_eq!(anna.find(visit.record).await.unwrap().text("content"), Some("better words"));
    assert_eq!(anna.find(comment.record).await.unwrap().unit(), Place::TeamA.id());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn different_fields_merge_and_the_same_field_keeps_both_values(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let (mut phone, mut tablet) = (Device::new(), Device::new());
    let visit = phone.visit("as it began");
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let seen = anna.find(visit.record).await.unwrap();

    let place = phone.amend(&seen, &[("place", "the plant")]);
    let words = phone.amend(&seen, &[("content", "Anna's words")]);
    anna.push(phone.id, &[place, words]).await;
    let concerns = tablet.amend(&seen, &[("concerns", "the price of power")]);
    let other_words = tablet.amend(&seen, &[("content", "Albert's words")]);
    let reply = albert.push(tablet.id, &[concerns, other_words]).await;
    let fates: Vec<Fate> = reply.outcomes.iter().map(|outcome| outcome.fate).collect();
    assert_eq!(fates, [Fate::Merged, Fate::Conflict]);

    let record = anna.find(visit.record).await.unwrap();
    assert_eq!(record.text("place"), Some("the plant"));
    assert_eq!(record.text("concerns"), Some("the price of power"));
    let both: Vec<_> = record.heads("content").into_iter().map(|(_, by, value)| (by, value.as_text())).collect();
    assert!(both.contains(&(Who::Anna.id(), Some("Anna's words"))), "{both:?}");
    assert!(both.contains(&(Who::Albert.id(), Some("Albert's words"))), "{both:?}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_comes_before_its_record_waits_for_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let (mut phone, mut tablet) = (Device::new(), Device::new());
    let visit = phone.visit("first words");
    let seen = rebase(None, [&visit], who(Who::Anna)).unwrap();
    let early = [
        tablet.comment(visit.record, "I was there too"),
        tablet.amend(&seen, &[("place", "the first place")]),
        tablet.amend(&seen, &[("concerns", "the second change")]),
    ];
    let reply = albert.push(tablet.id, &early).await;
    for outcome in &reply.outcomes {
        assert_eq!((outcome.fate, outcome.stored, outcome.position), (Fate::Held, true, None));
        assert_eq!(outcome.reason.as_ref().unwrap().code, ReasonCode::RecordNotThere);
    }
    let again = albert.push(tablet.id, &early).await;
    assert_eq!(again.outcomes, reply.outcomes, "the same answer again");

    let arrival = anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(arrival.head, arrival.outcomes[0].position.unwrap() + 3, "three more went in after it");
    let record = anna.find(visit.record).await.unwrap();
    assert_eq!(record.text("place"), Some("the first place"));
    assert_eq!(record.text("concerns"), Some("the second change"));
    assert_eq!(anna.find(early[0].record).await.unwrap().author(), Who::Albert.id());
    let late = albert.push(tablet.id, &early).await;
    assert!(late.outcomes.iter().all(|outcome| outcome.fate == Fate::Duplicate), "{late:?}");
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_waits_under_two_numbers_goes_in_once(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone, new) = (server.sign_in(Who::Anna).await, Device::new(), Device::new());
    let visit = phone.visit("comes last");
    let mut waits = vec![phone.comment(visit.record, "waits, and its answer was lost")];
    assert_eq!(anna.push(phone.id, &waits).await.outcomes[0].fate, Fate::Held);
    renumber(&mut waits, new.id, 1);
    assert_eq!(anna.push(new.id, &waits).await.outcomes[0].fate, Fate::Held);
    let altered = Change { record: crate::support::new_id(), ..waits[0].clone() };
    let altered = Change { seq: 2, ..altered };
    assert_eq!(anna.push(new.id, &[altered]).await.outcomes[0].fate, Fate::Quarantined, "its id is taken");

    let arrival = anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(arrival.head, arrival.outcomes[0].position.unwrap() + 1, "the one that waited went in");
    let left = "SELECT COUNT(*) FROM quarantine WHERE waits_for IS NULL AND code = 'wrong_device'";
    assert_eq!((server.count("SELECT COUNT(*) FROM quarantine").await, server.count(left).await), (1, 1));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_waits_is_judged_when_its_record_comes(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, mut foreign) = (Device::new(), Device::new());
    let visit = phone.visit("of team A");
    let comment = foreign.comment(visit.record, "from team B");
    assert_eq!(bella.push(foreign.id, std::slice::from_ref(&comment)).await.outcomes[0].fate, Fate::Held);
    anna.push(phone.id, &[visit]).await;
    let again = bella.push(foreign.id, std::slice::from_ref(&comment)).await;
    assert_eq!(again.outcomes[0].fate, Fate::Quarantined);
    assert_eq!(again.outcomes[0].reason.as_ref().unwrap().code, ReasonCode::NotAllowed);
    assert!(anna.find(comment.record).await.is_none());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_waited_and_is_set_aside_again_has_lain_there_since_it_came(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, mut foreign) = (Device::new(), Device::new());
    let visit = phone.visit("of team A");
    bella.push(foreign.id, &[foreign.comment(visit.record, "from team B")]).await;
    server.execute("UPDATE quarantine SET received = 77").await;
    anna.push(phone.id, &[visit]).await;
    let since = "SELECT COUNT(*) FROM quarantine WHERE received = 77 AND code = 'not_allowed'";
    assert_eq!(server.count(since).await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_device_belongs_to_the_account_that_used_it_first(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, albert) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Albert).await);
    let mut phone = Device::new();
    let visit = phone.visit("Anna's");
    anna.push(phone.id, &[]).await;
    let refused = albert.try_push(phone.id, std::slice::from_ref(&visit)).await;
    assert_eq!(refused.refusal(), (403, "device_of_another".to_owned()));
    assert_eq!(anna.push(phone.id, &[visit]).await.outcomes[0].fate, Fate::Applied);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_clock_set_to_another_century_wins_nothing_for_long(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let visit = Change { at: "ffffffffffffffff".parse::<Hlc>().unwrap(), ..phone.visit("from the future") };
    assert_eq!(anna.push(phone.id, std::slice::from_ref(&visit)).await.outcomes[0].fate, Fate::Applied);
    let record = anna.find(visit.record).await.unwrap();
    assert!(record.touched.millis() <= instant() + Hlc::MAX_AHEAD_MS, "{:?}", record.touched);
    let again = anna.push(phone.id, &[visit]).await;
    assert_eq!(again.outcomes[0].fate, Fate::Duplicate, "known by what was sent, not by what was made of it");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn many_at_once_get_positions_without_gaps_or_doubles(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let before = anna.push(Device::new().id, &[]).await.head;
    let pushes: Vec<_> = (0..40)
        .map(|number| {
            let sender = if number % 2 == 0 { anna.clone() } else { bella.clone() };
            tokio::spawn(async move {
                let mut phone = Device::new();
                let changes: Vec<Change> = (0..5).map(|_| phone.visit("one of many")).collect();
                sender.push(phone.id, &changes).await
            })
        })
        .collect();
    let mut positions = Vec::new();
    for push in pushes {
        positions.extend(push.await.unwrap().outcomes.iter().map(|outcome| outcome.position.unwrap()));
    }
    positions.sort_unstable();
    assert_eq!(positions, (before + 1..=before + 200).collect::<Vec<_>>());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn facets_follow_the_record(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let company = phone.make(Kind::COMPANY, &[("name", "白鹭智能检测有限公司"), ("trip_region", "长三角")]);
    anna.push(phone.id, std::slice::from_ref(&company)).await;
    let tag = r#"SELECT COUNT(*) FROM record WHERE tags = '[["region","长三角"]]'"#;
    assert_eq!(server.count(tag).await, 1);
    let seen = anna.find(company.record).await.unwrap();
    let moved = phone.amend(&seen, &[("trip_region", "粤港澳"), ("short", "白鹭智检")]);
    anna.push(phone.id, &[moved]).await;
    assert_eq!(server.count(tag).await, 0);
    assert_eq!(server.count(r#"SELECT COUNT(*) FROM record WHERE tags = '[["region","粤港澳"]]'"#).await, 1);
    assert_eq!(server.count("SELECT COUNT(*) FROM record WHERE title = '白鹭智检'").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_push_of_another_protocol_is_refused_whole(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    for protocol in [0, 2] {
        let body = json!({ "protocol": protocol, "device": phone.id, "changes": [phone.visit("x")] });
        let reply = anna.post("/api/v1/sync/push", &body).await;
        assert_eq!(reply.refusal(), (400, "unknown_protocol".to_owned()));
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM record WHERE kind = 'visit'").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn more_changes_than_a_push_takes_are_refused_whole(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let changes: Vec<Change> = (0..201).map(|_| phone.visit("x")).collect();
    assert_eq!(anna.try_push(phone.id, &changes).await.refusal(), (413, "too_large".to_owned()));
    assert_eq!(anna.push(phone.id, &changes[..200]).await.outcomes.len(), 200);
}

fn who(who: Who) -> Attribution {
    Attribution { by: who.id(), unit: who.unit().id() }
}
