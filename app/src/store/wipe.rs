use zoufang_core::id::DeviceId;
use zoufang_core::merge::Attribution;
use zoufang_core::sync::Stand;

use super::companies::note_company;
use super::outbox::{all, become_another, key};
use super::replica::leave_outbox_only;
use super::{Durability, Store, StoreError, Table, Tables, contents, meta};

/// Takes off the device what is not its business any more: all rows, and what the server keeps of
/// the outbox, pictures of what is there. What is only here stays, drafts and their contents too:
/// nobody else has it. It counts for a new device id, since nobody trusts the old one again. Numbers go on.
pub async fn wipe(store: &impl Store, who: Attribution) -> Result<(), StoreError> {
    let device = DeviceId(meta::new_uuid());
    store
        .write(&Table::ALL, Durability::Strict, async |tx| {
            tx.clear(Table::Rows)?;
            note_company(tx).await?;
            let mut left = Vec::new();
            for outgoing in all(tx.all(Table::Outbox).await?)? {
                if outgoing.waiting.is_only_here() {
                    left.push(outgoing);
                } else {
                    tx.delete(Table::Outbox, &key(outgoing.change.seq))?;
                }
            }
            let records: Vec<String> = left.iter().map(|outgoing| outgoing.change.record.to_string()).collect();
            leave_outbox_only(tx, who, &records, &left).await?;
            for hash in tx.keys(Table::Blobs).await? {
                contents::drop_unless_named(tx, &hash).await?;
            }
            become_another(tx, device).await?;
            let mut meta = meta::load(tx).await?;
            meta.stand = Stand::default();
            meta::keep(tx, &meta)
        })
        .await
}
