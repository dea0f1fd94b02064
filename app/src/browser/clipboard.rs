use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Whether a text lies on the clipboard now. Browsers refuse it to pages that were not served securely.
pub async fn copy(text: &str) -> bool {
    let navigator = leptos::prelude::window().navigator();
    let Ok(clipboard) = Reflect::get(&navigator, &"clipboard".into()) else { return false };
    let write = Reflect::get(&clipboard, &"writeText".into()).and_then(JsCast::dyn_into::<Function>);
    let written = write.and_then(|write| write.call1(&clipboard, &text.into()));
    let Ok(written) = written.and_then(|written| written.dyn_into::<Promise>()) else {
        return false;
    };
    JsFuture::from(written).await.is_ok()
}
