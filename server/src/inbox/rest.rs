use std::collections::BTreeMap;

use zoufang_core::id::{DeviceId, PersonId, TenantId};

use crate::db::{AuditEntry, Counters, SetAside, SetAsideNumber, StorageError, Tally, Writing};

/// What a batch does besides applying changes: little, as a rule.
#[derive(Debug)]
pub struct Rest {
    pub tenant: TenantId,
    pub now: u64,
    pub counters: Counters,
    pub bound: Vec<(DeviceId, PersonId)>,
    pub moves_units: bool,
    pub tally: Tally,
    pub set_aside: BTreeMap<SetAsideNumber, SetAside>,
    pub released: Vec<SetAsideNumber>,
    pub audit: Vec<AuditEntry>,
}

impl Rest {
    pub async fn store(self, writing: &mut Writing) -> Result<(), StorageError> {
        let Self { tenant, now, counters, bound, moves_units, tally, set_aside, released, audit } = self;
        writing.bind_devices(tenant, &bound, now).await?;
        writing.tally(tenant, &tally).await?;
        if moves_units {
            writing.rebuild_unit_tree(tenant).await?;
        }
        writing.remove_set_aside(tenant, &released).await?;
        writing.add_set_aside(tenant, &set_aside.into_values().collect::<Vec<_>>()).await?;
        writing.audit(&audit).await?;
        writing.advance_tenant(tenant, counters).await
    }
}
