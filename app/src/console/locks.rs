use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;

use crate::components::input::{Bind, Toggle};
use crate::session::{Session, Who};
use crate::words::{console, say};

/// Whether the city asks for a lock on each phone.
#[component]
pub fn LockPolicyCard() -> impl IntoView {
    let asked = Session::get().profile().is_some_and(|profile| profile.lock_required);
    let (required, failed) = (RwSignal::new(asked), RwSignal::new(false));
    let value = Signal::derive(move || if required.get() { "true".to_owned() } else { String::new() });
    let tell = move |value: String| ask_for(value == "true", required, failed);
    view! {
        <section class="stack">
            <Toggle bind=Bind::reading("locks", value).telling(tell) name=say(console::LOCKS_WANTED)/>
            <p class="small">{say(console::LOCKS_WANTED_MEANS)}</p>
            <div role="alert">
                <Show when=move || failed.get()><p class="banner bad">{say(console::LOCKS_NOT_SET)}</p></Show>
            </div>
        </section>
    }
}

/// What is shown is what the server has: where it did not take it, it stands as before.
fn ask_for(wanted: bool, required: RwSignal<bool>, failed: RwSignal<bool>) {
    required.set(wanted);
    #[cfg(feature = "hydrate")]
    spawn_local(async move {
        let is_refused = crate::browser::ask_for_locks(wanted).await.is_err();
        failed.try_set(is_refused);
        if is_refused {
            required.try_set(!wanted);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = failed;
}

/// A desk reads through the server, but what it writes goes through this device, which may be locked.
#[component]
pub fn LockedHere() -> impl IntoView {
    let who = Session::get().who();
    let is_locked = Memo::new(move |_| matches!(who.get(), Who::Locked(_)));
    view! {
        <Show when=move || is_locked.get()>
            <div class="banner" role="status">
                <p>{say(console::LOCKED_HERE)}</p>
                <a class="link" href="/me">{say(console::TO_UNLOCK)}</a>
            </div>
        </Show>
    }
}
