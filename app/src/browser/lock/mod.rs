//! The lock of this phone: what needs its worker, its server, or the page.

mod stretching;

use std::cell::Cell;

use leptos::prelude::{GetUntracked, Set, document, location};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use zoufang_core::id::PersonId;
use zoufang_core::wire::{LockKey, OpenLock, OpenedLock};

use super::http::{self, NotOpened};
use crate::device::Device;
use crate::lock::{Cost, DeviceKey, Envelope, KeptFor, Lock, Pin};
use crate::store::{LocalStore, StoreError};
use stretching::stretched;

/// How long the app may be out of sight before it asks for the PIN.
const AWAY_MS: f64 = 5.0 * 60_000.0;

/// Why a phone has no lock yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLocked {
    Unreachable,
    NoMemory,
    /// This machine gives no randomness, or the server no key.
    Failed,
    Store(StoreError),
}

/// Why a lock did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnlocked {
    Wrong,
    TooManyTries,
    Foreign,
    Unreachable,
    NoMemory,
    Store(StoreError),
}

impl From<StoreError> for NotLocked {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<StoreError> for NotUnlocked {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Makes a lock for somebody's phone, and its key. Nothing of it is kept yet.
pub async fn device_lock(person: PersonId, pin: &Pin) -> Result<(Lock, DeviceKey), NotLocked> {
    let LockKey { key, public } = http::lock_key().await.map_err(|_| NotLocked::Unreachable)?;
    let device_key = DeviceKey::draw().map_err(|_| NotLocked::Failed)?;
    let kept = KeptFor { person, device_key: device_key.clone() };
    let by_server = Envelope::seal(key, &public, &kept).ok_or(NotLocked::Failed)?;
    let salt = Lock::draw_salt().map_err(|_| NotLocked::Failed)?;
    let by_pin = stretched(pin, &salt, Cost::USUAL).await.ok_or(NotLocked::NoMemory)?;
    let lock = Lock::new(&salt, Cost::USUAL, by_pin, &device_key, by_server).map_err(|_| NotLocked::Failed)?;
    Ok((lock, device_key))
}

/// Has another PIN open the lock.
pub async fn change_pin(store: &LocalStore, key: &DeviceKey, pin: &Pin) -> Result<(), NotLocked> {
    let salt = Lock::draw_salt().map_err(|_| NotLocked::Failed)?;
    let by_pin = stretched(pin, &salt, Cost::USUAL).await.ok_or(NotLocked::NoMemory)?;
    store.rewrap_lock(&salt, Cost::USUAL, by_pin, key).await?;
    Ok(())
}

/// The device's key, where the PIN is right.
pub async fn key_by_pin(store: &LocalStore, pin: &Pin) -> Result<DeviceKey, NotUnlocked> {
    store.count_try().await?;
    let lock = store.lock().await?.ok_or(StoreError::Locked)?;
    let by_pin = stretched(pin, &lock.salt(), lock.cost).await.ok_or(NotUnlocked::NoMemory)?;
    let key = lock.open(by_pin).ok_or(NotUnlocked::Wrong)?;
    store.forgive_tries().await?;
    Ok(key)
}

/// The device's key, from the server, for whoever knows the password.
pub async fn key_by_password(store: &LocalStore, password: &str) -> Result<DeviceKey, NotUnlocked> {
    let Envelope { key, sealed } = store.lock().await?.ok_or(StoreError::Locked)?.by_server;
    let opened = http::open_lock(&OpenLock { password: password.to_owned(), key, sealed }).await;
    let OpenedLock { device_key } = opened.map_err(|error| match error {
        NotOpened::WrongPassword => NotUnlocked::Wrong,
        NotOpened::TooManyTries => NotUnlocked::TooManyTries,
        NotOpened::Foreign => NotUnlocked::Foreign,
        NotOpened::Unreachable => NotUnlocked::Unreachable,
    })?;
    DeviceKey::read(&device_key).ok_or(NotUnlocked::Foreign)
}

/// Loads the page anew: whatever it held in memory is gone, and what somebody typed lies in the drafts.
pub fn begin_anew() {
    // A page that cannot be loaded anew stays.
    let _ = location().reload();
}

/// Finishes what was begun when the lock was put on or taken off, and hears what the city asks for now.
pub(super) async fn go_on(device: &Device) {
    if device.lock().get_untracked().is_some()
        && let Err(error) = device.turn_rest().await
    {
        leptos::logging::error!("the lock: {error}");
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
    let (lock, left) = (device.lock(), Cell::new(None::<f64>));
    let looked = Closure::<dyn Fn()>::new(move || {
        if document().hidden() {
            left.set(Some(js_sys::Date::now()));
            return;
        }
        let away = left.take().is_some_and(|left| (js_sys::Date::now() - left).abs() > AWAY_MS);
        if away && lock.get_untracked().is_some() {
            begin_anew();
        }
    });
    // The listener lives as long as the page.
    let _ = document().add_event_listener_with_callback("visibilitychange", looked.as_ref().unchecked_ref());
    looked.forget();
}
