//! SQLite's write-ahead log, and how far it is on the disk.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::spawn_blocking;

use crate::db::StorageError;

/// A transaction ends when it stands in the log, and the next one begins; that the log is on the disk is waited for
/// beside it, by all at once whose transactions have ended meanwhile. SQLite itself would hold up the next writer
/// for as long.
///
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Log(Arc<Shared>);

struct Shared {
    /// Brings everything that stands in the log to the disk.
    sync: Box<dyn Fn() -> io::Result<()> + Send + Sync>,
    /// Transactions that have begun to end, that have ended, and that are on the disk. They do all of it one after
    /// another, and may be seen somewhere between the first and the second.
    ending: AtomicU64,
    ended: AtomicU64,
    on_disk: AtomicU64,
    turn: Arc<Mutex<Disk>>,
}

/// Whether the disk still takes what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disk {
    Sound,
    /// A sync failed. Another one may succeed though what the first was to write is lost, so none is believed.
    Failed,
}

impl Log {
    /// The log of a database, whose `file` exists.
    ///
    /// # Errors
    /// Where the file cannot be found.
    pub fn of(file: &Path) -> io::Result<Self> {
        // Where the name is a link, the log lies beside what it leads to.
        let mut name = file.canonicalize()?.into_os_string();
        name.push("-wal");
        let log = PathBuf::from(name);
        // Opened anew each time: when the last connection ends, the file goes, and the next one makes another.
        Ok(Self::with(move || File::open(&log)?.sync_data()))
    }

    fn with(sync: impl Fn() -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            sync: Box::new(sync),
            ending: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            on_disk: AtomicU64::new(0),
            turn: Arc::new(Mutex::new(Disk::Sound)),
        }))
    }

    /// Before a transaction ends; it has ended where this is dropped.
    pub fn begin_end(&self) -> Ending<'_> {
        Ending { number: self.0.ending.fetch_add(1, Ordering::AcqRel) + 1, log: self }
    }

    /// The number of the last transaction of which anything may have been seen.
    pub fn last(&self) -> u64 {
        self.0.ending.load(Ordering::Acquire)
    }

    /// Waits until the transaction of that number, with all before it, is on the disk.
    ///
    /// # Errors
    /// Where the disk has failed, now or before.
    pub async fn on_disk(&self, number: u64) -> Result<(), StorageError> {
        let Self(shared) = self;
        while !shared.has_on_disk(number) {
            let turn = Arc::clone(&shared.turn).lock_owned().await;
            if shared.has_on_disk(number) {
                break;
            }
            let shared = Arc::clone(shared);
            // The turn goes along: whoever waits here may leave, and nobody else begins before this is done.
            match spawn_blocking(move || shared.write_out(turn)).await {
                Ok(Disk::Sound) => {}
                Ok(Disk::Failed) | Err(_) => return Err(StorageError::DiskFailed),
            }
        }
        Ok(())
    }
}

/// A transaction about to end.
#[derive(Debug)]
pub struct Ending<'a> {
    pub number: u64,
    log: &'a Log,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.log.0.ended.fetch_add(1, Ordering::AcqRel);
    }
}

impl Shared {
    fn has_on_disk(&self, number: u64) -> bool {
        self.on_disk.load(Ordering::Acquire) >= number
    }

    fn write_out(&self, mut disk: OwnedMutexGuard<Disk>) -> Disk {
        if *disk == Disk::Sound {
            let ended = self.ended.load(Ordering::Acquire);
            match (self.sync)() {
                Ok(()) => self.on_disk.store(ended, Ordering::Release),
                Err(error) => {
                    tracing::error!(%error, "the disk has failed; nothing is taken in until the server is started again");
                    *disk = Disk::Failed;
                }
            }
        }
        *disk
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ending, ended, on_disk, .. } = self;
        let mut log = f.debug_struct("Log");
        log.field("ending", ending).field("ended", ended).field("on_disk", on_disk).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use uuid::Uuid;
    use zoufang_core::id::{BlobHash, PersonId, TenantId};

    use super::Log;
    use crate::db::{Counters, Db, NewTenant, UploadOf};

