//! The way of a photo or a file from a device to the store, and back to those who may see it.
//!
//! A content comes in pieces, each with its own checksum. A piece lies in the store before it is
//! counted, and the last one is counted only with the whole content: checked against its hash, known
//! for what it is, without what it told of its maker, and on the disk. Whatever breaks in between is
//! mended by sending one piece again.

mod content;
mod housekeeping;
mod keeping;
mod place;
mod read;
mod store;
mod upload;

use std::sync::Arc;

use tokio::sync::Semaphore;

pub use self::content::is_shown;
use self::keeping::Keeping;
pub use self::place::{AttachmentPlace, NoBucket, S3_VARIABLES, S3Settings};
use self::store::Store;
pub use self::store::StoreError;
pub use self::upload::{MAX_UPLOAD_BYTES, MAX_UPLOADS, Piece, Standing, UploadError};
use crate::db::Db;
use crate::heads::Heads;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Attachments {
    db: Db,
    store: Store,
    heads: Heads,
    keeping: Keeping,
    /// Whole contents in memory at a time.
    finishing: Arc<Semaphore>,
}

const FINISHING: usize = 2;

impl Attachments {
    /// Whoever listens to `heads` is told when a content has come.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(db: Db, heads: Heads, place: &AttachmentPlace) -> Result<Self, StoreError> {
        let (store, keeping) = (Store::open(place)?, Keeping::open(db.clone()));
        Ok(Self { db, store, heads, keeping, finishing: Arc::new(Semaphore::new(FINISHING)) })
    }
}
