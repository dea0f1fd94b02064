//! The lock of a device, and the turning of what lies there when it is put on or taken off.

use std::cell::Cell;
use std::rc::Rc;

use super::guarded::{Guard, bytes};
use super::{Durability, Entry, Guarded, Store, StoreError, Table, Tables, Turning, parse, spell};
use crate::lock::{Cipher, DeviceKey, Lock, NoRandomness, Stage, Stretched};

const KEY: &str = "lock";
/// Rows or entries that one transaction turns, so that whoever writes meanwhile does not wait for long.
const AT_ONCE: u32 = 200;
/// All but contents and rows: what somebody wrote here.
const WRITTEN: [Table; 5] = [Table::Meta, Table::Outbox, Table::Drafts, Table::Uploads, Table::Entrusted];

/// The lock itself lies open: by it the rest is opened.
pub(super) fn is_lock(table: Table, key: &str) -> bool {
    table == Table::Meta && key == KEY
}

/// How far the tables follow the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    pub stage: Stage,
    /// Hashes of contents that could not be read, and lie as they lay.
    pub left: Vec<String>,
}

/// How what lies in the tables is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Toward {
    Sealed,
    Open,
}

impl<S: Store<Tx: Turning>> Guarded<S> {
    /// The lock of this device, where it has one that is not off.
    pub async fn lock(&self) -> Result<Option<Lock>, StoreError> {
        let lock = self.below.read(&[Table::Meta], read).await?;
        if !self.guard().known {
            match &lock {
                None => self.set_guard(None, false),
                Some(lock) => {
                    if let Some(key) = lock.left_key() {
                        self.set_guard(Some(Rc::new(cipher(&key)?)), false);
                    }
                }
            }
        }
        Ok(lock.filter(Lock::is_on))
    }

    /// The key of this device, where it had a lock before: another one takes the same.
    pub async fn left_key(&self) -> Result<Option<DeviceKey>, StoreError> {
        let lock = self.below.read(&[Table::Meta], read).await?;
        Ok(lock.and_then(|lock| lock.left_key()))
    }

    /// Puts a lock on the device. From then on whatever is written is sealed; [`Self::turn_rest`] seals what
    /// lies there.
    ///
    /// # Errors
    /// [`StoreError::LockChanged`] where it has one already, or had one with another key.
    pub async fn put_lock(&self, lock: &Lock, key: &DeviceKey) -> Result<(), StoreError> {
        let cipher = cipher(key)?;
        self.below
            .write(&[Table::Meta], Durability::Strict, async |tx| match read(tx).await? {
                Some(there) if there.left_key().as_ref() != Some(key) => Err(StoreError::LockChanged),
                Some(_) | None => write(tx, lock),
            })
            .await?;
        self.set_guard(Some(Rc::new(cipher)), true);
        Ok(())
    }

    /// Counts a try before it is known to be wrong, so that nobody gets one for nothing by closing the page.
    /// Not where others were made than the `known` ones, for which this page has waited: then it waits anew.
    pub async fn count_try(&self, known: u32) -> Result<bool, StoreError> {
        let counted = Cell::new(false);
        self.change_lock(|lock| {
            counted.set(lock.wrong == known);
            if counted.get() {
                lock.wrong = lock.wrong.saturating_add(1);
            }
        })
        .await?;
        Ok(counted.get())
    }

    /// The PIN was right, or was not tried after all: `wrong` tries count.
    pub async fn forgive_tries(&self, wrong: u32) -> Result<(), StoreError> {
        self.change_lock(|lock| lock.wrong = wrong).await
    }

    /// Opens the lock with its key, and tells how far the tables follow it.
    ///
    /// # Errors
    /// [`StoreError::LockChanged`] where it is not its key, or there is no lock.
    pub async fn unlock(&self, key: &DeviceKey) -> Result<Stage, StoreError> {
        let lock = self.below.read(&[Table::Meta], read).await?;
        let stage = lock.and_then(|lock| lock.stage(key)).ok_or(StoreError::LockChanged)?;
        self.set_guard(Some(Rc::new(cipher(key)?)), !matches!(stage, Stage::Opening | Stage::Off));
        Ok(stage)
    }

