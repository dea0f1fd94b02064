use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use tokio_stream::{Stream, StreamExt};
use uuid::Uuid;
use zoufang_core::id::{BlobHash, TenantId};
use zoufang_core::wire::BLOB_PIECE_BYTES;

use super::place::AttachmentPlace;

/// The objects of all tenants, in a folder or in S3. Cheap to clone.
///
/// ```text
/// contents/{tenant}/{first two digits}/{hash}    what is kept
/// pieces/{tenant}/{upload}/{offset}              what is on its way
/// ```
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
}

/// Why the store did not do what was asked. Always the server's side, never the caller's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store of attachments refused or did not answer in time: {0}")]
    Refused(#[from] Error),
    #[error("the settings of S3 do not fit together: {0}")]
    Settings(Error),
    #[error("the folder {folder} for attachments cannot be created: {source}")]
    NoFolder { folder: String, source: std::io::Error },
    #[error("the store of attachments has no {0}, which was kept")]
    Lost(String),
}

/// An upload, as its pieces name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UploadKey {
    pub tenant: TenantId,
    pub id: Uuid,
}

const PIECES: &str = "pieces";

impl Store {
    /// # Errors
    /// Where the folder cannot be made or the settings of S3 do not fit together.
    pub fn open(place: &AttachmentPlace) -> Result<Self, StoreError> {
        Ok(Self { objects: place.open()? })
    }

    /// Keeps a content; it is on the disk, all of it, when this returns.
    pub async fn put_content(&self, tenant: TenantId, hash: BlobHash, content: Bytes) -> Result<(), StoreError> {
        self.objects.put(&content_path(tenant, hash), content.into()).await?;
        Ok(())
    }

    /// The bytes of a content that is kept, as they come.
    pub async fn content(
        &self,
        tenant: TenantId,
        hash: BlobHash,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>, StoreError> {
        let path = content_path(tenant, hash);
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        match self.objects.get_opts(&path, options).await {
            Ok(found) => Ok(found.into_stream()),
            Err(Error::NotFound { .. }) => Err(StoreError::Lost(path.to_string())),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn put_piece(&self, upload: UploadKey, offset: u64, piece: Bytes) -> Result<(), StoreError> {
        self.objects.put(&piece_path(upload, offset), piece.into()).await?;
        Ok(())
    }

    /// `None` where there is none.
    pub async fn piece(&self, upload: UploadKey, offset: u64) -> Result<Option<Bytes>, StoreError> {
        match self.objects.get(&piece_path(upload, offset)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the pieces of an upload of which so many bytes had come. What cannot be removed now
    /// is found by [`Store::old_pieces`] later.
    pub async fn remove_pieces(&self, upload: UploadKey, received: u64) {
        for offset in (0..received).step_by(BLOB_PIECE_BYTES) {
            match self.objects.delete(&piece_path(upload, offset)).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => {
                    tracing::warn!(%error, "pieces of an upload could not be removed");
                    return;
                }
            }
        }
    }

    /// The pieces that have lain there longer than that, in portions that are looked up together.
    pub async fn old_pieces(&self, age: Duration) -> Result<Vec<Vec<(UploadKey, u64)>>, StoreError> {
        let before = SystemTime::now() - age;
        let mut listed = self.objects.list(Some(&Path::from(PIECES)));
        let mut portions: Vec<Vec<(UploadKey, u64)>> = Vec::new();
        while let Some(object) = listed.next().await {
            let object = object?;
            if SystemTime::from(object.last_modified) > before {
                continue;
            }
            let Some(piece) = piece_of(&object.location) else {
                continue;
            };
            match portions.last_mut().filter(|portion| portion.len() < PORTION) {
                Some(portion) => portion.push(piece),
                None => portions.push(vec![piece]),
            }
        }
        Ok(portions)
    }

    pub async fn remove_piece(&self, upload: UploadKey, offset: u64) -> Result<(), StoreError> {
        match self.objects.delete(&piece_path(upload, offset)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

const PORTION: usize = 500;

fn content_path(tenant: TenantId, hash: BlobHash) -> Path {
    let hash = hash.to_string();
    Path::from_iter(["contents", &tenant.to_string(), &hash[..2], &hash])
}

fn piece_path(UploadKey { tenant, id }: UploadKey, offset: u64) -> Path {
    Path::from_iter([PIECES, &tenant.to_string(), &id.to_string(), &offset.to_string()])
}

fn piece_of(path: &Path) -> Option<(UploadKey, u64)> {
    let mut parts = path.parts().skip(1);
    let mut next = || parts.next();
    let tenant = TenantId(next()?.as_ref().parse().ok()?);
    let id = next()?.as_ref().parse().ok()?;
    Some((UploadKey { tenant, id }, next()?.as_ref().parse().ok()?))
}
