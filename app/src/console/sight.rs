use leptos::html;
use leptos::prelude::*;

/// Whoever opens a page by its address, or goes on by the keys, sees in the list which line stands open.
pub fn keep_in_sight(line: NodeRef<html::A>, is_open: impl Fn() -> bool + 'static) {
    Effect::new(move |_| {
        if !is_open() {
            return;
        }
        #[cfg(feature = "hydrate")]
        if let Some(line) = line.get() {
            use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
        #[cfg(not(feature = "hydrate"))]
        line.track();
    });
}
