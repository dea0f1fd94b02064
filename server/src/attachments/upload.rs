use bytes::{Bytes, BytesMut};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;
use uuid::Uuid;
use zoufang_core::id::{BlobHash, PersonId};
use zoufang_core::wire::{BLOB_MAX_BYTES, BLOB_PIECE_BYTES};

use super::Attachments;
use super::content::{Cleaned, NotTaken, clean};
use super::keeping::NotNoted;
use super::store::{StoreError, UploadKey};
use crate::clock;
use crate::db::{BlobRow, StorageError, UploadOf, UploadRow};

/// What somebody may have on its way at a time: contents, and the bytes these are going to have.
pub const MAX_UPLOADS: u64 = 32;
pub const MAX_UPLOAD_BYTES: u64 = 256 * 1024 * 1024;

/// A piece of a content.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where in the content it begins.
    pub offset: u64,
    /// Bytes of the whole content.
    pub length: u64,
    /// The SHA-256 of the piece, as its sender reckoned it.
    pub checksum: BlobHash,
    pub bytes: Bytes,
}

/// How far an upload has come: `received` is `length` when the content is kept, and not before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub received: u64,
    pub length: u64,
}

/// Why a piece was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("a content has 1 to {BLOB_MAX_BYTES} bytes, this one would have {0}")]
    WrongLength(u64),
    #[error("a piece begins at a multiple of {BLOB_PIECE_BYTES} and has as many bytes, or all that are left")]
    WrongPiece,
    #[error("the piece does not have the checksum that was sent with it")]
    WrongChecksum,
    #[error("so far {0} bytes have come; go on there")]
    WrongOffset(u64),
    #[error("the whole does not have the hash of its address; it was dropped")]
    WrongHash,
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    #[error("too many uploads are under way; finish some first")]
    TooMany,
    #[error(transparent)]
    NotNoted(#[from] NotNoted),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Piece {
    fn check(&self) -> Result<(), UploadError> {
        let (most, piece) = (whole(BLOB_MAX_BYTES), whole(BLOB_PIECE_BYTES));
        if !(1..=most).contains(&self.length) {
            return Err(UploadError::WrongLength(self.length));
        }
        let left = self.length.checked_sub(self.offset).filter(|left| *left > 0);
        let fits = left.is_some_and(|left| whole(self.bytes.len()) == left.min(piece));
        if !fits || !self.offset.is_multiple_of(piece) {
            return Err(UploadError::WrongPiece);
        }
        match hash_of(&self.bytes) == self.checksum {
            true => Ok(()),
            false => Err(UploadError::WrongChecksum),
        }
    }

    fn end(&self) -> u64 {
        self.offset + whole(self.bytes.len())
    }
}

impl Attachments {
    /// How far somebody's upload has come; `None` where nothing came from them.
    pub async fn standing(&self, of: UploadOf) -> Result<Option<Standing>, StorageError> {
        let (upload, kept) = self.course(of).await?;
        Ok(kept.or(upload.map(|UploadRow { bytes, received, .. }| Standing { received, length: bytes })))
    }

    /// The same of a content that is brought for somebody else; nothing has come as long as it does not count for
    /// them.
    pub async fn standing_for(&self, maker: PersonId, of: UploadOf) -> Result<Option<Standing>, StorageError> {
        let standing = self.standing(of).await?;
        let is_whole = standing.is_some_and(|standing| standing.received == standing.length);
        let counts = !is_whole || self.db.brought(UploadOf { person: maker, ..of }).await?.is_some();
        Ok(standing.filter(|_| counts))
    }

    /// The upload, and how it stands when all of it has come. In this order: one that ends between the two looks has
    /// ended, and is not begun anew.
    async fn course(&self, of: UploadOf) -> Result<(Option<UploadRow>, Option<Standing>), StorageError> {
        let upload = self.db.upload(of).await?;
        Ok((upload, self.db.brought(of).await?.map(all)))
    }

    /// Takes a piece in. What came before is not taken twice; when the last one comes, the content is
    /// kept.
    ///
    /// # Errors
    /// Nothing of the piece is kept then. After [`UploadError::WrongHash`] and
    /// [`UploadError::NotTaken`] nothing of the content is.
    pub async fn receive(&self, of: UploadOf, piece: Piece) -> Result<Standing, UploadError> {
        piece.check()?;
        self.take(of, piece).await
    }

    /// The same for somebody whose work the sender carries: what is kept counts as brought by both. Nobody gives
    /// away what they do not have: all of it has come from the sender.
    pub async fn receive_for(&self, maker: PersonId, of: UploadOf, piece: Piece) -> Result<Standing, UploadError> {
        let standing = self.receive(of, piece).await?;
        let theirs = UploadOf { person: maker, ..of };
        if standing.received == standing.length && self.db.brought(theirs).await?.is_none() {
            let mut writing = self.db.begin().await?;
            writing.bring_for(theirs).await?;
            writing.commit().await?;
            self.heads.content_came(of.tenant);
        }
        Ok(standing)
    }

    async fn take(&self, of: UploadOf, piece: Piece) -> Result<Standing, UploadError> {
        let (upload, kept) = self.course(of).await?;
        if let Some(kept) = kept {
            return Ok(kept);
        }
        // One of another size was begun by mistake.
        let upload = upload.filter(|upload| upload.bytes == piece.length);
        let received = upload.map_or(0, |upload| upload.received);
        if piece.offset < received {
            return Ok(Standing { received, length: piece.length });
        }
        if piece.offset > received {
            return Err(UploadError::WrongOffset(received));
        }
        if piece.end() == piece.length {
            return self.finish(of, upload, piece).await;
        }
        let upload = match upload {
            Some(upload) => upload,
            None => self.begin(of, piece.length).await?,
        };
        self.add(of, upload, piece).await
    }