    /// A log whose disk takes its time: each sync tells that it has begun, and waits to be let go.
    fn slow() -> (Log, Receiver<()>, Sender<io::Result<()>>) {
        let ((begun, begins), (go, let_go)) = (channel(), channel());
        let let_go = Mutex::new(let_go);
        let log = Log::with(move || {
            begun.send(()).unwrap();
            let_go.lock().unwrap().recv().unwrap()
        });
        (log, begins, go)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_told_before_it_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display()).parse().unwrap();
        let mut db = Db::open(&url, Duration::ZERO).await.unwrap();
        let tenant = TenantId(Uuid::from_u128(1));
        let mut writing = db.begin().await.unwrap();
        let founded = NewTenant { id: tenant, name: "许昌".to_owned(), epoch: Uuid::from_u128(2), founded: 0 };
        writing.add_tenant(&founded).await.unwrap();
        writing.commit().await.unwrap();

        let (log, begins, go) = slow();
        db.log = Some(log);
        let mut writing = db.begin().await.unwrap();
        writing.advance_tenant(tenant, Counters { head: 7, set_aside: 0 }).await.unwrap();
        let settling = writing.hand_over().await.unwrap();
        let told = tokio::spawn({
            let db = db.clone();
            async move { db.head(tenant).await }
        });
        begins.recv().unwrap();
        assert!(!told.is_finished());
        go.send(Ok(())).unwrap();
        assert_eq!(told.await.unwrap().unwrap().0, 7);
        settling.settled().await.unwrap();

        let writing = db.begin().await.unwrap();
        let commits = tokio::spawn(writing.commit());
        begins.recv().unwrap();
        assert!(!commits.is_finished());
        go.send(Err(io::ErrorKind::Other.into())).unwrap();
        commits.await.unwrap().unwrap_err();
        db.head(tenant).await.unwrap_err();
        let nobody = PersonId(Uuid::from_u128(3));
        db.brought(UploadOf { tenant, hash: BlobHash([0; 32]), person: nobody }).await.unwrap_err();
        db.lock_key_of(tenant).await.unwrap_err();
        db.ping().await.unwrap_err();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_ends_while_a_sync_runs_waits_for_the_next() {
        let (log, begins, go) = slow();
        let first = log.begin_end().number;
        let waits = tokio::spawn({
            let log = log.clone();
            async move { log.on_disk(first).await }
        });
        begins.recv().unwrap();
        let second = log.begin_end().number;
        go.send(Ok(())).unwrap();
        waits.await.unwrap().unwrap();
        let waits = tokio::spawn(async move { log.on_disk(second).await });
        begins.recv().unwrap();
        assert!(!waits.is_finished());
        go.send(Ok(())).unwrap();
        waits.await.unwrap().unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_may_be_seen_before_it_has_ended_is_waited_for() {
        let (log, begins, go) = slow();
        let ending = log.begin_end();
        let seen = tokio::spawn({
            let log = log.clone();
            async move { log.on_disk(log.last()).await }
        });
        begins.recv().unwrap();
        go.send(Ok(())).unwrap();
        begins.recv().unwrap();
        assert!(!seen.is_finished());
        drop(ending);
        go.send(Ok(())).unwrap();
        begins.recv().unwrap();
        go.send(Ok(())).unwrap();
        seen.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn the_log_of_a_link_lies_beside_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.db"), folder.path().join("link.db"));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        std::fs::write(folder.path().join("a.db-wal"), "").unwrap();
        let log = Log::of(&link).unwrap();
        let number = log.begin_end().number;
        log.on_disk(number).await.unwrap();
    }

    #[tokio::test]
    async fn one_sync_serves_all_that_have_ended() {
        let syncs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&syncs);
        let log = Log::with(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        let first = log.begin_end().number;
        let second = log.begin_end().number;
        log.on_disk(second).await.unwrap();
        log.on_disk(first).await.unwrap();
        assert_eq!(syncs.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn after_a_sync_has_failed_none_is_believed() {
        let (log, _begins, go) = slow();
        go.send(Err(io::ErrorKind::Other.into())).unwrap();
        go.send(Ok(())).unwrap();
        let number = log.begin_end().number;
        log.on_disk(number).await.unwrap_err();
        log.on_disk(number).await.unwrap_err();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_leaves_does_not_take_the_failure_along() {
        let (log, begins, go) = slow();
        let number = log.begin_end().number;
        let leaves = tokio::spawn({
            let log = log.clone();
            async move { log.on_disk(number).await }
        });
        begins.recv().unwrap();
        leaves.abort();
        leaves.await.unwrap_err();
        go.send(Err(io::ErrorKind::Other.into())).unwrap();
        go.send(Ok(())).unwrap();
        log.on_disk(number).await.unwrap_err();
    }
}
