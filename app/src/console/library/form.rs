use leptos::either::Either;
use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::material::POLICY;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::fields::Fields;
use super::state::{Library, may_write};
use crate::clock::now_ms;
use crate::components::TabTitle;
use crate::console::desk::Desk;
use crate::console::sending::Sending;
use crate::console::server_fns;
use crate::device::{Device, here};
use crate::field::opened_or;
use crate::form::{Draft, Found};
use crate::session::Session;
use crate::store::{StoreError, new_uuid};
use crate::words::{library, say, speaking};

/// A new material, or one to amend. Only a browser with a device shows its fields: without one there is
/// nothing that would keep what is typed.
#[component]
pub fn MaterialForm(amends: Option<RecordId>) -> impl IntoView {
    let language = speaking();
    let (desk, library) = (Desk::get(), Library::get());
    let (here, session) = (here(), Session::get());
    let word = if amends.is_some() { library::AMEND_TITLE } else { library::WRITE_NEW };
    let writes = Memo::new(move |_| session.profile().is_some_and(|profile| may_write(&profile)));
    let sort = desk.address.with_untracked(|address| address.materials.sort.clone());
    let sort = sort.unwrap_or_else(|| POLICY.to_owned());
    let form = move || {
        here.get().map(|device| {
            let found = find(device.clone(), library, amends, sort.clone());
            opened_or(library::NOT_FOUND, device, found, |form| view! { <Fields form/> }.into_any())
        })
    };
    view! {
        <TabTitle text=move || word.in_language(language.get())/>
        <h1 class="desk-title">{say(word)}</h1>
        {move || match writes.get() {
            true => Either::Left(form.clone()),
            false => Either::Right(view! { <p class="banner">{say(library::ONLY_REVIEWERS)}</p> }),
        }}
    }
}

/// The draft that the device keeps; else the material as it stands, or a new one.
async fn find(
    device: Device,
    library: Library,
    amends: Option<RecordId>,
    sort: String,
) -> Result<Option<Found>, StoreError> {
    let Some(id) = amends else {
        let mut draft = Draft::new(Kind::MATERIAL, RecordId(new_uuid()), now_ms());
        draft.set("sort", &sort, now_ms());
        return Ok(Some(Found::Begun(draft)));
    };
    let kept = device.draft(&Draft::key_of(&Kind::MATERIAL, id, "")).await?;
    if let Some(draft) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(Found::Kept(draft)));
    }
    // Without network what stood on the screen is amended.
    let shown = library.open.try_get_untracked().flatten().filter(|answer| answer.question == Some(id));
    let page = server_fns::material(id).await.ok().or(shown.and_then(|answer| answer.found));
    let mut sending = Sending::default();
    sending.take(device.outbox().await?, 0);
    let stands = sending.stands(id, page.map(|page| page.record), device.who()).filter(Record::is_alive);
    Ok(stands.map(|record| Found::Begun(Draft::amending(record, now_ms()))))
}
