//! The desk by keyboard: J and K through the list, R to return, Enter to review and go on.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

use super::review::{Review, stepper};

/// Listens as long as the desk is there.
pub fn listen(review: Review) {
    let step = stepper(review);
    Effect::new(move |_| {
        let step = step.clone();
        let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(&event, review, &step));
        on_cleanup(move || listening.remove());
    });
}

fn pressed(event: &KeyboardEvent, review: Review, step: &(impl Fn(isize) + Clone + 'static)) {
    let modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    let focus = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let judges = review.judges.get_untracked();
    let returning = review.returning.get_untracked();
    if event.key() == "Escape" && returning {
        review.return_it(false);
        return;
    }
    // The keys go through the visits, which some pages do not show.
    if modified || review.is_apart() || event.default_prevented() || focus.as_ref().is_some_and(takes_letters) {
        return;
    }
    match event.key().as_str() {
        "j" | "J" => step(1),
        "k" | "K" => step(-1),
        "r" | "R" if judges => review.return_it(true),
        // Held down, it would review the whole list.
        "Enter" if judges && !returning && !event.repeat() && !focus.as_ref().is_some_and(takes_enter) => {
            let step = step.clone();
            review.reviewed(move || step(1));
        }
        _ => return,
    }
    event.prevent_default();
}

fn takes_letters(focus: &Element) -> bool {
    focus.matches("input, textarea, select, [contenteditable]").unwrap_or(false)
}

/// The line of the visit that stands open leads nowhere else, so Enter on it is free.
fn takes_enter(focus: &Element) -> bool {
    focus.matches("a:not([aria-current='true']), button, summary, dialog *").unwrap_or(false)
}
