//! What lies only in this page's memory, for as long as it does.

use std::cell::{Cell, RefCell};

use leptos::task::spawn_local;

type Act = Box<dyn FnOnce()>;

thread_local! {
    static HELD: Cell<u32> = const { Cell::new(0) };
    static DUE: RefCell<Vec<Act>> = const { RefCell::new(Vec::new()) };
}

/// While somebody has this the page is not loaded anew: a recording under way, a photo that is being made
/// smaller, words that the disk has not taken, a file that is being taken over.
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
        if HELD.get() == 0 {
            // Not at once: whoever lets go may hand on to somebody who holds, as a recording does to its file.
            for act in DUE.take() {
                spawn_local(async move { once_settled(act) });
            }
        }
    }
}

/// Does what ends this page's memory as soon as nothing is only there.
pub fn once_settled(act: Act) {
    if HELD.get() == 0 {
        act();
    } else {
        DUE.with_borrow_mut(|due| due.push(act));
    }
}

/// Loads the page anew as soon as nothing is only in its memory: then that is empty, and a locked phone asks for
/// the PIN.
pub fn begin_anew_once_settled() {
    once_settled(Box::new(begin_anew));
}

fn begin_anew() {
    #[cfg(feature = "hydrate")]
    {
        // A page that cannot be loaded anew stays.
        let _ = leptos::prelude::location().reload();
    }
}
