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
    let bones = || view! { <main class="sign-in"><div class="bone tall" aria-hidden="true"></div></main> }.into_any();
    once_here(Screen::Locked(profile), bones)
}

/// Instead of what a page holds, while the city waits for a lock.
#[component]
pub fn Wanted(device: Device) -> impl IntoView {
    once_here(Screen::Wanted(device), || view! { <div class="bone tall" aria-hidden="true"></div> }.into_any())
}

#[derive(Clone, Debug)]
pub enum Screen {
    Locked(Profile),
    Wanted(Device),
}

/// The screen once the part is here, and what stands in for it until then.
fn once_here(what: Screen, bones: impl Fn() -> AnyView + Send + Sync + 'static) -> impl IntoView {
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
    move || come.get().then(|| at_once(screen(what.clone()))).flatten().unwrap_or_else(&bones)
}

#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible, preload(load_screen))]
fn screen(what: Screen) -> Result<AnyView, SplitLoaderError> {
    Ok(match what {
        Screen::Locked(profile) => view! { <LockScreen profile/> }.into_any(),
        Screen::Wanted(device) => view! { <LockWanted device/> }.into_any(),
    })
}
