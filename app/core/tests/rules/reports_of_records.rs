//! What lists show of records, and what a person still has to mend.

use zoufang_core::domain::trip::stops;
use zoufang_core::domain::{Call, Day, Facets, Kind, Problem, Tag, TagName};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Op, Record};

use crate::cast::{Making, change, dot, person, record, visit};

fn facets(record: &Record) -> Facets {
    (record.kind.spec().unwrap().facets)(record)
}

fn findings(making: &Making) -> Vec<(String, Problem)> {
    let record = making.born_by(7);
    let today: Day = "2026-11-20".parse().unwrap();
    let findings = (record.kind.spec().unwrap().check)(&record.shown(), today);
    findings.into_iter().map(|finding| (finding.path.as_str().to_owned(), finding.problem)).collect()
}

fn complete() -> Making {
    visit(1, 1)
        .writes("company", record(30).to_string())
        .writes("company_name", "某某")
        .writes("kind", "visit")
        .writes("day", "2026-11-20")
        .writes("content", "first line\nsecond line")
}

fn found(path: &str, problem: Problem) -> Vec<(String, Problem)> {
    vec![(path.to_owned(), problem)]
}

#[test]
fn a_complete_visit_has_nothing_to_mend() {
    assert_eq!(findings(&complete()), []);
    assert_eq!(findings(&complete().writes("start", "09:30").writes("end", "09:30")), []);
}

#[test]
fn a_visit_tells_what_is_missing_or_wrong() {
    let missing: Vec<String> =
        findings(&visit(1, 1).writes("place", "hall")).into_iter().map(|(path, _)| path).collect();
    assert_eq!(missing, ["company", "kind", "day", "content"]);
    assert_eq!(findings(&complete().writes("day", "2026-11-21")), found("day", Problem::InTheFuture));
    let backwards = complete().writes("start", "14:00").writes("end", "09:30");
    assert_eq!(findings(&backwards), found("end", Problem::BeforeStart));
    let step = complete().writes("next/5/due", "2026-12-01");
    assert_eq!(findings(&step), found("next/5/what", Problem::Missing));
    let guest = complete().writes("attendees/5/title", "director");
    assert_eq!(findings(&guest), found("attendees/5/name", Problem::Missing));
}

#[test]
fn what_is_said_of_a_visit_in_one_line_tells_where_it_goes_on() {
    let said = |content: &str| facets(&complete().writes("content", content).born_by(7)).subtitle;
    assert_eq!(said("谈了用地。\n第二段"), "谈了用地。");
    let whole = "谈".repeat(60);
    assert_eq!(said(&whole), whole);
    assert_eq!(said(&format!("{whole}𠮷")), format!("{whole}…"));
}

#[test]
fn a_visit_fills_the_columns_of_every_list() {
    let visit = complete()
        .writes("chain", record(40).to_string())
        .writes("trip", record(60).to_string())
        .writes("intent/amount", 15_000)
        .writes("intent/grade", "B")
        .writes("needs/land", true)
        .writes("needs/talent", false)
        .writes("next/5/what", "call")
        .born_by(7);
    let expected = Facets {
        title: "某某".to_owned(),
        subtitle: "first line".to_owned(),
        author: Some(person(7)),
        day: Some("2026-11-20".parse().unwrap()),
        state: Some("received".to_owned()),
        company: Some(record(30)),
        chain: Some(record(40)),
        code: None,
        about: None,
        amount: Some(15_000),
        tags: vec![
            Tag(TagName::Kind, "visit".to_owned()),
            Tag(TagName::Trip, record(60).to_string()),
            Tag(TagName::Grade, "B".to_owned()),
            Tag(TagName::Need, "land".to_owned()),
        ],
        calls: vec![Call::Step],
    };
    assert_eq!(facets(&visit), expected);
}

#[test]
fn a_company_is_checked_for_its_name_and_its_code() {
    let company = |making: fn(Making) -> Making| findings(&making(change(1, 1, Kind::COMPANY, 30)));
    assert_eq!(company(|c| c.writes("name", "甲").writes("code", "91350100M000100Y43")), []);
    assert_eq!(company(|c| c.writes("short", "甲")), found("name", Problem::Missing));
    let code =
        |code: &'static str| findings(&change(1, 1, Kind::COMPANY, 30).writes("name", "甲").writes("code", code));
    assert_eq!(code("91350100M000100Y44"), found("code", Problem::CodeCheckDigit));
    assert_eq!(code("9135"), found("code", Problem::CodeLength));
    assert_eq!(code("91350100I000100Y43"), found("code", Problem::CodeCharacter));
}

#[test]
fn the_short_line_of_a_company_has_no_gaps() {
    let bare = change(1, 1, Kind::COMPANY, 30).writes("name", "甲公司").born_by(7);
    assert_eq!((facets(&bare).title.as_str(), facets(&bare).subtitle.as_str()), ("甲公司", "甲公司"));
    let full = change(1, 1, Kind::COMPANY, 30)
        .writes("name", "甲公司")
        .writes("short", "甲")
        .writes("chain_name", "光电")
        .writes("lists/央企", true)
        .writes("lists/百强", false)
        .writes("trip_region", "华东")
        .writes("chain", record(40).to_string())
        .writes("pursuit", "signed")
        .born_by(7);
    let facets = facets(&full);
    assert_eq!((facets.chain, facets.state.as_deref()), (Some(record(40)), Some("signed")));
    assert_eq!((facets.title.as_str(), facets.subtitle.as_str()), ("甲", "甲公司 · 光电"));
    let tags = [Tag(TagName::Region, "华东".to_owned()), Tag(TagName::List, "央企".to_owned())];
    assert_eq!((facets.company, facets.tags.as_slice()), (Some(record(30)), tags.as_slice()));
}

