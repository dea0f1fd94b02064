use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_router::hooks::{use_params_map, use_query_map};
use zoufang_core::domain::Kind;
use zoufang_core::domain::plan::REGIONS;
use zoufang_core::id::RecordId;
use zoufang_core::permission::Role;

use super::region_said;
use super::stops::{StopFields, drop_empty_stops};
use crate::clock::{now_ms, today};
use crate::components::FieldFrame;
use crate::components::input::{Bind, Choices, Select, TextBox, TextInput, Toggle, Toggles};
use crate::device::{Device, follow};
use crate::field::ending::Ending;
use crate::field::keeping::{KeepingLine, remember_in_address};
use crate::field::people::colleagues;
use crate::field::record_form::{find, opened};
use crate::form::{Draft, DraftForm, Found};
use crate::store::{ListQuery, StoreError, new_uuid};
use crate::words::{say, speaking, trips};

/// Plans that may be chosen: those that end last.
const PLANS: u32 = 50;

#[component]
pub fn TripFormPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let id = |text: Option<String>| text.and_then(|text| text.parse::<RecordId>().ok());
        (id(params.read().get("id")), id(query.read().get("plan")))
    });
    view! {
        <FieldFrame title=trips::TRIP_FORM writing=true let:device>
            {
                let device = device.clone();
                move || {
                    let (trip, plan) = wanted.get();
                    opened(device.clone(), find_trip(device.clone(), trip, plan), |form| view! { <TripForm form/> }.into_any())
                }
            }
        </FieldFrame>
    }
}

async fn find_trip(
    device: Device,
    trip: Option<RecordId>,
    plan: Option<RecordId>,
) -> Result<Option<Found>, StoreError> {
    match trip {
        Some(trip) => find(&device, Kind::TRIP, trip, "").await,
        None => begin(&device, plan).await.map(Found::Begun).map(Some),
    }
}

/// A new trip with what the app can know: whoever writes it is on it, and it serves the plan under way.
async fn begin(device: &Device, plan: Option<RecordId>) -> Result<Draft, StoreError> {
    let (me, now) = (device.profile().person.to_string(), now_ms());
    let plan = match plan {
        Some(plan) => Some(plan),
        None => only_plan(device).await?,
    };
    let leads = device.profile().role == Role::Leader;
    let known = [
        leads.then(|| ("leader".to_owned(), me.clone())),
        Some((format!("members/{me}"), "true".to_owned())),
        plan.map(|plan| ("plan".to_owned(), plan.to_string())),
    ];
    let mut draft = Draft::new(Kind::TRIP, RecordId(new_uuid()), now);
    for (path, text) in known.into_iter().flatten() {
        draft.set(&path, &text, now);
    }
    Ok(draft)
}

/// The plan of one's unit that has not ended, where there is no doubt which.
async fn only_plan(device: &Device) -> Result<Option<RecordId>, StoreError> {
    let unit = device.profile().unit;
    let mut plans = device.list(ListQuery::Kind(Kind::PLAN), PLANS).await?;
    plans.retain(|plan| plan.unit == unit && plan.facets.day.is_some_and(|ends| ends >= today()));
    Ok(if let [plan] = plans.as_slice() { Some(plan.id) } else { None })
}

#[component]
fn TripForm(form: DraftForm) -> impl IntoView {
    remember_in_address(form, "/trips");
    let language = speaking();
    let region = |region: &&str| {
        let (value, name) = ((*region).to_owned(), (*region).to_owned());
        (value, TextProp::from(move || region_said(&name, language.get())))
    };
    view! {
        <KeepingLine form/>
        <TextInput bind=Bind::field(form, "name") label=say(trips::TRIP_NAME) must=true/>
        <Choices
            bind=Bind::field(form, "region")
            label=say(trips::REGION)
            choices=REGIONS.iter().map(region).collect()
            may_be_none=true
        />
        <div class="pair">
            <TextInput bind=Bind::field(form, "from") label=say(trips::FROM) kind="date" must=true/>
            <TextInput bind=Bind::field(form, "to") label=say(trips::TO) kind="date" must=true/>
        </div>
        <PeopleOfTrip form/>
        <PlanOfTrip form/>
        <TextBox bind=Bind::field(form, "goal") label=say(trips::GOAL)/>
        <StopFields form/>
        <Ending form word=trips::SAVE_TRIP place="/trips" before=move |()| drop_empty_stops(form)/>
    }
}

/// Who leads, and who comes along.
#[component]
fn PeopleOfTrip(form: DraftForm) -> impl IntoView {
    let read = follow(|device| async move { colleagues(&device).await });
    let people = Memo::new(move |_| read.found().unwrap_or_default());
    let choices = Signal::derive(move || {
        people.with(|people| people.iter().map(|person| (person.id.to_string(), person.facets.title.clone())).collect())
    });
    view! {
        <Select bind=Bind::field(form, "leader") label=say(trips::LEADER) choices/>
        <Toggles label=say(trips::MEMBERS)>
            <For each=move || people.get() key=|person| person.id let:person>
                <Toggle bind=Bind::field(form, format!("members/{}", person.id)) name=person.facets.title/>
            </For>
        </Toggles>
    }
}

/// Nothing where there is no plan.
#[component]
fn PlanOfTrip(form: DraftForm) -> impl IntoView {
    let read = follow(|device| async move { device.list(ListQuery::Kind(Kind::PLAN), PLANS).await });
    let plans = Memo::new(move |_| read.found().unwrap_or_default());
    let choices = Signal::derive(move || {
        plans.with(|plans| plans.iter().map(|plan| (plan.id.to_string(), plan.facets.title.clone())).collect())
    });
    view! {
        <Show when=move || plans.with(|plans| !plans.is_empty())>
            <Select bind=Bind::field(form, "plan") label=say(trips::PLAN) choices none=trips::NO_PLAN/>
        </Show>
    }
}
