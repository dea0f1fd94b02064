//! The service worker, as the start script tells of it.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

const READY: &str = "zoufang:update";
const TAKE_OVER: &str = "zoufang:take-over";
const PARTS: &str = "zoufang:parts";

/// Calls `tell` when a new version lies ready, now or later in the life of this page, and again when it has come
/// into use.
pub fn on_new_version(tell: impl Fn() + 'static) {
    let root = leptos::prelude::document().document_element();
    if root.is_some_and(|root| root.get_attribute("data-update").is_some()) {
        tell();
    }
    let heard = Closure::<dyn FnMut()>::new(tell);
    let _ = leptos::prelude::window().add_event_listener_with_callback(READY, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Has the new version take over. Where it has the page reloads.
pub fn take_over() {
    tell(TAKE_OVER);
}

/// Has the parts of the bundle kept that the field needs without network.
pub fn keep_parts() {
    tell(PARTS);
}

fn tell(what: &str) {
    if let Ok(event) = web_sys::Event::new(what) {
        let _ = leptos::prelude::window().dispatch_event(&event);
    }
}
