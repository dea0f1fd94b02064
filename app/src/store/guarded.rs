use std::cell::RefCell;
use std::rc::Rc;

use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables, Turning, lock};
use crate::lock::Cipher;

/// A store whose texts and contents are sealed as long as the device has a lock. Keys and marks are not: by
/// them things are found. They tell ids, kinds and days, and nobody's name.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    pub(super) below: S,
    guard: Rc<RefCell<Guard>>,
}

/// How a device stands to its lock.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    /// Whether it was looked whether there is a lock. Nothing is written before.
    pub known: bool,
    /// Where something may be sealed, and somebody opened the lock.
    pub cipher: Option<Rc<Cipher>>,
    /// Whether what is written is sealed; not where the lock is being taken off, or is off.
    pub seals: bool,
}

impl<S> Guarded<S> {
    /// What is sealed in it cannot be read until it is unlocked.
    pub fn new(below: S) -> Self {
        Self { below, guard: Rc::default() }
    }

    pub(super) fn guard(&self) -> Guard {
        self.guard.borrow().clone()
    }

    /// For the transactions that begin from now on.
    pub(super) fn set_guard(&self, cipher: Option<Rc<Cipher>>, seals: bool) {
        self.guard.replace(Guard { known: true, cipher, seals });
    }
}

impl<S: Store<Tx: Turning>> Guarded<S> {
    /// A guard to begin a transaction with. A store that could not be asked for its lock is asked again: what
    /// is written in between would lie open on a locked device.
    async fn standing(&self) -> Result<Guard, StoreError> {
        if !self.guard().known {
            self.lock().await?;
        }
        match self.guard() {
            guard if guard.known => Ok(guard),
            _ => Err(StoreError::Locked),
        }
    }
}

impl<S: Store<Tx: Turning>> Store for Guarded<S> {
    type Tx = GuardedTx<S::Tx>;

    async fn read<R>(
        &self,
        tables: &[Table],
        work: impl AsyncFn(&Self::Tx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let guard = self.standing().await?;
        self.below.read(tables, async |tx| work(&GuardedTx { below: tx.clone(), guard: guard.clone() }).await).await
    }

    async fn write<R>(
        &self,
        tables: &[Table],
        durability: Durability,
        work: impl AsyncFn(&Self::Tx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let guard = self.standing().await?;
        let guarded = async |tx: &S::Tx| work(&GuardedTx { below: tx.clone(), guard: guard.clone() }).await;
        self.below.write(tables, durability, guarded).await
    }
}

/// A transaction whose texts are sealed on their way down and opened on their way up.
#[derive(Clone, Debug)]
pub struct GuardedTx<T> {
    below: T,
    guard: Guard,
}

impl Guard {
    /// An entry as it is to lie.
    pub fn seal(&self, table: Table, entry: &Entry) -> Option<Entry> {
        let cipher = self.cipher.as_deref().filter(|_| self.seals && !lock::is_lock(table, &entry.key))?;
        let line = if entry.line.is_empty() { String::new() } else { cipher.seal_text(&of_lines(table), &entry.line) };
        let text = cipher.seal_text(&of(table, &entry.key), &entry.text);
        Some(Entry { key: entry.key.clone(), text, line, marks: entry.marks.clone() })
    }

    /// An entry as it was put.
    pub fn open(&self, table: Table, entry: Entry) -> Result<Entry, StoreError> {
        let line = self.open_text(|| of_lines(table), entry.line)?;
        let text = self.open_text(|| of(table, &entry.key), entry.text)?;
        Ok(Entry { key: entry.key, text, line, marks: entry.marks })
    }

    fn open_text(&self, place: impl Fn() -> String, text: String) -> Result<String, StoreError> {
        if !Cipher::is_sealed(&text) {
            return Ok(text);
        }
        let cipher = self.cipher.as_deref().ok_or(StoreError::Locked)?;
        cipher.open_text(&place(), &text).ok_or_else(|| not_opened(&place()))
    }

    pub fn seal_bytes(&self, key: &str, bytes: &Bytes) -> Option<Bytes> {
        let cipher = self.cipher.as_deref().filter(|_| self.seals)?;
        Some(bytes::from(cipher.seal_bytes(&of(Table::Blobs, key), &bytes::to(bytes))))
    }

    pub fn open_bytes(&self, key: &str, bytes: Bytes) -> Result<Bytes, StoreError> {
        if !bytes::are_sealed(&bytes) {
            return Ok(bytes);
        }
        let cipher = self.cipher.as_deref().ok_or(StoreError::Locked)?;
        let place = of(Table::Blobs, key);
        let opened = cipher.open_bytes(&place, &bytes::to(&bytes)).ok_or_else(|| not_opened(&place))?;
        Ok(bytes::from(opened))
    }
}

fn of(table: Table, key: &str) -> String {
    format!("{}/{key}", table.name())
}

/// Lists read lines without their keys.
fn of_lines(table: Table) -> String {
    format!("{} line", table.name())
}

fn not_opened(place: &str) -> StoreError {
    StoreError::Unreadable(format!("{place} does not open"))
}

impl<T: Tables> GuardedTx<T> {
    fn opened(&self, table: Table, entries: Vec<Entry>) -> Result<Vec<Entry>, StoreError> {
        entries.into_iter().map(|entry| self.guard.open(table, entry)).collect()
    }
}

impl<T: Tables> Tables for GuardedTx<T> {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Entry>, StoreError> {
        let found = self.below.get(table, key).await?;
        found.map(|entry| self.guard.open(table, entry)).transpose()
    }

    fn put(&self, table: Table, entry: &Entry) -> Result<(), StoreError> {
        match self.guard.seal(table, entry) {
            Some(sealed) => self.below.put(table, &sealed),
            None => self.below.put(table, entry),
        }
    }

    fn delete(&self, table: Table, key: &str) -> Result<(), StoreError> {
        self.below.delete(table, key)
    }

    fn clear(&self, table: Table) -> Result<(), StoreError> {
        self.below.clear(table)
    }

    async fn put_rows(&self, rows: &[&Entry], new: bool) -> Result<(), StoreError> {
        let sealed: Option<Vec<Entry>> = rows.iter().map(|row| self.guard.seal(Table::Rows, row)).collect();
        match sealed {
            Some(sealed) => self.below.put_rows(&sealed.iter().collect::<Vec<_>>(), new).await,
            None => self.below.put_rows(rows, new).await,
        }
    }

    async fn drop_rows(&self, keys: &[String]) -> Result<(), StoreError> {
        self.below.drop_rows(keys).await
    }

    async fn rows_behind(&self, place: &str, most: u32) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        let (rows, last) = self.below.rows_behind(place, most).await?;
        Ok((self.opened(Table::Rows, rows)?, last))
    }

    async fn marked_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        self.opened(table, self.below.marked_after(table, prefix, after, most).await?)
    }

