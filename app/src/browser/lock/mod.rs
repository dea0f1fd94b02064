//! The lock of this phone: what needs its worker, its server, or the page.

mod stretching;

use std::cell::Cell;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{GetUntracked, Set, document, set_timeout};
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use zoufang_core::sync::Failure;
use zoufang_core::wire::{LockKey, OpenLock, OpenedLock};

use super::http;
use crate::device::Device;
use crate::held::begin_anew_once_settled;
use crate::lock::{Cost, DeviceKey, Envelope, KeptFor, Lock, NoRandomness, Pin};
use crate::parts::{Work, field_is_here};
use crate::store::{LocalStore, StoreError};
use stretching::stretched;

/// How long the app may be out of sight before it asks for the PIN.
const AWAY_MS: f64 = 5.0 * 60_000.0;
/// What was chosen or taken while it was out of sight comes in a moment after it is seen again.
const WHAT_WAS_CHOSEN: Duration = Duration::from_secs(1);
/// What a try takes on a phone that is too full to count it.
const UNCOUNTED_MS: u32 = 10_000;

/// Why a lock was not put on, opened or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockFailure {
    /// The PIN, or the password.
    Wrong,
    /// Tries were made elsewhere: this page waits for them too.
    WaitsAnew,
    TooManyTries,
    /// It was sealed for another server.
    Foreign,
    Unreachable,
    /// The session is over, or the device revoked.
    SignInNeeded,
    NoMemory,
    NoRandomness,
    Store(StoreError),
}

impl From<StoreError> for LockFailure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NoRandomness> for LockFailure {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

/// Puts a lock on this phone.
pub async fn put_lock(device: &Device, pin: &Pin) -> Result<(), LockFailure> {
    let (store, person) = (device.store(), device.profile().person);
    let LockKey { key, public } = http::lock_key().await.map_err(|failure| match failure {
        Failure::SignedOut | Failure::Revoked => LockFailure::SignInNeeded,
        _ => LockFailure::Unreachable,
    })?;
    let device_key = match store.left_key().await? {
        Some(left) => left,
        None => DeviceKey::draw()?,
    };
    let kept = KeptFor { person, device_key: device_key.clone() };
    let by_server = Envelope::seal(key, &public, &kept).ok_or(LockFailure::Foreign)?;
    let by_pin = stretched(pin, Lock::draw_salt()?, Cost::USUAL).await.ok_or(LockFailure::NoMemory)?;
    let opens = by_pin.key;
    let lock = Lock::new(by_pin, &device_key, by_server)?;
    // Before anything is sealed.
    if lock.open(opens).as_ref() != Some(&device_key) {
        return Err(LockFailure::NoRandomness);
    }
    Ok(device.put_lock(&lock, &device_key).await?)
}

/// Has another PIN open the lock.
pub async fn change_pin(store: &LocalStore, key: &DeviceKey, pin: &Pin) -> Result<(), LockFailure> {
    let by_pin = stretched(pin, Lock::draw_salt()?, Cost::USUAL).await.ok_or(LockFailure::NoMemory)?;
    Ok(store.rewrap_lock(by_pin, key).await?)
}

/// The device's key, where the PIN is right. `waited_for` is how many wrong tries this page has waited for.
pub async fn key_by_pin(store: &LocalStore, pin: &Pin, waited_for: u32) -> Result<DeviceKey, LockFailure> {
    match store.count_try(waited_for).await {
        Ok(true) => {}
        Ok(false) => return Err(LockFailure::WaitsAnew),
        // A full phone must open all the same, and must not give tries for nothing either.
        Err(StoreError::Full) => TimeoutFuture::new(UNCOUNTED_MS).await,
        Err(error) => return Err(error.into()),
    }
    let lock = store.lock().await?.ok_or(StoreError::LockChanged)?;
    let salt = lock.salt().try_into().map_err(|_| StoreError::Unreadable("the lock".to_owned()))?;
    let Some(by_pin) = stretched(pin, salt, lock.cost).await else {
        // It was none.
        uncount(store, waited_for).await;
        return Err(LockFailure::NoMemory);
    };
    let key = lock.open(by_pin.key).ok_or(LockFailure::Wrong)?;
    uncount(store, 0).await;
    Ok(key)
}

/// Whatever the disk says: whoever knows the PIN gets in.
async fn uncount(store: &LocalStore, wrong: u32) {
    if let Err(error) = store.forgive_tries(wrong).await {
        leptos::logging::warn!("wrong tries are still counted: {error}");
    }
}

/// The device's key, from the server, for whoever knows the password.
pub async fn key_by_password(store: &LocalStore, password: &str) -> Result<DeviceKey, LockFailure> {
    let Envelope { key, sealed } = store.lock().await?.ok_or(StoreError::LockChanged)?.by_server;
    let OpenedLock { device_key } = http::open_lock(&OpenLock { password: password.to_owned(), key, sealed }).await?;
    let key = DeviceKey::read(&device_key).ok_or(LockFailure::Foreign)?;
    uncount(store, 0).await;
    Ok(key)
}

/// Lies where the lock's screens lie.
#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn turning(device: Device, key: DeviceKey) -> Result<Work<()>, SplitLoaderError> {
    Ok(Box::pin(async move { device.turn_rest(&key).await }))
}

/// Finishes what was begun when the lock was put on or taken off, and hears what the city asks for now.
pub(super) async fn go_on(device: &Device, unlocked_with: Option<DeviceKey>) {
    match unlocked_with {
        Some(key) => {
            field_is_here().await;
            // Where it cannot be done now it is done at the next start.
            if let Ok(work) = turning(device.clone(), key).await {
                work.await;
            }
        }
        // A lock that another tab put on before this one could hear of it.
        None if matches!(device.store().lock().await, Ok(Some(_))) => return begin_anew_once_settled(),
        None => {}
    }
    if let Ok(profile) = http::profile().await
        && profile.person == device.profile().person
    {
        device.lock_required().set(profile.lock_required);
        super::remember_profile(Some(&profile)).await;
    }
}

/// Asks for the PIN again once the app was out of sight for long.
pub(super) fn lock_when_left(device: &Device) {
    let (lock, left) = (device.lock(), Cell::new(None::<(f64, f64)>));
    let looked = Closure::<dyn Fn()>::new(move || {
        if document().hidden() {
            left.set(Some(clocks()));
            return;
        }
        let (now, ticks) = clocks();
        // One clock may be set, the other stands still while some phones sleep.
        let away = |(then, then_ticks): (f64, f64)| (now - then).abs().max(ticks - then_ticks);
        if left.take().is_some_and(|left| away(left) > AWAY_MS) && lock.get_untracked().is_some() {
            set_timeout(begin_anew_once_settled, WHAT_WAS_CHOSEN);
        }
    });
    // The listener lives as long as the page.
    let _ = document().add_event_listener_with_callback("visibilitychange", looked.as_ref().unchecked_ref());
    looked.forget();
}

fn clocks() -> (f64, f64) {
    let ticks = leptos::prelude::window().performance().map_or(0.0, |performance| performance.now());
    (js_sys::Date::now(), ticks)
}
