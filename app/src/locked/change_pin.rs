use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Trouble;
use super::new_pin::NewPin;
use crate::lock::{DeviceKey, Pin};
use crate::store::LocalStore;
use crate::words::{Word, lock as words};

/// Asks for a new PIN for a lock whose key is at hand.
#[component]
pub fn ChangePin(
    store: StoredValue<LocalStore, LocalStorage>,
    key: DeviceKey,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let (busy, trouble) = (RwSignal::new(false), Trouble::default());
    let change = move |pin: Pin| {
        busy.set(true);
        let key = key.clone();
        spawn_local(async move {
            match change(&store.get_value(), &key, &pin).await {
                Ok(()) => on_done.run(()),
                Err(why) => trouble.tell(why),
            }
            busy.try_set(false);
        });
    };
    view! { <NewPin label=words::NEW_PIN button=words::SAVE busy trouble on_pin=change/> }
}

#[cfg(feature = "hydrate")]
async fn change(store: &LocalStore, key: &DeviceKey, pin: &Pin) -> Result<(), Word> {
    crate::browser::change_pin(store, key, pin).await.map_err(|failure| super::why(&failure, words::FAILED))
}

#[cfg(not(feature = "hydrate"))]
async fn change(_store: &LocalStore, _key: &DeviceKey, _pin: &Pin) -> Result<(), Word> {
    super::only_in_browsers()
}
