use std::collections::BTreeSet;

use zoufang_core::domain::trip::{When, when};
use zoufang_core::domain::{Day, Kind, Tag, TagName};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::device::Device;
use crate::store::{ListQuery, Listed, StoreError};

/// Plans that are shown: those that end last.
const PLANS: u32 = 20;
const TRIPS: u32 = 200;
/// Visits of a plan's days that are looked through.
const VISITS: usize = 5_000;

/// A plan, and what was done of it: all of it counted from the records.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub plan: Record,
    /// Its last day.
    pub ends: Option<Day>,
    pub trips: Vec<Record>,
    /// Those of its trips, the latest first.
    pub visits: Vec<Listed>,
    /// Companies that were called on.
    pub companies: usize,
    /// Trips that have begun.
    pub trips_made: usize,
}

pub async fn read_plans(device: &Device) -> Result<Vec<Standing>, StoreError> {
    let mut plans = Vec::new();
    for view in device.views(ListQuery::Kind(Kind::PLAN), PLANS).await? {
        plans.push(standing_of(device, view.record).await?);
    }
    Ok(plans)
}

/// `None` where the device has no such plan.
pub async fn read_plan(device: &Device, id: RecordId) -> Result<Option<Standing>, StoreError> {
    match device.view(id).await?.filter(|view| view.record.is_alive() && view.record.kind == Kind::PLAN) {
        Some(view) => standing_of(device, view.record).await.map(Some),
        None => Ok(None),
    }
}

async fn standing_of(device: &Device, plan: Record) -> Result<Standing, StoreError> {
    let day = |path| plan.text(path).and_then(|day| day.parse::<Day>().ok());
    let trips = device.views(ListQuery::About(plan.id), TRIPS).await?;
    let trips: Vec<Record> =
        trips.into_iter().map(|view| view.record).filter(|record| record.kind == Kind::TRIP).collect();
    let of_plan: Vec<Tag> = trips.iter().map(|trip| Tag(TagName::Trip, trip.id.to_string())).collect();
    let mut visits = match day("from").zip(day("to")) {
        Some(days) if !trips.is_empty() => device.list_between(&Kind::VISIT, days, VISITS).await?,
        _ => Vec::new(),
    };
    visits.retain(|visit| visit.facets.tags.iter().any(|tag| of_plan.contains(tag)));
    let companies: BTreeSet<RecordId> = visits.iter().filter_map(|visit| visit.facets.company).collect();
    let trips_made = trips.iter().filter(|trip| when(trip, today()) != When::Coming).count();
    Ok(Standing { ends: day("to"), companies: companies.len(), trips_made, plan, trips, visits })
}
