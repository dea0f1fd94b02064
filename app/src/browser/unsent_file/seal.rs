use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};
use zoufang_core::id::BlobHash;
use zoufang_core::wire::SEALED_AS;

const HMAC: &str = "HMAC";

/// Seals what this device has written, with what it shares with the server.
pub struct Sealing {
    subtle: SubtleCrypto,
    key: CryptoKey,
}

impl Sealing {
    /// `key` is spelled like a hash. `None` where it is not, or the browser cannot seal.
    pub async fn with(key: &str) -> Option<Self> {
        let key = key.parse::<BlobHash>().ok()?.0;
        let subtle = leptos::prelude::window().crypto().ok()?.subtle();
        let algorithm = Object::new();
        for (name, value) in [("name", HMAC), ("hash", "SHA-256")] {
            Reflect::set(&algorithm, &name.into(), &value.into()).ok()?;
        }
        let uses = Array::of1(&JsValue::from_str("sign"));
        let bytes = Uint8Array::from(key.as_slice());
        let imported = subtle.import_key_with_object("raw", &bytes, &algorithm, false, &uses).ok()?;
        let key = JsFuture::from(imported).await.ok()?.dyn_into().ok()?;
        Some(Self { subtle, key })
    }

    pub async fn seal(&self, letters: &str) -> Option<String> {
        let sealed = format!("{SEALED_AS}{letters}");
        let bytes = Uint8Array::from(sealed.as_bytes());
        let signed = self.subtle.sign_with_str_and_buffer_source(HMAC, &self.key, &bytes).ok()?;
        let seal = Uint8Array::new(&JsFuture::from(signed).await.ok()?).to_vec();
        Some(BlobHash(seal.try_into().ok()?).to_string())
    }
}
