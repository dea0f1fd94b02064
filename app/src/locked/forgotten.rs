use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ChangePin, Submit, Told, Trouble};
use crate::components::input::{Bind, TextInput};
use crate::lock::DeviceKey;
use crate::store::LocalStore;
use crate::words::{Word, lock as words, say};

/// The way in for who has forgotten the PIN: the password, and then a new PIN.
#[component]
pub fn Forgotten(
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let verified = RwSignal::new(None::<DeviceKey>);
    move || match verified.get() {
        None => view! { <PasswordForm store on_key=move |key| verified.set(Some(key))/> }.into_any(),
        Some(key) => {
            let done = {
                let key = key.clone();
                move |()| on_key.run(key.clone())
            };
            view! {
                <p role="status">{say(words::SET_NEW)}</p>
                <ChangePin store key on_done=done/>
            }
            .into_any()
        }
    }
}

#[component]
fn PasswordForm(
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let (typed, busy, trouble) = (RwSignal::new(String::new()), RwSignal::new(false), Trouble::default());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let password = typed.get_untracked();
        if busy.get_untracked() || password.is_empty() {
            return;
        }
        trouble.clear();
        busy.set(true);
        spawn_local(async move {
            match verified(&store.get_value(), &password).await {
                Ok(key) => on_key.run(key),
                Err(why) => trouble.tell(why),
            }
            busy.try_set(false);
        });
    };
    // Not a field that a browser fills by itself: whoever holds the phone would be in.
    view! {
        <form class="stack" autocomplete="off" on:submit=submit>
            <p class="small">{say(words::FORGOTTEN_MEANS)}</p>
            <TextInput bind=Bind::to("lock-password", typed) label=say(words::PASSWORD) hidden=true/>
            <Told trouble/>
            <Submit busy word=words::VERIFY/>
        </form>
    }
}

#[cfg(feature = "hydrate")]
async fn verified(store: &LocalStore, password: &str) -> Result<DeviceKey, Word> {
    let verified = crate::browser::key_by_password(store, password).await;
    verified.map_err(|failure| super::why(&failure, words::WRONG_PASSWORD))
}

#[cfg(not(feature = "hydrate"))]
async fn verified(_store: &LocalStore, _password: &str) -> Result<DeviceKey, Word> {
    super::only_in_browsers()
}
