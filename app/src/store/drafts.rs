use super::{Durability, Entry, Store, StoreError, Table, Tables};

/// Keeps a form as it stands. Returns when it is on the disk.
pub async fn put_draft(store: &impl Store, key: &str, text: &str) -> Result<(), StoreError> {
    let entry = Entry::new(key, text.to_owned());
    store.write(&[Table::Drafts], Durability::Strict, async |tx| tx.put(Table::Drafts, &entry)).await
}

pub async fn draft(store: &impl Store, key: &str) -> Result<Option<String>, StoreError> {
    store.read(&[Table::Drafts], async |tx| Ok(tx.get(Table::Drafts, key).await?.map(|entry| entry.text))).await
}

/// All drafts, in the order in which they were begun: their keys are ids made by time.
pub async fn drafts(store: &impl Store) -> Result<Vec<Entry>, StoreError> {
    store.read(&[Table::Drafts], async |tx| tx.all(Table::Drafts).await).await
}

/// Only on the user's word: a draft otherwise ends in the transaction that saves it.
pub async fn drop_draft(store: &impl Store, key: &str) -> Result<(), StoreError> {
    store.write(&[Table::Drafts], Durability::Strict, async |tx| drop_in(tx, key)).await
}

pub(super) fn drop_in(tx: &impl Tables, key: &str) -> Result<(), StoreError> {
    tx.delete(Table::Drafts, key)
}
