//! What the office decides over changes that were set aside: accepted, mended, refused.

use serde_json::{Value as Json, json};
use server::cities::{City, Credentials, Person, Unit};
use test_case::test_matrix;
use uuid::Uuid;
use zoufang_core::domain::Kind;
use zoufang_core::id::{PersonId, TenantId, UnitId};
use zoufang_core::merge::{Attribution, Change, Record};
use zoufang_core::permission::Role;
use zoufang_core::wire::{Decided, Decision, ErrorBody, Fate, Outcome, PushReply, Reason, ReasonCode};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, Reply, SignedIn, TestServer, Who};

/// The number under which the latest change lies in quarantine.
async fn latest(reader: &SignedIn) -> u64 {
    let lines: Json = reader.get("/api/fn/quarantine").await.json();
    lines[0]["id"].as_u64().expect("something lies there")
}

async fn decide(who: &SignedIn, number: u64, body: Json) -> Reply {
    who.post(&format!("/api/v1/quarantine/{number}"), &body).await
}

async fn again(who: &SignedIn, change: &Change) -> Outcome {
    who.push(change.device, std::slice::from_ref(change)).await.outcomes.remove(0)
}

#[track_caller]
fn not_applicable(reply: &Reply) -> Reason {
    assert_eq!(reply.refusal(), (422, "not_applicable".to_owned()), "{}", reply.body);
    serde_json::from_str::<ErrorBody>(&reply.body).unwrap().error.reason.expect("it says why")
}

