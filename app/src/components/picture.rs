use leptos::html;
use leptos::prelude::*;
use zoufang_core::sync::Trouble;

use crate::device::here;
use crate::words::{common, say};

/// A content as a picture: from the device where it may be there, else from the server. Its meaning
/// stands in what is around it. What is not there yet is asked for again when contents have come.
#[component]
pub fn Picture(hash: String, on_device: bool) -> impl IntoView {
    let address = address_of(hash, "", on_device);
    let missing = RwSignal::new(false);
    let image = NodeRef::<html::Img>::new();
    let here = here();
    let contents = Memo::new(move |_| here.get().map_or(0, |device| device.contents().get()));
    // Of that count it was asked for last.
    let asked = StoredValue::new(contents.get_untracked());
    let failed = move || {
        let now = contents.get_untracked();
        let before = asked.get_value();
        asked.set_value(now);
        match image.get_untracked() {
            // What came while it was asked for is not told of again.
            Some(image) if before != now => image.set_src(&image.src()),
            _ => missing.set(true),
        }
    };
    Effect::new(move |_| {
        let now = contents.get();
        if missing.get_untracked() {
            asked.set_value(now);
            missing.set(false);
        }
    });
    let offline = Memo::new(move |_| {
        let device = here.get();
        device.is_some_and(|device| device.status().get().trouble == Some(Trouble::Offline))
    });
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

/// Where the bytes under a hash can be had; `media` is what they are, where it is asked for. On the device that
/// takes a moment to find out; one with a lock fetches them past what the browser keeps by itself, since that lies
/// open.
pub fn address_of(hash: String, media: &str, on_device: bool) -> RwSignal<Option<String>> {
    let at_the_server = format!("/api/v1/blobs/{hash}");
    let address = RwSignal::new((!on_device).then(|| at_the_server.clone()));
    #[cfg(feature = "hydrate")]
    if on_device && let Some(device) = here().get_untracked() {
        let (held, media) = (StoredValue::new(None), media.to_owned());
        leptos::task::spawn_local(async move {
            let mut bytes = device.content(&hash).await.ok().flatten();
            if bytes.is_none()
                && device.lock().get_untracked().is_some()
                && let crate::browser::Fetched::Came(came) = crate::browser::content_of(&hash).await
            {
                bytes = Some(came);
            }
            let url = bytes.and_then(|bytes| crate::browser::ObjectUrl::of(&bytes, &media));
            let found = url.as_ref().map_or(at_the_server, crate::browser::ObjectUrl::address);
            // The page may be gone; else the address lasts as long as whoever asked.
            held.try_set_value(url);
            address.try_set(Some(found));
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _: &str = media;
    address
}
