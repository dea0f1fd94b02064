//! The devices of the city, for whoever oversees them.

use app::console::reads::DeviceOf;
use uuid::Uuid;

use super::SignedInOffice;
use crate::db::StorageError;

/// Devices that the page shows, those that were seen last.
const DEVICES: usize = 1_000;

impl SignedInOffice {
    /// `None` for whoever does not oversee them.
    pub(super) async fn everybodys_devices(&self) -> Result<Option<Vec<DeviceOf>>, StorageError> {
        if !self.actor.role.oversees_devices() {
            return Ok(None);
        }
        let devices = self.db.devices(self.tenant, None, DEVICES).await?;
        let mut owners: Vec<Uuid> = devices.iter().map(|(owner, _)| owner.0).collect();
        owners.sort_unstable();
        owners.dedup();
        let names = self.db.names(self.tenant, &owners).await?;
        let name = |owner: Uuid| names.get(&owner).cloned().unwrap_or_default();
        Ok(Some(devices.into_iter().map(|(owner, device)| DeviceOf { owner: name(owner.0), device }).collect()))
    }
}
