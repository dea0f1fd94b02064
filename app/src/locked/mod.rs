//! The lock on screen: what a locked phone shows, and the forms for a PIN.

mod change_pin;
mod forgotten;
mod new_pin;
mod part;
mod pin_form;
mod put_on;
mod screen;

pub use change_pin::ChangePin;
pub use part::{Locked, Wanted};
pub use pin_form::PinForm;
pub use put_on::PutOn;

use leptos::prelude::*;

use crate::components::{Icon, Sign};
use crate::words::{Word, lock as words, say, speaking};

/// What stands below a form of the lock when it did not work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trouble(RwSignal<Option<(Word, u32)>>);

impl Trouble {
    /// It is tried again.
    pub fn clear(self) {
        self.0.try_set(None);
    }

    pub fn tell(self, word: Word) {
        self.tell_number(word, 0);
    }

    /// With a number in the sentence.
    pub fn tell_number(self, word: Word, n: u32) {
        // The page may be gone.
        self.0.try_set(Some((word, n)));
    }
}

/// For readers of the screen, too, as soon as it is told.
#[component]
pub fn Told(trouble: Trouble) -> impl IntoView {
    let language = speaking();
    let said = move || trouble.0.get().map(|(word, n)| word.fill(language.get(), &[("n", &n.to_string())]));
    view! {
        <div role="alert">
            {move || said().map(|said| view! { <p class="problem"><Icon sign=Sign::Warning/>{said}</p> })}
        </div>
    }
}

/// A form's button that says so while it works.
#[component]
pub fn Submit(busy: RwSignal<bool>, word: Word) -> impl IntoView {
    let said = move || if busy.get() { say(words::WORKING)() } else { say(word)() };
    view! { <button class="button wide" disabled=busy>{said}</button> }
}

/// `wrong` is what is said of a wrong PIN or password.
#[cfg(feature = "hydrate")]
fn why(failure: &crate::browser::LockFailure, wrong: Word) -> Word {
    use crate::browser::LockFailure;
    match failure {
        LockFailure::Wrong => wrong,
        LockFailure::WaitsAnew => words::TRIED_ELSEWHERE,
        LockFailure::TooManyTries => words::TOO_MANY,
        LockFailure::Foreign => words::FOREIGN,
        LockFailure::Unreachable => words::OFFLINE,
        LockFailure::SignInNeeded => words::SIGN_IN_FIRST,
        LockFailure::NoMemory => words::NO_MEMORY,
        LockFailure::NoRandomness => words::FAILED,
        LockFailure::Store(error) => crate::components::names::store_error(error),
    }
}

/// What a form does where there is no browser.
#[cfg(not(feature = "hydrate"))]
fn only_in_browsers<T>() -> Result<T, Word> {
    Err(words::FAILED)
}
