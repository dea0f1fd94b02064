mod bundle;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;
use idb::{DatabaseEvent, Factory, Index, IndexParams, KeyPath, KeyRange, ObjectStore, ObjectStoreParams, Query};
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::IdbDatabase;

use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables};

/// 2: what lists see of a record lies with its row. 3: contents, and their queue. 4: rows may lie
/// together, which the version before cannot read. 5: what others gave to this device. 6: texts may be
/// sealed, which the version before would take for damaged, and write beside it what lies open. 7: rows that
/// lie together are bytes. Tables are added; one that is not named any more stays, since it may hold unsent work.
const VERSION: u32 = 7;
const MARKS: &str = "marks";
const KEY: &str = "k";
const MARK: &str = "m";

/// IndexedDB. One database for each account, so that two people on one phone never mix.
#[derive(Clone, Debug)]
pub struct IdbStore {
    name: Rc<str>,
    handle: Rc<RefCell<Option<IdbDatabase>>>,
    /// While somebody opens it: who waits for that. A page begins with many questions at once.
    opening: Rc<RefCell<Option<Vec<oneshot::Sender<()>>>>>,
}

/// Whoever holds it opens the database; the others are woken when it is gone, however that ended.
struct Opening<'a>(&'a RefCell<Option<Vec<oneshot::Sender<()>>>>);

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        self.0.take();
    }
}

