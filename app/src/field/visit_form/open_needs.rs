use leptos::prelude::*;
use zoufang_core::domain::dossier::Told;

use super::known::Known;
use crate::components::{Icon, Sign, names};
use crate::form::DraftForm;
use crate::words::{field, say, speaking};

/// What the company told of before and nobody has met: a tap says that it still holds, in the same words.
#[component]
pub fn OpenNeeds(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let language = speaking();
    let untold = Memo::new(move |_| {
        let mut needs = known.with(|known| known.open_needs.clone());
        needs.retain(|told| form.text(&format!("needs/{}", told.need)).is_empty());
        needs
    });
    let chip = move |told: Told| {
        let need = names::need(&told.need);
        let said = {
            let note = told.note.clone();
            move || {
                let need = need.in_language(language.get());
                match note.as_str() {
                    "" => need.to_owned(),
                    note => field::NEED_EXACTLY.fill(language.get(), &[("need", need), ("note", note)]),
                }
            }
        };
        let label = {
            let said = said.clone();
            move || field::STILL_OPEN.fill(language.get(), &[("need", &said())])
        };
        view! {
            <button type="button" class="chip" aria-label=label on:click=move |_| confirm(form, &told)>
                <Icon sign=Sign::Plus/>{said}
            </button>
        }
    };
    view! {
        <Show when=move || untold.with(|untold| !untold.is_empty())>
            <div class="offer">
                <p class="hint">{say(field::STILL_OPEN_HINT)}</p>
                <div class="wrap">{move || untold.get().into_iter().map(chip).collect_view()}</div>
            </div>
        </Show>
    }
}

fn confirm(form: DraftForm, told: &Told) {
    let (need, note) = (format!("needs/{}", told.need), format!("need_notes/{}", told.need));
    // What was typed here already stands.
    let exactly = if form.text(&note).is_empty() { told.note.clone() } else { form.text(&note) };
    form.set_all([(need.as_str(), "true".to_owned()), (note.as_str(), exactly)]);
}