    /// Has another PIN open the lock.
    ///
    /// # Errors
    /// As [`Self::unlock`].
    pub async fn rewrap_lock(&self, by_pin: Stretched, key: &DeviceKey) -> Result<(), StoreError> {
        self.move_lock(key, |lock, _| lock.is_on().then(|| lock.rewrapped(by_pin, key))).await.map(drop)
    }

    /// Takes the lock off: whatever is written from now on lies open, and [`Self::turn_rest`] opens the rest.
    ///
    /// # Errors
    /// As [`Self::unlock`].
    pub async fn take_off_lock(&self, key: &DeviceKey) -> Result<(), StoreError> {
        self.move_lock(key, |lock, _| lock.is_on().then(|| lock.at(Stage::Opening, key))).await?;
        self.set_guard(Some(Rc::new(cipher(key)?)), false);
        Ok(())
    }

    /// Finishes what was begun when the lock was put on or taken off, from the start if it was interrupted:
    /// what was turned already is passed over. What people write is looked at each time. Tells how far the
    /// tables follow the lock then.
    ///
    /// An entry that does not open stays as it is: it must not keep back the others.
    pub async fn turn_rest(&self, key: &DeviceKey) -> Result<Turned, StoreError> {
        let lock = self.below.read(&[Table::Meta], read).await?;
        let stage = lock.and_then(|lock| lock.stage(key)).ok_or(StoreError::LockChanged)?;
        let toward = match stage {
            Stage::Opening => Toward::Open,
            Stage::Off => return Ok(Turned { stage, left: Vec::new() }),
            Stage::Sealing | Stage::Sealed | Stage::Checked => Toward::Sealed,
        };
        for table in WRITTEN {
            self.turn_table(table, toward).await?;
        }
        if stage == Stage::Checked {
            return Ok(Turned { stage, left: Vec::new() });
        }
        let left = self.turn_contents(toward).await?;
        self.turn_rows(toward).await?;
        let next = match stage {
            Stage::Sealing => Stage::Sealed,
            Stage::Opening => Stage::Off,
            // What could not be read lies open: it is looked at again the next time.
            Stage::Sealed if !left.is_empty() => Stage::Sealed,
            Stage::Sealed | Stage::Checked | Stage::Off => Stage::Checked,
        };
        let stage = self.move_lock(key, |lock, found| (found == stage).then(|| lock.at(next, key))).await?;
        Ok(Turned { stage, left })
    }

    /// Makes another lock of the one that is there, in one transaction, if `key` is its key and `change` wants
    /// one at that stage. Tells at which stage it is then.
    async fn move_lock(
        &self,
        key: &DeviceKey,
        change: impl Fn(Lock, Stage) -> Option<Result<Lock, NoRandomness>>,
    ) -> Result<Stage, StoreError> {
        self.below
            .write(&[Table::Meta], Durability::Strict, async |tx| {
                let lock = read(tx).await?.ok_or(StoreError::LockChanged)?;
                let stage = lock.stage(key).ok_or(StoreError::LockChanged)?;
                let changed = change(lock, stage).ok_or(StoreError::LockChanged)?.map_err(failed)?;
                write(tx, &changed)?;
                changed.stage(key).ok_or(StoreError::LockChanged)
            })
            .await
    }

    async fn change_lock(&self, change: impl Fn(&mut Lock)) -> Result<(), StoreError> {
        self.below
            .write(&[Table::Meta], Durability::Strict, async |tx| {
                let mut lock = read(tx).await?.ok_or(StoreError::LockChanged)?;
                change(&mut lock);
                write(tx, &lock)
            })
            .await
    }