    async fn lines_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let lines = self.below.lines_after(table, prefix, after, most).await?;
        lines.into_iter().map(|line| self.guard.open_text(|| of_lines(table), line)).collect()
    }

    async fn all(&self, table: Table) -> Result<Vec<Entry>, StoreError> {
        self.opened(table, self.below.all(table).await?)
    }

    async fn behind(&self, table: Table, after: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        self.opened(table, self.below.behind(table, after, most).await?)
    }

    async fn count(&self, table: Table, prefix: &str) -> Result<u32, StoreError> {
        self.below.count(table, prefix).await
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        self.below.keys(table).await
    }

    async fn bytes(&self, key: &str) -> Result<Option<Bytes>, StoreError> {
        let found = self.below.bytes(key).await?;
        found.map(|bytes| self.guard.open_bytes(key, bytes)).transpose()
    }

    fn put_bytes(&self, key: &str, bytes: &Bytes) -> Result<(), StoreError> {
        match self.guard.seal_bytes(key, bytes) {
            Some(sealed) => self.below.put_bytes(key, &sealed),
            None => self.below.put_bytes(key, bytes),
        }
    }
}

/// Contents on their way into the program's memory and out of it.
#[cfg(feature = "hydrate")]
pub(super) mod bytes {
    use js_sys::Uint8Array;

    use super::{Bytes, Cipher};

    pub fn to(bytes: &Bytes) -> Vec<u8> {
        Uint8Array::new(bytes).to_vec()
    }

    pub fn from(bytes: Vec<u8>) -> Bytes {
        Uint8Array::from(bytes.as_slice()).buffer()
    }

    /// By their first bytes: the others need not come.
    pub fn are_sealed(bytes: &Bytes) -> bool {
        let begin = bytes.byte_length().min(64);
        Cipher::are_sealed(&Uint8Array::new_with_byte_offset_and_length(bytes, 0, begin).to_vec())
    }
}

#[cfg(not(feature = "hydrate"))]
pub(super) mod bytes {
    use super::{Bytes, Cipher};

    pub fn to(bytes: &Bytes) -> Vec<u8> {
        bytes.clone()
    }

    pub fn from(bytes: Vec<u8>) -> Bytes {
        bytes
    }

    pub fn are_sealed(bytes: &Bytes) -> bool {
        Cipher::are_sealed(bytes)
    }
}
