//! Other servers on the same database: what they commit is told to the streams that are open here.

use std::time::Duration;

use tokio::sync::{broadcast, watch};

use crate::db::{Announcement, Announcements, Db, SessionKey, StorageError};
use crate::heads::Heads;

/// Sessions that were ended or confined, here or elsewhere; `None` where some may have been that nobody heard of.
pub type EndedSessions = broadcast::Sender<Option<SessionKey>>;

/// Who is told.
#[derive(Debug)]
pub struct Neighbours {
    pub db: Db,
    pub heads: Heads,
    pub ended_sessions: EndedSessions,
}

/// Between two attempts to look again.
const RETRY: Duration = Duration::from_secs(1);

impl Neighbours {
    /// Passes on what is announced, until the server stops.
    pub async fn hear(self, mut announcements: Announcements, mut stopping: watch::Receiver<bool>) {
        let hear = async {
            loop {
                match announcements.next().await {
                    Some(Announcement::Head { tenant, head }) => self.heads.publish(tenant, head),
                    Some(Announcement::ContentKept { tenant }) => self.heads.content_came(tenant),
                    Some(Announcement::SessionEnded(key) | Announcement::SessionConfined(key)) => self.ended(Some(key)),
                    None => self.look_again().await,
                }
            }
        };
        tokio::select! {
            () = hear => {}
            _ = stopping.changed() => {}
        }
    }

    /// Catches up with what may have been announced unheard.
    async fn look_again(&self) {
        self.ended(None);
        for tenant in self.heads.tenants() {
            self.heads.content_came(tenant);
            loop {
                match self.db.head(tenant).await {
                    Ok((head, _)) => break self.heads.publish(tenant, head),
                    Err(StorageError::NoTenant(_)) => break,
                    Err(_) => tokio::time::sleep(RETRY).await,
                }
            }
        }
    }

    fn ended(&self, key: Option<SessionKey>) {
        // Nobody may be listening.
        let _ = self.ended_sessions.send(key);
    }
}
