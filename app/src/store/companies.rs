use super::{Entry, Store, StoreError, Table, Tables};

/// Beside the device's own entry, so that whoever writes a row need not have that in hand.
const KEY: &str = "companies";

/// How often companies came, changed or left: whoever holds all of them in memory reads them anew when
/// this has grown, and not with every visit that is saved.
pub async fn companies_changed(store: &impl Store) -> Result<u64, StoreError> {
    store.read(&[Table::Meta], count).await
}

/// Counts one more such change, in the transaction that makes it.
pub(super) async fn note_company(tx: &impl Tables) -> Result<(), StoreError> {
    let changed = count(tx).await? + 1;
    tx.put(Table::Meta, &Entry::new(KEY, changed.to_string()))
}

async fn count<T: Tables>(tx: &T) -> Result<u64, StoreError> {
    let entry = tx.get(Table::Meta, KEY).await?;
    Ok(entry.and_then(|entry| entry.text.parse().ok()).unwrap_or(0))
}
