use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use zoufang_core::id::TenantId;

/// Tells whoever listens how far each tenant has come.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    tenants: Arc<Mutex<HashMap<TenantId, watch::Sender<Reached>>>>,
}

/// How far a tenant has come, as this server knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Everything up to it has been committed; 0 where none has been published since the server began.
    pub head: u64,
    /// Counts how often somebody told that a content has come. One may be told of twice.
    pub contents: u64,
}

impl Heads {
    /// Says that everything up to `head` has been committed. Never goes back.
    pub fn publish(&self, tenant: TenantId, head: u64) {
        self.of(tenant).send_if_modified(|last| {
            let moved = head > last.head;
            last.head = head.max(last.head);
            moved
        });
    }

    /// Says that a content of an attachment has come, whichever it is.
    pub fn content_came(&self, tenant: TenantId) {
        self.of(tenant).send_modify(|last| last.contents += 1);
    }

    /// How far it comes from now on.
    pub fn subscribe(&self, tenant: TenantId) -> watch::Receiver<Reached> {
        self.of(tenant).subscribe()
    }

    /// The tenants whose head somebody has asked for or published.
    pub fn tenants(&self) -> Vec<TenantId> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    fn of(&self, tenant: TenantId) -> watch::Sender<Reached> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.entry(tenant).or_default().clone()
    }
}
