//! What became of a trip, and the words that it makes.

use zoufang_core::domain::course::{Figures, course};
use zoufang_core::domain::trip::{When, is_on, stops, when};
use zoufang_core::domain::trip_report::{Team, draft};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Op, Record};

use crate::cast::{Making, change, dot, person, record};

const TRIP: u128 = 60;

fn stop(trip: Making, key: &str, company: u128, day: &str) -> Making {
    trip.writes(&format!("stops/{key}/company"), record(company).to_string())
        .writes(&format!("stops/{key}/company_name"), format!("甲{company}"))
        .writes(&format!("stops/{key}/day"), day)
}

fn trip() -> Making {
    let trip = change(1, 1, Kind::TRIP, TRIP).writes("name", "长三角招商行").writes("region", "长三角");
    let trip = trip.writes("from", "2026-11-16").writes("to", "2026-11-20");
    let trip = stop(stop(trip, "a", 31, "2026-11-16"), "b", 32, "2026-11-17");
    stop(trip, "c", 33, "2026-11-18")
}

fn visit(of: u128, company: u128, day: &str) -> Making {
    change(1, u64::try_from(of).unwrap(), Kind::VISIT, of)
        .writes("company", record(company).to_string())
        .writes("company_name", format!("甲{company}"))
        .writes("day", day)
}

fn on_trip(of: u128, company: u128, day: &str) -> Making {
    visit(of, company, day).writes("trip", record(TRIP).to_string())
}

/// What became of each stop, and what nobody had planned.
fn became(trip: &Making, visits: &[Making]) -> (Vec<Option<RecordId>>, Vec<RecordId>) {
    let visits: Vec<Record> = visits.iter().map(|visit| visit.born_by(7)).collect();
    let course = course(&trip.born_by(7), &visits);
    (course.stops.into_iter().map(|(_, visit)| visit).collect(), course.unplanned)
}

#[test]
fn a_stop_becomes_the_visit_to_its_company() {
    let visits = [on_trip(71, 31, "2026-11-16"), on_trip(72, 33, "2026-11-17"), on_trip(73, 39, "2026-11-18")];
    let (stops, unplanned) = became(&trip(), &visits);
    assert_eq!(stops, [Some(record(71)), None, Some(record(72))], "a day earlier than planned is no other call");
    assert_eq!(unplanned, [record(73)]);
}

#[test]
fn a_visit_that_names_no_trip_counts_where_and_when_the_trip_came_by() {
    let visits = [visit(71, 31, "2026-11-16"), visit(72, 32, "2026-11-19"), visit(73, 39, "2026-11-17")];
    assert_eq!(became(&trip(), &visits), (vec![Some(record(71)), None, None], Vec::new()));
    let of_another = visit(71, 31, "2026-11-16").writes("trip", record(61).to_string());
    assert_eq!(became(&trip(), &[of_another]).0, [None; 3]);
    let mut gone = on_trip(71, 31, "2026-11-16").born_by(7);
    gone.apply(&change(1, 99, Kind::VISIT, 71).with_op(Op::Delete).having_seen(&[dot(1, 71)]).0, crate::cast::who(7));
    assert!(!gone.is_alive());
    assert_eq!(course(&trip().born_by(7), [&gone]).figures.stops_visited, 0);
}

#[test]
fn two_stops_at_one_company_become_two_visits_each_on_its_day() {
    let twice = stop(trip(), "d", 31, "2026-11-20");
    let (stops, unplanned) = became(&twice, &[on_trip(71, 31, "2026-11-20")]);
    assert_eq!((stops, unplanned.len()), (vec![None, None, None, Some(record(71))], 0));
    let both = [on_trip(71, 31, "2026-11-20"), on_trip(72, 31, "2026-11-19")];
    assert_eq!(became(&twice, &both).0, [Some(record(72)), None, None, Some(record(71))]);
}

#[test]
fn what_a_company_said_last_counts_once() {
    let first = on_trip(71, 31, "2026-11-16").writes("intent/amount", 10_000).writes("next/a/what", "送资料");
    let again = on_trip(72, 31, "2026-11-18").writes("intent/amount", 15_000).writes("commitments/a/what", "报批");
    let silent = on_trip(73, 31, "2026-11-19");
    let other = on_trip(74, 39, "2026-11-17").writes("intent/amount", 500);
    let visits = [first, again, silent, other].map(|visit| visit.born_by(7));
    let figures = course(&trip().born_by(7), &visits).figures;
    assert_eq!(figures, Figures { stops: 3, stops_visited: 1, companies: 2, amount: 15_500, follow_ups: 2 });
}

#[test]
fn stops_that_were_moved_come_as_they_were_put_and_the_others_behind_them() {
    let day = "2026-11-17";
    let trip = stop(stop(stop(trip(), "p", 34, day), "q", 35, day), "r", 36, day);
    let trip = trip.writes("stops/r/time", "08:00").writes("stops/q/time", "15:00");
    let order = |trip: &Making| -> String { stops(&trip.born_by(7)).into_iter().map(|stop| stop.key).collect() };
    assert_eq!(order(&trip), "arqbpc");
    assert_eq!(order(&trip.writes("stops/p/order", 1).writes("stops/q/order", 0)), "aqprbc");
}

