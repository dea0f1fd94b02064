//! The screens of the lock lie where most pages of the field lie: whoever has none does not wait for them.

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use zoufang_core::wire::Profile;

use super::put_on::LockWanted;
use super::screen::LockScreen;
use crate::device::Device;
use crate::parts::at_once;

/// Instead of any page, while the phone is locked.
#[component]
pub fn Locked(profile: Profile) -> impl IntoView {
    let come = once_here();
    move || match come.get().then(|| at_once(screen(profile.clone()))).flatten() {
        Some(view) => view,
        None => view! { <main class="sign-in"><div class="bone tall" aria-hidden="true"></div></main> }.into_any(),
    }
}

/// Instead of what a page holds, while the city waits for a lock.
#[component]
pub fn Wanted(device: Device) -> impl IntoView {
    let come = once_here();
    move || match come.get().then(|| at_once(wanted(device.clone()))).flatten() {
        Some(view) => view,
        None => view! { <div class="bone tall" aria-hidden="true"></div> }.into_any(),
    }
}

/// Turns true once the part is here.
fn once_here() -> RwSignal<bool> {
    let come = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        while load_screen().await.is_err() {
            // Whoever has gone elsewhere waits no longer.
            if come.try_get_untracked().is_none() {
                return;
            }
            crate::browser::online_or_later().await;
        }
        come.try_set(true);
    });
    come
}

#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible, preload(load_screen))]
fn screen(profile: Profile) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <LockScreen profile/> }.into_any())
}

#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn wanted(device: Device) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <LockWanted device/> }.into_any())
}
