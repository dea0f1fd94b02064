//! The lock of a device, and the turning of what lies there when it is put on or taken off.

use std::rc::Rc;

use super::sealed::bytes;
use super::{Durability, Entry, Sealed, Store, StoreError, Table, Tables, Turning, parse, spell};
use crate::lock::{Cipher, Cost, DeviceKey, Lock, Stage};

const KEY: &str = "lock";
/// Rows or entries that one transaction turns, so that whoever writes meanwhile does not wait for long.
const AT_ONCE: u32 = 200;
/// All but contents and rows: what somebody wrote here.
const WRITTEN: [Table; 5] = [Table::Meta, Table::Outbox, Table::Drafts, Table::Uploads, Table::Entrusted];

/// The lock itself lies open: by it the rest is opened.
pub(super) fn is_lock(table: Table, key: &str) -> bool {
    table == Table::Meta && key == KEY
}

/// Into what the entries of a table are turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Into {
    Sealed,
    Open,
}

impl<S: Store<Tx: Turning>> Sealed<S> {
    /// The lock of this device.
    pub async fn lock(&self) -> Result<Option<Lock>, StoreError> {
        self.below.read(&[Table::Meta], read).await
    }

    /// Puts a lock on the device, or another in its place whose key is the same. From then on whatever is
    /// written is sealed; [`Self::turn_rest`] seals what lies there.
    pub async fn put_lock(&self, lock: &Lock, key: &DeviceKey) -> Result<(), StoreError> {
        let cipher = cipher(key)?;
        self.below.write(&[Table::Meta], Durability::Strict, async |tx| write(tx, lock)).await?;
        self.set_state(Some(Rc::new(cipher)), true);
        Ok(())
    }

    /// Counts a try before it is known to be wrong, so that nobody gets one for nothing by closing the page.
    pub async fn count_try(&self) -> Result<(), StoreError> {
        self.change_lock(|lock| lock.wrong = lock.wrong.saturating_add(1)).await
    }

    /// The PIN was right: tries before it count no more.
    pub async fn forgive_tries(&self) -> Result<(), StoreError> {
        self.change_lock(|lock| lock.wrong = 0).await
    }

    /// Has another PIN open the lock, which `by_pin` was made of.
    pub async fn rewrap_lock(
        &self,
        salt: &[u8],
        cost: Cost,
        by_pin: [u8; 32],
        key: &DeviceKey,
    ) -> Result<(), StoreError> {
        let lock = self.lock().await?.ok_or(StoreError::Locked)?;
        let rewrapped =
            lock.rewrapped(salt, cost, by_pin, key).map_err(|error| StoreError::Failed(error.to_string()))?;
        self.below.write(&[Table::Meta], Durability::Strict, async |tx| write(tx, &rewrapped)).await
    }

    /// Opens the lock with its key, and tells how far the tables follow it.
    pub async fn unlock(&self, key: &DeviceKey) -> Result<Option<Stage>, StoreError> {
        let stage = self.lock().await?.map(|lock| lock.stage);
        self.set_state(Some(Rc::new(cipher(key)?)), stage != Some(Stage::Opening));
        self.forgive_tries().await?;
        Ok(stage)
    }

    /// Takes the lock off: whatever is written from now on lies open, and [`Self::turn_rest`] opens the rest.
    pub async fn take_off_lock(&self) -> Result<(), StoreError> {
        let cipher = self.state().cipher.ok_or(StoreError::Locked)?;
        self.change_lock(|lock| lock.stage = Stage::Opening).await?;
        self.set_state(Some(cipher), false);
        Ok(())
    }

    /// Finishes what was begun when the lock was put on or taken off, from the start if it was interrupted:
    /// what was turned already is passed over. A tab that did not know of the lock may have written since, so
    /// what people write is looked at each time.
    pub async fn turn_rest(&self) -> Result<(), StoreError> {
        let Some(lock) = self.lock().await? else { return Ok(()) };
        let into = if lock.stage == Stage::Opening { Into::Open } else { Into::Sealed };
        for table in WRITTEN {
            self.turn_table(table, into).await?;
        }
        if lock.stage == Stage::Sealed {
            return Ok(());
        }
        self.turn_contents(into).await?;
        self.turn_rows(into).await?;
        match into {
            Into::Sealed => self.change_lock(|lock| lock.stage = Stage::Sealed).await,
            Into::Open => {
                self.below.write(&[Table::Meta], Durability::Strict, async |tx| tx.delete(Table::Meta, KEY)).await?;
                self.set_state(None, false);
                Ok(())
            }
        }
    }

    async fn change_lock(&self, change: impl Fn(&mut Lock)) -> Result<(), StoreError> {
        self.below
            .write(&[Table::Meta], Durability::Strict, async |tx| {
                let Some(mut lock) = read(tx).await? else { return Ok(()) };
                change(&mut lock);
                write(tx, &lock)
            })
            .await
    }

    async fn turn_table(&self, table: Table, into: Into) -> Result<(), StoreError> {
        let (state, mut place) = (self.state(), String::new());
        loop {
            let entries = self
                .below
                .write(&[table], Durability::Strict, async |tx| {
                    let entries = tx.behind(table, &place, AT_ONCE).await?;
                    for entry in &entries {
                        if let Some(turned) = state.turn(table, entry, into)? {
                            tx.put(table, &turned)?;
                        }
                    }
                    Ok(entries)
                })
                .await?;
            match entries.last() {
                Some(last) => place.clone_from(&last.key),
                None => return Ok(()),
            }
        }
    }

    async fn turn_rows(&self, into: Into) -> Result<(), StoreError> {
        let (state, mut place) = (self.state(), String::new());
        let turn = |row: &Entry| Ok(state.turn(Table::Rows, row, into)?.unwrap_or_else(|| row.clone()));
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

    /// One by one: a content may be large.
    async fn turn_contents(&self, into: Into) -> Result<(), StoreError> {
        let state = self.state();
        let keys = self.below.read(&[Table::Blobs], async |tx| tx.keys(Table::Blobs).await).await?;
        for key in keys {
            self.below
                .write(&[Table::Blobs], Durability::Strict, async |tx| {
                    let Some(found) = tx.bytes(&key).await? else { return Ok(()) };
                    match (into, bytes::are_sealed(&found)) {
                        (Into::Sealed, false) => {
                            state.seal_bytes(&key, &found).map_or(Ok(()), |sealed| tx.put_bytes(&key, &sealed))
                        }
                        (Into::Open, true) => tx.put_bytes(&key, &state.open_bytes(&key, found)?),
                        (Into::Sealed, true) | (Into::Open, false) => Ok(()),
                    }
                })
                .await?;
        }
        Ok(())
    }
}

impl super::sealed::State {
    /// `None` where it lies as it should.
    fn turn(&self, table: Table, entry: &Entry, into: Into) -> Result<Option<Entry>, StoreError> {
        match (into, Cipher::is_sealed(&entry.text)) {
            (Into::Sealed, false) => Ok(self.seal(table, entry)),
            (Into::Open, true) => self.open(table, entry.clone()).map(Some),
            (Into::Sealed, true) | (Into::Open, false) => Ok(None),
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
    Cipher::new(key).map_err(|error| StoreError::Failed(error.to_string()))
}
