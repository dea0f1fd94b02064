use tokio::sync::{mpsc, oneshot};

use crate::clock;
use crate::db::{BlobRow, Db, StorageError, UploadOf};

/// Contents that may wait to be noted: more than there are pieces in memory.
const QUEUE: usize = 256;
/// How many one transaction notes: a hundredth of a second of work.
const AT_ONCE: usize = 64;

/// Of those that could be noted later: after so many the others of a transaction are not tried.
const GIVEN_UP: usize = 2;

/// Notes which contents are kept. All that wait go into one transaction, since each of these waits for the disk, and
/// PostgreSQL lets those that announce something do so one after the other. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Keeping {
    queue: mpsc::Sender<Kept>,
}

/// The database did not note that a content is kept; why is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the content was not noted; its last piece may be sent again")]
pub struct NotNoted;

/// A content that lies in the store.
#[derive(Debug)]
struct Kept {
    of: UploadOf,
    blob: BlobRow,
    answer: oneshot::Sender<Result<(), NotNoted>>,
}

impl Keeping {
    /// Starts the task that notes; it ends when the last that could bring something is dropped.
    pub fn open(db: Db) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(note_what_comes(db, waiting));
        Self { queue }
    }

    /// Waits until it is on the disk that the content is kept. Its upload is over then.
    ///
    /// # Errors
    /// Where the database failed.
    pub async fn note(&self, of: UploadOf, blob: BlobRow) -> Result<(), NotNoted> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Kept { of, blob, answer }).await.map_err(|_| NotNoted)?;
        answered.await.unwrap_or(Err(NotNoted))
    }
}

async fn note_what_comes(db: Db, mut waiting: mpsc::Receiver<Kept>) {
    let mut together = Vec::new();
    while waiting.recv_many(&mut together, AT_ONCE).await > 0 {
        let kept = std::mem::take(&mut together);
        // In a task of its own: should it panic, those after it are noted all the same.
        let _ = tokio::spawn(note(db.clone(), kept)).await;
    }
}

/// All in one transaction; where one of them breaks it, or waits for somebody else, each in its own, until it shows that
/// it is the database that fails.
async fn note(db: Db, mut kept: Vec<Kept>) {
    // In the same order on all servers of a database, so that none waits for another that waits for it.
    kept.sort_unstable_by_key(|kept| (kept.of.tenant, kept.of.hash, kept.of.person));
    match note_together(&db, &kept).await {
        Ok(()) => answer(kept, Ok(())),
        Err(error) if kept.len() == 1 || error.is_away() => answer(kept, Err(failed(error))),
        Err(_) => {
            let mut kept = kept.into_iter();
            let mut for_now = 0;
            while for_now < GIVEN_UP
                && let Some(alone) = kept.next()
            {
                let alone = vec![alone];
                let noted = note_together(&db, &alone).await;
                for_now += usize::from(noted.as_ref().is_err_and(|error| !error.is_permanent()));
                answer(alone, noted.map_err(failed));
            }
            answer(kept.collect(), Err(NotNoted));
        }
    }
}

async fn note_together(db: &Db, kept: &[Kept]) -> Result<(), StorageError> {
    let mut writing = db.begin().await?;
    for Kept { of, blob, .. } in kept {
        writing.keep_blob(*of, blob, clock::now()).await?;
    }
    writing.commit().await
}

fn failed(error: StorageError) -> NotNoted {
    tracing::error!(%error, "contents that are kept were not noted");
    NotNoted
}

fn answer(kept: Vec<Kept>, noted: Result<(), NotNoted>) {
    for Kept { answer, .. } in kept {
        // Whoever has gone away finds out when it asks again.
        let _ = answer.send(noted);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::task::{JoinSet, yield_now};
    use uuid::Uuid;
    use zoufang_core::id::{BlobHash, PersonId, TenantId};

    use super::{Keeping, NotNoted};
    use crate::db::{BlobRow, Db, UploadOf};

    async fn open(folder: &std::path::Path) -> (Db, Keeping) {
        let url = format!("sqlite://{}", folder.join("a.db").display()).parse().unwrap();
        let db = Db::open(&url, Duration::from_secs(20)).await.unwrap();
        (db.clone(), Keeping::open(db))
    }

    fn of(photo: u8, person: u8) -> UploadOf {
        UploadOf {
            tenant: TenantId(Uuid::from_u128(1)),
            hash: BlobHash([photo; 32]),
            person: PersonId(Uuid::from_u128(person.into())),
        }
    }

    fn blob(bytes: u64) -> BlobRow {
        BlobRow { media: "image/jpeg".to_owned(), bytes, sent_bytes: bytes }
    }

    #[tokio::test]
    async fn what_comes_while_somebody_writes_is_noted_together_and_each_hears_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let (db, keeping) = open(folder.path()).await;
        let mut noted = JoinSet::new();
        let (before, asked) = (db.written(), Arc::new(AtomicUsize::new(0)));
        let somebody = db.begin().await.unwrap();
        for person in 0..100 {
            let (keeping, asked) = (keeping.clone(), Arc::clone(&asked));
            noted.spawn(async move {
                asked.fetch_add(1, Ordering::SeqCst);
                // Two of them have the same photo.
                keeping.note(of(person / 2, person), blob(7)).await
            });
        }
        // Those that came first wait for the database, the others for them.
        while asked.load(Ordering::SeqCst) < 100 {
            yield_now().await;
        }
        drop(somebody);
        assert_eq!(noted.join_all().await, [Ok(()); 100]);
        let written = db.written() - before;
        assert!((2..=3).contains(&written), "the first, and the others by as many as one takes: {written}");
        for person in 0..100 {
            assert_eq!(db.brought(of(person / 2, person)).await.unwrap(), Some(7));
        }
    }

    #[tokio::test]
    async fn who_cannot_be_noted_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let (db, keeping) = open(folder.path()).await;
        keeping.note(of(1, 1), blob(7)).await.unwrap();
        db.close().await;
        assert_eq!(keeping.note(of(2, 1), blob(7)).await, Err(NotNoted));
    }
}
