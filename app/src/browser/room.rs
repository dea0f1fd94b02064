//! How much of the device's storage is used, and whether the browser may clear it by itself.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Bytes.
    pub used: f64,
    pub quota: f64,
    /// The browser has promised not to clear it.
    pub lasting: bool,
}

/// `None` where the browser does not tell.
pub async fn room() -> Option<Room> {
    let storage = storage()?;
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    let lasting = JsFuture::from(storage.persisted().ok()?).await.ok()?.is_truthy();
    Some(Room { used: number("usage")?, quota: number("quota")?, lasting })
}

/// Asks the browser to keep what lies here until the user clears it.
pub async fn ask_to_last() {
    let Some(storage) = storage() else { return };
    let is = |answer: Result<JsValue, JsValue>| answer.is_ok_and(|answer| answer.is_truthy());
    if let Ok(asked) = storage.persisted()
        && is(JsFuture::from(asked).await)
    {
        return;
    }
    if let Ok(asked) = storage.persist() {
        // A browser that refuses keeps it as long as there is room.
        let _ = JsFuture::from(asked).await;
    }
}

/// Missing where the page is not served securely.
fn storage() -> Option<StorageManager> {
    let navigator = leptos::prelude::window().navigator();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    storage.is_object().then(|| storage.unchecked_into())
}
