use leptos::prelude::*;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::merge::Record;

use super::{days_said, region_said};
use crate::clock::today;
use crate::components::joined;
use crate::words::{Word, say, speaking, trips};

/// Trips, each as one line.
#[component]
pub fn TripLines(lines: Vec<Record>) -> impl IntoView {
    let line = |trip| view! { <li><TripLine trip/></li> };
    view! { <ul class="lines">{lines.into_iter().map(line).collect_view()}</ul> }
}

#[component]
fn TripLine(trip: Record) -> impl IntoView {
    let language = speaking();
    let name = trip.text("name").unwrap_or_default().to_owned();
    let word = standing_word(&trip);
    let href = format!("/trips/{}", trip.id);
    let beside = move || {
        let language = language.get();
        let region = trip.text("region").map(|region| region_said(region, language)).unwrap_or_default();
        let parts = [days_said(&trip, language), region];
        joined(parts)
    };
    view! {
        <a class="line" href=href>
            <span class="between"><b>{name}</b> <span class="tag">{say(word)}</span></span>
            <small>{beside}</small>
        </a>
    }
}

/// Of a trip that is over it is told whether its report was handed in.
fn standing_word(trip: &Record) -> Word {
    match when(trip, today()) {
        _ if trip.text("report/day").is_some() => trips::REPORTED,
        When::Running => trips::RUNNING,
        When::Coming => trips::COMING,
        When::Past => trips::NOT_REPORTED,
    }
}
