//! 行程: days on the road with stops at companies.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, Tag, TagName};
use super::{Day, TimeOfDay};
use crate::id::{PersonId, RecordId};
use crate::merge::{Record, Value};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::TRIP,
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("name", ValueType::Text(100)),
        FieldSpec::new("region", ValueType::Text(20)),
        FieldSpec::new("leader", ValueType::Id),
        FieldSpec::new("members/*", ValueType::Bool),
        FieldSpec::new("from", ValueType::Day),
        FieldSpec::new("to", ValueType::Day),
        FieldSpec::new("goal", ValueType::Text(2_000)),
        FieldSpec::new("stops/*/company", ValueType::Id),
        FieldSpec::new("stops/*/company_name", ValueType::Text(120)),
        FieldSpec::new("stops/*/day", ValueType::Day),
        FieldSpec::new("stops/*/time", ValueType::Time),
        FieldSpec::new("stops/*/purpose", ValueType::Text(200)),
        // Its place within its day, where somebody moved the stops of that day by hand.
        FieldSpec::new("stops/*/order", ValueType::Int(0, 10_000)),
        // Why nobody went there.
        FieldSpec::new("stops/*/missed", ValueType::Text(200)),
        FieldSpec::new("plan", ValueType::Id),
        // 行程报告: what the trip came to, and the day on which it was handed in.
        FieldSpec::new("report/words", ValueType::Text(8_000)),
        FieldSpec::new("report/day", ValueType::Day),
        FieldSpec::new("report/by", ValueType::Text(60)),
    ],
    facets: |record| Facets {
        title: record.text("name").unwrap_or_default().to_owned(),
        subtitle: record.text("region").unwrap_or_default().to_owned(),
        about: record.text("plan").and_then(|id| id.parse().ok()),
        // The last day: a list of running and coming trips is `day >= today`.
        day: record.text("to").and_then(|day| day.parse().ok()),
        tags: record.text("region").map(|region| Tag(TagName::Region, region.to_owned())).into_iter().collect(),
        ..Facets::default()
    },
    check: |shown, _| Finding::of_period(shown, &["name", "from", "to"]),
};

/// One planned call of a trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub key: String,
    pub company: Option<RecordId>,
    pub company_name: String,
    pub day: Option<Day>,
    pub time: Option<TimeOfDay>,
    pub purpose: String,
    /// Why nobody went there; empty where that was not said.
    pub missed: String,
}

/// The stops of a trip in the order in which they are due.
pub fn stops(trip: &Record) -> Vec<Stop> {
    let mut stops: Vec<Stop> = trip
        .items("stops")
        .into_iter()
        .map(|key| {
            let text = |field| trip.text(&format!("stops/{key}/{field}"));
            Stop {
                key: key.to_owned(),
                company: text("company").and_then(|id| id.parse().ok()),
                company_name: text("company_name").unwrap_or_default().to_owned(),
                day: text("day").and_then(|day| day.parse().ok()),
                time: text("time").and_then(|time| time.parse().ok()),
                purpose: text("purpose").unwrap_or_default().to_owned(),
                missed: text("missed").unwrap_or_default().to_owned(),
            }
        })
        .collect();
    // What has no day, order or time yet is due after what has.
    let order = |stop: &Stop| trip.int(&format!("stops/{}/order", stop.key)).unwrap_or(i64::MAX);
    let due =
        |stop: &Stop| (stop.day.is_none(), stop.day, order(stop), stop.time.is_none(), stop.time, stop.key.clone());
    stops.sort_by_key(due);
    stops
}

/// Whether somebody leads the trip or is on it.
pub fn is_on(trip: &Record, person: PersonId) -> bool {
    let person = person.to_string();
    trip.text("leader") == Some(&*person) || trip.get(&format!("members/{person}")) == Some(&Value::Bool(true))
}

/// Where a trip stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Running,
    Coming,
    Past,
}

/// Without days it is still to come: somebody has begun to plan it.
pub fn when(trip: &Record, today: Day) -> When {
    let day = |path| trip.text(path).and_then(|day| day.parse::<Day>().ok());
    match (day("from"), day("to")) {
        (_, Some(to)) if to < today => When::Past,
        (Some(from), Some(_)) if from <= today => When::Running,
        _ => When::Coming,
    }
}
