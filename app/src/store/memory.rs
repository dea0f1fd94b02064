use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Durability, Entry, Store, StoreError, Table, Tables};

type Contents = BTreeMap<(Table, String), (String, Vec<String>)>;

/// The twin of the browser's store: the same transactions over a map. A transaction works on a
/// copy that replaces the contents when it completes.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    contents: Rc<RefCell<Contents>>,
    refuses: Rc<Cell<bool>>,
}

impl MemoryStore {
    /// While `true`, no transaction completes: a full disk.
    pub fn refuse_writes(&self, refuses: bool) {
        self.refuses.set(refuses);
    }
}

#[derive(Debug)]
pub struct MemoryTx(RefCell<Contents>);

impl Store for MemoryStore {
    type Tx = MemoryTx;

    async fn read<R>(
        &self,
        _tables: &[Table],
        work: impl AsyncFn(&MemoryTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = MemoryTx(RefCell::new(self.contents.borrow().clone()));
        work(&tx).await
    }

    async fn write<R>(
        &self,
        _tables: &[Table],
        _durability: Durability,
        work: impl AsyncFn(&MemoryTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = MemoryTx(RefCell::new(self.contents.borrow().clone()));
        let result = work(&tx).await?;
        if self.refuses.get() {
            return Err(StoreError::Full);
        }
        *self.contents.borrow_mut() = tx.0.into_inner();
        Ok(result)
    }
}

impl Tables for MemoryTx {
    async fn get(&self, table: Table, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.0.borrow().get(&(table, key.to_owned())).map(|(text, _)| text.clone()))
    }

    fn put(&self, table: Table, key: &str, text: &str, marks: &[String]) -> Result<(), StoreError> {
        self.0.borrow_mut().insert((table, key.to_owned()), (text.to_owned(), marks.to_vec()));
        Ok(())
    }

    fn delete(&self, table: Table, key: &str) -> Result<(), StoreError> {
        self.0.borrow_mut().remove(&(table, key.to_owned()));
        Ok(())
    }

    fn clear(&self, table: Table) -> Result<(), StoreError> {
        self.0.borrow_mut().retain(|(held, _), _| *held != table);
        Ok(())
    }

    async fn marked_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let contents = self.0.borrow();
        let mut found: Vec<(&String, Entry)> = contents
            .iter()
            .filter(|((held, _), _)| *held == table)
            .flat_map(|line| line.1.1.iter().map(move |mark| (mark, entry(line))))
            .filter(|(mark, _)| mark.starts_with(prefix) && after.is_none_or(|after| mark.as_str() > after))
            .collect();
        found.sort_by(|(mark, entry), (other, another)| (mark, &entry.key).cmp(&(other, &another.key)));
        Ok(found.into_iter().take(most as usize).map(|(_, entry)| entry).collect())
    }

    async fn all(&self, table: Table) -> Result<Vec<Entry>, StoreError> {
        let contents = self.0.borrow();
        Ok(contents.iter().filter(|((held, _), _)| *held == table).map(entry).collect())
    }

    async fn behind(&self, table: Table, after: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        let contents = self.0.borrow();
        let of_table = contents.iter().filter(|((held, key), _)| *held == table && key.as_str() > after);
        Ok(of_table.take(most as usize).map(entry).collect())
    }

    async fn count(&self, table: Table, prefix: &str) -> Result<u32, StoreError> {
        let found = self.marked(table, prefix, u32::MAX).await?.len();
        Ok(u32::try_from(found).unwrap_or(u32::MAX))
    }
}

fn entry(((_, key), (text, marks)): (&(Table, String), &(String, Vec<String>))) -> Entry {
    Entry { key: key.clone(), text: text.clone(), marks: marks.clone() }
}
