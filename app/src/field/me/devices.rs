use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use zoufang_core::id::DeviceId;
use zoufang_core::sync::Trouble;
use zoufang_core::wire::KnownDevice;

use crate::components::{Confirm, DeviceLine, device_said};
use crate::device::{Device, follow};
use crate::words::{Word, common, field, say, speaking};

/// What the server answered; nothing before it did.
type Found = RwSignal<Option<Result<Vec<KnownDevice>, ()>>>;

/// The devices of whoever is signed in, and the end of one that was lost. They are the server's
/// knowledge: without network there is nothing to see.
#[component]
pub fn DevicesCard(device: Device) -> impl IntoView {
    let language = speaking();
    let found: Found = RwSignal::new(None);
    let (asked, asking, failed) = (RwSignal::new(None::<KnownDevice>), RwSignal::new(false), RwSignal::new(false));
    let status = device.status();
    let barred = Memo::new(move |_| {
        matches!(status.get().trouble, Some(Trouble::Offline | Trouble::SignInAgain | Trouble::Revoked))
    });
    Effect::new(move |_| {
        if !barred.get() {
            ask(found);
        }
    });
    let own = follow(|device| async move { device.meta().await });
    let line = move |known: KnownDevice| {
        let is_this = own.found().is_some_and(|meta| meta.device == known.device);
        let this = known.clone();
        let revoke = move |()| {
            asked.set(Some(this.clone()));
            asking.set(true);
        };
        view! { <li><DeviceLine device=known is_this on_revoke=revoke/></li> }
    };
    let lines = move || match found.get() {
        Some(Ok(devices)) => view! { <ul class="lines">{devices.into_iter().map(line).collect_view()}</ul> }.into_any(),
        _ if barred.get() => hint(field::DEVICES_NEED_NETWORK),
        Some(Err(())) => hint(field::DEVICES_NOT_READ),
        None => view! { <div class="bone" aria-hidden="true"></div> }.into_any(),
    };
    view! {
        <section class="card stack">
            <h2>{say(field::DEVICES)}</h2>
            <p class="small">{say(field::DEVICES_HINT)}</p>
            <Show when=move || failed.get()>
                <p class="banner bad" role="alert">{say(common::REVOKE_FAILED)}</p>
            </Show>
            {lines}
        </section>
        <Confirm
            open=asking
            title=common::REVOKE_ASK
            about=Signal::derive(move || {
                let said = |asked: &KnownDevice| device_said(asked, None, language.get());
                asked.with(|asked| asked.as_ref().map(said).unwrap_or_default())
            })
            text=common::REVOKE_MEANS
            yes=common::REVOKE
            no=field::CANCEL
            on_yes=move |()| revoke(asked.get_untracked().map(|asked| asked.device), found, failed)
        />
    }
}

fn hint(word: Word) -> AnyView {
    view! { <p class="empty">{say(word)}</p> }.into_any()
}

fn ask(found: Found) {
    #[cfg(feature = "hydrate")]
    spawn_local(async move {
        let answer = crate::browser::devices().await.map(|list| list.devices).map_err(drop);
        // The page may be gone.
        found.try_set(Some(answer));
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = found;
}

fn revoke(device: Option<DeviceId>, found: Found, failed: RwSignal<bool>) {
    #[cfg(feature = "hydrate")]
    if let Some(device) = device {
        spawn_local(async move {
            failed.try_set(crate::browser::revoke(device).await.is_err());
            ask(found);
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (device, found, failed);
}
