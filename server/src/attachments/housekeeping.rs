use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::watch;

use super::store::UploadKey;
use super::{Attachments, UploadError};
use crate::clock::{self, millis};
use crate::db::StorageError;

/// An upload with which nobody goes on for so long is given up.
const ABANDONED: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Uploads that are given up in one transaction.
const AT_ONCE: usize = 100;

impl Attachments {
    /// Removes what nobody is going to finish, now and every hour, until the server stops.
    pub async fn keep_house(self, mut stopping: watch::Receiver<bool>) {
        let mut hours = tokio::time::interval(HOUR);
        loop {
            tokio::select! {
                _ = stopping.changed() => return,
                _ = hours.tick() => {
                    match self.tidy().await {
                        Ok(()) => {}
                        // The first to ask for it: whoever starts a server is to know at once.
                        Err(UploadError::Store(error)) => {
                            tracing::warn!(%error, "attachments cannot be reached; photos wait on the phones until they can");
                        }
                        Err(error) => {
                            tracing::warn!(%error, "abandoned uploads could not be removed; they are looked for again");
                        }
                    }
                }
            }
        }
    }

    async fn tidy(&self) -> Result<(), UploadError> {
        while self.end_abandoned().await? == AT_ONCE {}
        // A piece that nobody counts: the server was stopped between the store and the database.
        for portion in self.store.old_pieces(ABANDONED).await? {
            self.remove_uncounted(&portion).await?;
        }
        Ok(())
    }

    async fn end_abandoned(&self) -> Result<usize, StorageError> {
        let mut writing = self.db.begin().await?;
        let abandoned = writing.end_abandoned_uploads(clock::now().saturating_sub(millis(ABANDONED)), AT_ONCE).await?;
        writing.commit().await?;
        for upload in &abandoned {
            let key = UploadKey { tenant: upload.tenant, id: upload.id };
            self.store.remove_pieces(key, upload.received).await;
        }
        Ok(abandoned.len())
    }

    async fn remove_uncounted(&self, pieces: &[(UploadKey, u64)]) -> Result<(), UploadError> {
        let ids: HashSet<_> = pieces.iter().map(|(upload, _)| upload.id).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let under_way: HashSet<_> = self.db.uploads_among(&ids).await?.into_iter().collect();
        for (upload, offset) in pieces.iter().filter(|(upload, _)| !under_way.contains(&upload.id)) {
            self.store.remove_piece(*upload, *offset).await?;
        }
        Ok(())
    }
}
