//! The form of a visit: written in under two minutes, kept with every keystroke.

mod companions;
mod company;
mod follow_ups;
mod known;
mod more;
mod offer;
mod open_needs;
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
use crate::field::attaching::{Attaching, AttachmentFields};
use crate::field::ending::{Ending, Lists, drop_empty_items};
use crate::field::keeping::{KeepingLine, remember_in_address};
use crate::field::record_form::opened;
use crate::form::{Draft, DraftForm};
use crate::words::{field, names as words, say};
use company::CompanyField;
use follow_ups::FollowUpFields;
use known::Known;
use more::MoreFields;
use opening::{find, wanted};
use people::PeopleFields;
use talk::{IntentFields, TalkFields};

/// What tells that an item of a list is meant.
const LISTS: Lists =
    &[("attendees", &["name", "title"]), ("next", &["what", "due"]), ("commitments", &["what", "due"])];

#[component]
pub fn VisitFormPage() -> impl IntoView {
    let wanted = wanted();
    view! {
        <FieldFrame title=field::VISIT_FORM writing=true let:device>
            {
                let device = device.clone();
                move || {
                    let found = find(device.clone(), wanted.get());
                    opened(device.clone(), found, |form| view! { <VisitForm form/> }.into_any())
                }
            }
        </FieldFrame>
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
        <TalkFields form known/>
        <AttachmentFields attaching/>
        <IntentFields form known/>
        <FollowUpFields form sort=Sort::NextStep/>
        <FollowUpFields form sort=Sort::Commitment/>
        <MoreFields form known/>
        <Ending form attaching place="/visits" before=move |()| drop_empty_items(form, LISTS) note=field::NO_TRACKING/>
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
