//! Plans, contacts, materials and reports.

use zoufang_core::domain::material::{SORTS, Validity, tells, validity};
use zoufang_core::domain::{Day, Finding, Kind, Problem, report};
use zoufang_core::id::UnitId;
use zoufang_core::merge::Shown;

use crate::cast::{Making, change};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What is still to be mended, by path.
fn problems(making: &Making) -> Vec<(String, Problem)> {
    let spec = making.0.kind.spec().unwrap();
    let shown: Shown = making.0.fields.iter().map(|(path, write)| (path.clone(), write.value.clone())).collect();
    let told = |Finding { path, problem }: Finding| (path.to_string(), problem);
    (spec.check)(&shown, day("2026-11-21")).into_iter().map(told).collect()
}

#[test]
fn what_is_missing_is_told_of_each_kind() {
    let missing = |kind: Kind| -> Vec<String> {
        let found = problems(&change(1, 1, kind, 60));
        assert!(found.iter().all(|(_, problem)| *problem == Problem::Missing));
        found.into_iter().map(|(path, _)| path).collect()
    };
    assert_eq!(missing(Kind::CONTACT), ["company", "name"]);
    assert_eq!(missing(Kind::PLAN), ["name", "from", "to"]);
    assert_eq!(missing(Kind::TRIP), ["name", "from", "to"]);
    assert_eq!(missing(Kind::MATERIAL), ["sort", "title"]);
    assert_eq!(missing(Kind::REPORT), ["from", "to"]);
}

#[test]
fn what_ends_before_it_begins_is_told() {
    for kind in [Kind::PLAN, Kind::TRIP, Kind::REPORT] {
        let of =
            |to: &str| change(1, 1, kind.clone(), 60).writes("name", "x").writes("from", "2026-11-21").writes("to", to);
        assert_eq!(problems(&of("2026-11-20")), [("to".to_owned(), Problem::BeforeStart)]);
        assert_eq!(problems(&of("2026-11-21")), []);
    }
}

#[test]
fn a_material_tells_what_its_sort_does_and_each_sort_wants_what_it_is_about() {
    let told = |field: &str| -> Vec<&str> { SORTS.iter().copied().filter(|sort| tells(sort, field)).collect() };
    assert_eq!(told("number"), ["policy"]);
    assert_eq!(told("land_mu"), ["land"]);
    assert_eq!(told("price"), ["land", "plant"]);
    assert_eq!(told("company_name"), ["local_need"]);
    assert_eq!(told("place"), ["policy", "land", "plant", "local_need"]);
    assert_eq!(told("until"), SORTS);
    let of = |sort: &str| change(1, 1, Kind::MATERIAL, 60).writes("title", "x").writes("sort", sort);
    let missing = |path: &str| [(path.to_owned(), Problem::Missing)];
    assert_eq!(problems(&of("policy")), []);
    assert_eq!(problems(&of("local_need")), missing("company_name"));
    assert_eq!(problems(&of("chain_note")), missing("chain"));
    let dated = |until: &str| of("land").writes("from", "2026-11-21").writes("until", until);
    assert_eq!(problems(&dated("2026-11-20")), [("until".to_owned(), Problem::BeforeStart)]);
    assert_eq!(problems(&dated("2026-11-21")), []);
}

#[test]
fn a_material_is_in_force_from_its_first_to_its_last_day() {
    let of = |from: &str, until: &str| {
        let mut making = change(1, 1, Kind::MATERIAL, 60).writes("title", "若干措施");
        for (path, day) in [("from", from), ("until", until)] {
            if !day.is_empty() {
                making = making.writes(path, day);
            }
        }
        making.born_by(1)
    };
    let (first, last) = ("2026-01-01", "2026-12-31");
    let on = |from, until, today| validity(&of(from, until), day(today));
    assert_eq!(on(first, last, "2025-12-31"), Validity::NotYet(day(first)));
    assert_eq!(on(first, last, first), Validity::InForce);
    assert_eq!(on(first, last, last), Validity::InForce);
    assert_eq!(on(first, last, "2027-01-01"), Validity::Ended(day(last)));
    assert_eq!(on("", "", "2027-01-01"), Validity::InForce);
}

#[test]
fn a_unit_has_one_report_for_each_period() {
    let unit = |n: u128| UnitId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n));
    let mut ids = std::collections::BTreeSet::new();
    for n in 0..40 {
        for ahead in 0..200 {
            let id = report::id_of(unit(n << 32), day("2020-01-06").plus(7 * ahead));
            assert_eq!(id.0.get_version(), Some(uuid::Version::Custom));
            ids.insert(id);
        }
    }
    assert_eq!(ids.len(), 40 * 200);
    assert_eq!(report::id_of(unit(1), day("2026-11-16")), report::id_of(unit(1), day("2026-11-16")));
}
