use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Doing, NewPin, Problem};
use crate::components::input::{Bind, TextInput};
use crate::lock::{DeviceKey, Pin};
use crate::store::LocalStore;
use crate::words::{Word, lock as words, say};

/// The way in for who has forgotten the PIN: the password, and then a new PIN.
#[component]
pub fn Forgotten(
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let verified = StoredValue::new_local(None::<DeviceKey>);
    let is_verified = RwSignal::new(false);
    let (busy, problem) = (RwSignal::new(false), Problem::default());
    let on_verified = move |key| {
        verified.set_value(Some(key));
        is_verified.set(true);
    };
    let keep = move |pin: Pin| {
        busy.set(true);
        spawn_local(async move {
            let Some(key) = verified.get_value() else { return };
            match kept(store, &key, pin).await {
                Ok(()) => on_key.run(key),
                Err(why) => problem.tell(why),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Show
            when=move || is_verified.get()
            fallback=move || view! { <PasswordForm store on_key=on_verified/> }
        >
            <p role="status">{say(words::SET_NEW)}</p>
            <NewPin id="new" label=words::NEW_PIN button=words::SAVE busy problem on_pin=keep/>
        </Show>
    }
}

#[component]
fn PasswordForm(
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let (typed, busy, problem) = (RwSignal::new(String::new()), RwSignal::new(false), Problem::default());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let password = typed.get_untracked();
        if busy.get_untracked() || password.is_empty() {
            return;
        }
        problem.clear();
        busy.set(true);
        spawn_local(async move {
            match verified(store, password).await {
                Ok(key) => on_key.run(key),
                Err(why) => problem.tell(why),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <p class="small">{say(words::FORGOTTEN_MEANS)}</p>
            <TextInput
                bind=Bind::to("lock-password", typed)
                label=say(words::PASSWORD) kind="password" autocomplete="current-password"
            />
            {problem.shown()}
            <Doing busy word=words::VERIFY/>
        </form>
    }
}

async fn verified(store: StoredValue<LocalStore, LocalStorage>, password: String) -> Result<DeviceKey, Word> {
    #[cfg(feature = "hydrate")]
    {
        let verified = crate::browser::key_by_password(&store.get_value(), &password).await;
        verified.map_err(|why| super::why_not_unlocked(&why, words::WRONG_PASSWORD))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (store, password);
        Err(words::FAILED)
    }
}

async fn kept(store: StoredValue<LocalStore, LocalStorage>, key: &DeviceKey, pin: Pin) -> Result<(), Word> {
    #[cfg(feature = "hydrate")]
    {
        let kept = crate::browser::change_pin(&store.get_value(), key, &pin).await;
        kept.map_err(|why| super::why_not_locked(&why))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (store, key, pin);
        Err(words::FAILED)
    }
}
