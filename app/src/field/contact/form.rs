use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use zoufang_core::domain::Kind;
use zoufang_core::domain::contact::{PARTS, WEIGHTS};
use zoufang_core::id::RecordId;

use super::PLACE;
use crate::clock::now_ms;
use crate::components::FieldFrame;
use crate::components::input::{Bind, Check, Choices, TextBox, TextInput};
use crate::device::Device;
use crate::field::attaching::{Attaching, AttachmentFields};
use crate::field::ending::Ending;
use crate::field::keeping::{KeepingLine, remember_in_address};
use crate::field::record_form;
use crate::field::record_form::opened;
use crate::form::{Draft, DraftForm, Found};
use crate::store::{StoreError, new_uuid};
use crate::words::{contact as words, field, say};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    contact: Option<RecordId>,
    company: Option<RecordId>,
    /// What is known of somebody who is kept.
    name: String,
    title: String,
}

#[component]
pub fn ContactFormPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let wanted = Memo::new(move |_| Wanted {
        contact: id(params.read().get("id")),
        company: id(query.read().get("company")),
        name: query.read().get("name").unwrap_or_default(),
        title: query.read().get("title").unwrap_or_default(),
    });
    view! {
        <FieldFrame title=words::CONTACT writing=true let:device>
            {
                let device = device.clone();
                move || {
                    let found = find(device.clone(), wanted.get());
                    opened(device.clone(), found, |form| view! { <ContactForm form/> }.into_any())
                }
            }
        </FieldFrame>
    }
}

/// The draft that the device keeps, or a new one for the company; `None` where there is neither.
async fn find(device: Device, wanted: Wanted) -> Result<Option<Found>, StoreError> {
    if let Some(contact) = wanted.contact {
        return record_form::find(&device, Kind::CONTACT, contact, "").await;
    }
    let Some(company) = wanted.company else { return Ok(None) };
    let Some(view) = device.view(company).await? else { return Ok(None) };
    let of = company.to_string();
    let same = |draft: &Draft| {
        let (name, is_new) = (draft.text("name"), draft.is_new());
        draft.kind == Kind::CONTACT
            && is_new
            && draft.text("company") == of
            && (wanted.name.is_empty() || name == wanted.name)
    };
    let drafts = device.drafts().await?;
    if let Some(draft) = drafts.iter().filter_map(|entry| serde_json::from_str(&entry.text).ok()).find(same) {
        return Ok(Some(Found::Kept(draft)));
    }
    let text = |path: &str| view.record.text(path).unwrap_or_default().to_owned();
    let name = view.record.text("short").map_or_else(|| text("name"), str::to_owned);
    let mut draft = Draft::new(Kind::CONTACT, RecordId(new_uuid()), now_ms());
    for (path, text) in
        [("company", of.as_str()), ("company_name", &name), ("name", &wanted.name), ("title", &wanted.title)]
    {
        draft.set(path, text, now_ms());
    }
    Ok(Some(Found::Begun(draft)))
}

#[component]
fn ContactForm(form: DraftForm) -> impl IntoView {
    remember_in_address(form, PLACE);
    let attaching = Attaching::begin(form);
    let choices = |codes: &[&str], name: fn(&str) -> crate::words::Word| {
        codes.iter().map(|code| ((*code).to_owned(), say(name(code)).into())).collect::<Vec<_>>()
    };
    view! {
        <KeepingLine form/>
        <p class="small">{move || form.text("company_name")}</p>
        <div class="pair">
            <TextInput bind=Bind::field(form, "name") label=say(field::PERSON_NAME) must=true/>
            <TextInput bind=Bind::field(form, "title") label=say(field::PERSON_TITLE)/>
        </div>
        <div class="pair roomy">
            <TextInput bind=Bind::field(form, "mobile") label=say(words::MOBILE) kind="tel" keys="tel"/>
            <TextInput bind=Bind::field(form, "phone") label=say(words::PHONE) kind="tel" keys="tel"/>
        </div>
        <div class="pair roomy">
            <TextInput bind=Bind::field(form, "wechat") label=say(words::WECHAT)/>
            <TextInput bind=Bind::field(form, "email") label=say(words::EMAIL) kind="email" keys="email"/>
        </div>
        <Choices bind=Bind::field(form, "part") label=say(words::PART) choices=choices(PARTS, super::page::part) may_be_none=true/>
        <Choices bind=Bind::field(form, "weight") label=say(words::WEIGHT) choices=choices(WEIGHTS, super::page::weight) may_be_none=true/>
        <AttachmentFields attaching/>
        <TextBox bind=Bind::field(form, "note") label=say(words::REMARK)/>
        <Check bind=Bind::field(form, "left") name=say(words::HAS_LEFT)/>
        <Ending form attaching place=PLACE note=words::NO_MORE_THAN_NEEDED/>
    }
}
