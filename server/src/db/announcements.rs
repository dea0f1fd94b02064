//! What the processes on one database tell each other.

use serde::{Deserialize, Serialize};
use zoufang_core::id::TenantId;

use super::dialect::Listener;
use super::error::garbled;
use super::{Db, SessionKey, StorageError, Writing};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Announcement {
    /// Everything up to `head` has been committed.
    Head {
        tenant: TenantId,
        head: u64,
    },
    /// A content of an attachment is kept from now on.
    ContentKept {
        tenant: TenantId,
    },
    SessionEnded(SessionKey),
    /// Its device was revoked.
    SessionConfined(SessionKey),
}

/// Announcements of all processes, this one too.
#[derive(Debug)]
pub struct Announcements(Listener);

impl Db {
    /// `None` where this process has the database for itself.
    pub fn announcements(&self) -> Option<Announcements> {
        self.read.listener().map(Announcements)
    }
}

impl Announcements {
    /// Waits for the next. `None` where some may have been missed: at the beginning, and after the
    /// connection was lost.
    pub async fn next(&mut self) -> Option<Announcement> {
        // What another version says is as good as missed.
        self.0.next().await.and_then(|announcement| serde_json::from_str(&announcement).ok())
    }
}

impl Writing {
    pub(super) async fn announce(&mut self, announcement: Announcement) -> Result<(), StorageError> {
        let announcement = serde_json::to_string(&announcement).map_err(garbled("announcement", "to send"))?;
        self.transaction.announce(&announcement).await
    }
}
