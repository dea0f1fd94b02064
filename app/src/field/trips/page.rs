use std::collections::BTreeMap;

use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Value;

use super::figures::TripFigures;
use super::missed::missed;
use super::pack::PackCard;
use super::report::ReportCard;
use super::{Outcome, Standing, StopLine, days_said, read_standing, region_said};
use crate::clock::today;
use crate::components::{FieldFrame, Icon, Sign, StateBadge, appearing, joined, loaded, moments};
use crate::device::{Device, follow};
use crate::field::people::{Names, names};
use crate::field::record_in_address;
use crate::field::visit_line::VisitLines;
use crate::store::StoreError;
use crate::words::{field, say, speaking, trips};

#[component]
pub fn TripPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=trips::TRIP let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                |id| view! { <Trip id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

async fn read(device: &Device, id: RecordId) -> Result<Option<(Standing, Names)>, StoreError> {
    let Some(standing) = read_standing(device, id).await? else { return Ok(None) };
    Ok(Some((standing, names(device).await?)))
}

#[component]
fn Trip(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, id).await });
    // The pack stays as it is when the trip is read anew: it may be on its way.
    let may_pack =
        Memo::new(move |_| read.found().flatten().is_some_and(|(s, _)| when(&s.trip, today()) != When::Past));
    view! {
        {loaded(read, |read| match read {
            Some((standing, people)) => view! {
                <Head standing=standing.clone() people/>
                <Days standing/>
            }
            .into_any(),
            None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        })}
        <Show when=move || may_pack.get()><PackCard trip=id/></Show>
        {appearing(read, |read| read.map(|(standing, _)| view! {
            <Unplanned standing=standing.clone()/>
            <TripFigures figures=standing.course.figures/>
            <ReportCard trip=standing.trip/>
        }))}
    }
}

/// Which trip it is, who is on it and what for.
#[component]
fn Head(standing: Standing, people: Names) -> impl IntoView {
    let language = speaking();
    let Standing { trip, state, .. } = standing;
    let text = |path: &str| trip.text(path).unwrap_or_default().to_owned();
    let named = |id: &str| id.parse().ok().and_then(|id: RecordId| people.get(&id)).cloned();
    let is_on = |key: &&str| trip.get(&format!("members/{key}")) == Some(&Value::Bool(true));
    let leader = named(&text("leader"));
    let members: Vec<String> = trip.items("members").into_iter().filter(is_on).filter_map(named).collect();
    let members = members.join("、");
    let shown = trip.clone();
    let line = move || {
        let language = language.get();
        let region = shown.text("region").map(|region| region_said(region, language)).unwrap_or_default();
        let leader = leader.as_ref().map(|name| trips::LED_BY.fill(language, &[("name", name)])).unwrap_or_default();
        let parts = [days_said(&shown, language), region, leader];
        joined(parts)
    };
    let with = (!members.is_empty()).then(|| {
        view! { <p class="small">{move || trips::WITH.fill(language.get(), &[("names", &members)])}</p> }
    });
    let plan = trip.text("plan").map(|plan| {
        view! { <p><a class="text-button" href=format!("/plans/{plan}")>{say(trips::PLAN)}<Icon sign=Sign::Onward/></a></p> }
    });
    let goal = text("goal");
    view! {
        <section class="card stack">
            <div>
                <div class="between top">
                    <h2>{text("name")}</h2>
                    {state.map(|state| view! { <StateBadge state/> })}
                </div>
                <p class="small">{line}</p>
                {with}
            </div>
            {(!goal.is_empty()).then(|| view! { <p class="plain-text">{goal}</p> })}
            {plan}
            <a class="button quiet wide" href=format!("/trips/{}/edit", trip.id)>
                <Icon sign=Sign::Pen/>{say(trips::AMEND_TRIP)}
            </a>
        </section>
    }
}

/// Today's stops before those of the other days.
#[component]
fn Days(standing: Standing) -> impl IntoView {
    let mut days: BTreeMap<(bool, Option<Day>), Vec<usize>> = BTreeMap::new();
    for (place, (stop, _)) in standing.course.stops.iter().enumerate() {
        days.entry((stop.day.is_none(), stop.day)).or_default().push(place);
    }
    let of_today = days.remove(&(false, Some(today())));
    let none = of_today.is_none() && days.is_empty();
    let title = if of_today.is_some() { trips::LATER_AND_EARLIER } else { trips::OTHER_DAYS };
    let stops = |places: Vec<usize>| {
        let line = |place: usize| view! { <PlannedStop standing=standing.clone() place/> };
        view! { <ol class="stops">{places.into_iter().map(line).collect_view()}</ol> }
    };
    let day = |((_, day), places): ((bool, Option<Day>), Vec<usize>)| view! { <DayTitle day/> {stops(places)} };
    view! {
        {of_today.map(|places| view! {
            <section class="card"><h2>{say(trips::TODAY)}</h2>{stops(places)}</section>
        })}
        {none.then(|| view! {
            <section class="card"><h2>{say(trips::OTHER_DAYS)}</h2><p class="empty">{say(trips::NO_STOPS)}</p></section>
        })}
        {(!days.is_empty()).then(|| view! {
            <section class="card days"><h2>{say(title)}</h2>{days.into_iter().map(day).collect_view()}</section>
        })}
    }
}

#[component]
fn DayTitle(day: Option<Day>) -> impl IntoView {
    let language = speaking();
    let title = move || match day {
        Some(day) => moments::day_of_week(day, today(), language.get()),
        None => trips::NO_DAY.in_language(language.get()).to_owned(),
    };
    view! { <h3>{title}</h3> }
}

/// Once its day has come nobody may have gone there.
#[component]
fn PlannedStop(standing: Standing, place: usize) -> impl IntoView {
    let outcome = standing.outcome(place);
    let (stop, _) = standing.course.stops[place].clone();
    let Standing { trip, .. } = standing;
    let begun = when(&trip, today()) != When::Coming && stop.day.is_none_or(|day| day <= today());
    let may_say = matches!(outcome, Outcome::Missed(_)) || begun && outcome == Outcome::Ahead;
    let id: RecordId = trip.id;
    let besides = may_say.then(|| missed(trip, stop.clone(), outcome.clone()));
    match besides {
        Some(besides) => view! { <StopLine trip=id stop outcome besides/> }.into_any(),
        None => view! { <StopLine trip=id stop outcome/> }.into_any(),
    }
}

/// Visits that nobody had planned.
#[component]
fn Unplanned(standing: Standing) -> impl IntoView {
    let Standing { course, visits, .. } = standing;
    let lines: Vec<_> =
        visits.into_iter().map(|visited| visited.listed).filter(|visit| course.unplanned.contains(&visit.id)).collect();
    (!lines.is_empty()).then(|| {
        view! { <section class="card"><h2>{say(trips::UNPLANNED)}</h2><VisitLines visits=lines/></section> }
    })
}
