use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Trouble;
use super::new_pin::NewPin;
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
    let (busy, trouble) = (RwSignal::new(false), Trouble::default());
    let begin = move |pin: Pin| {
        busy.set(true);
        spawn_local(async move {
            let device = device.get_value();
            if let Err(why) = put_on(&device, &pin).await {
                trouble.tell(why);
                device.lock_failed().set(true);
            }
            busy.try_set(false);
        });
    };
    view! { <NewPin label=words::PIN button=words::PUT_ON busy trouble on_pin=begin/> }
}

#[cfg(feature = "hydrate")]
async fn put_on(device: &Device, pin: &Pin) -> Result<(), Word> {
    use crate::browser::LockFailure;
    crate::browser::put_lock(device, pin).await.map_err(|failure| match failure {
        LockFailure::Unreachable => words::NEEDS_NETWORK,
        failure => super::why(&failure, words::FAILED),
    })
}

#[cfg(not(feature = "hydrate"))]
async fn put_on(_device: &Device, _pin: &Pin) -> Result<(), Word> {
    super::only_in_browsers()
}
