use leptos::prelude::*;
use zoufang_core::wire::Profile;

use super::forgotten::Forgotten;
use super::{PinForm, Told, Trouble};
use crate::components::{BETWEEN, TabTitle};
use crate::lock::DeviceKey;
use crate::store::LocalStore;
use crate::words::{lock as words, say, speaking};

/// What a locked phone shows instead of its pages.
#[component]
pub fn LockScreen(profile: Profile) -> impl IntoView {
    let language = speaking();
    let store = StoredValue::new_local(store_of(&profile));
    let (forgotten, trouble) = (RwSignal::new(false), Trouble::default());
    let (name, unit) = (profile.name.clone(), profile.unit_name.clone());
    let on_key = entering(profile, store, trouble);
    let other_way = move || if forgotten.get() { words::BACK } else { words::FORGOTTEN }.in_language(language.get());
    view! {
        <TabTitle text=move || words::LOCKED.in_language(language.get())/>
        <main class="sign-in">
            <header>
                <span class="seal-mark" aria-hidden="true">"走访"</span>
                <h1>{say(words::LOCKED)}</h1>
                <p>{name} {BETWEEN} {unit}</p>
            </header>
            <Show
                when=move || forgotten.get()
                fallback=move || view! { <PinForm label=words::PIN button=words::UNLOCK store on_key/> }
            >
                <Forgotten store on_key/>
            </Show>
            <Told trouble/>
            <footer>
                <button type="button" class="text-button" on:click=move |_| forgotten.update(|is| *is = !*is)>
                    {other_way}
                </button>
                <a class="text-button" href="/sign-in">{say(words::OTHER_ACCOUNT)}</a>
            </footer>
        </main>
    }
}

#[cfg(feature = "hydrate")]
fn store_of(profile: &Profile) -> LocalStore {
    crate::browser::store_of(profile.person)
}

/// On the server nobody's phone is unlocked.
#[cfg(not(feature = "hydrate"))]
fn store_of(_profile: &Profile) -> LocalStore {
    LocalStore::new(crate::store::MemoryStore::default())
}

/// Opens the store with its key, and the app with it.
#[cfg(feature = "hydrate")]
fn entering(profile: Profile, store: StoredValue<LocalStore, LocalStorage>, trouble: Trouble) -> Callback<DeviceKey> {
    use crate::components::names::store_error;
    let session = crate::session::Session::get();
    Callback::new(move |key: DeviceKey| {
        let (profile, store) = (profile.clone(), store.get_value());
        leptos::task::spawn_local(async move {
            match store.unlock(&key).await {
                Ok(stage) => {
                    session.enter(profile, store, Some((key, stage))).await;
                    crate::focus::take_up("main");
                }
                Err(error) => trouble.tell(store_error(&error)),
            }
        });
    })
}

#[cfg(not(feature = "hydrate"))]
fn entering(
    _profile: Profile,
    _store: StoredValue<LocalStore, LocalStorage>,
    _trouble: Trouble,
) -> Callback<DeviceKey> {
    Callback::new(|_: DeviceKey| ())
}