fn soon(phone: &mut Device) -> Change {
    phone.make(Kind::VISIT, &[("day", "soon"), ("kind", "visit"), ("content", "二期用地")])
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_its_sender_might_not_do_is_applied_when_the_office_accepts_it(database: Database) {
    let server = TestServer::start(database).await;
    let (olga, vera) = (server.sign_in(Who::Olga).await, server.sign_in(Who::Vera).await);
    let visit = Device::new().visit("by somebody who only reads");
    assert_eq!(again(&vera, &visit).await.fate, Fate::Quarantined);
    let decided: Decided = decide(&olga, latest(&olga).await, json!({ "decision": "accept" })).await.json();
    assert_eq!((decided.decision, decided.turn, decided.fate), (Decision::Accept, 1, Fate::Duplicate));
    assert_eq!(decided.position, Some(decided.head));
    let record = olga.find(visit.record).await.expect("it is a record now");
    assert_eq!((record.author(), record.unit()), (Who::Vera.id(), Who::Vera.unit().id()), "it stays its author's");
    let told = again(&vera, &visit).await;
    assert_eq!((told.fate, told.position, told.reason), (Fate::Duplicate, decided.position, None));
    let list: Json = olga.get("/api/fn/visits").await.json();
    assert_eq!((&list["total"], &list["counts"]["received"]), (&json!(1), &json!(1)), "it is counted as others");
    let noted = "SELECT COUNT(*) FROM audit WHERE event = 'quarantine_decided' AND detail LIKE 'accept %'";
    assert_eq!(server.count(noted).await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_mended_keeps_its_name_and_what_came_stays_as_it_came(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = soon(&mut phone);
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let mending = json!({ "decision": "mend", "fields": { "day": "2026-11-20" }, "without": ["kind"] });
    let decided: Decided = decide(&olga, latest(&olga).await, mending).await.json();
    let record = olga.find(visit.record).await.expect("it is a record now");
    assert_eq!((record.text("day"), record.text("content")), (Some("2026-11-20"), Some("二期用地")));
    assert_eq!((record.get("kind"), record.author()), (None, Who::Anna.id()));
    assert!(record.knows(visit.dot()), "under the name that the device gave it");
    let told = again(&anna, &visit).await;
    assert_eq!((told.fate, told.position), (Fate::Duplicate, decided.position));
    let renumbered = Change { device: Device::new().id, seq: 7, ..visit.clone() };
    assert_eq!(again(&anna, &renumbered).await.fate, Fate::Duplicate, "the same save by its id");
    let clone = Change { fields: record_of(&mut phone).fields, ..visit.clone() };
    assert_eq!(again(&anna, &clone).await.fate, Fate::Cloned, "another content under the number");
    let kept = server.home().other_program().await.texts("SELECT raw FROM quarantine").await;
    let kept: Vec<Change> = kept.iter().map(|raw| serde_json::from_str(raw).unwrap()).collect();
    assert_eq!(kept, [visit]);
    assert_eq!(server.count("SELECT COUNT(*) FROM change_log WHERE body LIKE '%soon%'").await, 0);
}

fn record_of(phone: &mut Device) -> Change {
    phone.make(Kind::VISIT, &[("content", "something else")])
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_could_not_be_read_for_one_field_can_be_mended(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = phone.visit("with an amount of a later version");
    let mut sent = json!(visit);
    sent["fields"]["intent/amount"] = json!({ "value": 1.5 });
    let first: PushReply = anna.push_raw(phone.id, &json!([sent])).await.json();
    assert_eq!(first.outcomes[0].reason.as_ref().unwrap().code, ReasonCode::Unreadable);
    let number = latest(&olga).await;
    let as_it_came = not_applicable(&decide(&olga, number, json!({ "decision": "accept" })).await);
    assert_eq!(as_it_came.code, ReasonCode::Unreadable);
    let mending = json!({ "decision": "mend", "fields": { "intent/amount": 15_000 } });
    decide(&olga, number, mending).await.json::<Decided>();
    assert_eq!(olga.find(visit.record).await.unwrap().int("intent/amount"), Some(15_000));
    let told: PushReply = anna.push_raw(phone.id, &json!([sent])).await.json();
    assert_eq!(told.outcomes[0].fate, Fate::Duplicate, "known by its letters");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_refusal_tells_its_author_why_and_can_be_taken_back(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = soon(&mut phone);
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let number = latest(&olga).await;
    let refusal = json!({ "decision": "refuse", "words": " 请核对日期 " });
    let decided: Decided = decide(&olga, number, refusal).await.json();
    assert_eq!((decided.fate, decided.position, decided.turn), (Fate::Quarantined, None, 1));
    let told = again(&anna, &visit).await;
    let reason = Reason { code: ReasonCode::Refused, message: "请核对日期".to_owned(), path: None };
    assert_eq!((told.fate, told.stored, told.reason), (Fate::Quarantined, true, Some(reason.clone())));
    let renumbered = Change { device: Device::new().id, ..visit.clone() };
    assert_eq!(again(&anna, &renumbered).await.reason, Some(reason));
    assert!(olga.find(visit.record).await.is_none());

    let mending = |seen: u64| json!({ "decision": "mend", "seen": seen, "fields": { "day": "2026-11-20" } });
    assert_eq!(decide(&olga, number, mending(0)).await.refusal(), (409, "decided_meanwhile".to_owned()));
    let decided: Decided = decide(&olga, number, mending(1)).await.json();
    assert_eq!((decided.turn, decided.fate), (2, Fate::Duplicate));
    assert_eq!(again(&anna, &visit).await.fate, Fate::Duplicate);
    let too_late = json!({ "decision": "refuse", "seen": 2, "words": "no" });
    assert_eq!(decide(&olga, number, too_late).await.refusal().0, 409, "what was applied stays applied");
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'quarantine_decided'").await, 2);
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE detail LIKE '%请核对日期%'").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_cannot_be_applied_says_why_and_stays_undecided(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let mut foreign = Device::new();
    let unseen = phone.visit("never sent");
    let cases = [
        (json!({ "seq": 1, "of the": "next version" }), ReasonCode::Unreadable, None),
        (json!(soon(&mut phone)), ReasonCode::BadValue, Some("day")),
        (json!(phone.make(Kind::VISIT, &[("colour", "red")])), ReasonCode::UnknownField, Some("colour")),
        (json!(phone.make("ghost".into(), &[])), ReasonCode::UnknownKind, None),
        (json!(phone.comment(unseen.record, "to what never came")), ReasonCode::RecordNotThere, None),
        (json!(foreign.visit("of another device")), ReasonCode::WrongDevice, None),
        (json!(phone.make(Kind::UNIT, &[("name", "a unit of my own")])), ReasonCode::NotAllowed, None),
    ];
    for (change, code, path) in cases {
        anna.push_raw(phone.id, &json!([change])).await.json::<PushReply>();
        let number = latest(&olga).await;
        let reason = not_applicable(&decide(&olga, number, json!({ "decision": "accept" })).await);
        assert_eq!((reason.code, reason.path.as_ref().map(|path| path.as_str())), (code, path), "{reason:?}");
        let mending = json!({ "decision": "mend", "fields": { "no/such/field": "x" } });
        not_applicable(&decide(&olga, number, mending).await);
        decide(&olga, number, json!({ "decision": "refuse", "words": "不予采纳" })).await.json::<Decided>();
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE decision = 'refuse'").await, 7);
    assert_eq!(server.count("SELECT COUNT(*) FROM record WHERE kind IN ('visit', 'comment', 'ghost')").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_amends_a_record_that_never_came_becomes_it_when_the_office_accepts_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = phone.visit("on its way for weeks");
    let seen = Record::born(&visit, Attribution { by: Who::Anna.id(), unit: Who::Anna.unit().id() });
    let amendment = phone.amend(&seen, &[("content", "二期用地")]);
    let comment = phone.comment(visit.record, "how large?");
    let sent = anna.push(phone.id, &[amendment.clone(), comment.clone()]).await;
    assert!(sent.outcomes.iter().all(|outcome| outcome.fate == Fate::Held), "{sent:?}");
    let number = latest(&olga).await - 1;
    let decided: Decided = decide(&olga, number, json!({ "decision": "accept" })).await.json();
    assert_eq!(decide(&olga, number, json!({ "decision": "accept" })).await.json::<Decided>(), decided, "once more");
    let lines: Json = olga.get("/api/fn/quarantine?decided=true").await.json();
    assert_eq!((lines.as_array().unwrap().len(), &lines[0]["id"]), (1, &json!(number)), "what came is kept");
    let record = olga.find(visit.record).await.expect("it is a record now");
    assert_eq!((record.text("content"), record.author()), (Some("二期用地"), Who::Anna.id()));
    assert_eq!(olga.find(comment.record).await.unwrap().text("text"), Some("how large?"), "nothing waits any more");
    assert_eq!(again(&anna, &amendment).await.fate, Fate::Duplicate);
    assert_eq!(again(&anna, &visit).await.fate, Fate::Merged, "it comes after all");
    let record = olga.find(visit.record).await.unwrap();
    assert_eq!((record.text("content"), record.text("day")), (Some("二期用地"), Some("2026-11-20")));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn of_two_that_came_under_one_id_the_office_takes_one(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let garbled = soon(&mut phone);
    let mut whole = Change { device: Device::new().id, seq: 1, ..garbled.clone() };
    whole.fields.insert("day".parse().unwrap(), phone.visit("for its day").fields["day"].clone());
    assert_eq!(again(&anna, &garbled).await.reason.unwrap().code, ReasonCode::BadValue);
    assert_eq!(again(&anna, &whole).await.reason.unwrap().code, ReasonCode::WrongDevice);
    let last = latest(&olga).await;
    decide(&olga, last, json!({ "decision": "accept" })).await.json::<Decided>();
    assert_eq!(olga.find(whole.record).await.unwrap().text("day"), Some("2026-11-20"));
    assert_eq!(again(&anna, &whole).await.fate, Fate::Duplicate);
    let mending = json!({ "decision": "mend", "without": ["day"] });
    assert_eq!(not_applicable(&decide(&olga, last - 1, mending).await).code, ReasonCode::WrongDevice);
    decide(&olga, last - 1, json!({ "decision": "refuse", "words": "重复" })).await.json::<Decided>();
    assert_eq!(again(&anna, &garbled).await.reason.unwrap().code, ReasonCode::Refused);
    assert_eq!(again(&anna, &whole).await.fate, Fate::Duplicate, "whatever became of the other");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn only_the_office_above_decides_and_nobody_over_their_own(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, adam) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, server.sign_in(Who::Adam).await);
    let mut phone = Device::new();
    anna.push(phone.id, &[soon(&mut phone)]).await;
    let number = latest(&olga).await;
    let accept = || json!({ "decision": "accept" });
    assert_eq!(decide(&anna, number, accept()).await.refusal(), (403, "not_allowed".to_owned()), "her own");
    for who in [Who::Bella, Who::Albert, Who::Vera] {
        let reply = decide(&server.sign_in(who).await, number, accept()).await;
        assert_eq!(reply.refusal(), (404, "not_found".to_owned()), "{who:?}");
    }
    assert_eq!(decide(&olga, number + 1, accept()).await.refusal().0, 404);
    assert_eq!(olga.post("/api/v1/quarantine/seven", &accept()).await.refusal().0, 404);
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE decision IS NULL").await, 1);

    let (mut desk, mut other) = (Device::new(), Device::new());
    olga.push(desk.id, &[desk.visit("an office makes no visits")]).await;
    let number = latest(&olga).await;
    assert_eq!(decide(&olga, number, accept()).await.refusal().0, 403, "nor does an office over its own");
    decide(&adam, number, accept()).await.json::<Decided>();
    adam.push(other.id, &[other.visit("nor does an administrator")]).await;
    assert_eq!(decide(&olga, latest(&adam).await, accept()).await.refusal().0, 404, "it lies above the office");
    decide(&adam, latest(&adam).await, accept()).await.json::<Decided>();
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_administrator_of_another_city_finds_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    anna.push(phone.id, &[soon(&mut phone)]).await;
    let unit = UnitId(Uuid::from_u128(0x90));
    let credentials = Some(Credentials { login: "zoe".to_owned(), password: "elsewhere".to_owned() });
    let name = "zoe".to_owned();
    let zoe = Person { id: PersonId(Uuid::from_u128(0x91)), name, unit, role: Role::Admin, credentials };
    let units = vec![Unit { id: unit, fields: vec![("name", "elsewhere".into()), ("kind", "team".into())] }];
    let tenant = TenantId(Uuid::from_u128(2));
    server.home().found(&City { tenant, name: "Elsewhere".to_owned(), units, people: vec![zoe] }).await;
    let zoe = server.anonymous().sign_in("zoe", "elsewhere").await;
    let number = latest(&server.sign_in(Who::Olga).await).await;
    let refusal = json!({ "decision": "refuse", "words": "不予采纳" });
    assert_eq!(decide(&zoe, number, refusal).await.refusal(), (404, "not_found".to_owned()));
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE decision IS NULL").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_lists_of_the_city_are_for_its_administrator_to_accept(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, adam, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Adam).await, Device::new());
    let chain = phone.make(Kind::CHAIN, &[("name", "低空经济")]);
    anna.push(phone.id, std::slice::from_ref(&chain)).await;
    decide(&adam, latest(&adam).await, json!({ "decision": "accept" })).await.json::<Decided>();
    assert_eq!(again(&anna, &chain).await.fate, Fate::Duplicate);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn of_two_who_decide_at_once_one_is_told_so(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, adam) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, server.sign_in(Who::Adam).await);
    let mut phone = Device::new();
    for round in 0..8 {
        let visit = soon(&mut phone);
        anna.push(phone.id, std::slice::from_ref(&visit)).await;
        let number = latest(&olga).await;
        let mending = json!({ "decision": "mend", "fields": { "day": "2026-11-20" } });
        let refusal = json!({ "decision": "refuse", "words": "重复" });
        let (mended, refused, told) =
            tokio::join!(decide(&olga, number, mending), decide(&adam, number, refusal), again(&anna, &visit));
        let mut statuses = [mended.status.as_u16(), refused.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{round}");
        assert!(matches!(told.fate, Fate::Quarantined | Fate::Duplicate) && told.stored, "{told:?}");
        let expected = if mended.status.is_success() { Fate::Duplicate } else { Fate::Quarantined };
        assert_eq!(again(&anna, &visit).await.fate, expected, "{round}");
        assert_eq!(olga.find(visit.record).await.is_some(), mended.status.is_success(), "{round}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_same_decision_again_gets_the_same_answer_after_a_restart_too(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let (visit, other) = (soon(&mut phone), soon(&mut phone));
    anna.push(phone.id, &[visit, other]).await;
    let last = latest(&olga).await;
    let mending = json!({ "decision": "mend", "fields": { "day": "2026-11-20" } });
    let refusal = json!({ "decision": "refuse", "words": "重复" });
    let mended: Decided = decide(&olga, last, mending.clone()).await.json();
    let refused: Decided = decide(&olga, last - 1, refusal.clone()).await.json();
    let server = server.restart().await;
    let olga = server.sign_in(Who::Olga).await;
    let again: Decided = decide(&olga, last, mending.clone()).await.json();
    assert_eq!((again.position, again.turn), (mended.position, 1));
    let again: Decided = decide(&olga, last - 1, refusal).await.json();
    assert_eq!((again.turn, again.head), (1, refused.head), "nothing happened");
    let adam = server.sign_in(Who::Adam).await;
    assert_eq!(decide(&adam, last, mending).await.refusal().0, 409, "by somebody else it is another one");
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'quarantine_decided'").await, 2);
    assert_eq!(server.count("SELECT COUNT(*) FROM record WHERE kind = 'visit'").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_waited_for_an_accepted_record_comes_with_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = soon(&mut phone);
    let comment = phone.comment(visit.record, "and a word on it");
    let first = anna.push(phone.id, &[visit.clone(), comment.clone()]).await;
    assert_eq!((first.outcomes[0].fate, first.outcomes[1].fate), (Fate::Quarantined, Fate::Held));
    let mending = json!({ "decision": "mend", "without": ["day"] });
    let decided: Decided = decide(&olga, latest(&olga).await - 1, mending).await.json();
    assert_eq!(decided.head, decided.position.unwrap() + 1, "the comment has the number behind it");
    assert!(olga.find(comment.record).await.is_some());
    assert_eq!(again(&anna, &comment).await.fate, Fate::Duplicate);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_refused_change_no_longer_waits_for_its_record(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    let visit = phone.visit("comes later");
    let comment = phone.comment(visit.record, "too early");
    anna.push(phone.id, std::slice::from_ref(&comment)).await;
    decide(&olga, latest(&olga).await, json!({ "decision": "refuse", "words": "重复" })).await.json::<Decided>();
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    assert!(olga.find(comment.record).await.is_none());
    assert_eq!(again(&anna, &comment).await.reason.unwrap().code, ReasonCode::Refused);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_pull_tells_the_author_and_nobody_else_that_something_was_decided(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let mut phone = Device::new();
    anna.push(phone.id, &[soon(&mut phone)]).await;
    let (_, cursor) = anna.pull_all(None).await;
    assert_eq!(anna.pull(Some(&cursor)).await.decided, None);
    let refusal = json!({ "decision": "refuse", "words": "重复" });
    let decided: Decided = decide(&olga, latest(&olga).await, refusal).await.json();
    let page = anna.pull(Some(&cursor)).await;
    assert_eq!((page.decided, page.upto, page.rows.len()), (Some(decided.head), decided.head, 0));
    let (_, cursor) = bella.pull_all(None).await;
    assert_eq!(bella.pull(Some(&cursor)).await.decided, None);
}

#[tokio::test]
async fn a_decision_that_makes_no_sense_is_malformed() {
    let server = TestServer::start(Sqlite).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    anna.push(phone.id, &[soon(&mut phone)]).await;
    let number = latest(&olga).await;
    for body in [
        json!({ "decision": "burn" }),
        json!({ "decision": "mend" }),
        json!({ "decision": "accept", "fields": { "day": "2026-11-20" } }),
        json!({ "decision": "refuse", "words": "  " }),
        json!({ "decision": "refuse", "words": "长".repeat(1_001) }),
        json!({ "decision": "mend", "fields": { "day": 1.5 } }),
    ] {
        assert_eq!(decide(&olga, number, body.clone()).await.refusal(), (400, "malformed".to_owned()), "{body}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM quarantine WHERE decision IS NULL").await, 1);
}
