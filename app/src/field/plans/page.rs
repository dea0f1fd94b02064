use leptos::prelude::*;
use zoufang_core::id::RecordId;

use super::standing::read_plan;
use super::{PlanFigures, Standing, days_and_regions};
use crate::components::{FieldFrame, Icon, Sign, loaded};
use crate::device::follow;
use crate::field::record_in_address;
use crate::field::trips::TripLines;
use crate::field::visit_line::VisitLines;
use crate::focus;
use crate::words::{field, say, speaking, trips};

#[component]
pub fn PlanPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=trips::PLAN let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                |id| view! { <ReadPlan id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

#[component]
fn ReadPlan(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read_plan(&device, id).await });
    // Once: what arrives later must not take the page from under whoever reads it.
    Effect::new(move |is_shown: Option<bool>| {
        let is_read = is_shown == Some(true) || read.get().is_some();
        if is_read && is_shown != Some(true) {
            focus::show_place();
        }
        is_read
    });
    loaded(read, |read| match read {
        Some(plan) => view! { <Plan plan/> }.into_any(),
        None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
    })
}

#[component]
fn Plan(plan: Standing) -> impl IntoView {
    let language = speaking();
    let record = plan.plan.clone();
    let (id, name) = (record.id, record.text("name").unwrap_or_default().to_owned());
    let goal = record.text("goal").map(str::to_owned);
    let (lines, visits) = (plan.trips.clone(), plan.visits.clone());
    let none = visits.is_empty().then(|| view! { <p class="empty">{say(trips::NO_VISITS_OF_PLAN)}</p> });
    let no_trip = lines.is_empty().then(|| view! { <p class="empty">{say(trips::NO_TRIPS)}</p> });
    view! {
        <section class="card stack">
            <div><h2>{name}</h2><p class="small">{move || days_and_regions(&record, language.get())}</p></div>
            {goal.map(|goal| view! { <p class="plain-text">{goal}</p> })}
            <PlanFigures plan/>
            <a class="button quiet wide" href=format!("/plans/{id}/edit")><Icon sign=Sign::Pen/>{say(trips::AMEND_PLAN)}</a>
        </section>
        <section class="card" id="trips">
            <h2>{say(trips::TRIPS_OF_PLAN)}</h2>
            {no_trip}
            <TripLines lines/>
            <p><a class="button quiet" href=format!("/trips/new?plan={id}")>
                <Icon sign=Sign::Plus/>{say(trips::ADD_TRIP_TO_PLAN)}
            </a></p>
        </section>
        <section class="card" id="visits">
            <h2>{say(trips::VISITS_OF_PLAN)}</h2>
            {none}
            <VisitLines visits/>
        </section>
    }
}
