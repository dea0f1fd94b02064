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
mod parts;
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
    let location = leptos::prelude::location();
    wasm_bindgen_futures::spawn_local(async move {
        if rendered.as_deref() == Some("csr") {
            leptos::mount::mount_to_body(App);
        } else if !take_over(&location).await {
            return;
        }
        field::a_page_stands();
        if field::is_apart(&location) {
            field::fetch_the_rest(None);
        }
    });
}

/// Hydration takes no pause: the part that holds the page must be here before.
#[cfg(feature = "hydrate")]
async fn take_over(location: &web_sys::Location) -> bool {
    if console::is_at(location) && console::load_console().await.is_err() {
        // The page stays as the server rendered it, and can be read.
        return false;
    }
    if field::is_apart(location) && field::load_field().await.is_err() {
        // The server rendered bones: what stands in for the page says so, and waits.
        leptos::prelude::document().body().expect("a page has a body").set_inner_html("");
        leptos::mount::mount_to_body(App);
    } else {
        leptos::mount::hydrate_body(App);
    }
    true
}
