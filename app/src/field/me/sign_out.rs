use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::Confirm;
use crate::device::Device;
use crate::words::{common, field, say, speaking};

/// Ends the session on the server, then on the device. What is unsent stays on the device.
#[component]
pub fn SignOut(device: Device) -> impl IntoView {
    let language = speaking();
    let unsent = device.unsent();
    let (asking, failed) = (RwSignal::new(false), RwSignal::new(false));
    let photos = device.to_upload();
    let any = move || unsent.get() > 0 || photos.get().contents > 0;
    let ask = move |_| if untrack(any) { asking.set(true) } else { sign_out(failed) };
    view! {
        <Show when=any>
            <p class="banner">{move || {
                let count = unsent.get() + photos.get().contents;
                field::SIGN_OUT_UNSENT.fill(language.get(), &[("n", &count.to_string())])
            }}</p>
        </Show>
        <Show when=move || failed.get()><p class="banner bad" role="alert">{say(field::SIGN_OUT_FAILED)}</p></Show>
        <button type="button" class="button quiet wide" on:click=ask>{say(field::SIGN_OUT)}</button>
        <Confirm
            open=asking
            title=field::SIGN_OUT_ASK
            text=field::SIGN_OUT_MEANS
            yes=field::SIGN_OUT
            no=common::STAY
            on_yes=move |()| sign_out(failed)
        />
    }
}

/// Without network the session would live on in the browser's cookie: then it is not ended at all.
fn sign_out(failed: RwSignal<bool>) {
    spawn_local(async move {
        #[cfg(feature = "hydrate")]
        match crate::browser::sign_out().await {
            Ok(()) | Err(zoufang_core::sync::Failure::SignedOut) => {
                crate::browser::remember_profile(None).await;
                // Loaded anew, so that nothing of this account stays in memory.
                let _ = window().location().set_href("/sign-in");
            }
            Err(_) => {
                failed.try_set(true);
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = failed;
    });
}
