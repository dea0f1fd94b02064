//! Whether what a form holds is on the disk, and how a reload finds it.

use leptos::prelude::*;

use crate::components::{Icon, NotKept, Sign, moments};
use crate::form::{DraftForm, Keeping};
use crate::words::{field, say, speaking};

/// From the first kept keystroke on the address names the draft, so that a reload finds it again; `place`
/// is where records of its kind lie: `/visits`.
pub fn remember_in_address(form: DraftForm, place: &'static str) {
    let kept = Memo::new(move |_| matches!(form.keeping().get(), Keeping::Kept(_)));
    Effect::new(move |_| {
        if !kept.get() {
            return;
        }
        let path = form.draft().with_untracked(|draft| format!("{place}/{}/edit", draft.record));
        // Not through the router: it would take the form apart under the typing hands.
        if let Ok(history) = window().history()
            && window().location().pathname().is_ok_and(|here| here != path)
        {
            let _ = history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&path));
        }
    });
}

/// Whether what is on the screen is on the disk: "saved" is said only when it is.
#[component]
pub fn KeepingLine(form: DraftForm) -> impl IntoView {
    let language = speaking();
    view! {
        <p class="keeping-line" role="status" aria-label=move || field::KEEPING.in_language(language.get())>
            {move || match form.keeping().get() {
                Keeping::Untouched => {
                    view! { <span class="keeping"><Icon sign=Sign::Phone/>{say(field::KEEPING_PROMISE)}</span> }.into_any()
                }
                Keeping::Writing => {
                    view! { <span class="keeping"><Icon sign=Sign::Waiting/>{say(field::KEEPING_WRITING)}</span> }.into_any()
                }
                Keeping::Kept(at) => {
                    let at = moments::instant(at, crate::clock::today(), language.get());
                    let words = field::KEEPING_KEPT.fill(language.get(), &[("at", &at)]);
                    view! { <span class="keeping kept"><Icon sign=Sign::Done/>{words}</span> }.into_any()
                }
                Keeping::Failed(_) => ().into_any(),
            }}
            <NotKept form/>
        </p>
    }
}