impl IdbStore {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), handle: Rc::default(), opening: Rc::default() }
    }

    /// Until somebody asks it again.
    pub fn close(&self) {
        if let Some(database) = self.handle.borrow_mut().take() {
            database.close();
        }
    }

    async fn database(&self) -> Result<IdbDatabase, StoreError> {
        loop {
            if let Some(database) = self.handle.borrow().as_ref() {
                return Ok(database.clone());
            }
            let (tell, opened) = oneshot::channel();
            match self.opening.borrow_mut().as_mut() {
                Some(waiting) => waiting.push(tell),
                None => break,
            }
            // Where it could not be opened, the next one tries.
            let _ = opened.await;
        }
        self.opening.replace(Some(Vec::new()));
        let _opening = Opening(&self.opening);
        let mut database = opening(&self.name).await.map_err(told)?;
        // A newer version of the app in another tab wants to change the tables: make way, also where nobody holds
        // this store any more.
        let handle = Rc::downgrade(&self.handle);
        database.on_version_change(move |event| {
            if let Some(handle) = handle.upgrade() {
                handle.borrow_mut().take();
            }
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        let handle = Rc::downgrade(&self.handle);
        database.on_close(move |_| {
            if let Some(handle) = handle.upgrade() {
                handle.borrow_mut().take();
            }
        });
        // They live as long as the handle, which outlives this wrapper.
        database.forget_callbacks();
        let database = IdbDatabase::from(database);
        *self.handle.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    /// iOS closes databases of pages in the background without a word; the next transaction then
    /// throws. Such a handle is thrown away and opened anew, once.
    async fn begin(&self, tables: &[Table], mode: &str, durability: Durability) -> Result<IdbTx, StoreError> {
        let database = self.database().await?;
        if let Ok(tx) = IdbTx::begin(&database, tables, mode, durability) {
            return Ok(tx);
        }
        self.handle.borrow_mut().take();
        let database = self.database().await?;
        IdbTx::begin(&database, tables, mode, durability)
    }
}

async fn opening(name: &str) -> Result<idb::Database, idb::Error> {
    let mut request = Factory::new()?.open(name, Some(VERSION))?;
    request.on_blocked(|_| {
        leptos::logging::warn!("the storage opens when tabs with an older version of the app are closed");
    });
    request.on_upgrade_needed(|event| {
        if let Err(error) = event.database().and_then(|database| add_tables(&database)) {
            // Whatever is thrown here undoes the upgrade, and the storage counts as not opened.
            wasm_bindgen::throw_str(&error.to_string());
        }
    });
    request.await
}

fn add_tables(database: &idb::Database) -> Result<(), idb::Error> {
    let there = database.store_names();
    for name in Table::ALL.map(Table::name) {
        if there.iter().all(|known| known != name) {
            let (mut of_table, mut of_marks) = (ObjectStoreParams::new(), IndexParams::new());
            of_table.key_path(Some(KeyPath::new_single(KEY)));
            of_marks.multi_entry(true);
            let table = database.create_object_store(name, of_table)?;
            table.create_index(MARKS, KeyPath::new_single(MARK), Some(of_marks))?;
        }
    }
    Ok(())
}

impl Store for IdbStore {
    type Tx = IdbTx;

    async fn read<R>(
        &self,
        tables: &[Table],
        work: impl AsyncFn(&IdbTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = self.begin(tables, "readonly", Durability::Relaxed).await?;
        work(&tx).await
    }

    async fn write<R>(
        &self,
        tables: &[Table],
        durability: Durability,
        work: impl AsyncFn(&IdbTx) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let tx = self.begin(tables, "readwrite", durability).await?;
        // Listening begins before the work: a short transaction may complete within it.
        let ended = tx.end();
        let result = work(&tx).await;
        match result {
            Ok(_) => tx.commit(),
            Err(_) => tx.abort(),
        }
        match (ended.await, result) {
            (Ok(_), Ok(result)) => Ok(result),
            // Of what the browser has taken back each request says only that; the transaction says why.
            (Err(_), Err(error)) => Err(tx.transaction.error().map_or(error, |why| named(&why))),
            (Ok(_), Err(error)) => Err(error),
            (Err(_), Ok(_)) => Err(tx.abort_reason()),
        }
    }
}

/// A transaction and its tables.
#[derive(Clone, Debug)]
pub struct IdbTx {
    transaction: web_sys::IdbTransaction,
    tables: Rc<BTreeMap<Table, ObjectStore>>,
}

impl IdbTx {
    fn begin(database: &IdbDatabase, tables: &[Table], mode: &str, durability: Durability) -> Result<Self, StoreError> {
        let database: &DatabaseWithOptions = database.unchecked_ref();
        let names: Array = tables.iter().map(|table| JsValue::from_str(table.name())).collect();
        let options = Object::new();
        let wanted = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        set(&options, "durability", &wanted.into());
        let transaction = database.transaction(&names, mode, &options).map_err(|error| thrown(&error))?;
        let stores = idb::Transaction::from(transaction.clone());
        let open = |table: &Table| stores.object_store(table.name()).map(|store| (*table, store)).map_err(told);
        let tables = tables.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Self { transaction, tables: Rc::new(tables) })
    }

    fn table(&self, table: Table) -> Result<&ObjectStore, StoreError> {
        self.tables
            .get(&table)
            .ok_or_else(|| StoreError::Failed(format!("{} is not part of this transaction", table.name())))
    }

    fn marks(&self, table: Table) -> Result<Index, StoreError> {
        self.table(table)?.index(MARKS).map_err(told)
    }

    /// Fulfilled on `complete`, rejected on `abort`. The two functions are the promise's own, so
    /// they outlive whoever waits, and an event that comes late finds nothing that was dropped.
    fn end(&self) -> JsFuture {
        JsFuture::from(Promise::new(&mut |complete, abort| {
            self.transaction.set_oncomplete(Some(&complete));
            self.transaction.set_onabort(Some(&abort));
        }))
    }

    /// Without it the browser first tells the page that all requests are done, and waits whether
    /// more come.
    fn commit(&self) {
        // It may have ended by itself; then there is nothing to commit.
        let _ = self.transaction.unchecked_ref::<Committing>().commit();
    }

    fn abort(&self) {
        // It may have ended by itself; then there is nothing to abort.
        let _ = self.transaction.abort();
    }

    fn abort_reason(&self) -> StoreError {
        let error = self.transaction.error();
        error.map_or_else(|| StoreError::Failed("the transaction was aborted".to_owned()), |error| named(&error))
    }
}

impl Tables for IdbTx {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Entry>, StoreError> {
        let alone = self.table(table)?.get(Query::from(JsValue::from_str(key))).map_err(told)?.await.map_err(told)?;
        match alone {
            Some(found) => Ok(Some(entry(found))),
            None if table == Table::Rows => self.bundled(key).await,
            None => Ok(None),
        }
    }

    fn put(&self, table: Table, entry: &Entry) -> Result<(), StoreError> {
        self.table(table)?.put(&stored(entry), None).map(drop).map_err(told)
    }

    async fn put_rows(&self, rows: &[&Entry], new: bool) -> Result<(), StoreError> {
        if new {
            return self.put_bundled(rows);
        }
        self.unbundle(rows.iter().map(|row| row.key.as_str())).await?;
        rows.iter().try_for_each(|row| self.put(Table::Rows, row))
    }

    async fn drop_rows(&self, keys: &[String]) -> Result<(), StoreError> {
        self.unbundle(keys.iter().map(String::as_str)).await?;
        keys.iter().try_for_each(|key| self.delete(Table::Rows, key))
    }

    async fn rows_behind(&self, place: &str, most: u32) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        self.places_behind(place, most).await
    }

    fn delete(&self, table: Table, key: &str) -> Result<(), StoreError> {
        self.table(table)?.delete(Query::from(JsValue::from_str(key))).map(drop).map_err(told)
    }

    fn clear(&self, table: Table) -> Result<(), StoreError> {
        self.table(table)?.clear().map(drop).map_err(told)
    }

    async fn marked_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        if table == Table::Rows {
            return self.rows_marked(prefix, after, most, true).await;
        }
        let range = beginning_with(prefix, after)?;
        let found = self.marks(table)?.get_all(Some(range), Some(most)).map_err(told)?.await.map_err(told)?;
        Ok(found.into_iter().map(entry).collect())
    }

    async fn lines_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let found = match table {
            Table::Rows => self.rows_marked(prefix, after, most, false).await?,
            table => self.marked_after(table, prefix, after, most).await?,
        };
        Ok(found.into_iter().map(|entry| entry.line).collect())
    }

    async fn all(&self, table: Table) -> Result<Vec<Entry>, StoreError> {
        let request = self.table(table)?.get_all(None, None).map_err(told)?;
        Ok(request.await.map_err(told)?.into_iter().map(entry).collect())
    }

    async fn behind(&self, table: Table, after: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        let range = KeyRange::lower_bound(&after.into(), Some(true)).map(Query::from).map_err(told)?;
        let request = self.table(table)?.get_all(Some(range), Some(most)).map_err(told)?;
        Ok(request.await.map_err(told)?.into_iter().map(entry).collect())
    }

    async fn count(&self, table: Table, prefix: &str) -> Result<u32, StoreError> {
        self.marks(table)?.count(Some(beginning_with(prefix, None)?)).map_err(told)?.await.map_err(told)
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        let keys = self.table(table)?.get_all_keys(None, None).map_err(told)?.await.map_err(told)?;
        Ok(keys.into_iter().filter_map(|key| key.as_string()).collect())
    }

    async fn bytes(&self, key: &str) -> Result<Option<Bytes>, StoreError> {
        let key = Query::from(JsValue::from_str(key));
        let found = self.table(Table::Blobs)?.get(key).map_err(told)?.await.map_err(told)?;
        Ok(found.and_then(|stored| stored.unchecked_ref::<Stored>().b()))
    }

    fn put_bytes(&self, key: &str, bytes: &Bytes) -> Result<(), StoreError> {
        let stored: Stored = Object::new().unchecked_into();
        stored.set_k(key);
        stored.set_b(bytes);
        self.table(Table::Blobs)?.put(&stored, None).map(drop).map_err(told)
    }
}

