//! The form of a visit: written in under two minutes, kept with every keystroke.

mod attachments;
mod company;
mod finish;
mod keeping;
mod more;
mod opening;
mod people;
mod steps;
mod talk;

use leptos::prelude::*;
use zoufang_core::domain::visit::VISIT_KINDS;

use crate::clock::today;
use crate::components::input::{Bind, Choices, TextInput};
use crate::components::{FieldFrame, names};
use crate::device::Device;
use crate::form::{Draft, DraftForm, open_form};
use crate::words::{field, names as words, say};
use attachments::{Attaching, AttachmentFields};
use company::CompanyField;
use finish::Finish;
pub(super) use finish::focus_first_wrong;
pub(super) use keeping::KeepingLine;
use keeping::remember_in_address;
use more::MoreFields;
use opening::{Wanted, find, wanted};
use people::PeopleFields;
use steps::StepFields;
use talk::{IntentFields, TalkFields};

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
    remember_in_address(form);
    let attaching = Attaching::begin(form);
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
        <PeopleFields form/>
        <TalkFields form/>
        <AttachmentFields attaching/>
        <IntentFields form/>
        <StepFields form/>
        <MoreFields form/>
        <Finish form attaching/>
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
