//! The form of a visit: written in under two minutes, kept with every keystroke.

mod company;
mod follow_ups;
mod known;
mod more;
mod offer;
mod opening;
mod people;
mod place;
mod talk;

use leptos::prelude::*;
use zoufang_core::domain::follow_up::Sort;
use zoufang_core::domain::visit::VISIT_KINDS;

use crate::clock::today;
use crate::components::input::{Bind, Choices, TextInput};
use crate::components::{FieldFrame, names};
use crate::device::Device;
use crate::field::attaching::{Attaching, AttachmentFields};
use crate::field::ending::Ending;
use crate::field::keeping::{KeepingLine, remember_in_address};
use crate::form::{Draft, DraftForm, open_form};
use crate::words::{field, names as words, say};
use company::CompanyField;
use follow_ups::FollowUpFields;
use known::Known;
use more::MoreFields;
use opening::{Wanted, find, wanted};
use people::PeopleFields;
use talk::{IntentFields, TalkFields};

/// What tells that an item of a list is meant.
const LISTS: &[(&str, &[&str])] =
    &[("attendees", &["name", "title"]), ("next", &["what", "due"]), ("commitments", &["what", "due"])];

#[component]
pub fn VisitFormPage() -> impl IntoView {
    let wanted = wanted();
    view! {
        <FieldFrame title=field::VISIT_FORM writing=true let:device>
            {
                let device = device.clone();
                move || view! { <Opening device=device.clone() wanted=wanted.get()/> }
            }
        </FieldFrame>
    }
}

/// Finds what the address names.
#[component]
fn Opening(device: Device, wanted: Wanted) -> impl IntoView {
    let form = open_form(device.clone(), find(device, wanted));
    move || match form.get() {
        None => view! { <div class="bone tall" aria-hidden="true"></div> }.into_any(),
        Some(Ok(Some(form))) => view! { <VisitForm form/> }.into_any(),
        Some(Ok(None)) => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="banner bad" role="alert">{say(names::store_error(&error))}</p> }.into_any()
        }
    }
}

#[component]
fn VisitForm(form: DraftForm) -> impl IntoView {
    remember_in_address(form, "/visits");
    let attaching = Attaching::begin(form);
    let known = Known::of(form);
    let amending = form.draft().with_untracked(|draft| !draft.is_new());
    let kinds = VISIT_KINDS.iter().map(|code| ((*code).to_owned(), say(names::visit_kind(code)).into())).collect();
    view! {
        <KeepingLine form/>
        {amending.then(|| view! { <Amended form/> })}
        <CompanyField form/>
        <Choices bind=Bind::field(form, "kind") label=say(words::KIND) choices=kinds/>
        <div class="pair when">
            <TextInput bind=Bind::field(form, "day") label=say(words::DAY) kind="date" latest=today().to_string() must=true/>
            <TextInput bind=Bind::field(form, "start") label=say(words::START) kind="time"/>
            <TextInput bind=Bind::field(form, "end") label=say(words::END) kind="time"/>
        </div>
        <PeopleFields form known/>
        <TalkFields form/>
        <AttachmentFields attaching/>
        <IntentFields form known/>
        <FollowUpFields form sort=Sort::NextStep/>
        <FollowUpFields form sort=Sort::Commitment/>
        <MoreFields form known/>
        <Ending form attaching place="/visits" lists=LISTS note=field::NO_TRACKING/>
    }
}

/// Says that a record is amended, and which.
#[component]
fn Amended(form: DraftForm) -> impl IntoView {
    let visit = form.draft().with_untracked(|draft: &Draft| draft.record);
    view! {
        <p class="small">
            {say(field::AMENDING)}
            " "
            <a class="link" href=format!("/visits/{visit}")>{say(field::TO_VISIT)}</a>
        </p>
    }
}
