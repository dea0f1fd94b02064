use super::{Durability, Entry, Store, StoreError, Table, Tables};

/// Makes of the text of a form that lies there, where one does, what is to lie there.
pub type Rewrite<'a> = &'a dyn Fn(Option<&str>) -> Result<String, StoreError>;

/// Keeps a form as it stands. Returns when it is on the disk.
pub async fn put_draft(store: &impl Store, key: &str, text: &str) -> Result<(), StoreError> {
    rewrite_draft(store, key, &|_| Ok(text.to_owned())).await.map(drop)
}

/// The same where another window may have written it, in one transaction with the look at what lies there. Returns
/// what lies there then.
pub async fn rewrite_draft(store: &impl Store, key: &str, rewrite: Rewrite<'_>) -> Result<String, StoreError> {
    store.write(&[Table::Drafts], Durability::Strict, async |tx| rewrite_in(tx, key, rewrite).await).await
}

pub(super) async fn rewrite_in(tx: &impl Tables, key: &str, rewrite: Rewrite<'_>) -> Result<String, StoreError> {
    let lies = tx.get(Table::Drafts, key).await?;
    let text = rewrite(lies.as_ref().map(|entry| entry.text.as_str()))?;
    tx.put(Table::Drafts, &Entry::new(key, text.clone()))?;
    Ok(text)
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
