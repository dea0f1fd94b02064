use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use zoufang_core::id::TenantId;

/// Tells whoever listens how far each tenant has come.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    tenants: Arc<Mutex<HashMap<TenantId, watch::Sender<u64>>>>,
}

impl Heads {
    /// Says that everything up to `head` has been committed. Never goes back.
    pub fn publish(&self, tenant: TenantId, head: u64) {
        self.of(tenant).send_if_modified(|last| {
            let moved = head > *last;
            *last = head.max(*last);
            moved
        });
    }

    /// The heads from now on; the first is 0 where none has been published since the server began.
    pub fn subscribe(&self, tenant: TenantId) -> watch::Receiver<u64> {
        self.of(tenant).subscribe()
    }

    /// The tenants whose head somebody has asked for or published.
    pub fn tenants(&self) -> Vec<TenantId> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    fn of(&self, tenant: TenantId) -> watch::Sender<u64> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.entry(tenant).or_insert_with(|| watch::Sender::new(0)).clone()
    }
}