#[test]
fn a_trip_is_running_on_its_first_and_its_last_day() {
    let trip = trip().writes("leader", person(7).to_string()).writes(&format!("members/{}", person(8)), true);
    let trip = trip.writes(&format!("members/{}", person(9)), false).born_by(7);
    let on = |day: &str| when(&trip, day.parse::<Day>().unwrap());
    assert_eq!(
        ["2026-11-15", "2026-11-16", "2026-11-20", "2026-11-21"].map(on),
        [When::Coming, When::Running, When::Running, When::Past]
    );
    assert_eq!([7, 8, 9].map(|n| is_on(&trip, person(n))), [true, true, false]);
    let undated = change(1, 1, Kind::TRIP, TRIP).writes("name", "待定").born_by(7);
    assert_eq!(when(&undated, "2026-11-15".parse().unwrap()), When::Coming);
}

const REPORT: &str = "\
一、总体情况
11月16日至20日，长三角小分队赴长三角开展“长三角招商行”活动，由王队长带队，一行2人。计划走访3站，完成2站；\
共走访企业3家，其中计划外走访企业1家，涉及意向投资合计4.55亿元，形成后续事项3项。
二、走访情况
（一）甲31（11月16日）：拟建第二基地。意向投资4.5亿元。
（二）甲32（11月17日）：谈了配套。
（三）甲39（11月17日）：途中拜访。意向投资500万元。
三、未走访情况
（一）甲33：企业负责人外出
四、下一步工作
（一）甲31：提供厂房清单（责任人：李某，11月27日前）
（二）甲31：协调用电";

#[test]
fn the_words_of_a_report_are_those_of_an_official() {
    let members = [7, 8].into_iter().fold(trip(), |trip, n| trip.writes(&format!("members/{}", person(n)), true));
    let trip = members.writes("stops/c/missed", "企业负责人外出").born_by(7);
    let visits = [
        on_trip(72, 32, "2026-11-17").writes("content", "谈了配套。\n第二行").writes("start", "09:00"),
        on_trip(73, 39, "2026-11-17")
            .writes("content", "途中拜访")
            .writes("start", "14:00")
            .writes("intent/amount", 500),
        on_trip(71, 31, "2026-11-16")
            .writes("content", "拟建第二基地")
            .writes("intent/amount", 45_000)
            .writes("next/a/what", "提供厂房清单")
            .writes("next/a/owner_name", "李某")
            .writes("next/a/due", "2026-11-27")
            .writes("next/b/what", "已经办了")
            .writes("next/b/done", true)
            .writes("commitments/a/what", "协调用电"),
    ]
    .map(|visit| visit.born_by(7));
    let visits: Vec<&Record> = visits.iter().collect();
    let course = course(&trip, visits.iter().copied());
    let team = Team { unit: "长三角小分队", leader: "王队长" };
    assert_eq!(draft(&trip, &course, &visits, team, "2026-11-20".parse().unwrap()), REPORT);
}

#[test]
fn a_report_that_is_written_on_the_way_tells_missed_stops_from_those_to_come_and_ends_with_a_sentence() {
    let trip = trip().born_by(7);
    let long = format!("{}；{}", "第一句很长。".repeat(15), "后面还有很多".repeat(20));
    let visit = on_trip(71, 31, "2026-11-16").writes("content", long).born_by(7);
    let course = course(&trip, [&visit]);
    let team = Team { unit: "小分队", leader: "" };
    let on = |day: &str| draft(&trip, &course, &[&visit], team, day.parse().unwrap());
    let begun = on("2026-11-16");
    assert!(begun.contains("第一句很长。\n三、后续行程\n（一）甲32（11月17日）"), "{begun}");
    assert!(!begun.contains("未走访情况") && !begun.contains('…'), "{begun}");
    let ended = on("2026-11-21");
    assert!(ended.contains("三、未走访情况\n（一）甲32：（原因待补充）") && !ended.contains("后续行程"), "{ended}");
}

#[test]
fn a_report_on_nothing_says_so_and_a_long_one_fits_its_field() {
    let bare = change(1, 1, Kind::TRIP, TRIP).writes("name", "调研").writes("region", "其他境内");
    let bare = bare.writes("from", "2026-12-30").writes("to", "2027-01-02").born_by(7);
    let team = Team { unit: "小分队", leader: "" };
    let words = draft(&bare, &course(&bare, []), &[], team, "2026-12-30".parse().unwrap());
    assert_eq!(words, "一、总体情况\n2026年12月30日至2027年1月2日，小分队开展“调研”活动。共走访企业0家。");
    let visits: Vec<Record> =
        (100..200).map(|n| on_trip(n, n, "2026-12-31").writes("content", "长".repeat(900)).born_by(7)).collect();
    let visits: Vec<&Record> = visits.iter().collect();
    let words = draft(&bare, &course(&bare, visits.iter().copied()), &visits, team, "2027-01-02".parse().unwrap());
    assert_eq!(words.chars().count(), 8_000);
    assert!(words.contains("（十）甲109") && words.contains("（二十一）甲120"), "{words}");
}
