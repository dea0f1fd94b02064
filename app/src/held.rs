//! What lies only in this page's memory, for as long as it does.

use std::cell::Cell;

thread_local! {
    static HELD: Cell<u32> = const { Cell::new(0) };
    static DUE: Cell<bool> = const { Cell::new(false) };
}

/// While somebody has this the page is not loaded anew: a recording under way, a photo that is being made
/// smaller, words that the disk has not taken.
#[derive(Debug)]
pub struct Held(());

impl Held {
    pub fn begin() -> Self {
        HELD.set(HELD.get() + 1);
        Self(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.set(HELD.get().saturating_sub(1));
        if HELD.get() == 0 && DUE.replace(false) {
            begin_anew();
        }
    }
}

/// Loads the page anew as soon as nothing is only in its memory: then that is empty, and a locked phone asks for
/// the PIN.
pub fn begin_anew_once_settled() {
    if HELD.get() == 0 {
        begin_anew();
    } else {
        DUE.set(true);
    }
}

fn begin_anew() {
    #[cfg(feature = "hydrate")]
    {
        // A page that cannot be loaded anew stays.
        let _ = leptos::prelude::location().reload();
    }
}
