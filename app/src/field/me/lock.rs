use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::device::Device;
use crate::lock::{DeviceKey, Pin, Stage};
use crate::locked::{NewPin, PinForm, Problem, PutOn};
use crate::words::{Word, lock as words, say};

/// What is being done about the lock on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    PuttingOn,
    /// The PIN was asked for, to change it or to take the lock off.
    Changing,
    SettingNew,
    TakingOff,
}

/// The lock of this phone.
#[component]
pub fn LockCard(device: Device) -> impl IntoView {
    let (lock, required) = (device.lock(), device.lock_required());
    let (doing, changed) = (RwSignal::new(Doing::Nothing), RwSignal::new(false));
    let store = StoredValue::new_local(device.store().clone());
    let key = StoredValue::new_local(None::<DeviceKey>);
    let device = StoredValue::new_local(device);
    let begin = move |what| {
        changed.set(false);
        doing.set(what);
    };
    let quiet = move |word: Word, what: Doing| {
        view! { <button type="button" class="button quiet wide" on:click=move |_| begin(what)>{say(word)}</button> }
    };
    let cancel = move || quiet(words::CANCEL, Doing::Nothing);
    let open = move || match doing.get() {
        Doing::PuttingOn => view! { <PutOn device/> {cancel()} }.into_any(),
        _ => view! { <p>{say(words::MEANS)}</p> {quiet(words::PUT_ON, Doing::PuttingOn)} }.into_any(),
    };
    let sealed = move || match doing.get() {
        Doing::Nothing | Doing::PuttingOn => view! {
            <p>{say(words::IS_ON)}</p>
            <Show when=move || changed.get()><p role="status">{say(words::CHANGED)}</p></Show>
            <button type="button" class="button wide" on:click=move |_| lock_now()>{say(words::LOCK_NOW)}</button>
            {quiet(words::CHANGE, Doing::Changing)}
            <Show when=move || !required.get()>{quiet(words::TAKE_OFF, Doing::TakingOff)}</Show>
        }
        .into_any(),
        Doing::Changing => {
            let on_key = move |right| {
                key.set_value(Some(right));
                doing.set(Doing::SettingNew);
            };
            view! {
                <PinForm id="pin" label=words::CURRENT_PIN button=words::CHANGE store on_key/>
                {cancel()}
            }
            .into_any()
        }
        Doing::SettingNew => {
            let done = move || {
                key.set_value(None);
                doing.set(Doing::Nothing);
                changed.set(true);
            };
            view! { <SetNew device key on_done=done/> {cancel()} }.into_any()
        }
        Doing::TakingOff => {
            let on_key = move |_: DeviceKey| {
                doing.set(Doing::Nothing);
                spawn_local(async move {
                    if let Err(error) = device.get_value().take_off_lock().await {
                        leptos::logging::error!("the lock: {error}");
                    }
                });
            };
            view! {
                <PinForm id="pin" label=words::CURRENT_PIN button=words::TAKE_OFF store on_key/>
                {cancel()}
            }
            .into_any()
        }
    };
    view! {
        <section class="card stack">
            <h2>{say(words::TITLE)}</h2>
            {move || match lock.get() {
                None => open(),
                Some(Stage::Sealing) => view! { <p role="status">{say(words::SEALING)}</p> }.into_any(),
                Some(Stage::Opening) => view! { <p role="status">{say(words::OPENING)}</p> }.into_any(),
                Some(Stage::Sealed) => sealed(),
            }}
        </section>
    }
}

#[component]
fn SetNew(
    device: StoredValue<Device, LocalStorage>,
    key: StoredValue<Option<DeviceKey>, LocalStorage>,
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (busy, problem) = (RwSignal::new(false), Problem::default());
    let keep = move |pin: Pin| {
        busy.set(true);
        spawn_local(async move {
            let Some(key) = key.get_value() else { return };
            match change(&device.get_value(), &key, pin).await {
                Ok(()) => on_done(),
                Err(why) => problem.tell(why),
            }
            busy.try_set(false);
        });
    };
    view! { <NewPin id="new" label=words::NEW_PIN button=words::SAVE busy problem on_pin=keep/> }
}

async fn change(device: &Device, key: &DeviceKey, pin: Pin) -> Result<(), Word> {
    #[cfg(feature = "hydrate")]
    {
        let changed = crate::browser::change_pin(device.store(), key, &pin).await;
        changed.map_err(|why| crate::locked::why_not_locked(&why))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (device, key, pin);
        Err(words::FAILED)
    }
}

fn lock_now() {
    #[cfg(feature = "hydrate")]
    crate::browser::begin_anew();
}
