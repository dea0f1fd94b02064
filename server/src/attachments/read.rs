use std::ops::Range;

use bytes::Bytes;
use tokio_stream::Stream;
use zoufang_core::domain::Kind;
use zoufang_core::id::{BlobHash, TenantId};
use zoufang_core::permission::{Action, Actor, Target, can};

use super::{Attachments, StoreError};
use crate::db::{BlobRow, StorageError};

impl Attachments {
    /// A content, where somebody may see an attachment that shows it.
    pub async fn find(&self, tenant: TenantId, actor: &Actor, hash: BlobHash) -> Result<Option<BlobRow>, StorageError> {
        let found = self.db.blob_within(tenant, hash, actor.unit).await?;
        Ok(found.and_then(|(blob, unit, author)| {
            let target = Target { kind: &Kind::ATTACHMENT, unit, author: Some(author) };
            can(actor, Action::See, target).then_some(blob)
        }))
    }

    /// The bytes of a content that was found, as they come.
    ///
    /// # Errors
    /// Where the store does not answer, or has lost it.
    pub async fn bytes(
        &self,
        tenant: TenantId,
        hash: BlobHash,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes, object_store::Error>> + Send + use<>, StoreError> {
        self.store.content(tenant, hash, range).await
    }
}
