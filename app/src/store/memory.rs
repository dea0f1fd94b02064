use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables, Turning};

#[derive(Clone, Debug, Default)]
struct Contents {
    entries: BTreeMap<(Table, String), Entry>,
    bytes: BTreeMap<String, Bytes>,
    /// Contents of which the disk gives back nothing, by their keys.
    unreadable: BTreeSet<String>,
}

/// The twin of the browser's store: the same transactions over a map. A transaction works on a
/// copy that replaces the contents when it completes.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    contents: Rc<RefCell<Contents>>,
    /// How many more writing transactions complete; all, where nothing is said.
    completing: Rc<Cell<Option<u32>>>,
}

impl MemoryStore {
    /// While `true`, no transaction completes: a full disk.
    pub fn refuse_writes(&self, refuses: bool) {
        self.completing.set(refuses.then_some(0));
    }

    /// So many writing transactions complete yet, and then none.
    pub fn refuse_after(&self, transactions: u32) {
        self.completing.set(Some(transactions));
    }

    /// While `true`, one content cannot be read, as when the browser's file behind it is damaged.
    #[cfg(test)]
    pub(super) fn refuse_content(&self, key: &str, refuses: bool) {
        let unreadable = &mut self.contents.borrow_mut().unreadable;
        if refuses {
            unreadable.insert(key.to_owned());
        } else {
            unreadable.remove(key);
        }
    }

    /// All that lies here, as it lies: entries, and contents.
    #[cfg(test)]
    pub(super) fn lying(&self) -> (Vec<Entry>, Vec<Bytes>) {
        let contents = self.contents.borrow();
        (contents.entries.values().cloned().collect(), contents.bytes.values().cloned().collect())
    }
}

#[derive(Clone, Debug)]
pub struct MemoryTx(Rc<RefCell<Contents>>);

impl Store for MemoryStore {
    type Tx = MemoryTx;

    async fn read<R>(
        &self,
        _tables: &[Table],
        work: impl AsyncFn(&MemoryTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = MemoryTx(Rc::new(RefCell::new(self.contents.borrow().clone())));
        work(&tx).await
    }

    async fn write<R>(
        &self,
        _tables: &[Table],
        _durability: Durability,
        work: impl AsyncFn(&MemoryTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = MemoryTx(Rc::new(RefCell::new(self.contents.borrow().clone())));
        let result = work(&tx).await?;
        match self.completing.get() {
            Some(0) => return Err(StoreError::Full),
            left => self.completing.set(left.map(|left| left - 1)),
        }
        *self.contents.borrow_mut() = tx.0.take();
        Ok(result)
    }
}

impl Tables for MemoryTx {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.0.borrow().entries.get(&(table, key.to_owned())).cloned())
    }

    fn put(&self, table: Table, entry: &Entry) -> Result<(), StoreError> {
        self.0.borrow_mut().entries.insert((table, entry.key.clone()), entry.clone());
        Ok(())
    }

    fn delete(&self, table: Table, key: &str) -> Result<(), StoreError> {
        let mut contents = self.0.borrow_mut();
        match table {
            Table::Blobs => drop(contents.bytes.remove(key)),
            table => drop(contents.entries.remove(&(table, key.to_owned()))),
        }
        Ok(())
    }

    fn clear(&self, table: Table) -> Result<(), StoreError> {
        let mut contents = self.0.borrow_mut();
        match table {
            Table::Blobs => contents.bytes.clear(),
            table => contents.entries.retain(|(held, _), _| *held != table),
        }
        Ok(())
    }

    async fn put_rows(&self, rows: &[&Entry], _new: bool) -> Result<(), StoreError> {
        rows.iter().try_for_each(|row| self.put(Table::Rows, row))
    }

    async fn drop_rows(&self, keys: &[String]) -> Result<(), StoreError> {
        keys.iter().try_for_each(|key| self.delete(Table::Rows, key))
    }

    async fn rows_behind(&self, place: &str, most: u32) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        let rows = self.behind(Table::Rows, place, most).await?;
        let last = rows.last().filter(|_| rows.len() == most as usize).map(|row| row.key.clone());
        Ok((rows, last))
    }

    async fn marked_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let contents = self.0.borrow();
        let of_table = contents.entries.iter().filter(|((held, _), _)| *held == table);
        let mut found: Vec<(&String, &Entry)> = of_table
            .flat_map(|(_, entry)| entry.marks.iter().map(move |mark| (mark, entry)))
            .filter(|(mark, _)| mark.starts_with(prefix) && after.is_none_or(|after| mark.as_str() > after))
            .collect();
        found.sort_by_key(|(mark, entry)| (*mark, &entry.key));
        Ok(found.into_iter().take(most as usize).map(|(_, entry)| entry.clone()).collect())
    }

    async fn lines_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let found = self.marked_after(table, prefix, after, most).await?;
        Ok(found.into_iter().map(|entry| entry.line).collect())
    }

    async fn all(&self, table: Table) -> Result<Vec<Entry>, StoreError> {
        self.behind(table, "", u32::MAX).await
    }

    async fn behind(&self, table: Table, after: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        let contents = self.0.borrow();
        let of_table = contents.entries.iter().filter(|((held, key), _)| *held == table && key.as_str() > after);
        Ok(of_table.take(most as usize).map(|(_, entry)| entry.clone()).collect())
    }

    async fn count(&self, table: Table, prefix: &str) -> Result<u32, StoreError> {
        let found = self.marked(table, prefix, u32::MAX).await?.len();
        Ok(u32::try_from(found).unwrap_or(u32::MAX))
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        let contents = self.0.borrow();
        Ok(match table {
            Table::Blobs => contents.bytes.keys().cloned().collect(),
            table => contents.entries.keys().filter(|(held, _)| *held == table).map(|(_, key)| key.clone()).collect(),
        })
    }

    async fn bytes(&self, key: &str) -> Result<Option<Bytes>, StoreError> {
        let contents = self.0.borrow();
        if contents.unreadable.contains(key) {
            return Err(StoreError::Failed(format!("{key} cannot be read")));
        }
        Ok(contents.bytes.get(key).cloned())
    }

    fn put_bytes(&self, key: &str, bytes: &Bytes) -> Result<(), StoreError> {
        let mut contents = self.0.borrow_mut();
        contents.unreadable.remove(key);
        contents.bytes.insert(key.to_owned(), bytes.clone());
        Ok(())
    }
}

impl Turning for MemoryTx {
    async fn turn_rows(
        &self,
        place: &str,
        most: u32,
        turn: &dyn Fn(&Entry) -> Entry,
    ) -> Result<Option<String>, StoreError> {
        let (rows, last) = self.rows_behind(place, most).await?;
        rows.iter().try_for_each(|row| self.put(Table::Rows, &turn(row)))?;
        Ok(last)
    }
}
