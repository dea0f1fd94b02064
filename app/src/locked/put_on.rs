use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{NewPin, Problem};
use crate::device::Device;
use crate::lock::Pin;
use crate::words::{Word, lock as words, say};

/// What stands instead of a page where the city wants a lock and this phone has none.
#[component]
pub fn LockWanted(device: Device) -> impl IntoView {
    let device = StoredValue::new_local(device);
    view! {
        <section class="card stack">
            <h2>{say(words::TITLE)}</h2>
            <p>{say(words::REQUIRED)}</p>
            <p class="small">{say(words::MEANS)}</p>
            <PutOn device/>
        </section>
    }
}

/// Asks for a PIN, and puts the lock on.
#[component]
pub fn PutOn(device: StoredValue<Device, LocalStorage>) -> impl IntoView {
    let (busy, problem) = (RwSignal::new(false), Problem::default());
    let put_on = move |pin: Pin| {
        busy.set(true);
        spawn_local(async move {
            if let Err(why) = put_on(&device.get_value(), pin).await {
                problem.tell(why);
            }
            busy.try_set(false);
        });
    };
    view! { <NewPin id="new" label=words::PIN button=words::PUT_ON busy problem on_pin=put_on/> }
}

async fn put_on(device: &Device, pin: Pin) -> Result<(), Word> {
    #[cfg(feature = "hydrate")]
    {
        use crate::components::names::store_error;
        let made = crate::browser::device_lock(device.profile().person, &pin).await;
        let (lock, key) = made.map_err(|why| super::why_not_locked(&why))?;
        device.put_lock(&lock, &key).await.map_err(|error| store_error(&error))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (device, pin);
        Err(words::FAILED)
    }
}
