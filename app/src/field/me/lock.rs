use leptos::prelude::*;
use leptos::task::spawn_local;

use super::contents::unread_told;
use crate::components::names::store_error;
use crate::device::Device;
use crate::held::begin_anew_once_settled;
use crate::lock::{DeviceKey, Stage};
use crate::locked::{ChangePin, PinForm, PutOn};
use crate::store::StoreError;
use crate::words::{Word, lock as words, say, speaking};

/// What is being done about the lock on this page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    PuttingOn,
    /// The PIN was asked for, to change it or to take the lock off.
    Changing,
    SettingNew(DeviceKey),
    TakingOff,
}

/// The lock of this phone.
#[component]
pub fn LockCard(device: Device) -> impl IntoView {
    let lock = device.lock();
    let (step, changed) = (RwSignal::new(Step::Nothing), RwSignal::new(false));
    let store = StoredValue::new_local(device.store().clone());
    let device = StoredValue::new_local(device);
    let begin = move |next: Step| {
        changed.set(false);
        step.set(next);
    };
    let to = move |word: Word, next: Step| {
        let go = move |_| begin(next.clone());
        view! { <button type="button" class="button quiet wide" on:click=go>{say(word)}</button> }
    };
    let cancel = move || to(words::CANCEL, Step::Nothing);
    let open = move || match step.get() {
        Step::PuttingOn => view! { <PutOn device/> {cancel()} }.into_any(),
        _ => view! { <p>{say(words::MEANS)}</p> {to(words::PUT_ON, Step::PuttingOn)} }.into_any(),
    };
    let locked = move || match step.get() {
        Step::Nothing | Step::PuttingOn => {
            let required = device.with_value(|device| device.lock_required());
            view! {
                <p>{say(words::IS_ON)}</p>
                <Unsealed device/>
                <Show when=move || changed.get()><p role="status">{say(words::CHANGED)}</p></Show>
                <button type="button" class="button wide" on:click=move |_| begin_anew_once_settled()>
                    {say(words::LOCK_NOW)}
                </button>
                {to(words::CHANGE, Step::Changing)}
                <Show when=move || !required.get()>{to(words::TAKE_OFF, Step::TakingOff)}</Show>
            }
            .into_any()
        }
        Step::Changing => {
            let on_key = move |key| step.set(Step::SettingNew(key));
            view! { <PinForm label=words::CURRENT_PIN button=words::CHANGE store on_key/> {cancel()} }.into_any()
        }
        Step::SettingNew(key) => {
            let done = move |()| {
                step.set(Step::Nothing);
                changed.set(true);
            };
            view! { <ChangePin store key on_done=done/> {cancel()} }.into_any()
        }
        Step::TakingOff => {
            let trouble = RwSignal::new(None::<StoreError>);
            let on_key = move |key: DeviceKey| {
                spawn_local(async move {
                    match device.get_value().take_off_lock(&key).await {
                        Ok(()) => drop(step.try_set(Step::Nothing)),
                        Err(error) => drop(trouble.try_set(Some(error))),
                    }
                });
            };
            view! {
                <PinForm label=words::CURRENT_PIN button=words::TAKE_OFF store on_key/>
                {move || trouble.get().map(|error| view! { <p class="problem">{say(store_error(&error))}</p> })}
                {cancel()}
            }
            .into_any()
        }
    };
    let turning = move |word: Word| view! { <p role="status">{say(word)}</p> <Unfinished device/> }.into_any();
    view! {
        <section class="card stack">
            <h2>{say(words::TITLE)}</h2>
            {move || match lock.get() {
                None | Some(Stage::Off) => open(),
                Some(Stage::Sealing) => turning(words::SEALING),
                Some(Stage::Opening) => turning(words::OPENING),
                Some(Stage::Sealed | Stage::Checked) => locked(),
            }}
        </section>
    }
}

/// What lies open all the same, since it cannot be read.
#[component]
fn Unsealed(device: StoredValue<Device, LocalStorage>) -> impl IntoView {
    let (unread, language) = (device.with_value(|device| device.lock_unread()), speaking());
    let told = move || {
        let told = unread_told(&unread.get(), language.get())?;
        Some(words::UNSEALED.fill(language.get(), &[("what", &told)]))
    };
    move || told().map(|told| view! { <p class="problem" role="alert">{told}</p> })
}

/// Why it does not go on, where it does not: it is taken up again when the app is opened the next time.
#[component]
fn Unfinished(device: StoredValue<Device, LocalStorage>) -> impl IntoView {
    let trouble = device.with_value(|device| device.lock_trouble());
    move || {
        let error = trouble.get()?;
        Some(view! {
            <div role="alert">
                <p class="problem">{say(store_error(&error))}</p>
                <p class="small">{say(words::GOES_ON_LATER)}</p>
            </div>
        })
    }
}
