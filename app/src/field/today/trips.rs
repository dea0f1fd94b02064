use leptos::prelude::*;
use zoufang_core::domain::trip::Stop;
use zoufang_core::domain::{Kind, Tag, TagName};
use zoufang_core::id::RecordId;

use crate::clock::today;
use crate::components::{RecordState, StateBadge, moments};
use crate::device::Device;
use crate::field::drafts::read_drafts;
use crate::field::trips::{Running, running_trips};
use crate::form::Draft;
use crate::store::{ListQuery, Listed, StoreError};
use crate::words::{field, say, say_with, speaking};

/// Earlier visits to the company of a stop that are looked through.
const EARLIER: u32 = 30;

/// A trip, and what became of each of today's stops.
type Standing = (Running, Vec<Outcome>);

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Ahead,
    /// Begun on this device, under the id of the visit that it becomes.
    Begun(RecordId),
    Visited(RecordId, RecordState),
}

pub async fn read_trips(device: &Device) -> Result<Vec<Standing>, StoreError> {
    let drafts = read_drafts(device).await?;
    let mut standing = Vec::new();
    for trip in running_trips(device).await? {
        let mut outcomes = Vec::new();
        for stop in &trip.stops_today {
            outcomes.push(outcome(device, trip.id, stop, &drafts).await?);
        }
        standing.push((trip, outcomes));
    }
    Ok(standing)
}

async fn outcome(device: &Device, trip: RecordId, stop: &Stop, drafts: &[Draft]) -> Result<Outcome, StoreError> {
    let Some(company) = stop.company else { return Ok(Outcome::Ahead) };
    let of_trip = Tag(TagName::Trip, trip.to_string());
    let counts = |visit: &&Listed| visit.facets.day == Some(today()) || visit.facets.tags.contains(&of_trip);
    let visits = device.list(ListQuery::OfCompany(Kind::VISIT, company), EARLIER).await?;
    if let Some(visit) = visits.iter().find(counts) {
        return Ok(Outcome::Visited(visit.id, RecordState::of_listed(visit)));
    }
    let company = company.to_string();
    let begun = drafts.iter().find(|draft| draft.is_new() && draft.text("company") == company);
    Ok(begun.map_or(Outcome::Ahead, |draft| Outcome::Begun(draft.record)))
}

#[component]
pub fn TripCards(trips: Vec<Standing>) -> impl IntoView {
    let none = trips.is_empty();
    view! {
        {none.then(|| view! {
            <section class="card">
                <h2>{say(field::STOPS)}</h2>
                <p class="empty">{say(field::NO_TRIP)}</p>
            </section>
        })}
        {trips.into_iter().map(|(trip, outcomes)| view! { <TripCard trip outcomes/> }).collect_view()}
    }
}

#[component]
fn TripCard(trip: Running, outcomes: Vec<Outcome>) -> impl IntoView {
    let language = speaking();
    let all = outcomes.len();
    let done = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Visited(..))).count();
    let progress = say_with(field::STOPS_DONE, vec![("done", done.to_string()), ("all", all.to_string())]);
    let next = trip.next.map(|stop| {
        let day = move || stop.day.map(|day| moments::near(day, today(), language.get())).unwrap_or_default();
        let time = stop.time.map(|time| time.to_string()).unwrap_or_default();
        view! { <p class="small next-stop">{say(field::NEXT_STOP)} " " {day} " " {time} " " {stop.company_name}</p> }
    });
    let line = move |(stop, outcome): (Stop, Outcome)| view! { <StopLine trip=trip.id stop outcome/> };
    view! {
        <section class="card">
            <div class="between">
                <h2>{say(field::STOPS)}</h2>
                {(all > 0).then(|| view! { <small class="num">{progress}</small> })}
            </div>
            <p class="small">{trip.name}</p>
            {(all == 0).then(|| view! { <p class="empty">{say(field::NO_STOPS)}</p> })}
            <ol class="stops">{trip.stops_today.into_iter().zip(outcomes).map(line).collect_view()}</ol>
            {next}
        </section>
    }
}

#[component]
fn StopLine(trip: RecordId, stop: Stop, outcome: Outcome) -> impl IntoView {
    let label = say_with(field::RECORD_AT, vec![("company", stop.company_name.clone())]);
    let company = stop.company.map(|company| format!("company={company}&")).unwrap_or_default();
    let action = match &outcome {
        Outcome::Visited(visit, state) => {
            view! { <a class="tap" href=format!("/visits/{visit}")><StateBadge state=*state/></a> }.into_any()
        }
        Outcome::Begun(visit) => view! {
            <a class="tap" href=format!("/visits/{visit}/edit")><StateBadge state=RecordState::Local/></a>
        }
        .into_any(),
        Outcome::Ahead => view! {
            <a class="chip" href=format!("/visits/new?{company}trip={trip}") aria-label=label>{say(field::RECORD)}</a>
        }
        .into_any(),
    };
    let done = matches!(outcome, Outcome::Visited(..));
    view! {
        <li class=if done { "done" } else { "" }>
            <time>{stop.time.map(|time| time.to_string())}</time>
            <span class="dot" aria-hidden="true"></span>
            <span><b>{stop.company_name}</b><small>{stop.purpose}</small></span>
            {action}
        </li>
    }
}