    async fn begin(&self, of: UploadOf, length: u64) -> Result<UploadRow, UploadError> {
        let mut writing = self.db.begin().await?;
        let (uploads, bytes) = writing.other_uploads(of).await?;
        if uploads >= MAX_UPLOADS || bytes + length > MAX_UPLOAD_BYTES {
            return Err(UploadError::TooMany);
        }
        let upload = writing.begin_upload(of, length, Uuid::now_v7(), clock::now()).await?;
        writing.commit().await?;
        Ok(upload)
    }

    async fn add(&self, of: UploadOf, upload: UploadRow, piece: Piece) -> Result<Standing, UploadError> {
        let (from, to, length) = (piece.offset, piece.end(), piece.length);
        let key = UploadKey { tenant: of.tenant, id: upload.id };
        if let Err(error) = self.store.put_piece(key, from, piece.bytes).await {
            // Whoever finished it meanwhile may have removed the folder under the piece.
            return self.db.brought(of).await?.map(all).ok_or(error.into());
        }
        let mut writing = self.db.begin().await?;
        let advanced = writing.advance_upload(upload.id, (from, to), clock::now()).await?;
        writing.commit().await?;
        if advanced {
            return Ok(Standing { received: to, length });
        }
        // Another device of the same person was quicker, or the upload is over: then nobody asks for the piece.
        if self.db.upload(of).await?.is_none_or(|now| now.id != upload.id) {
            self.remove_piece(key, from).await;
        }
        match self.standing(of).await? {
            Some(standing) if standing.received > from => Ok(standing),
            standing => Err(UploadError::WrongOffset(standing.map_or(0, |standing| standing.received))),
        }
    }

    async fn finish(&self, of: UploadOf, upload: Option<UploadRow>, last: Piece) -> Result<Standing, UploadError> {
        let turn = self.finishing.clone().acquire_owned().await.expect("nobody closes it");
        let length = last.length;
        let Some(content) = self.gather(of, upload, last).await? else {
            return self.without_pieces(of, upload).await;
        };
        // The turn goes along: should the sender hang up, the content is in memory until it is judged.
        let judged = spawn_blocking(move || judge(of.hash, content).map(|cleaned| (cleaned, turn))).await;
        let judged = judged.unwrap_or_else(|error| {
            tracing::error!(%error, hash = %of.hash, "reading a content panicked");
            Err(NotTaken::Unknown.into())
        });
        let (Cleaned { media, bytes }, turn) = match judged {
            Ok(judged) => judged,
            Err(refused) => {
                self.forget(of, upload).await?;
                return Err(refused);
            }
        };
        let blob = BlobRow { media: media.as_str().to_owned(), bytes: whole(bytes.len()), sent_bytes: length };
        self.store.put_content(of.tenant, of.hash, bytes).await?;
        // It is no longer in memory: the next need not wait for the database's disk as well.
        drop(turn);
        let this = self.clone();
        // Whoever waits for it is told, though its sender hang up.
        let noted = tokio::spawn(async move {
            this.keeping.note(of, blob).await?;
            this.heads.content_came(of.tenant);
            this.remove_pieces(of, upload).await;
            Ok(all(length))
        });
        noted.await.unwrap_or(Err(NotNoted.into()))
    }

    /// The whole content; `None` where a piece is gone that was there.
    async fn gather(&self, of: UploadOf, upload: Option<UploadRow>, last: Piece) -> Result<Option<Bytes>, StoreError> {
        let Some(upload) = upload else {
            return Ok(Some(last.bytes));
        };
        let key = UploadKey { tenant: of.tenant, id: upload.id };
        let mut content = BytesMut::new();
        for offset in (0..last.offset).step_by(BLOB_PIECE_BYTES) {
            match self.store.piece(key, offset).await? {
                Some(piece) if piece.len() == BLOB_PIECE_BYTES => content.extend_from_slice(&piece),
                _ => return Ok(None),
            }
        }
        content.extend_from_slice(&last.bytes);
        Ok(Some(content.freeze()))
    }

    /// Another device of the same person finished meanwhile, or the store lost what it had.
    async fn without_pieces(&self, of: UploadOf, upload: Option<UploadRow>) -> Result<Standing, UploadError> {
        if let Some(length) = self.db.brought(of).await? {
            return Ok(all(length));
        }
        tracing::error!(hash = %of.hash, "pieces of an upload are lost; it begins anew");
        self.forget(of, upload).await?;
        Err(UploadError::WrongOffset(0))
    }

    /// Ends an upload of which nothing is going to be.
    async fn forget(&self, of: UploadOf, upload: Option<UploadRow>) -> Result<(), StorageError> {
        if let Some(upload) = upload {
            let mut writing = self.db.begin().await?;
            writing.end_upload(upload.id).await?;
            writing.commit().await?;
            self.remove_pieces(of, Some(upload)).await;
        }
        Ok(())
    }

    async fn remove_pieces(&self, of: UploadOf, upload: Option<UploadRow>) {
        if let Some(UploadRow { id, received, .. }) = upload {
            self.store.remove_pieces(UploadKey { tenant: of.tenant, id }, received).await;
        }
    }

    async fn remove_piece(&self, upload: UploadKey, offset: u64) {
        if let Err(error) = self.store.remove_piece(upload, offset).await {
            tracing::warn!(%error, "a piece of an upload could not be removed; it is found later");
        }
    }
}

/// So many bytes have come, which is all.
fn all(length: u64) -> Standing {
    Standing { received: length, length }
}

fn judge(hash: BlobHash, content: Bytes) -> Result<Cleaned, UploadError> {
    if hash_of(&content) != hash {
        return Err(UploadError::WrongHash);
    }
    Ok(clean(content)?)
}

fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

fn whole(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
