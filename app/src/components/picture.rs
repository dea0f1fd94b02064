use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use zoufang_core::sync::Trouble;

use crate::device::here;
use crate::words::{common, say};

/// After a picture could not be had, how long until it is asked for again; twice as long each time.
const AGAIN: Duration = Duration::from_secs(2);
const LAST_AGAIN: Duration = Duration::from_secs(60);

/// A content as a picture: from the device where it may be there, else from the server. Its meaning
/// stands in what is around it. What is not there yet is asked for now and then.
#[component]
pub fn Picture(hash: String, on_device: bool) -> impl IntoView {
    let address = address_of(hash, on_device);
    let missing = RwSignal::new(false);
    let wait = StoredValue::new(AGAIN);
    let here = here();
    let failed = move || {
        missing.set(true);
        let after = wait.get_value();
        wait.set_value((after * 2).min(LAST_AGAIN));
        // The picture may be gone by then.
        let again = move || {
            missing.try_set(false);
        };
        set_timeout(again, after);
    };
    let offline = Memo::new(move |_| {
        let device = here.get();
        device.is_some_and(|device| device.status().get().trouble == Some(Trouble::Offline))
    });
    let image = NodeRef::<html::Img>::new();
    // Of a page that the server rendered the picture may have failed before anybody listened.
    Effect::new(move |_| {
        if let Some(image) = image.get()
            && image.complete()
            && image.natural_width() == 0
        {
            failed();
        }
    });
    move || match address.get() {
        _ if missing.get() => {
            let word = move || if offline.get() { common::NEEDS_NETWORK } else { common::NOT_HERE_YET };
            view! { <span class="no-picture">{move || say(word())}</span> }.into_any()
        }
        Some(address) => view! { <img node_ref=image src=address alt="" on:error=move |_| failed()/> }.into_any(),
        None => view! { <span class="no-picture"></span> }.into_any(),
    }
}

/// Where the bytes under a hash can be had. On the device that takes a moment to find out.
pub fn address_of(hash: String, on_device: bool) -> RwSignal<Option<String>> {
    let at_the_server = format!("/api/v1/blobs/{hash}");
    let address = RwSignal::new((!on_device).then(|| at_the_server.clone()));
    #[cfg(feature = "hydrate")]
    if on_device && let Some(device) = here().get_untracked() {
        let held = StoredValue::new(None);
        leptos::task::spawn_local(async move {
            let bytes = device.content(&hash).await.ok().flatten();
            let url = bytes.and_then(|bytes| crate::browser::ObjectUrl::of(&bytes));
            let found = url.as_ref().map_or(at_the_server, crate::browser::ObjectUrl::address);
            // The page may be gone; else the address lasts as long as whoever asked.
            held.try_set_value(url);
            address.try_set(Some(found));
        });
    }
    address
}
