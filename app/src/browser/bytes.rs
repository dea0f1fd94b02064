//! Bytes as the browser holds them: a photo never enters the program's own memory.

use std::time::Duration;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};
use zoufang_core::id::BlobHash;

/// `None` where the file behind it cannot be read (any more).
pub async fn bytes_of(blob: &Blob) -> Option<ArrayBuffer> {
    JsFuture::from(blob.array_buffer()).await.ok()?.dyn_into().ok()
}

/// The SHA-256. `None` where the browser offers none: on a page that was not served securely.
pub async fn hash_of(bytes: &ArrayBuffer) -> Option<BlobHash> {
    let subtle = leptos::prelude::window().crypto().ok()?.subtle();
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await.ok()?);
    let mut hash = [0; 32];
    (digest.length() == 32).then(|| {
        digest.copy_to(&mut hash);
        BlobHash(hash)
    })
}

/// Offers a text as a file; where it goes is the phone's to ask.
pub fn save_file(name: &str, media: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(media);
    let file = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options);
    let url = file.and_then(|file| Url::create_object_url_with_blob(&file));
    let link =
        leptos::prelude::document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlElement>().ok());
    let (Ok(url), Some(link)) = (url, link) else { return };
    // Setting an attribute of a fresh element does not fail.
    let _ = link.set_attribute("href", &url);
    let _ = link.set_attribute("download", name);
    link.click();
    // The browser has taken hold of it by then.
    leptos::prelude::set_timeout(move || drop(Url::revoke_object_url(&url)), Duration::from_secs(60));
}

/// An address of bytes for this page; it ends with the value.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Of bytes of a media type, empty where nobody asks for it: Safari plays no sound without.
    pub fn of(bytes: &ArrayBuffer, media: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(media);
        let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    pub fn address(&self) -> String {
        self.0.clone()
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Nobody else knows it; if it cannot be taken back it ends with the page.
        let _ = Url::revoke_object_url(&self.0);
    }
}
