use leptos::prelude::*;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Value;

use super::days::Days;
use super::figures::TripFigures;
use super::pack::PackCard;
use super::report::ReportCard;
use super::{Standing, days_said, read_standing, region_said};
use crate::clock::today;
use crate::components::{FieldFrame, Icon, Sign, StateBadge, appearing, joined, loaded};
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
    let standing = Memo::new(move |_| read.found().flatten().map(|(standing, _)| standing));
    // The pack stays as it is when the trip is read anew: it may be on its way.
    let may_pack =
        Memo::new(move |_| standing.get().is_some_and(|standing| when(&standing.trip, today()) != When::Past));
    view! {
        {loaded(read, |read| match read {
            Some((standing, people)) => view! { <Head standing people/> }.into_any(),
            None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        })}
        <Show when=move || standing.with(Option::is_some)><Days trip=id standing/></Show>
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
    let leads = text("leader");
    let mut members: Vec<&str> = trip.items("members").into_iter().filter(is_on).collect();
    members.sort_by_key(|person| *person != leads);
    let members = members.into_iter().filter_map(named).collect::<Vec<_>>().join("、");
    let leader = named(&leads);
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
