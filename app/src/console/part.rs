use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_meta::Stylesheet;
use leptos_router::LazyRoute;

use super::DeskPage;
use crate::words::{common, say};

/// The console as a part of the bundle that is fetched when somebody opens it: a phone that is
/// used in the field never downloads it.
#[derive(Debug)]
pub struct Console;

impl LazyRoute for Console {
    fn data() -> Self {
        Self
    }

    async fn view(_: Self) -> AnyView {
        // Without network the part can be had only where it was used before.
        desk().await.unwrap_or_else(|_| view! { <Missing/> }.into_any())
    }

    async fn preload() {
        // Where it fails, `view` says so.
        let _ = load_console().await;
    }
}

/// Whether this address is one of the console's.
#[cfg(feature = "hydrate")]
pub fn is_at(location: &web_sys::Location) -> bool {
    location.pathname().is_ok_and(|path| path == "/desk" || path.starts_with("/desk/"))
}

#[wasm_split(console, wasm_split_path = leptos::wasm_split, fallible, preload(load_console))]
pub fn desk() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Stylesheet href=style()/> <DeskPage/> }.into_any())
}

/// Where the style lies that no phone needs.
fn style() -> String {
    #[cfg(feature = "hydrate")]
    return crate::browser::asset("desk").unwrap_or_default();
    #[cfg(not(feature = "hydrate"))]
    use_context::<crate::document::Assets>().map(|assets| assets.desk_css).unwrap_or_default()
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <main class="page">
            <h1>{say(common::DESK_NEEDS_NETWORK)}</h1>
            <p><a href="/desk" rel="external">{say(common::AGAIN)}</a></p>
        </main>
    }
}
