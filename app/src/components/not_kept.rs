use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, Sign};
use super::names;
use crate::form::{DraftForm, Keeping};
use crate::store::StoreError;
use crate::words::{field, say, speaking};

/// After a write that failed, how long until it is tried again by itself.
const AGAIN: Duration = Duration::from_secs(4);

/// Says that what was typed last is on the screen only, why, and what to do; and has it tried again by itself. Nothing
/// while the disk takes it.
#[component]
pub fn NotKept(form: DraftForm) -> impl IntoView {
    try_again_after_failure(form);
    // Told once, however often it fails by itself: nothing moves under a finger, and nobody is read the same again.
    let failure = Memo::new(move |_| match form.keeping().get() {
        Keeping::Failed(error) => Some(error),
        _ => None,
    });
    let told = move |error: StoreError| {
        view! {
            <span class="keeping failed" role="alert">
                <Icon sign=Sign::Warning/>
                <span>
                    {say(field::KEEPING_FAILED)} " " {say(names::store_error(&error))}
                    <button type="button" class="text-button" on:click=move |_| form.try_again()>{say(field::TRY_AGAIN)}</button>
                </span>
            </span>
        }
    };
    move || failure.get().map(told)
}

/// The same, with why it could not be sent, anew after each tap. Once the disk has room again, nothing is said of that
/// any more.
#[component]
pub fn NotSaved(form: DraftForm, failed: RwSignal<Option<StoreError>>) -> impl IntoView {
    let language = speaking();
    let told = move || {
        let error = failed.get()?;
        let holds = error != StoreError::Full || !matches!(form.keeping().get(), Keeping::Kept(_));
        let why = names::store_error(&error).in_language(language.get());
        holds.then(|| format!("{}{why}", field::NOT_SAVED.in_language(language.get())))
    };
    view! {
        <NotKept form/>
        {move || told().map(|told| view! { <p class="problem" role="alert">{told}</p> })}
    }
}

fn try_again_after_failure(form: DraftForm) {
    // Each failure counts, also one like the one before.
    Effect::new(move |_| {
        if matches!(form.keeping().get(), Keeping::Failed(_)) {
            let waiting = set_timeout_with_handle(move || form.keep(), AGAIN);
            on_cleanup(move || {
                if let Ok(waiting) = waiting {
                    waiting.clear();
                }
            });
        }
    });
}
