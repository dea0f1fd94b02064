use std::collections::BTreeSet;

use zoufang_core::id::RecordId;

use super::{Durability, Entry, Store, StoreError, Table, Tables, parse, spell};

const KEY: &str = "pins";

/// Materials that whoever uses this device wants to have at the top.
pub async fn pins(store: &impl Store) -> Result<BTreeSet<RecordId>, StoreError> {
    store.read(&[Table::Meta], all).await
}

/// Pins a material, or takes the pin off it.
pub async fn pin(store: &impl Store, material: RecordId, pinned: bool) -> Result<(), StoreError> {
    store
        .write(&[Table::Meta], Durability::Strict, async |tx| {
            let mut pins = all(tx).await?;
            if pinned {
                pins.insert(material);
            } else {
                pins.remove(&material);
            }
            tx.put(Table::Meta, &Entry::new(KEY, spell(&pins)?))
        })
        .await
}

async fn all<T: Tables>(tx: &T) -> Result<BTreeSet<RecordId>, StoreError> {
    tx.get(Table::Meta, KEY).await?.map_or_else(|| Ok(BTreeSet::new()), |entry| parse(&entry.text))
}
