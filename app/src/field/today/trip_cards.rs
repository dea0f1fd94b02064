use leptos::prelude::*;

use crate::clock::today;
use crate::components::moments;
use crate::field::trips::{Outcome, Standing, StopLine};
use crate::words::{field, say, say_with, speaking, trips};

#[component]
pub fn TripCards(standings: Vec<Standing>) -> impl IntoView {
    let none = standings.is_empty();
    view! {
        {none.then(|| view! {
            <section class="card">
                <h2>{say(field::STOPS)}</h2>
                <p class="empty">{say(field::NO_TRIP)}</p>
            </section>
        })}
        {standings.into_iter().map(|standing| view! { <TripCard standing/> }).collect_view()}
    }
}

#[component]
fn TripCard(standing: Standing) -> impl IntoView {
    let language = speaking();
    let day = today();
    let stops: Vec<_> = standing.course.stops.iter().map(|(stop, _)| stop.clone()).enumerate().collect();
    let of_today: Vec<_> = stops.iter().filter(|(_, stop)| stop.day == Some(day)).cloned().collect();
    let of_today: Vec<_> = of_today.into_iter().map(|(place, stop)| (stop, standing.outcome(place))).collect();
    let all = of_today.len();
    let done = of_today.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Visited(..))).count();
    let progress = say_with(field::STOPS_DONE, vec![("done", done.to_string()), ("all", all.to_string())]);
    let next = stops.into_iter().map(|(_, stop)| stop).find(|stop| stop.day.is_some_and(|on| on > day));
    let next = next.map(|stop| {
        let day = move || stop.day.map(|day| moments::near(day, today(), language.get())).unwrap_or_default();
        let time = stop.time.map(|time| time.to_string()).unwrap_or_default();
        view! { <p class="small next-stop">{say(field::AFTER_TODAY)} {day} " " {time} " " {stop.company_name}</p> }
    });
    let trip = standing.trip.id;
    let name = standing.trip.text("name").unwrap_or_default().to_owned();
    let label = say_with(trips::SEE_TRIP, vec![("name", name.clone())]);
    let line = move |(stop, outcome)| view! { <StopLine trip stop outcome/> };
    view! {
        <section class="card">
            <div class="between">
                <h2>{say(field::STOPS)}</h2>
                {(all > 0).then(|| view! { <small class="num">{progress}</small> })}
            </div>
            <a class="text-button" href=format!("/trips/{trip}") aria-label=label>{name}</a>
            {(all == 0).then(|| view! { <p class="empty">{say(field::NO_STOPS)}</p> })}
            <ol class="stops">{of_today.into_iter().map(line).collect_view()}</ol>
            {next}
        </section>
    }
}