    async fn turn_table(&self, table: Table, toward: Toward) -> Result<(), StoreError> {
        let (guard, mut place) = (self.guard(), String::new());
        loop {
            let entries = self.below.read(&[table], async |tx| tx.behind(table, &place, AT_ONCE).await).await?;
            let Some(last) = entries.last().map(|last| last.key.clone()) else { return Ok(()) };
            // As a rule nothing is to be turned: then nothing is written.
            if entries.iter().any(|entry| guard.turned(table, entry, toward).is_some()) {
                self.below
                    .write(&[table], Durability::Strict, async |tx| {
                        for entry in tx.behind(table, &place, AT_ONCE).await? {
                            if let Some(turned) = guard.turned(table, &entry, toward) {
                                tx.put(table, &turned)?;
                            }
                        }
                        Ok(())
                    })
                    .await?;
            }
            place = last;
        }
    }

    async fn turn_rows(&self, toward: Toward) -> Result<(), StoreError> {
        let (guard, mut place) = (self.guard(), String::new());
        let turn = |row: &Entry| guard.turned(Table::Rows, row, toward).unwrap_or_else(|| row.clone());
        loop {
            let turned = self
                .below
                .write(&[Table::Rows], Durability::Relaxed, async |tx| tx.turn_rows(&place, AT_ONCE, &turn).await);
            match turned.await? {
                Some(last) => place = last,
                None => return Ok(()),
            }
        }
    }

    /// One by one: a content may be large, and one that cannot be read keeps back none of the others. Tells which
    /// could not.
    async fn turn_contents(&self, toward: Toward) -> Result<Vec<String>, StoreError> {
        let guard = self.guard();
        let keys = self.below.read(&[Table::Blobs], async |tx| tx.keys(Table::Blobs).await).await?;
        let mut left = Vec::new();
        for key in keys {
            // The browser takes the whole transaction back in which something cannot be read.
            let unread = Cell::new(false);
            let turned = self
                .below
                .write(&[Table::Blobs], Durability::Strict, async |tx| {
                    let found = tx.bytes(&key).await;
                    unread.set(found.as_ref().is_err_and(StoreError::may_be_of_one));
                    let Some(found) = found? else { return Ok(()) };
                    let turned = match (toward, bytes::are_sealed(&found)) {
                        (Toward::Sealed, false) => guard.seal_bytes(&key, &found),
                        (Toward::Open, true) => guard.open_bytes(&key, found).ok(),
                        (Toward::Sealed, true) | (Toward::Open, false) => None,
                    };
                    turned.map_or(Ok(()), |turned| tx.put_bytes(&key, &turned))
                })
                .await;
            match turned {
                Err(error) if unread.get() && error.may_be_of_one() => {
                    leptos::logging::error!("{key} lies as it lay: {error}");
                    left.push(key);
                }
                turned => turned?,
            }
        }
        Ok(left)
    }
}

impl Guard {
    /// `None` where it lies as it should, or does not open.
    fn turned(&self, table: Table, entry: &Entry, toward: Toward) -> Option<Entry> {
        match (toward, Cipher::is_sealed(&entry.text)) {
            (Toward::Sealed, false) => self.seal(table, entry),
            (Toward::Open, true) => self.open(table, entry.clone()).ok(),
            (Toward::Sealed, true) | (Toward::Open, false) => None,
        }
    }
}

async fn read<T: Tables>(tx: &T) -> Result<Option<Lock>, StoreError> {
    tx.get(Table::Meta, KEY).await?.map(|entry| parse(&entry.text)).transpose()
}

fn write(tx: &impl Tables, lock: &Lock) -> Result<(), StoreError> {
    tx.put(Table::Meta, &Entry::new(KEY, spell(lock)?))
}

fn cipher(key: &DeviceKey) -> Result<Cipher, StoreError> {
    Cipher::new(key).map_err(failed)
}

fn failed(error: NoRandomness) -> StoreError {
    StoreError::Failed(error.to_string())
}
