//! Where the keyboard stands when what it stood on has gone.

use leptos::prelude::*;

/// The link that led to a page goes with its own page, and the focus with it: whoever uses the keyboard then
/// begins at the new page's heading, which a screen reader reads out.
#[component]
pub fn FocusFollowsPages() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::follow_pages();
}

/// Puts the focus on the element with this id, if the keyboard has lost it.
pub fn take_up(id: &str) {
    #[cfg(feature = "hydrate")]
    browser::take_up(format!("[id='{id}']"));
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// The same for a page that has come late, in the place of what stood in for it.
#[cfg(feature = "hydrate")]
pub fn begin_at_heading() {
    browser::take_up("h1".to_owned());
}

/// Brings the place that the address names behind `#` into view. The router has looked for it before what the
/// device keeps was read.
pub fn show_place() {
    #[cfg(feature = "hydrate")]
    browser::show_place();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::Cell;

    use leptos::ev;
    use leptos::prelude::*;
    use leptos_router::hooks::use_location;
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    thread_local! {
        /// Whether the last thing that was touched is a key. A finger needs no focus, and WebKit would draw its ring.
        static BY_KEY: Cell<bool> = const { Cell::new(false) };
    }

    pub fn follow_pages() {
        // As long as the app.
        window_event_listener(ev::keydown, |_| BY_KEY.set(true));
        window_event_listener(ev::pointerdown, |_| BY_KEY.set(false));
        let path = use_location().pathname;
        Effect::new(move |before: Option<()>| {
            path.track();
            // The first page begins as browsers begin one.
            if before.is_some() {
                take_up("h1".to_owned());
            }
        });
    }

    /// Once what was read stands on the page.
    pub fn show_place() {
        request_animation_frame(|| {
            let hash = window().location().hash().unwrap_or_default();
            if let Some(place) = hash.strip_prefix('#').and_then(|id| document().get_element_by_id(id)) {
                place.scroll_into_view();
            }
        });
    }

    /// Once what is coming has come.
    pub fn take_up(selector: String) {
        if !BY_KEY.get() {
            return;
        }
        request_animation_frame(move || {
            let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            let place = document().query_selector(&selector).ok().flatten();
            if let Some(place) = place.filter(|_| is_lost).and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
                if place.tab_index() < 0 {
                    place.set_tab_index(-1);
                }
                // Going back, a page stays where it was left.
                let left = window().scroll_y().unwrap_or_default();
                let _ = place.focus();
                window().scroll_to_with_x_and_y(0.0, left);
            }
        });
    }
}
