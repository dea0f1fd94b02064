use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::plan::REGIONS;
use zoufang_core::id::RecordId;

use crate::clock::now_ms;
use crate::components::FieldFrame;
use crate::components::input::{Bind, TextBox, TextInput, Toggle, Toggles};
use crate::device::Device;
use crate::field::ending::Ending;
use crate::field::keeping::{KeepingLine, remember_in_address};
use crate::field::record_form::{find, opened};
use crate::field::record_in_address;
use crate::field::trips::region_said;
use crate::form::{Draft, DraftForm, Found};
use crate::store::{StoreError, new_uuid};
use crate::words::{say, speaking, trips};

#[component]
pub fn PlanFormPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=trips::PLAN_FORM writing=true let:device>
            {
                let device = device.clone();
                move || opened(device.clone(), find_plan(device.clone(), id.get()), |form| view! { <PlanForm form/> }.into_any())
            }
        </FieldFrame>
    }
}

async fn find_plan(device: Device, id: Option<RecordId>) -> Result<Option<Found>, StoreError> {
    match id {
        Some(id) => find(&device, Kind::PLAN, id, "").await,
        None => Ok(Some(Found::Begun(Draft::new(Kind::PLAN, RecordId(new_uuid()), now_ms())))),
    }
}

#[component]
fn PlanForm(form: DraftForm) -> impl IntoView {
    remember_in_address(form, "/plans");
    let language = speaking();
    let region = move |region: &'static str| {
        view! {
            <Toggle bind=Bind::field(form, format!("regions/{region}")) name=move || region_said(region, language.get())/>
        }
    };
    view! {
        <KeepingLine form/>
        <TextInput bind=Bind::field(form, "name") label=say(trips::PLAN_NAME) must=true/>
        <div class="pair">
            <TextInput bind=Bind::field(form, "from") label=say(trips::FROM) kind="date" must=true/>
            <TextInput bind=Bind::field(form, "to") label=say(trips::TO) kind="date" must=true/>
        </div>
        <Toggles label=say(trips::REGIONS)>{REGIONS.iter().map(|name| region(name)).collect_view()}</Toggles>
        <TextBox bind=Bind::field(form, "goal") label=say(trips::GOAL)/>
        <div class="pair">
            <TextInput
                bind=Bind::field(form, "companies")
                label=say(trips::PLANNED_COMPANIES)
                keys="numeric"
                unit=trips::FIRMS
            />
            <TextInput bind=Bind::field(form, "trips") label=say(trips::PLANNED_TRIPS) keys="numeric" unit=trips::TIMES/>
        </div>
        <Ending form word=trips::SAVE_PLAN place="/plans" list="/trips"/>
    }
}
