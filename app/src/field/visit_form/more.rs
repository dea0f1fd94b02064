use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::visit::HOST_TYPES;

use super::known::Known;
use super::place::PlaceFields;
use crate::components::input::{Bind, Choices, TextBox, TextInput};
use crate::components::names;
use crate::device::follow;
use crate::field::trips::running_trips;
use crate::form::DraftForm;
use crate::words::{common, field, names as words, say};

/// What many visits leave empty.
#[component]
pub fn MoreFields(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let hosts = HOST_TYPES.iter().map(|code| ((*code).to_owned(), say(names::host_type(code)).into())).collect();
    view! {
        <details class="more">
            <summary>{say(field::MORE_FIELDS)}</summary>
            <div class="stack loose">
                <PlaceFields form known/>
                <TextBox bind=Bind::field(form, "concerns") label=say(words::CONCERNS)/>
                <div class="pair">
                    <TextInput bind=Bind::field(form, "intent/land_mu") label=say(words::LAND_MU) keys="numeric" unit=common::MU/>
                    <TextInput bind=Bind::field(form, "intent/plant_m2") label=say(words::PLANT_M2) keys="numeric" unit=common::SQUARE_METRES/>
                    <TextInput bind=Bind::field(form, "intent/jobs") label=say(words::JOBS) keys="numeric" unit=common::PEOPLE/>
                    <TextInput bind=Bind::field(form, "intent/by") label=say(words::INTENT_BY) kind="date"/>
                </div>
                <Choices bind=Bind::field(form, "host_type") label=say(words::HOST_TYPE) choices=hosts/>
                <TripField form/>
            </div>
        </details>
    }
}

/// The trips that are under way; nothing where there is none.
#[component]
fn TripField(form: DraftForm) -> impl IntoView {
    let read = follow(|device| async move { running_trips(&device).await });
    let trips = Memo::new(move |_| read.found().unwrap_or_default());
    move || {
        let trips = trips.get();
        (!trips.is_empty()).then(|| {
            let choices = trips.into_iter().map(|trip| (trip.id.to_string(), TextProp::from(trip.name))).collect();
            view! { <Choices bind=Bind::field(form, "trip") label=say(words::TRIP) choices may_be_none=true/> }
        })
    }
}
