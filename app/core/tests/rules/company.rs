//! What the city knows of a company: who met it first, and what its visits add up to.

use zoufang_core::domain::dossier::{Agreed, dossier};
use zoufang_core::domain::first_contact::{Claim, claims, standing};
use zoufang_core::domain::{Day, Kind, Problem};
use zoufang_core::merge::Record;

use crate::cast::{Making, change, person, record, visit, who};

fn claim(making: Making, of: u128, day: &str, unit: &str) -> Making {
    let path = |part: &str| format!("first_contact/{}/{part}", person(of));
    making.writes(&path("day"), day).writes(&path("by"), "甲").writes(&path("unit"), unit)
}

fn units(claims: &[Claim]) -> Vec<&str> {
    claims.iter().map(|claim| claim.unit.as_str()).collect()
}

#[test]
fn two_claims_made_without_network_both_stand_and_the_earlier_day_counts() {
    let made = change(1, 1, Kind::COMPANY, 30).writes("name", "甲公司");
    let seen = [made.0.dot()];
    let early = claim(change(2, 1, Kind::COMPANY, 30).having_seen(&seen), 1, "2026-11-18", "一队");
    let late = claim(change(3, 1, Kind::COMPANY, 30).having_seen(&seen), 2, "2026-11-19", "二队");
    let mut orders: Vec<Record> = Vec::new();
    for order in [[&early, &late], [&late, &early]] {
        let mut company = made.born_by(7);
        for (making, by) in order.into_iter().zip([1, 2]) {
            company.apply(&making.0, who(by));
        }
        assert_eq!(company.open_conflicts().count(), 0, "nobody has to settle anything");
        let (first, later) = standing(&company);
        assert_eq!((units(&first), units(&later)), (vec!["一队"], vec!["二队"]));
        orders.push(company);
    }
    assert_eq!(units(&claims(&orders[0])), units(&claims(&orders[1])));
}

#[test]
fn claims_of_the_same_day_stand_side_by_side_and_one_without_a_day_is_none() {
    let company = claim(claim(change(1, 1, Kind::COMPANY, 30), 2, "2026-11-18", "二队"), 1, "2026-11-18", "一队");
    let (first, later) = standing(&company.born_by(7));
    assert_eq!((units(&first), units(&later)), (vec!["一队", "二队"], vec![]));
    let without = change(1, 1, Kind::COMPANY, 30).writes(&format!("first_contact/{}/by", person(1)), "甲");
    assert_eq!(standing(&without.born_by(7)), (vec![], vec![]));
}

#[test]
fn a_claim_says_its_day_and_that_is_not_tomorrow() {
    let today: Day = "2026-11-18".parse().unwrap();
    let problems = |day: &str| {
        let company = claim(change(1, 1, Kind::COMPANY, 30).writes("name", "甲公司"), 1, day, "一队").born_by(7);
        let mut shown = company.shown();
        shown.retain(|_, value| value.as_text() != Some(""));
        let findings = (Kind::COMPANY.spec().unwrap().check)(&shown, today);
        findings.into_iter().map(|finding| finding.problem).collect::<Vec<_>>()
    };
    assert_eq!(problems("2026-11-18"), []);
    assert_eq!(problems("2026-11-19"), [Problem::InTheFuture]);
    assert_eq!(problems(""), [Problem::Missing]);
}

#[test]
fn visits_add_up_to_people_what_was_agreed_and_needs() {
    let of = |n: u128, day: &str| {
        Making(zoufang_core::merge::Change { record: record(n), ..visit(1, 1).0 }).writes("day", day)
    };
    let theirs = |making: Making, name: &str, title: &str| {
        let path = |part: &str| format!("attendees/{name}/{part}");
        making.writes(&path("side"), "theirs").writes(&path("name"), name).writes(&path("title"), title)
    };
    let old = theirs(theirs(of(1, "2026-03-01"), "王总", "总经理"), "李工", "")
        .writes("needs/land", true)
        .writes("needs/funds", true)
        .writes("needs/energy", true)
        .writes("need_notes/energy", "两回路供电")
        .writes("met/energy", "2026-05-06")
        .writes("commitments/d/what", "协调用电")
        .writes("commitments/d/due", "2026-03-05")
        .writes("next/a/what", "报价")
        .writes("next/b/what", "地块资料")
        .writes("next/b/due", "2026-03-09")
        .writes("next/c/what", "会谈纪要")
        .writes("next/c/done", true)
        .born_by(7);
    let new = theirs(of(2, "2026-10-01"), "王总", "董事长")
        .writes("attendees/us/side", "ours")
        .writes("attendees/us/name", "赵队")
        .writes("needs/land", true)
        .writes("needs/talent", false)
        .born_by(7);
    let dossier = dossier([&old, &new]);
    let people: Vec<_> = dossier.people.iter().map(|met| (met.name.as_str(), met.title.as_str(), met.times)).collect();
    assert_eq!(people, [("王总", "董事长", 2), ("李工", "", 1)]);
    let agreed: Vec<_> = dossier.agreed.iter().map(|Agreed { follow_up, .. }| follow_up.what.as_str()).collect();
    assert_eq!(agreed, ["协调用电", "地块资料", "报价", "会谈纪要"]);
    let needs: Vec<_> = dossier.needs.iter().map(|told| (told.need.as_str(), told.visit)).collect();
    assert_eq!(needs, [("land", record(2)), ("funds", record(1)), ("energy", record(1))]);
    let met = dossier.needs.last().unwrap();
    assert_eq!((met.note.as_str(), met.met), ("两回路供电", Some("2026-05-06".parse().unwrap())));
}

#[test]
fn whoever_bears_the_same_name_or_is_the_same_contact_is_one_person() {
    let of = |n: u128, day: &str, name: &str, contact: Option<u128>| {
        let mut making = Making(zoufang_core::merge::Change { record: record(n), ..visit(1, 1).0 })
            .writes("day", day)
            .writes("attendees/a/side", "theirs")
            .writes("attendees/a/name", name);
        if let Some(contact) = contact {
            making = making.writes("attendees/a/contact", record(contact).to_string());
        }
        making.born_by(7)
    };
    let visits = [
        of(1, "2026-03-01", "王总", None),
        of(2, "2026-04-01", "王建国", Some(9)),
        of(3, "2026-05-01", "王总", Some(9)),
    ];
    let people = dossier(&visits).people;
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].name.as_str(), people[0].times, people[0].contact), ("王总", 3, Some(record(9))));
}
