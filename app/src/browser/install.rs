//! Whether the app can be put on the home screen, as the start script and the browser tell.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::apple::is_apple_phone;

const TOLD: &str = "zoufang:installable";
const ASKED: &str = "zoufang:install";

/// How the app gets onto the home screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installing {
    /// It runs from there already, or the browser knows no way.
    No,
    /// The browser asks when it is told to.
    Offered,
    /// The user does it with the browser's own menu.
    ByHand,
}

/// How it stands now.
pub fn installing() -> Installing {
    let window = leptos::prelude::window();
    let runs_alone = window.match_media("(display-mode: standalone)").ok().flatten().is_some_and(|it| it.matches());
    let root = leptos::prelude::document().document_element();
    let offered = root.is_some_and(|root| root.get_attribute("data-install").is_some());
    match (runs_alone, offered) {
        (true, _) => Installing::No,
        (false, true) => Installing::Offered,
        (false, false) if is_apple_phone() => Installing::ByHand,
        (false, false) => Installing::No,
    }
}

/// Calls `tell` whenever that changes in the life of this page.
pub fn on_installable(tell: impl Fn() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(tell);
    let _ = leptos::prelude::window().add_event_listener_with_callback(TOLD, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Has the browser ask the user: only in answer to a tap.
pub fn install() {
    if let Ok(event) = web_sys::Event::new(ASKED) {
        let _ = leptos::prelude::window().dispatch_event(&event);
    }
}
