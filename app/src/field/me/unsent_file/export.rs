use leptos::prelude::*;

use crate::components::names;
use crate::device::{Device, Unread};
use crate::field::me::contents::unread_told;
use crate::store::StoreError;
use crate::unsent_file::Manifest;
use crate::words::{field, say, speaking};

/// How far the writing is.
#[derive(Clone)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has files"))]
enum Standing {
    Idle,
    Writing,
    Nothing,
    /// Address, name, and what it holds.
    Ready {
        address: String,
        name: String,
        manifest: Box<Manifest>,
    },
    Failed(StoreError),
}

/// Writes the file, and offers it to be saved.
#[component]
pub fn Export(device: Device) -> impl IntoView {
    let language = speaking();
    let (standing, unread) = (RwSignal::new(Standing::Idle), RwSignal::new(Unread::default()));
    let writing = move || standing.with(|standing| matches!(standing, Standing::Writing));
    let write = write_with(device, standing, unread);
    let without = move || {
        let what = unread_told(&unread.get(), language.get())?;
        Some(field::EXPORT_WITHOUT.fill(language.get(), &[("what", &what)]))
    };
    let told = move || match standing.get() {
        Standing::Idle => ().into_any(),
        Standing::Writing => view! { <p>{say(field::EXPORTING)}</p> }.into_any(),
        // What cannot be read is something.
        Standing::Nothing if unread.with(|unread| *unread != Unread::default()) => ().into_any(),
        Standing::Nothing => view! { <p>{say(field::EXPORT_NOTHING)}</p> }.into_any(),
        Standing::Failed(error) => view! { <p class="problem">{say(names::store_error(&error))}</p> }.into_any(),
        Standing::Ready { address, name, manifest } => {
            let holds =
                move || field::EXPORT_READY.fill(language.get(), &[("what", &super::told(&manifest, language.get()))]);
            view! {
                <p>{holds}</p>
                // The router leaves links to files alone.
                <a class="button wide" href=address download=name rel="external">{say(field::EXPORT_SAVE)}</a>
                <p class="small">{say(field::EXPORT_KEEPS)}</p>
            }
            .into_any()
        }
    };
    view! {
        <button type="button" class="button quiet wide" disabled=writing on:click=move |_| write()>
            {say(field::EXPORT)}
        </button>
        <div class="stack" role="status">
            {told}
            {move || without().map(|without| view! { <p class="problem">{without}</p> })}
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn write_with(device: Device, standing: RwSignal<Standing>, unread: RwSignal<Unread>) -> impl Fn() + 'static {
    use crate::browser::{Written, write_unsent};
    // Its address holds as long as this page, or until the next is written.
    let kept = StoredValue::new_local(None::<Written>);
    let device = StoredValue::new_local(device);
    move || {
        standing.set(Standing::Writing);
        unread.set(Unread::default());
        leptos::task::spawn_local(async move {
            let written = write_unsent(&device.get_value(), crate::clock::now_ms()).await;
            let shown = match &written {
                Ok((None, _)) => Standing::Nothing,
                Ok((Some(Written { address, name, manifest }), _)) => Standing::Ready {
                    address: address.clone(),
                    name: name.clone(),
                    manifest: Box::new(manifest.clone()),
                },
                Err(error) => Standing::Failed(error.clone()),
            };
            let (written, left) = written.unwrap_or_default();
            kept.try_set_value(written);
            unread.try_set(left);
            standing.try_set(shown);
        });
    }
}

#[cfg(not(feature = "hydrate"))]
fn write_with(_device: Device, _standing: RwSignal<Standing>, _unread: RwSignal<Unread>) -> impl Fn() + 'static {
    || ()
}
