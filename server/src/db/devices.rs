use std::collections::HashMap;

use uuid::Uuid;
use zoufang_core::id::{DeviceId, PersonId, TenantId};

use super::bulk;
use super::statement::Sql;
use super::{StorageError, Writing, bigint};

impl Writing {
    /// The accounts to which those of the devices belong that are known.
    pub async fn device_owners(
        &mut self,
        tenant: TenantId,
        devices: &[DeviceId],
    ) -> Result<HashMap<DeviceId, PersonId>, StorageError> {
        let mut owners = HashMap::new();
        for portion in bulk::portions(devices) {
            let mut sql = Sql::new("SELECT device, person FROM device WHERE tenant = ");
            sql.push_bind(tenant.0).push(" AND device");
            sql.push_in(portion, |list, device| {
                list.push_bind(device.0);
            });
            for row in sql.fetch_all(self.transaction()).await? {
                let (device, person): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
                owners.insert(DeviceId(device), PersonId(person));
            }
        }
        Ok(owners)
    }

    pub async fn bind_devices(
        &mut self,
        tenant: TenantId,
        bound: &[(DeviceId, PersonId)],
        now: u64,
    ) -> Result<(), StorageError> {
        let into = "INSERT INTO device (tenant, device, person, first_seen)";
        bulk::insert(self.transaction(), into, "", bound, |values, (device, person)| {
            values.push_bind(tenant.0).push_bind(device.0).push_bind(person.0).push_bind(bigint(now));
        })
        .await
    }
}
