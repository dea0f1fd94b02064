use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;

use crate::components::input::{Bind, Check};
use crate::session::{Session, Who};
use crate::words::{console, say};

/// Whether the city asks for a lock on each phone.
#[component]
pub fn LockPolicyCard() -> impl IntoView {
    let session = Session::get();
    let failed = RwSignal::new(false);
    let required = move || session.profile().is_some_and(|profile| profile.lock_required);
    let value = Signal::derive(move || if required() { "true".to_owned() } else { String::new() });
    let tell = move |value: String| ask_for(value == "true", session, failed);
    view! {
        <section class="stack">
            <Check bind=Bind::reading("locks", value).telling(tell) name=say(console::LOCKS_WANTED)/>
            <p class="small">{say(console::LOCKS_WANTED_MEANS)}</p>
            <div role="alert">
                <Show when=move || failed.get()><p class="banner bad">{say(console::LOCKS_NOT_SET)}</p></Show>
            </div>
        </section>
    }
}

/// What is shown is what the server has: where it did not take it, it stands as before.
fn ask_for(required: bool, session: Session, failed: RwSignal<bool>) {
    session.lock_is_required(required);
    #[cfg(feature = "hydrate")]
    spawn_local(async move {
        let is_refused = crate::browser::ask_for_locks(required).await.is_err();
        failed.try_set(is_refused);
        if is_refused {
            session.lock_is_required(!required);
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