/// Title, short line, state and what it hangs on, as a list shows them.
fn line(making: Making) -> (String, String, Option<String>, Option<RecordId>) {
    let Facets { title, subtitle, state, about, .. } = facets(&making.born_by(7));
    (title, subtitle, state, about)
}

#[test]
fn the_citys_lists_show_what_their_records_are() {
    let chain = change(1, 1, Kind::CHAIN, 40).writes("name", "光电").writes("year", 2026);
    assert_eq!(line(chain), ("光电".into(), "2026".into(), None, None));
    let unit = change(1, 1, Kind::UNIT, 3).writes("name", "市商务局").writes("kind", "commerce_bureau");
    let unit = unit.writes("parent", record(2).to_string());
    let state = Some("commerce_bureau".to_owned());
    assert_eq!(line(unit.clone()), ("市商务局".into(), "市商务局".into(), state.clone(), Some(record(2))));
    assert_eq!(line(unit.writes("short", "商务")), ("商务".into(), "市商务局".into(), state, Some(record(2))));
    let person = change(1, 1, Kind::PERSON, 4).writes("name", "甲").writes("role", "member");
    let person = person.writes("unit", record(3).to_string());
    assert_eq!(line(person), ("甲".into(), String::new(), Some("member".into()), Some(record(3))));
    let target = change(1, 1, Kind::TARGET, 5).writes("indicator", "开工");
    assert_eq!(line(target), ("开工".into(), String::new(), None, None));
}

#[test]
fn a_trip_is_listed_under_its_last_day_and_its_region() {
    let trip = change(1, 1, Kind::TRIP, 60).writes("name", "秋季").writes("region", "华东");
    let trip = trip.writes("from", "2026-11-20").writes("to", "2026-11-22").born_by(7);
    let Facets { title, subtitle, day, tags, .. } = facets(&trip);
    assert_eq!((title.as_str(), subtitle.as_str()), ("秋季", "华东"));
    assert_eq!(day.map(|day| day.to_string()).as_deref(), Some("2026-11-22"));
    assert_eq!(tags, [Tag(TagName::Region, "华东".to_owned())]);
}

#[test]
fn a_comment_without_words_is_not_complete() {
    let comment = change(1, 1, Kind::COMMENT, 5).writes("about", record(1).to_string());
    assert_eq!(findings(&comment), found("text", Problem::Missing));
    assert_eq!(findings(&comment.writes("text", "when?")), []);
}

#[test]
fn a_target_reads_as_a_line() {
    let target = change(1, 1, Kind::TARGET, 5).writes("indicator", "开工").writes("value", "33").writes("unit", "个");
    assert_eq!(facets(&target.born_by(1)).subtitle, "33 个");
}

#[test]
fn a_comment_shows_its_beginning_and_what_it_is_about() {
    let long = "问".repeat(200);
    let comment = change(1, 1, Kind::COMMENT, 5).writes("about", record(1).to_string()).writes("text", long);
    let facets = facets(&comment.writes("purpose", "question").born_by(1));
    assert_eq!((facets.title.chars().count(), facets.about), (80, Some(record(1))));
    assert_eq!(facets.state.as_deref(), Some("question"));
}

#[test]
fn stops_come_in_the_order_in_which_they_are_due_and_the_undated_last() {
    let trip = change(1, 1, Kind::TRIP, 60)
        .writes("stops/a/company_name", "undated")
        .writes("stops/b/day", "2026-11-21")
        .writes("stops/b/time", "14:00")
        .writes("stops/c/day", "2026-11-21")
        .writes("stops/d/day", "2026-11-20")
        .writes("stops/d/time", "16:00")
        .writes("stops/e/day", "2026-11-21")
        .writes("stops/e/time", "09:30")
        .writes("stops/f/day", "2026-11-21")
        .writes("stops/f/time", "09:30")
        .born_by(7);
    let keys: Vec<String> = stops(&trip).into_iter().map(|stop| stop.key).collect();
    assert_eq!(keys, ["d", "e", "f", "b", "c", "a"]);
}

#[test]
fn a_stop_that_was_taken_off_is_gone() {
    let mut trip =
        change(1, 1, Kind::TRIP, 60).writes("stops/a/company_name", "甲").writes("stops/b/day", "2026-11-21");
    trip = trip.writes("stops/b/company", record(30).to_string());
    let mut trip = trip.born_by(7);
    let base = [dot(1, 1)];
    let off = change(1, 2, Kind::TRIP, 60).clears("stops/a/company_name", &base).having_seen(&base);
    trip.apply(&off.0, crate::cast::who(7));
    let left = stops(&trip);
    assert_eq!((left.len(), left[0].company, left[0].purpose.as_str()), (1, Some(record(30)), ""));
}

#[test]
fn a_deleted_record_still_tells_what_it_was() {
    let mut visit = complete().born_by(7);
    let deletion = crate::cast::visit(1, 2).with_op(Op::Delete).having_seen(&[dot(1, 1)]);
    visit.apply(&deletion.0, crate::cast::who(7));
    assert!(!visit.is_alive());
    assert_eq!(facets(&visit).title, "某某");
}