/// Marks that begin with `prefix` and lie behind `after`.
fn beginning_with(prefix: &str, after: Option<&str>) -> Result<Query, StoreError> {
    let (begin, end) = (after.unwrap_or(prefix), format!("{prefix}\u{ffff}"));
    KeyRange::bound(&begin.into(), &end.into(), Some(after.is_some()), None).map(Query::from).map_err(told)
}

fn stored(entry: &Entry) -> Stored {
    let stored: Stored = Object::new().unchecked_into();
    stored.set_k(&entry.key);
    stored.set_t(&entry.text);
    if !entry.line.is_empty() {
        stored.set_l(&entry.line);
    }
    if !entry.marks.is_empty() {
        stored.set_m(&texts(&entry.marks));
    }
    stored
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Array {
    texts.into_iter().map(|text| JsValue::from_str(text)).collect()
}

fn entry(stored: JsValue) -> Entry {
    let stored: Stored = stored.unchecked_into();
    let marks = stored.m().map(|marks| marks.iter().filter_map(|mark| mark.as_string()).collect());
    Entry { key: stored.k(), text: stored.t(), line: stored.l().unwrap_or_default(), marks: marks.unwrap_or_default() }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}

fn told(error: idb::Error) -> StoreError {
    match error {
        idb::Error::DomException(error) => named(&error),
        idb::Error::IndexedDbNotFound(_) => StoreError::Absent,
        other => StoreError::Failed(other.to_string()),
    }
}

fn thrown(error: &JsValue) -> StoreError {
    match error.dyn_ref::<web_sys::DomException>() {
        Some(error) => named(error),
        None => StoreError::Failed(format!("{error:?}")),
    }
}

fn named(error: &web_sys::DomException) -> StoreError {
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Outdated,
        name => StoreError::Failed(format!("{name}: {}", error.message())),
    }
}

// `web-sys` hides the options of a transaction behind an unstable flag and takes its `commit` for
// deprecated, which it is not; both are in every browser.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = web_sys::IdbDatabase)]
    type DatabaseWithOptions;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DatabaseWithOptions,
        names: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<web_sys::IdbTransaction, JsValue>;

    /// An entry as it is stored; with short names, since each bears them.
    type Stored;
    #[wasm_bindgen(method, getter)]
    fn k(this: &Stored) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_k(this: &Stored, key: &str);
    #[wasm_bindgen(method, getter)]
    fn t(this: &Stored) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_t(this: &Stored, text: &str);
    #[wasm_bindgen(method, getter)]
    fn l(this: &Stored) -> Option<String>;
    #[wasm_bindgen(method, setter)]
    fn set_l(this: &Stored, line: &str);
    #[wasm_bindgen(method, getter)]
    fn m(this: &Stored) -> Option<Array>;
    #[wasm_bindgen(method, setter)]
    fn set_m(this: &Stored, marks: &Array);
    #[wasm_bindgen(method, getter)]
    fn b(this: &Stored) -> Option<Bytes>;
    #[wasm_bindgen(method, setter)]
    fn set_b(this: &Stored, bytes: &Bytes);

    type Committing;
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committing) -> Result<(), JsValue>;
}
