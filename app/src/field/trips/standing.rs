use std::collections::BTreeMap;

use zoufang_core::domain::course::{Course, course};
use zoufang_core::domain::trip::{When, is_on, stops, when};
use zoufang_core::domain::{Day, Kind, Tag, TagName};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::components::RecordState;
use crate::device::Device;
use crate::field::drafts::read_drafts;
use crate::field::own_first;
use crate::form::Draft;
use crate::store::{ListQuery, Listed, StoreError, View};

/// Trips that are looked through for those under way: the ones that end last.
const LOOKED_THROUGH: u32 = 20;
/// Days before and after a trip on which a visit of it may have been: a first call by telephone, a
/// second meeting at home.
const AROUND: (i32, i32) = (7, 31);
/// Visits of those days that are looked through.
const MOST: usize = 2_000;

/// A trip, and what became of it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub trip: Record,
    pub course: Course,
    /// The visits of the trip.
    pub visits: Vec<Visited>,
    /// Visits that were begun on this device, by their company.
    begun: BTreeMap<RecordId, RecordId>,
    /// Something of the trip is not with the server.
    pub state: Option<RecordState>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Visited {
    pub record: Record,
    pub listed: Listed,
}

/// What became of a stop.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Ahead,
    /// Begun on this device, under the id of the visit that it becomes.
    Begun(RecordId),
    Visited(RecordId, RecordState),
    /// Why nobody went there.
    Missed(String),
}

impl Standing {
    /// Of the stop at a place of the course.
    pub fn outcome(&self, place: usize) -> Outcome {
        let Some((stop, visit)) = self.course.stops.get(place) else { return Outcome::Ahead };
        let visited = visit.and_then(|id| self.visits.iter().find(|visited| visited.listed.id == id));
        let begun = stop.company.and_then(|company| self.begun.get(&company));
        match (visited, begun) {
            (Some(visited), _) => Outcome::Visited(visited.listed.id, RecordState::of_listed(&visited.listed)),
            (None, Some(begun)) => Outcome::Begun(*begun),
            (None, None) if !stop.missed.is_empty() => Outcome::Missed(stop.missed.clone()),
            (None, None) => Outcome::Ahead,
        }
    }
}

/// `None` where the device has no such trip.
pub async fn read_standing(device: &Device, id: RecordId) -> Result<Option<Standing>, StoreError> {
    match device.view(id).await?.filter(|view| view.record.is_alive() && view.record.kind == Kind::TRIP) {
        Some(view) => standing_of(device, view, &read_drafts(device).await?).await.map(Some),
        None => Ok(None),
    }
}

/// The trips that are under way: those of whoever is signed in first.
pub async fn standings_of_today(device: &Device) -> Result<Vec<Standing>, StoreError> {
    let drafts = read_drafts(device).await?;
    let mut standings = Vec::new();
    for view in device.views(ListQuery::Kind(Kind::TRIP), LOOKED_THROUGH).await? {
        if when(&view.record, today()) == When::Running {
            standings.push(standing_of(device, view, &drafts).await?);
        }
    }
    Ok(own_first(standings, |standing| is_on(&standing.trip, device.profile().person)))
}

async fn standing_of(device: &Device, view: View, drafts: &[Draft]) -> Result<Standing, StoreError> {
    let state = (view.unsent > 0 || !view.aside.is_empty()).then(|| RecordState::of_view(&view));
    let trip = view.record;
    let visits = visits_of(device, &trip).await?;
    let course = course(&trip, visits.iter().map(|visited| &visited.record));
    let begun = drafts.iter().filter(|draft| draft.is_new());
    let begun = begun.filter_map(|draft| Some((draft.text("company").parse().ok()?, draft.record))).collect();
    Ok(Standing { trip, course, visits, begun, state })
}

/// Those that say so, and those that were where the trip came by.
async fn visits_of(device: &Device, trip: &Record) -> Result<Vec<Visited>, StoreError> {
    let day = |path| trip.text(path).and_then(|day| day.parse::<Day>().ok());
    let Some((from, to)) = day("from").zip(day("to")) else { return Ok(Vec::new()) };
    let (before, after) = AROUND;
    let planned = stops(trip);
    let of_trip = Tag(TagName::Trip, trip.id.to_string());
    let came_by =
        |visit: &Listed| planned.iter().any(|stop| stop.company.is_some() && stop.company == visit.facets.company);
    let mut near = device.list_between(&Kind::VISIT, (from.plus(-before), to.plus(after)), MOST).await?;
    near.retain(|listed| listed.facets.tags.contains(&of_trip) || came_by(listed));
    let ids: Vec<RecordId> = near.iter().map(|listed| listed.id).collect();
    let mut records: BTreeMap<RecordId, Record> =
        device.views_of(&ids).await?.into_iter().map(|view| (view.record.id, view.record)).collect();
    let whole = |listed: Listed| Some(Visited { record: records.remove(&listed.id)?, listed });
    let mut visits: Vec<Visited> = near.into_iter().filter_map(whole).collect();
    // Whether it is of this trip at all the rules know.
    let course = course(trip, visits.iter().map(|visited| &visited.record));
    let counts: Vec<RecordId> = course.stops.iter().filter_map(|(_, visit)| *visit).chain(course.unplanned).collect();
    visits.retain(|visited| counts.contains(&visited.listed.id));
    Ok(visits)
}
