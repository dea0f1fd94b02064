//! 行程执行情况: what was planned for a trip against what happened.

use std::collections::BTreeMap;

use super::Day;
use super::follow_up::follow_ups;
use super::trip::{Stop, stops};
use crate::id::RecordId;
use crate::merge::Record;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// The stops in their order, each with the visit that it became.
    pub stops: Vec<(Stop, Option<RecordId>)>,
    /// Visits of the trip to which no stop led, in the order in which they were made.
    pub unplanned: Vec<RecordId>,
    pub figures: Figures,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub stops: usize,
    pub stops_visited: usize,
    pub companies: usize,
    /// Of each company what it said last; integer 万元.
    pub amount: i64,
    /// Next steps and commitments that the visits left.
    pub follow_ups: usize,
}

/// Holds the visits against the stops. Those of other trips may be among them: they are passed over. Each
/// visit counts for one stop, that of its own day before any other.
pub fn course<'a>(trip: &Record, visits: impl IntoIterator<Item = &'a Record>) -> Course {
    let planned = stops(trip);
    let visits: Vec<&Record> = in_order(visits).into_iter().filter(|visit| belongs(visit, trip, &planned)).collect();
    let mut left = visits.clone();
    let mut became: Vec<Option<RecordId>> = vec![None; planned.len()];
    for same_day in [true, false] {
        for (stop, became) in planned.iter().zip(&mut became).filter(|(_, became)| became.is_none()) {
            let fits = |visit: &&Record| is_at(visit, stop) && (!same_day || stop.day == day_of(visit));
            *became = left.iter().position(fits).map(|place| left.remove(place).id);
        }
    }
    let figures = Figures { stops: planned.len(), stops_visited: became.iter().flatten().count(), ..figures(&visits) };
    Course {
        stops: planned.into_iter().zip(became).collect(),
        unplanned: left.iter().map(|visit| visit.id).collect(),
        figures,
    }
}

/// By day and time; those that stand no more are left out.
pub(super) fn in_order<'a>(visits: impl IntoIterator<Item = &'a Record>) -> Vec<&'a Record> {
    let mut visits: Vec<&Record> = visits.into_iter().filter(|visit| visit.is_alive()).collect();
    visits.sort_unstable_by_key(|visit| (day_of(visit), visit.text("start"), visit.id));
    visits
}

/// Its author said so; or nobody said of which trip it is, and it was made where and when the trip came by.
fn belongs(visit: &Record, trip: &Record, planned: &[Stop]) -> bool {
    match visit.text("trip") {
        Some(of) => of == trip.id.to_string(),
        None => planned.iter().any(|stop| is_at(visit, stop) && stop.day.is_some() && stop.day == day_of(visit)),
    }
}

fn is_at(visit: &Record, stop: &Stop) -> bool {
    stop.company.is_some() && stop.company == company_of(visit)
}

fn company_of(visit: &Record) -> Option<RecordId> {
    visit.text("company").and_then(|id| id.parse().ok())
}

pub(super) fn day_of(visit: &Record) -> Option<Day> {
    visit.text("day").and_then(|day| day.parse().ok())
}

/// What the visits add up to; they are in order.
fn figures(visits: &[&Record]) -> Figures {
    let mut intended: BTreeMap<Option<RecordId>, i64> = BTreeMap::new();
    for visit in visits {
        let amount = intended.entry(company_of(visit)).or_default();
        *amount = visit.int("intent/amount").unwrap_or(*amount);
    }
    Figures {
        companies: intended.keys().flatten().count(),
        amount: intended.values().sum(),
        follow_ups: visits.iter().map(|visit| follow_ups(visit).len()).sum(),
        ..Figures::default()
    }
}
