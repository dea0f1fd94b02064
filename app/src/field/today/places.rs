use leptos::prelude::*;

use crate::words::{Word, common, contact, field, say, speaking};

/// What else there is, a tap away.
const PLACES: [(&str, Word); 2] = [("/follow-ups", field::FOLLOW_UPS), ("/contacts", contact::CONTACTS)];

#[component]
pub fn Places() -> impl IntoView {
    let language = speaking();
    let place = |(href, word): (&'static str, Word)| view! { <li><a class="chip" href=href>{say(word)}</a></li> };
    view! {
        <nav aria-label=move || common::MORE_PLACES.in_language(language.get())>
            <ul class="wrap">{PLACES.map(place).collect_view()}</ul>
        </nav>
    }
}
