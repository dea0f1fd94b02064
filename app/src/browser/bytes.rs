//! Bytes as the browser holds them: a photo never enters the program's own memory.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Url};
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

/// An address of bytes for this page; it ends with the value.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    pub fn of(bytes: &ArrayBuffer) -> Option<Self> {
        let blob = Blob::new_with_buffer_source_sequence(&Array::of1(bytes)).ok()?;
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
