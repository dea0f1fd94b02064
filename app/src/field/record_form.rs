//! What the forms of records have in common at their beginning: the draft, or the record to amend.

use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::clock::now_ms;
use crate::components::names;
use crate::device::Device;
use crate::form::{Draft, DraftForm, Found, open_form};
use crate::store::StoreError;
use crate::words::{Word, field, say};

/// The draft of a record, or of a part of it, that the device keeps; else the record to amend. `None` where
/// the device has neither.
pub async fn find(device: &Device, kind: Kind, id: RecordId, part: &str) -> Result<Option<Found>, StoreError> {
    let kept = device.draft(&Draft::key_of(&kind, id, part)).await?;
    if let Some(draft) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(Found::Kept(draft)));
    }
    let view = device.view(id).await?.filter(|view| view.record.kind == kind && view.record.is_alive());
    Ok(view.map(|view| Found::Begun(Draft::amending(view.record, now_ms()).of_part(part))))
}

/// The form, once it was found.
pub fn opened(
    device: Device,
    find: impl Future<Output = Result<Option<Found>, StoreError>> + 'static,
    show: impl Fn(DraftForm) -> AnyView + Send + 'static,
) -> AnyView {
    opened_or(field::NOT_HERE, device, find, show)
}

/// The same, with what is said where there is nothing to write on.
pub fn opened_or(
    nothing: Word,
    device: Device,
    find: impl Future<Output = Result<Option<Found>, StoreError>> + 'static,
    show: impl Fn(DraftForm) -> AnyView + Send + 'static,
) -> AnyView {
    let form = open_form(device, find);
    let shown = move || match form.get() {
        None => view! { <div class="bone tall" aria-hidden="true"></div> }.into_any(),
        Some(Ok(Some(form))) => show(form),
        Some(Ok(None)) => view! { <p class="empty">{say(nothing)}</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="banner bad" role="alert">{say(names::store_error(&error))}</p> }.into_any()
        }
    };
    shown.into_any()
}
