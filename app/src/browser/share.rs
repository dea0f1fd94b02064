//! Texts on their way out of the app: by the phone's own way of sending, or copied.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::field::Shared;

/// Asked with what to send it, somebody may change their mind: that is no failure.
pub async fn share(title: &str, text: &str) -> Shared {
    let navigator: JsValue = leptos::prelude::window().navigator().into();
    if let Some(share) = method(&navigator, "share") {
        let asked = Object::new();
        let set = |name: &str, value: &str| Reflect::set(&asked, &name.into(), &value.into()).is_ok();
        if set("title", title)
            && set("text", text)
            && let Ok(promise) = share.call1(&navigator, &asked)
        {
            match JsFuture::from(Promise::from(promise)).await {
                Ok(_) => return Shared::Sent,
                Err(error) if name_of(&error) == "AbortError" => return Shared::Sent,
                Err(_) => {}
            }
        }
    }
    copy(&navigator, text).await.unwrap_or(Shared::Failed)
}

async fn copy(navigator: &JsValue, text: &str) -> Option<Shared> {
    let clipboard = Reflect::get(navigator, &"clipboard".into()).ok()?;
    let write = method(&clipboard, "writeText")?;
    let promise = write.call1(&clipboard, &text.into()).ok()?;
    JsFuture::from(Promise::from(promise)).await.ok()?;
    Some(Shared::Copied)
}

/// Missing in older browsers, and on pages that were not served securely.
fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}
