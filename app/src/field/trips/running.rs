use zoufang_core::domain::trip::{Stop, stops};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Record, Value};

use crate::clock::today;
use crate::device::Device;
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
    /// The first one after today.
    pub next: Option<Stop>,
}

pub async fn running_trips(device: &Device) -> Result<Vec<Running>, StoreError> {
    let day = today();
    let mut running = Vec::new();
    for View { record: trip, .. } in device.views(ListQuery::Kind(Kind::TRIP), LOOKED_THROUGH).await? {
        let of_trip = |path| trip.text(path).and_then(|day| day.parse::<Day>().ok());
        let (begins, ends) = (of_trip("from"), of_trip("to"));
        if begins.is_some_and(|begins| begins <= day) && ends.is_some_and(|ends| ends >= day) {
            running.push(as_running(device, &trip, day));
        }
    }
    running.sort_by_key(|trip| !trip.mine);
    Ok(running)
}

fn as_running(device: &Device, trip: &Record, day: Day) -> Running {
    let me = device.profile().person.to_string();
    let leads = trip.text("leader") == Some(me.as_str());
    let ahead = stops(trip).into_iter().filter(|stop| stop.day.is_some_and(|on| on >= day));
    let (stops_today, later): (Vec<Stop>, Vec<Stop>) = ahead.partition(|stop| stop.day == Some(day));
    Running {
        id: trip.id,
        name: trip.text("name").unwrap_or_default().to_owned(),
        mine: leads || trip.get(&format!("members/{me}")) == Some(&Value::Bool(true)),
        stops_today,
        next: later.into_iter().next(),
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
