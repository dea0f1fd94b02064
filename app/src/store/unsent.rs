use zoufang_core::id::{DeviceId, RecordId};
use zoufang_core::merge::Change;

use super::outbox::all;
use super::uploads::Upload;
use super::{Store, StoreError, Table, Tables, meta, parse};

/// All that no other place is known to have, as it stands at one moment.
#[derive(Clone, Debug, Default)]
pub struct OnlyHere {
    /// In the order of their numbers.
    pub changes: Vec<Change>,
    pub drafts: Vec<KeptDraft>,
    /// Hashes of the contents that wait, that were given up, or that a draft names.
    pub contents: Vec<(String, Option<KeptUpload>)>,
    /// As whom the device speaks, and what it seals with.
    pub device: Option<(DeviceId, Option<String>)>,
}

/// A form that is not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    pub key: String,
    pub text: String,
}

/// To what a content belongs that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptUpload {
    pub record: RecordId,
    pub name: String,
    pub small: bool,
}

const TABLES: [Table; 5] = [Table::Meta, Table::Outbox, Table::Drafts, Table::Uploads, Table::Blobs];

/// What this device would take with it if it broke now.
pub async fn only_here(store: &impl Store) -> Result<OnlyHere, StoreError> {
    store
        .read(&TABLES, async |tx| {
            let meta = meta::load(tx).await?;
            let outbox = all(tx.all(Table::Outbox).await?)?;
            let unsent = outbox.into_iter().filter(|outgoing| outgoing.waiting.is_only_here());
            let drafts = tx.all(Table::Drafts).await?;
            let mut contents: Vec<(String, Option<KeptUpload>)> = Vec::new();
            for entry in tx.all(Table::Uploads).await? {
                let Upload { record, hash, name, bytes, maker, .. } = parse(&entry.text)?;
                // What is carried for others is in the file that they gave.
                if maker.is_none() {
                    contents.push((hash, Some(KeptUpload { record, name, small: bytes == 0 })));
                }
            }
            for hash in tx.keys(Table::Blobs).await? {
                let is_named = drafts.iter().any(|draft| draft.text.contains(&hash));
                if is_named && !contents.iter().any(|(known, _)| *known == hash) {
                    contents.push((hash, None));
                }
            }
            Ok(OnlyHere {
                changes: unsent.map(|outgoing| outgoing.change).collect(),
                drafts: drafts.into_iter().map(|entry| KeptDraft { key: entry.key, text: entry.text }).collect(),
                contents,
                device: Some((meta.device, meta.seal_key)),
            })
        })
        .await
}
