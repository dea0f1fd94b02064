use zoufang_core::id::BlobHash;

use super::drafts::{self, Rewrite};
use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables};

const TABLES: [Table; 3] = [Table::Drafts, Table::Uploads, Table::Blobs];

/// What a form has been given: the draft of its record, and the contents that this names.
#[derive(Clone, Debug)]
pub struct Attached {
    pub key: String,
    pub text: String,
    pub contents: Vec<(BlobHash, Bytes)>,
}

/// Keeps an attachment with the form it was given to, as that stands. `form` is the key of the form's
/// draft and what writes it, `None` where the page is gone. Tells whether it was kept: a form that is over
/// takes nothing any more. When this returns it is on the disk.
pub async fn attach(
    store: &impl Store,
    attached: &Attached,
    form: (&str, Option<Rewrite<'_>>),
) -> Result<bool, StoreError> {
    let (key, rewrite) = form;
    store
        .write(&TABLES, Durability::Strict, async |tx| {
            match rewrite {
                Some(rewrite) => drop(drafts::rewrite_in(tx, key, rewrite).await?),
                None if tx.get(Table::Drafts, key).await?.is_none() => return Ok(false),
                None => {}
            }
            for (hash, bytes) in &attached.contents {
                tx.put_bytes(&hash.to_string(), bytes)?;
            }
            tx.put(Table::Drafts, &Entry::new(&attached.key, attached.text.clone()))?;
            Ok(true)
        })
        .await
}

/// Only on the user's word: ends drafts, with those contents that they alone name.
pub async fn drop_attached(store: &impl Store, keys: &[String], hashes: &[String]) -> Result<(), StoreError> {
    store
        .write(&TABLES, Durability::Strict, async |tx| {
            for key in keys {
                drafts::drop_in(tx, key)?;
            }
            for hash in hashes {
                drop_unless_named(tx, hash).await?;
            }
            Ok(())
        })
        .await
}

pub async fn content(store: &impl Store, hash: &str) -> Result<Option<Bytes>, StoreError> {
    store.read(&[Table::Blobs], async |tx| tx.bytes(hash).await).await
}

/// Takes a content off the device, unless it waits to be sent or a draft names it.
pub(super) async fn drop_unless_named(tx: &impl Tables, hash: &str) -> Result<(), StoreError> {
    for table in [Table::Uploads, Table::Drafts] {
        // A hash stands in a text only where somebody put it: no other word looks like it.
        if tx.all(table).await?.iter().any(|entry| entry.text.contains(hash)) {
            return Ok(());
        }
    }
    tx.delete(Table::Blobs, hash)
}
