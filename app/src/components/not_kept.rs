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
    // Told once, however often it fails: nothing moves under a finger, and nobody is read the same again.
    let failure = Memo::new(move |_| match form.keeping().get() {
        Keeping::Failed(error) => Some(error),
        _ => None,
    });
    // Who asks for a try sees it on the button.
    let trying = RwSignal::new(false);
    Effect::new(move |_| {
        if matches!(form.keeping().get(), Keeping::Failed(_)) {
            trying.set(false);
        }
    });
    let try_again = move |_| {
        trying.set(true);
        form.keep();
    };
    let language = speaking();
    let label =
        move || if trying.get() { field::KEEPING_WRITING } else { field::TRY_AGAIN }.in_language(language.get());
    let told = move |error: StoreError| {
        view! {
            <span class="keeping failed" role="alert">
                <Icon sign=Sign::Warning/>
                <span>
                    {say(field::KEEPING_FAILED)} " " {say(names::store_error(&error))}
                    <button type="button" class="text-button" on:click=try_again>{label}</button>
                </span>
            </span>
        }
    };
    move || failure.get().map(told)
}

/// The same, with why it could not be sent, anew after each tap.
#[component]
pub fn NotSaved(form: DraftForm, failed: RwSignal<Option<StoreError>>) -> impl IntoView {
    let language = speaking();
    when_there_is_room_again(form, move || {
        if failed.get_untracked() == Some(StoreError::Full) {
            failed.set(None);
        }
    });
    let told = move || {
        let why = names::store_error(&failed.get()?).in_language(language.get());
        Some(format!("{}{why}", field::NOT_SAVED.in_language(language.get())))
    };
    view! {
        <NotKept form/>
        {move || told().map(|told| view! { <p class="problem" role="alert">{told}</p> })}
    }
}

/// Runs each time the disk takes a form that it had refused: then nothing is to be said of a full disk any more.
pub fn when_there_is_room_again(form: DraftForm, then: impl Fn() + 'static) {
    Effect::new(move |refused: Option<bool>| {
        let refused = refused.unwrap_or_default();
        match form.keeping().get() {
            Keeping::Failed(_) => true,
            Keeping::Untouched | Keeping::Writing => refused,
            Keeping::Kept(_) => {
                if refused {
                    then();
                }
                false
            }
        }
    });
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
