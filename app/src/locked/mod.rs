//! The lock on screen: what a locked phone shows, and the form for a PIN.

mod forgotten;
mod new_pin;
mod pin_form;
mod put_on;
mod screen;

pub use new_pin::NewPin;
pub use pin_form::PinForm;
pub use put_on::{LockWanted, PutOn};
pub use screen::LockScreen;

use leptos::prelude::*;

use crate::components::{Icon, Sign};
use crate::words::{Word, lock as words, say};

/// What stands below a form of the lock when it did not work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Problem(pub RwSignal<Option<Word>>);

impl Problem {
    /// It is worked on.
    pub fn clear(self) {
        self.0.try_set(None);
    }

    pub fn tell(self, word: Word) {
        // The page may be gone.
        self.0.try_set(Some(word));
    }

    /// For readers of the screen, too, as soon as it is there.
    pub fn shown(self) -> impl IntoView {
        view! {
            <div role="alert">
                {move || self.0.get().map(|word| view! { <p class="problem"><Icon sign=Sign::Warning/>{say(word)}</p> })}
            </div>
        }
    }
}

/// A button that says so while it works.
#[component]
pub fn Doing(busy: RwSignal<bool>, word: Word) -> impl IntoView {
    let said = move || if busy.get() { say(words::WORKING)() } else { say(word)() };
    view! { <button class="button wide" disabled=busy>{said}</button> }
}

#[cfg(feature = "hydrate")]
pub fn why_not_locked(error: &crate::browser::NotLocked) -> Word {
    use crate::browser::NotLocked;
    match error {
        NotLocked::Unreachable => words::NEEDS_NETWORK,
        NotLocked::NoMemory => words::NO_MEMORY,
        NotLocked::Failed => words::FAILED,
        NotLocked::Store(error) => crate::components::names::store_error(error),
    }
}

/// `wrong` is what is said of a wrong PIN or password.
#[cfg(feature = "hydrate")]
pub fn why_not_unlocked(error: &crate::browser::NotUnlocked, wrong: Word) -> Word {
    use crate::browser::NotUnlocked;
    match error {
        NotUnlocked::Wrong => wrong,
        NotUnlocked::TooManyTries => words::TOO_MANY,
        NotUnlocked::Foreign => words::FOREIGN,
        NotUnlocked::Unreachable => words::OFFLINE,
        NotUnlocked::NoMemory => words::NO_MEMORY,
        NotUnlocked::Store(error) => crate::components::names::store_error(error),
    }
}
