//! The pages of Zoufang. One crate, twice compiled: with `ssr` into the server, with `hydrate` into
//! the bundle that phones and desks run.
// A view is one type, as deep as the page it makes.
#![recursion_limit = "512"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` is for the server, `hydrate` for the browser: choose one");

mod app;
#[cfg(feature = "hydrate")]
pub mod browser;
pub mod clock;
pub mod components;
pub mod console;
pub mod device;
pub mod directory;
mod document;
pub mod field;
mod focus;
pub mod form;
mod held;
pub mod lock;
mod locked;
pub mod session;
pub mod sign_in;
pub mod store;
pub mod unsent_file;
mod way_back;
pub mod words;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::offline_shell;
pub use document::{Assets, RequestSession, shell};

/// The entry of the bundle. On a page that the server rendered it takes over the nodes that are
/// there; in the offline shell, which is marked, it makes them.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    let root = leptos::prelude::document().document_element();
    let rendered = root.and_then(|root| root.get_attribute("data-render"));
    if rendered.as_deref() == Some("csr") {
        return leptos::mount::mount_to_body(App);
    }
    wasm_bindgen_futures::spawn_local(async {
        // Hydration takes no pause: what it takes over must be here before. Where it cannot be had,
        // the page stays as the server rendered it, and can be read.
        if !console::is_at(&leptos::prelude::location()) || console::load_console().await.is_ok() {
            leptos::mount::hydrate_body(App);
        }
    });
}
