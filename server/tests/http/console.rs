//! What the office reads, through the server functions.

use std::collections::BTreeSet;

use app::console::reads::{
    FieldChange, FilterChoices, QuarantineEntry, QuarantineLine, ReadError, VisitList, VisitPage,
};
use reqwest::StatusCode;
use serde_json::Value as Json;
use test_case::test_matrix;
use zoufang_core::domain::{Kind, visit};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Change, Record, Value};
use zoufang_core::wire::{Decision, Fate};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, Place, SignedIn, TestServer, Who};

async fn list(reader: &SignedIn, filter: &str) -> VisitList {
    reader.get(&format!("/api/fn/visits?{filter}")).await.json()
}

async fn page(reader: &SignedIn, id: RecordId) -> VisitPage {
    reader.get(&format!("/api/fn/visit?id={id}")).await.json()
}

async fn quarantine(reader: &SignedIn) -> Vec<QuarantineLine> {
    reader.get("/api/fn/quarantine").await.json()
}

fn summaries(list: &VisitList) -> Vec<&str> {
    list.lines.iter().map(|line| line.summary.as_str()).collect()
}

/// A visit with what the filters look at.
fn visit_on(device: &mut Device, day: &str, content: &str, company: &str) -> Change {
    device.make(Kind::VISIT, &[("day", day), ("kind", "visit"), ("content", content), ("company_name", company)])
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_list_has_the_latest_day_first_and_names_everything(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let olga = server.sign_in(Who::Olga).await;
    let chain_id = zoufang_core::id::RecordId(uuid::Uuid::now_v7());
    let (adam, mut desk) = (server.sign_in(Who::Adam).await, Device::new());
    let chain = Change { record: chain_id, ..desk.make(Kind::CHAIN, &[("name", "装备制造")]) };
    adam.push(desk.id, &[chain]).await;
    let mut full = phone.make(
        Kind::VISIT,
        &[
            ("day", "2026-11-20"),
            ("kind", "talk"),
            ("content", "the first line\nand more"),
            ("company_name", "白鹭智检"),
            ("chain", &chain_id.to_string()),
            ("intent/grade", "A"),
        ],
    );
    let amount = zoufang_core::merge::Write { base: Vec::new(), value: Value::Int(125_000) };
    full.fields.insert("intent/amount".parse().unwrap(), amount);
    let older = visit_on(&mut phone, "2026-11-18", "older", "x");
    let undated = phone.make(Kind::VISIT, &[("content", "no day")]);
    anna.push(phone.id, &[older, full.clone(), undated]).await;

    let found = list(&olga, "").await;
    assert_eq!(summaries(&found), ["the first line", "older", "no day"]);
    assert_eq!((found.total, found.next.as_deref()), (3, None));
    let line = &found.lines[0];
    assert_eq!(line.id, full.record);
    assert_eq!((line.company.as_str(), line.unit.as_str(), line.author.as_str()), ("白鹭智检", "TeamA", "Anna"));
    assert_eq!(
        (line.chain.as_str(), line.kind.as_deref(), line.grade.as_deref()),
        ("装备制造", Some("talk"), Some("A"))
    );
    assert_eq!((line.amount, line.state.as_str(), line.conflicts), (Some(125_000), "received", 0));
    assert_eq!(line.day.unwrap().to_string(), "2026-11-20");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn filters_narrow_and_counts_follow_them(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (bella, mut other) = (server.sign_in(Who::Bella).await, Device::new());
    let (olga, mut desk) = (server.sign_in(Who::Olga).await, Device::new());
    let of_a = [
        visit_on(&mut phone, "2026-11-01", "early", "Heron_Tech 100%"),
        visit_on(&mut phone, "2026-11-20", "late", "Egret"),
    ];
    anna.push(phone.id, &of_a).await;
    bella.push(other.id, &[visit_on(&mut other, "2026-11-10", "of team B", "Heron Works")]).await;
    let seen = olga.find(of_a[0].record).await.unwrap();
    let verdict = [("review/verdict", visit::REVIEWED), ("review/seen", &visit::seen(&seen))];
    olga.push(desk.id, &[desk.amend(&seen, &verdict)]).await;

    let team_a = format!("filter[unit]={}", Place::TeamA.id());
    for (filter, expected) in [
        ("", vec!["late", "of team B", "early"]),
        (team_a.as_str(), vec!["late", "early"]),
        ("filter[from]=2026-11-10", vec!["late", "of team B"]),
        ("filter[to]=2026-11-10", vec!["of team B", "early"]),
        ("filter[from]=2026-11-02&filter[to]=2026-11-19", vec!["of team B"]),
        ("filter[state]=reviewed", vec!["early"]),
        ("filter[text]=heron", vec!["of team B", "early"]),
        ("filter[text]=heron_", vec!["early"]),
        ("filter[text]=0%25", vec!["early"]),
        ("filter[text]=LATE", vec!["late"]),
        ("filter[text]=nothing", vec![]),
    ] {
        assert_eq!(summaries(&list(&olga, filter).await), expected, "{filter}");
    }
    let found = list(&olga, "filter[state]=reviewed").await;
    assert_eq!(found.total, 1);
    assert_eq!((found.counts.received, found.counts.returned, found.counts.reviewed), (2, 0, 1));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn counts_follow_reviews_and_deletions(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (olga, mut desk) = (server.sign_in(Who::Olga).await, Device::new());
    let visits = [phone.visit("one"), phone.visit("two"), phone.visit("three")];
    anna.push(phone.id, &visits).await;
    let counts = async || {
        let counts = list(&olga, "").await.counts;
        (counts.received, counts.returned, counts.reviewed)
    };
    assert_eq!(counts().await, (3, 0, 0));
    let seen = olga.find(visits[0].record).await.unwrap();
    let verdict = [("review/verdict", visit::RETURNED), ("review/seen", &visit::seen(&seen))];
    olga.push(desk.id, &[desk.amend(&seen, &verdict)]).await;
    assert_eq!(counts().await, (2, 1, 0));
    anna.push(phone.id, &visits).await;
    assert_eq!(counts().await, (2, 1, 0), "the same again counts nothing twice");
    let seen = anna.find(visits[1].record).await.unwrap();
    anna.push(phone.id, &[phone.delete(&seen)]).await;
    assert_eq!(counts().await, (1, 1, 0));
    assert_eq!(list(&olga, "").await.total, 2);
    assert_eq!(list(&olga, "filter[from]=2026-11-20&filter[to]=2026-11-20").await.total, 2);
    assert_eq!(list(&olga, "filter[to]=2026-11-19").await.total, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_long_list_comes_in_pages_that_neither_miss_nor_repeat(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let olga = server.sign_in(Who::Olga).await;
    let visits: Vec<Change> = (0..120).map(|n| phone.visit(&format!("visit {n}"))).collect();
    anna.push(phone.id, &visits).await;
    let (mut seen, mut filter) = (BTreeSet::new(), String::new());
    for expected in [50, 50, 20] {
        let page = list(&olga, &filter).await;
        assert_eq!((page.lines.len(), page.total), (expected, 120));
        seen.extend(page.lines.iter().map(|line| line.id));
        filter = format!("filter[after]={}", page.next.unwrap_or_default());
    }
    assert_eq!(seen.len(), 120);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_visit_opens_with_its_talk_its_history_and_its_neighbours(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (olga, mut desk) = (server.sign_in(Who::Olga).await, Device::new());
    let company = phone.make(Kind::COMPANY, &[("name", "Heron")]);
    let about_heron = |device: &mut Device, day: &str| {
        device.make(Kind::VISIT, &[("company", &company.record.to_string()), ("day", day), ("content", day)])
    };
    let (first, second) = (about_heron(&mut phone, "2026-11-01"), about_heron(&mut phone, "2026-11-20"));
    anna.push(phone.id, &[company.clone(), first.clone(), second.clone()]).await;
    let seen = anna.find(second.record).await.unwrap();
    anna.push(phone.id, &[phone.amend(&seen, &[("content", "better words")])]).await;
    let seen = olga.find(second.record).await.unwrap();
    let question = desk.comment(second.record, "how large is the plot?");
    let verdict = [("review/verdict", visit::RETURNED), ("review/seen", &visit::seen(&seen))];
    olga.push(desk.id, &[desk.amend(&seen, &verdict), question]).await;

    let page = page(&olga, second.record).await;
    assert_eq!(page.record.text("content"), Some("better words"));
    assert_eq!((page.unit.as_str(), page.author.as_str()), ("TeamA", "Anna"));
    let told: Vec<_> = page.history.iter().map(|c| (c.path.as_str(), c.by.as_str(), c.conflict)).collect();
    assert_eq!(told, [("review/verdict", "Olga", false), ("content", "Anna", false)]);
    assert_eq!((&page.history[1].before, &page.history[1].after), (&"2026-11-20".into(), &"better words".into()));
    assert_eq!(page.comments.len(), 1);
    assert_eq!((page.comments[0].by.as_str(), page.comments[0].text.as_str()), ("Olga", "how large is the plot?"));
    assert_eq!(page.earlier.iter().map(|line| line.id).collect::<Vec<_>>(), [first.record]);
    let names: BTreeSet<&str> = page.names.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["Anna", "Olga"]));
}

/// A visit that was amended so often, each time having seen the time before, and the record that this makes.
async fn often_amended(anna: &SignedIn, phone: &mut Device, times: usize) -> Record {
    let first = phone.make(Kind::VISIT, &[("day", "2026-11-20"), ("content", "the first words"), ("place", "0")]);
    let who = Attribution { by: Who::Anna.id(), unit: Place::TeamA.id() };
    let mut record = Record::born(&first, who);
    let mut changes = vec![first];
    for time in 1..=times {
        let change = phone.amend(&record, &[("place", &time.to_string())]);
        record.apply(&change, who);
        changes.push(change);
    }
    let last = phone.amend(&record, &[("content", "the last words")]);
    record.apply(&last, who);
    changes.push(last);
    for portion in changes.chunks(100) {
        let reply = anna.push(phone.id, portion).await;
        assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{:?}", reply.outcomes);
    }
    record
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_long_history_is_told_in_parts_the_latest_first(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let olga = server.sign_in(Who::Olga).await;
    let visit = often_amended(&anna, &mut phone, 250).await;

    let (mut told, mut parts, mut before) = (Vec::new(), 0, String::new());
    loop {
        let page: Json = olga.get(&format!("/api/fn/visit?id={}{before}", visit.id)).await.json();
        let part: Vec<FieldChange> = serde_json::from_value(page["history"].clone()).unwrap();
        assert!((1..=100).contains(&part.len()), "{} at once", part.len());
        assert_eq!(page["record"]["id"], visit.id.to_string(), "all else is there with each part");
        told.extend(part);
        parts += 1;
        let Some(more) = page["older_changes"].as_u64() else { break };
        before = format!("&before={more}");
    }
    assert_eq!((parts, told.len()), (3, 251), "nothing is told twice or left out");
    let values = |change: &FieldChange| (change.path.to_string(), change.before.clone(), change.after.clone());
    let (words, places) = told.split_first().unwrap();
    let expected = ("content".to_owned(), "the first words".into(), "the last words".into());
    assert_eq!(values(words), expected, "what stood there was written long before this part");
    for (change, time) in places.iter().zip((1..=250).rev()) {
        let expected = ("place".to_owned(), (time - 1).to_string().as_str().into(), time.to_string().as_str().into());
        assert_eq!(values(change), expected);
    }
    assert!(told.iter().all(|change| change.by == "Anna" && !change.conflict));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_page_of_a_long_history_says_that_there_is_more_and_leads_to_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let olga = server.sign_in(Who::Olga).await;
    let visit = often_amended(&anna, &mut phone, 120).await;

    let read = async |path: &str| olga.get(path).await.body.replace("<!>", "");
    let latest = read(&format!("/desk/visits/{}?state=received", visit.id)).await;
    assert!(latest.contains("the last words") && latest.contains("<ins>120</ins>"), "{latest}");
    assert!(!latest.contains("<ins>1</ins>") && !latest.contains("回到最近的修改"));
    let (_, link) = latest.split_once("更早的修改未显示").expect("it says that there is more");
    let (_, link) = link.split_once("href=\"").expect("and leads to it");
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    assert!(link.starts_with(&format!("/desk/visits/{}?state=received&", visit.id)), "{link}");

    let older = read(link.split('#').next().unwrap()).await;
    assert!(older.contains("<ins>1</ins>") && !older.contains("<ins>120</ins>"), "{older}");
    assert!(older.contains("回到最近的修改") && !older.contains("更早的修改未显示"));
    let short = phone.visit("short");
    anna.push(phone.id, std::slice::from_ref(&short)).await;
    let short = read(&format!("/desk/visits/{}", short.record)).await;
    assert!(!short.contains("更早的修改未显示") && !short.contains("回到最近的修改"));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_outside_the_readers_units_does_not_exist_for_them(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let bella = server.sign_in(Who::Bella).await;
    let company = phone.make(Kind::COMPANY, &[("name", "Heron")]);
    let visit = phone.make(Kind::VISIT, &[("company", &company.record.to_string()), ("content", "a secret")]);
    anna.push(phone.id, &[company.clone(), visit.clone()]).await;
    let mut other = Device::new();
    let own = other.make(Kind::VISIT, &[("company", &company.record.to_string()), ("content", "B's own")]);
    bella.push(other.id, std::slice::from_ref(&own)).await;

    let of_team_a = format!("filter[unit]={}", Place::TeamA.id());
    assert_eq!(list(&bella, &of_team_a).await, VisitList::default());
    assert_eq!(list(&bella, "").await.total, 1);
    assert_eq!(list(&bella, "filter[text]=secret").await.total, 0);
    assert_eq!(page(&bella, own.record).await.earlier, []);
    let hidden = bella.get(&format!("/api/fn/visit?id={}", visit.record)).await;
    let missing = bella.get(&format!("/api/fn/visit?id={}", RecordId(uuid::Uuid::now_v7()))).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body));
    assert_eq!(serde_json::from_str::<ReadError>(&hidden.body).unwrap(), ReadError::NotFound);
    let as_a_visit = bella.get(&format!("/api/fn/visit?id={}", company.record)).await;
    assert_eq!(as_a_visit.body, missing.body, "a company is not opened as a visit");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_one_may_not_see_is_not_called_by_its_name_either(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let (mut phone, mut other) = (Device::new(), Device::new());
    let visit = phone.make(Kind::VISIT, &[("company_name", "Heron"), ("content", "a secret")]);
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let seen = anna.find(visit.record).await.unwrap();
    let pointing = other.make(Kind::VISIT, &[("chain", &visit.record.to_string()), ("content", "B's own")]);
    let guessing = other.amend(&seen, &[("content", "not hers")]);
    let fates: Vec<Fate> =
        bella.push(other.id, &[pointing, guessing]).await.outcomes.iter().map(|outcome| outcome.fate).collect();
    assert_eq!(fates, [Fate::Applied, Fate::Quarantined]);
    for told in [bella.get("/api/fn/visits").await, bella.get("/api/fn/quarantine").await] {
        assert_eq!(told.status, StatusCode::OK);
        assert!(!told.body.contains("Heron"), "{}", told.body);
    }
    let of_the_office = server.sign_in(Who::Olga).await.get("/api/fn/quarantine").await;
    assert!(of_the_office.body.contains("Heron"), "{}", of_the_office.body);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_far_too_large_is_listed_by_its_beginning(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    anna.push(phone.id, &[phone.make(Kind::VISIT, &[("content", &"长".repeat(400_000))])]).await;
    let lines = quarantine(&anna).await;
    assert_eq!((lines[0].code.as_str(), lines[0].raw.chars().count()), ("too_large", 4_000));
    let entry: QuarantineEntry = anna.get(&format!("/api/fn/set_aside?number={}", lines[0].id)).await.json();
    assert_eq!(entry.fields[0].path, "content", "and opened with what it holds");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_choices_are_the_readers_units_as_a_tree(database: Database) {
    let server = TestServer::start(database).await;
    let choices = async |who| -> FilterChoices { server.sign_in(who).await.get("/api/fn/choices").await.json() };
    let names = |choices: FilterChoices| -> Vec<(String, usize)> {
        choices.units.into_iter().map(|(_, name, depth)| (name, depth)).collect()
    };
    let tree = |lines: &[(&str, usize)]| lines.iter().map(|(n, d)| ((*n).to_owned(), *d)).collect::<Vec<_>>();
    let of_olga = names(choices(Who::Olga).await);
    assert_eq!(of_olga, tree(&[("Office", 0), ("TeamA", 1), ("TeamB", 1)]));
    assert_eq!(names(choices(Who::Bella).await), tree(&[("TeamB", 0)]));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_was_set_aside_is_seen_by_its_author_and_by_the_office_above(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let bad = phone.make(Kind::VISIT, &[("day", "soon"), ("content", &"x".repeat(9_000))]);
    anna.push(phone.id, &[bad]).await;
    for (who, count) in
        [(Who::Anna, 1), (Who::Olga, 1), (Who::Adam, 1), (Who::Albert, 0), (Who::Bella, 0), (Who::Vera, 0)]
    {
        let lines = quarantine(&server.sign_in(who).await).await;
        assert_eq!(lines.len(), count, "{who:?}");
        for line in lines {
            assert_eq!((line.code.as_str(), line.author.as_str()), ("bad_value", "Anna"));
            assert_eq!(line.raw.chars().count(), 4_000);
        }
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_change_that_was_set_aside_is_read_field_by_field_with_what_was_decided(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, olga, mut phone) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Olga).await, Device::new());
    anna.push(phone.id, &[phone.make(Kind::VISIT, &[("day", "soon"), ("colour", "red")])]).await;
    let number = quarantine(&olga).await[0].id;
    let address = format!("/api/fn/set_aside?number={number}");
    let entry: QuarantineEntry = olga.get(&address).await.json();
    let told: Vec<_> = entry.fields.iter().map(|field| (field.path.as_str(), field.told.as_str())).collect();
    assert_eq!(told, [("colour", "red"), ("day", "soon")]);
    assert_eq!((entry.line.path.as_deref(), entry.decides, &entry.line.taken), (Some("colour"), true, &None));
    let of_anna: QuarantineEntry = anna.get(&address).await.json();
    assert!(!of_anna.decides, "her own");
    for who in [Who::Bella, Who::Albert, Who::Vera] {
        let reply = server.sign_in(who).await.get(&address).await;
        assert_eq!(serde_json::from_str::<ReadError>(&reply.body).unwrap(), ReadError::NotFound, "{who:?}");
    }

    let mending = serde_json::json!({ "decision": "mend", "fields": { "day": "2026-11-20" }, "without": ["colour"] });
    assert_eq!(olga.post(&format!("/api/v1/quarantine/{number}"), &mending).await.status, StatusCode::OK);
    assert!(quarantine(&olga).await.is_empty(), "nothing waits any more");
    let decided: Vec<QuarantineLine> = olga.get("/api/fn/quarantine?decided=true").await.json();
    let taken = decided[0].taken.as_ref().expect("it was decided over");
    assert_eq!((taken.decision, taken.by.as_str(), taken.turn), (Decision::Mend, "Olga", 1));
    let entry: QuarantineEntry = olga.get(&address).await.json();
    let mended = [("day".to_owned(), Some(Value::from("2026-11-20"))), ("colour".to_owned(), None)];
    assert_eq!((entry.mended.as_slice(), entry.decides), (&mended[..], false));
    assert_eq!(entry.fields.len(), 2, "and what came stands beside it");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn beside_what_was_set_aside_stands_what_the_record_holds_for_who_may_see_it(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella, olga) =
        (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await, server.sign_in(Who::Olga).await);
    let (mut phone, mut other) = (Device::new(), Device::new());
    let visit = phone.make(Kind::VISIT, &[("day", "2026-11-20"), ("content", "first words")]);
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    let seen = anna.find(visit.record).await.unwrap();
    anna.push(phone.id, &[phone.amend(&seen, &[("day", "soon"), ("place", "苏州")])]).await;
    bella.push(other.id, &[other.amend(&seen, &[("content", "not hers")])]).await;

    let stood = async |reader: &SignedIn, line: &QuarantineLine| {
        let entry: QuarantineEntry = reader.get(&format!("/api/fn/set_aside?number={}", line.id)).await.json();
        let fields = entry.fields.into_iter().map(|field| (field.path, field.stands));
        (entry.record, fields.collect::<Vec<_>>())
    };
    let (path, held) = ("day".to_owned(), Some(Value::from("2026-11-20")));
    let waiting = quarantine(&olga).await;
    let of_anna = waiting.iter().find(|line| line.author == "Anna").unwrap();
    assert_eq!(of_anna.path.as_deref(), Some("day"));
    let told = (Some(visit.record), vec![(path, held), ("place".to_owned(), None)]);
    assert_eq!(stood(&olga, of_anna).await, told);
    let of_bella = &quarantine(&bella).await[0];
    assert_eq!(stood(&bella, of_bella).await, (None, vec![("content".to_owned(), None)]), "of another team");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn without_a_session_the_console_reads_nothing(database: Database) {
    let server = TestServer::start(database).await;
    for path in
        ["visits", "choices", "quarantine", "set_aside?number=1", "visit?id=00000000-0000-0000-0000-000000000000"]
    {
        let reply = server.anonymous().get(&format!("/api/fn/{path}")).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(serde_json::from_str::<ReadError>(&reply.body).unwrap(), ReadError::SignedOut, "{path}");
    }
}
