use leptos::prelude::*;

use super::known::Known;
use crate::form::DraftForm;
use crate::words::{field, speaking};

/// What stood in an empty field the last time, to be taken over by a tap.
#[component]
pub fn Offer(
    form: DraftForm,
    path: &'static str,
    known: Memo<Known>,
    /// How a person reads it.
    #[prop(default = as_typed)]
    said: fn(&str) -> String,
) -> impl IntoView {
    let language = speaking();
    let offered = Memo::new(move |_| known.with(|known| known.last(path)).filter(|_| form.text(path).is_empty()));
    let label = move || {
        let offered = offered.get().map(|text| said(&text)).unwrap_or_default();
        field::AS_LAST_TIME.fill(language.get(), &[("value", &offered)])
    };
    let take = move |_| {
        if let Some(text) = offered.get_untracked() {
            form.set(path, &text);
        }
    };
    view! {
        <Show when=move || offered.with(Option::is_some)>
            <div class="offer"><button type="button" class="chip" on:click=take>{label}</button></div>
        </Show>
    }
}

fn as_typed(text: &str) -> String {
    text.to_owned()
}
