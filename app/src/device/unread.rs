//! Contents that lie here and cannot be read at the moment, as their owner knows them.

use std::collections::BTreeSet;

use super::Device;
use crate::form::Draft;
use crate::store::StoreError;

/// What cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// By the names of what they were attached to; a photo and its small picture are one.
    pub names: Vec<String>,
    /// Those that nobody waits for: the server has them, and they come from there.
    pub others: usize,
}

impl Device {
    /// Names contents by what waits to be sent, and by the forms that they were given to.
    pub async fn named(&self, hashes: &[String]) -> Result<Unread, StoreError> {
        let (uploads, drafts) = (self.uploads().await?, self.drafts().await?);
        let (mut unread, mut told) = (Unread::default(), BTreeSet::new());
        for hash in hashes {
            let waits = uploads.iter().find(|upload| upload.hash == *hash);
            let waits = waits.map(|upload| (upload.record, upload.name.clone()));
            let begun = || {
                let entry = drafts.iter().find(|entry| entry.text.contains(hash.as_str()))?;
                let draft: Draft = serde_json::from_str(&entry.text).ok()?;
                Some((draft.record, draft.text("name")))
            };
            match waits.or_else(begun) {
                Some((record, name)) if told.insert(record) => unread.names.push(name),
                Some(_) => {}
                None => unread.others += 1,
            }
        }
        Ok(unread)
    }
}
