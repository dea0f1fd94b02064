use zoufang_core::domain::trip::{Stop, When, is_on, stops, when};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::device::Device;
use crate::field::own_first;
use crate::store::{ListQuery, StoreError, View};

/// Trips that are looked through: those that end last.
const LOOKED_THROUGH: u32 = 20;

/// A trip of the unit that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    pub id: RecordId,
    pub name: String,
    /// Whether the signed-in person is on it.
    pub mine: bool,
    pub stops_today: Vec<Stop>,
}

pub async fn running_trips(device: &Device) -> Result<Vec<Running>, StoreError> {
    let day = today();
    let mut running = Vec::new();
    for View { record: trip, .. } in device.views(ListQuery::Kind(Kind::TRIP), LOOKED_THROUGH).await? {
        if when(&trip, day) == When::Running {
            running.push(as_running(device, &trip, day));
        }
    }
    Ok(own_first(running, |trip| trip.mine))
}

fn as_running(device: &Device, trip: &Record, day: Day) -> Running {
    let stops_today = stops(trip).into_iter().filter(|stop| stop.day == Some(day)).collect();
    Running {
        id: trip.id,
        name: trip.text("name").unwrap_or_default().to_owned(),
        mine: is_on(trip, device.profile().person),
        stops_today,
    }
}

/// The trip that a visit of today belongs to, where there is no doubt.
pub async fn my_only_trip(device: &Device) -> Result<Option<RecordId>, StoreError> {
    let mut trips = running_trips(device).await?;
    trips.retain(|trip| trip.mine);
    Ok(if let [trip] = trips.as_slice() { Some(trip.id) } else { None })
}

/// The companies that are called on today, by id and name.
pub async fn companies_of_today(device: &Device) -> Result<Vec<(RecordId, String)>, StoreError> {
    let trips = running_trips(device).await?;
    let stops = trips.into_iter().flat_map(|trip| trip.stops_today);
    Ok(stops.filter_map(|stop| Some((stop.company?, stop.company_name))).collect())
}
