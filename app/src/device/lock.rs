//! The lock of a device, as its screens see it.

use leptos::prelude::*;
use zoufang_core::sync::Status;

use super::{Device, Poke, Unread};
use crate::lock::{DeviceKey, Lock, Stage};
use crate::store::{StoreError, Turned};

/// What screens follow of the lock.
#[derive(Clone, Copy, Debug)]
pub struct LockSignals {
    pub stage: RwSignal<Option<Stage>>,
    pub required: RwSignal<bool>,
    trouble: RwSignal<Option<StoreError>>,
    unread: RwSignal<Unread>,
    failed: RwSignal<bool>,
}

impl LockSignals {
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::new(None),
            required: RwSignal::new(false),
            trouble: RwSignal::new(None),
            unread: RwSignal::default(),
            failed: RwSignal::new(false),
        }
    }
}

impl Device {
    /// How far its tables follow its lock; nothing where it has none.
    pub fn lock(&self) -> RwSignal<Option<Stage>> {
        self.0.lock.stage
    }

    /// The city wants a lock on each phone.
    pub fn lock_required(&self) -> RwSignal<bool> {
        self.0.lock.required
    }

    /// Why not all could be sealed, or opened.
    pub fn lock_trouble(&self) -> RwSignal<Option<StoreError>> {
        self.0.lock.trouble
    }

    /// What lies here as it lay before, since it cannot be read. Each time that the app is opened it is tried again.
    pub fn lock_unread(&self) -> RwSignal<Unread> {
        self.0.lock.unread
    }

    /// The city wants a lock, and there is none. A desk keeps nothing that would need one.
    pub fn lacks_lock(&self) -> bool {
        !self.is_desk() && self.lock_required().get() && self.lock().get().is_none()
    }

    /// Whether one can be put on now: that needs the server, and a phone that failed once may go on till the
    /// app is opened the next time.
    pub fn can_lock(&self) -> bool {
        let Status { trouble, last_contact, .. } = self.status().get();
        trouble.is_none() && last_contact.is_some() && !self.0.lock.failed.get()
    }

    /// It failed to put one on.
    pub fn lock_failed(&self) -> RwSignal<bool> {
        self.0.lock.failed
    }

    /// Puts a lock on, and has what lies here sealed.
    pub async fn put_lock(&self, lock: &Lock, key: &DeviceKey) -> Result<(), StoreError> {
        self.store().put_lock(lock, key).await?;
        (self.0.poke)(Poke::LockChanged);
        self.lock().set(Some(lock.shown_stage()));
        self.turn_rest(key).await;
        Ok(())
    }

    /// Takes the lock off, and has what lies here opened.
    pub async fn take_off_lock(&self, key: &DeviceKey) -> Result<(), StoreError> {
        self.store().take_off_lock(key).await?;
        (self.0.poke)(Poke::LockChanged);
        self.lock().set(Some(Stage::Opening));
        self.turn_rest(key).await;
        Ok(())
    }

    /// Finishes sealing or opening what was interrupted; where that fails, [`Self::lock_trouble`] says why.
    pub async fn turn_rest(&self, key: &DeviceKey) {
        self.lock_trouble().set(None);
        match self.store().turn_rest(key).await {
            Ok(Turned { stage, left }) => {
                // Where it cannot be told by its name, it is counted.
                let unread = self.named(&left).await;
                self.lock_unread().set(unread.unwrap_or(Unread { names: Vec::new(), others: left.len() }));
                self.lock().set((stage != Stage::Off).then_some(stage));
            }
            Err(error) => {
                leptos::logging::error!("the lock: {error}");
                self.lock_trouble().set(Some(error));
            }
        }
    }
}
