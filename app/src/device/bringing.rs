//! What leaves this device in a file, and what others gave to it.

use zoufang_core::id::BlobHash;
use zoufang_core::wire::Carried;

use super::{Device, Poke};
use crate::store::{self, Bytes, Entrusted, KeptDraft, OnlyHere, StoreError, Taken, Upload};

impl Device {
    /// All that no other place is known to have, what the disk has refused of forms among it.
    pub async fn only_here(&self) -> Result<OnlyHere, StoreError> {
        let mut only = store::only_here(self.store()).await?;
        let unkept = self.0.unkept.all();
        only.drafts.retain(|kept| !unkept.iter().any(|newer| newer.key == kept.key));
        only.drafts.extend(unkept);
        Ok(only)
    }

    /// Takes what a file holds; see [`store::take`]. When this returns it is on the disk.
    pub async fn take(&self, file: &Entrusted, changes: &[Carried], drafts: &[KeptDraft]) -> Result<Taken, StoreError> {
        let taken = store::take(self.store(), file, changes, drafts).await?;
        self.changed().await;
        (self.0.poke)(Poke::Saved);
        Ok(taken)
    }

    /// Keeps a content of a file; see [`store::bring_content`].
    pub async fn bring_content(
        &self,
        file: &str,
        hash: BlobHash,
        bytes: &Bytes,
        upload: Option<&Upload>,
    ) -> Result<(), StoreError> {
        store::bring_content(self.store(), file, hash, bytes, upload).await
    }

    /// All of a file's contents are here: have them sent.
    pub async fn contents_brought(&self) {
        self.changed().await;
        (self.0.poke)(Poke::Saved);
    }

    /// The files from which something was taken.
    pub async fn entrusted(&self) -> Result<Vec<Entrusted>, StoreError> {
        store::entrusted(self.store()).await
    }

    /// Takes a file off the list of which the server has everything.
    pub async fn forget_entrusted(&self, file: &str) -> Result<(), StoreError> {
        store::forget_entrusted(self.store(), file).await?;
        self.changed().await;
        Ok(())
    }
}
