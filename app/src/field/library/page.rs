use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::domain::material::{Validity, validity};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::share::ShareButton;
use crate::clock::today;
use crate::components::material::{MaterialFacts, ValidityTag, as_text, validity_said};
use crate::components::{FieldFrame, Icon, Sign, loaded, names};
use crate::device::{Device, follow, here};
use crate::field::record_in_address;
use crate::store::StoreError;
use crate::words::{library, say, speaking};

#[component]
pub fn MaterialPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=library::MATERIAL let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(library::NOT_HERE)}</p> }.into_any(),
                |id| view! { <ReadMaterial id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

async fn read(device: &Device, id: RecordId) -> Result<Option<(Record, bool)>, StoreError> {
    let view = device.view(id).await?.filter(|view| view.record.is_alive() && view.record.kind == Kind::MATERIAL);
    Ok(match view {
        Some(view) => Some((view.record, device.pins().await?.contains(&id))),
        None => None,
    })
}

#[component]
fn ReadMaterial(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, id).await });
    loaded(read, |read| match read {
        Some((material, pinned)) => view! { <Material material pinned/> }.into_any(),
        None => view! { <p class="empty">{say(library::NOT_HERE)}</p> }.into_any(),
    })
}

#[component]
fn Material(material: Record, pinned: bool) -> impl IntoView {
    let language = speaking();
    let (title, text) =
        (material.text("title").unwrap_or_default().to_owned(), material.text("text").map(str::to_owned));
    let validity = validity(&material, today());
    let in_force = validity == Validity::InForce;
    let message = {
        let material = material.clone();
        Signal::derive(move || as_text(&material, language.get()))
    };
    let said = {
        let material = material.clone();
        move || validity_said(&material, language.get())
    };
    let class = if in_force { "small" } else { "banner bad" };
    view! {
        <section class="card stack">
            <div class="between top"><h2>{title.clone()}</h2><ValidityTag validity/></div>
            <p class=class>{said}</p>
            <MaterialFacts material=material.clone()/>
            {text.map(|text| view! { <p class="plain-text">{text}</p> })}
        </section>
        <ShareButton title text=message quiet=!in_force/>
        <PinButton material=material.id pinned/>
    }
}

#[component]
fn PinButton(material: RecordId, pinned: bool) -> impl IntoView {
    let here = here();
    let failed = RwSignal::new(None::<StoreError>);
    let tap = move |_| {
        let Some(device) = here.get_untracked() else { return };
        spawn_local(async move {
            failed.try_set(device.pin(material, !pinned).await.err());
        });
    };
    let word = if pinned { library::UNPIN } else { library::PIN };
    view! {
        <div>
            <button type="button" class="button quiet wide" aria-pressed=pinned.to_string() on:click=tap>
                <Icon sign=Sign::Pin/>{say(word)}
            </button>
            <p class="small promise">{say(library::PINS_HERE)}</p>
            {move || failed.get().map(|error| view! {
                <p class="problem" role="alert">{say(names::store_error(&error))}</p>
            })}
        </div>
    }
}
