//! The device as the screens see it: records with unsent changes on top, saves, drafts, and how
//! sync stands. Screens read here and write here, and nowhere else.

use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Change};
use zoufang_core::sync::Status;
use zoufang_core::wire::Profile;

use crate::clock::now_ms;
use crate::store::{self, Edit, Entry, ListQuery, Listed, LocalStore, Meta, Outgoing, StoreError, View};

/// One account on one browser profile. Cheap to clone.
#[derive(Clone)]
pub struct Device(Arc<SendWrapper<Inner>>);

struct Inner {
    store: LocalStore,
    profile: Profile,
    /// Counts what was written: lists that read it follow.
    version: RwSignal<u64>,
    status: RwSignal<Status>,
    unsent: RwSignal<u32>,
    /// Tells the sync engine, here or in the tab that leads, that the outbox grew.
    poke: Box<dyn Fn()>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device of {}", self.0.profile.person)
    }
}

/// The device of this page, once it is known who is signed in; never on the server.
#[derive(Clone, Copy, Debug)]
pub struct Here(pub RwSignal<Option<Device>>);

pub fn here() -> RwSignal<Option<Device>> {
    expect_context::<Here>().0
}

impl Device {
    pub fn new(store: LocalStore, profile: Profile, signals: DeviceSignals, poke: impl Fn() + 'static) -> Self {
        let DeviceSignals { version, status, unsent } = signals;
        Self(Arc::new(SendWrapper::new(Inner { store, profile, version, status, unsent, poke: Box::new(poke) })))
    }

    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    pub fn store(&self) -> &LocalStore {
        &self.0.store
    }

    /// As whom changes count until the server has said so.
    pub fn who(&self) -> Attribution {
        Attribution { by: self.0.profile.person, unit: self.0.profile.unit }
    }

    /// Whether this account reads through the server and keeps no rows here.
    pub fn is_desk(&self) -> bool {
        self.0.profile.role.is_desk()
    }

    /// How sync stands.
    pub fn status(&self) -> RwSignal<Status> {
        self.0.status
    }

    /// How many changes the server does not keep yet.
    pub fn unsent(&self) -> RwSignal<u32> {
        self.0.unsent
    }

    /// To be read by whatever must follow the contents of the device.
    pub fn version(&self) -> u64 {
        self.0.version.get()
    }

    /// What the store holds has changed, here or in another tab.
    pub async fn changed(&self) {
        if let Ok(count) = store::unsent_count(&self.0.store).await {
            self.0.unsent.set(count);
        }
        self.0.version.update(|version| *version += 1);
    }

    pub async fn view(&self, id: RecordId) -> Result<Option<View>, StoreError> {
        store::view(&self.0.store, self.who(), id).await
    }

    /// At most `most` records, the latest day first.
    pub async fn list(&self, query: ListQuery, most: u32) -> Result<Vec<Listed>, StoreError> {
        store::list(&self.0.store, &query, most).await
    }

    /// At most `most` records of a kind behind `last`, in the same order.
    pub async fn list_after(&self, kind: &Kind, last: Option<&Listed>, most: u32) -> Result<Vec<Listed>, StoreError> {
        store::list_after(&self.0.store, kind, last, most).await
    }

    /// Puts changes into the outbox, ends the drafts they came from, and has them sent. When this
    /// returns they are on the disk.
    pub async fn save(&self, edits: &[Edit], drafts: &[String]) -> Result<Vec<Change>, StoreError> {
        let changes = store::save(&self.0.store, self.who(), edits, drafts, now_ms()).await?;
        self.changed().await;
        (self.0.poke)();
        Ok(changes)
    }

    /// Keeps a form as it stands. When this returns it is on the disk.
    pub async fn put_draft(&self, key: &str, text: &str) -> Result<(), StoreError> {
        store::put_draft(&self.0.store, key, text).await
    }

    pub async fn draft(&self, key: &str) -> Result<Option<String>, StoreError> {
        store::draft(&self.0.store, key).await
    }

    pub async fn drafts(&self) -> Result<Vec<Entry>, StoreError> {
        store::drafts(&self.0.store).await
    }

    pub async fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        store::drop_draft(&self.0.store, key).await?;
        self.changed().await;
        Ok(())
    }

    /// Everything on its way, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Outgoing>, StoreError> {
        store::outbox(&self.0.store).await
    }

    pub async fn meta(&self) -> Result<Meta, StoreError> {
        store::meta(&self.0.store).await
    }
}

/// Signals that outlive a page; made once, at the root.
#[derive(Clone, Copy, Debug)]
pub struct DeviceSignals {
    pub version: RwSignal<u64>,
    pub status: RwSignal<Status>,
    pub unsent: RwSignal<u32>,
}

impl DeviceSignals {
    pub fn new() -> Self {
        Self { version: RwSignal::new(0), status: RwSignal::new(Status::default()), unsent: RwSignal::new(0) }
    }
}

impl Default for DeviceSignals {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads from the device and follows it: `None` until the device is there and has answered.
pub fn follow<T, F>(read: impl Fn(Device) -> F + 'static) -> LocalResource<Option<Result<T, StoreError>>>
where
    T: 'static,
    F: Future<Output = Result<T, StoreError>> + 'static,
{
    let here = here();
    LocalResource::new(move || {
        let reading = here.get().map(|device| {
            device.version();
            read(device)
        });
        async move {
            match reading {
                Some(reading) => Some(reading.await),
                None => None,
            }
        }
    })
}
