use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_core::id::DeviceId;
use zoufang_core::merge::Hlc;
use zoufang_core::sync::Stand;

use super::{Durability, Entry, Store, StoreError, Table, Tables, parse, spell};
use crate::clock::Skew;

const KEY: &str = "device";
const LAYOUT: u32 = 4;

/// Who this device is and how far it has come. One entry, read and written inside the transactions
/// that depend on it, so that two tabs never give out the same number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    pub device: DeviceId,
    /// How the rows here are laid out.
    #[serde(default)]
    layout: u32,
    /// Number of the last change that was made here.
    pub last_seq: u64,
    /// The latest stamp given or seen.
    pub clock: Hlc,
    #[serde(flatten)]
    pub stand: Stand,
    /// [`Self::skew`]; flat, as it always lay.
    #[serde(default)]
    skew_ms: i64,
    #[serde(default)]
    skew_at: u64,
    /// What this device shares with the server, so that others can bring what it made; it goes with the id.
    #[serde(default)]
    pub seal_key: Option<String>,
}

impl Meta {
    fn fresh() -> Self {
        let device = DeviceId(new_uuid());
        let (clock, stand) = (Hlc::default(), Stand::default());
        Self { device, layout: LAYOUT, last_seq: 0, clock, stand, skew_ms: 0, skew_at: 0, seal_key: None }
    }

    /// How the device's clock stood against the server's at the last contact.
    pub fn skew(&self) -> Skew {
        Skew { ms: self.skew_ms, at: self.skew_at }
    }

    pub(super) fn note_skew(&mut self, Skew { ms, at }: Skew) {
        (self.skew_ms, self.skew_at) = (ms, at);
    }
}

/// The device's entry as last written.
pub async fn meta(store: &impl Store) -> Result<Meta, StoreError> {
    store.read(&[Table::Meta], load).await
}

/// The id by which the server knows this device. It is kept from the moment it is told.
pub async fn device_id(store: &impl Store) -> Result<DeviceId, StoreError> {
    Ok(change(store, &|_| true).await?.device)
}

/// Keeps what the server told to `device`, unless this one is called otherwise by now.
pub async fn keep_seal_key(store: &impl Store, device: DeviceId, key: &str) -> Result<(), StoreError> {
    change(store, &|meta| {
        let is_told = meta.device == device;
        if is_told {
            meta.seal_key = Some(key.to_owned());
        }
        is_told
    })
    .await
    .map(drop)
}

/// The clock was set since it was measured: what was known of it does not come to hold again in days.
pub async fn forget_skew(store: &impl Store, known: Skew) -> Result<(), StoreError> {
    change(store, &|meta| {
        let is_known = meta.skew() == known;
        if is_known {
            meta.note_skew(Skew::default());
        }
        is_known
    })
    .await
    .map(drop)
}

/// Keeps the entry where `change` says that it is to be kept, and tells how it stands.
async fn change(store: &impl Store, change: &dyn Fn(&mut Meta) -> bool) -> Result<Meta, StoreError> {
    store
        .write(&[Table::Meta], Durability::Strict, async |tx| {
            let mut meta = load(tx).await?;
            if change(&mut meta) {
                keep(tx, &meta)?;
            }
            Ok(meta)
        })
        .await
}

pub(super) async fn load<T: Tables>(tx: &T) -> Result<Meta, StoreError> {
    match tx.get(Table::Meta, KEY).await? {
        Some(entry) => {
            let mut meta: Meta = parse(&entry.text)?;
            if meta.layout < LAYOUT {
                // Rows of an earlier layout can be read, but lists do not find them: they come again.
                meta.layout = LAYOUT;
                meta.stand.begin_anew();
            }
            Ok(meta)
        }
        None => Ok(Meta::fresh()),
    }
}

pub(super) fn keep(tx: &impl Tables, meta: &Meta) -> Result<(), StoreError> {
    tx.put(Table::Meta, &Entry::new(KEY, spell(meta)?))
}

/// A new id, ordered by time.
pub(crate) fn new_uuid() -> Uuid {
    Uuid::now_v7()
}
