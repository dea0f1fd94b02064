//! The lock of a device, as its screens see it.

use leptos::prelude::*;

use super::{Device, Poke};
use crate::lock::{DeviceKey, Lock, Stage};
use crate::store::StoreError;

impl Device {
    /// How far its tables follow its lock; nothing where it has none.
    pub fn lock(&self) -> RwSignal<Option<Stage>> {
        self.0.lock
    }

    /// The city wants a lock on each phone, and this one has none. A desk keeps nothing that would need one.
    pub fn wants_lock(&self) -> bool {
        !self.is_desk() && self.0.lock_required.get() && self.0.lock.get().is_none()
    }

    pub fn lock_required(&self) -> RwSignal<bool> {
        self.0.lock_required
    }

    /// Puts a lock on; what lies here is sealed when this returns.
    pub async fn put_lock(&self, lock: &Lock, key: &DeviceKey) -> Result<(), StoreError> {
        self.store().put_lock(lock, key).await?;
        (self.0.poke)(Poke::Locked);
        self.turn_rest().await
    }

    /// Takes the lock off; nothing is sealed when this returns.
    pub async fn take_off_lock(&self) -> Result<(), StoreError> {
        self.store().take_off_lock().await?;
        self.turn_rest().await
    }

    /// Finishes sealing or opening what was interrupted.
    pub async fn turn_rest(&self) -> Result<(), StoreError> {
        self.look_at_lock().await?;
        self.store().turn_rest().await?;
        self.look_at_lock().await
    }

    async fn look_at_lock(&self) -> Result<(), StoreError> {
        let stage = self.store().lock().await?.map(|lock| lock.stage);
        if self.0.lock.get_untracked() != stage {
            self.0.lock.set(stage);
        }
        Ok(())
    }
}
