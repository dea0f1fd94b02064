//! What a device keeps for its user beside the rows: packs of trips, pins.

use std::collections::BTreeSet;

use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;

use super::Device;
use crate::clock::today;
use crate::store::{self, Bytes, Listed, StoreError};

impl Device {
    /// Records of a kind whose day lies between two, both included; see [`store::list_between`].
    pub async fn list_between(&self, kind: &Kind, days: (Day, Day), most: usize) -> Result<Vec<Listed>, StoreError> {
        self.to_show(store::list_between(self.store(), kind, days, most).await?).await
    }

    /// What lists call a record; empty where it is not here.
    pub async fn list_name(&self, id: RecordId) -> Result<String, StoreError> {
        Ok(self.view(id).await?.map(|view| view.title()).unwrap_or_default())
    }

    /// The hashes of all contents on the device.
    pub async fn held(&self) -> Result<BTreeSet<String>, StoreError> {
        store::held(self.store()).await
    }

    /// Puts a content into a trip's pack; see [`store::pack`].
    pub async fn pack(&self, trip: RecordId, hash: &str, bytes: &Bytes) -> Result<(), StoreError> {
        store::pack(self.store(), trip, hash, bytes).await
    }

    /// See [`store::share_packs`].
    pub async fn share_packs(&self, trip: RecordId, wanted: &BTreeSet<String>) -> Result<(), StoreError> {
        store::share_packs(self.store(), trip, wanted).await
    }

    /// Lets go of what was fetched for trips that are over. Whatever fails is done the next time.
    pub async fn let_go_of_packs(&self) {
        if let Err(error) = store::let_go_of_packs(self.store(), self.who(), today()).await {
            leptos::logging::error!("packs of trips: {error}");
        }
    }

    /// Materials that are pinned on this device.
    pub async fn pins(&self) -> Result<BTreeSet<RecordId>, StoreError> {
        store::pins(self.store()).await
    }

    pub async fn pin(&self, material: RecordId, pinned: bool) -> Result<(), StoreError> {
        store::pin(self.store(), material, pinned).await?;
        self.changed().await;
        Ok(())
    }
}
