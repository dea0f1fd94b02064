//! Rows that came together lie together. Chromium takes some 90 µs for each entry that is written, however
//! small; a first sync of twenty to an entry takes a third of the time of one to an entry.
//!
//! A row that is put again leaves its bundle and lies alone from then on, as in every store of the
//! version before. Bundles sort before all that lies alone, so whoever goes through the places from
//! the first to the last never misses a row that leaves its bundle meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use idb::{KeyRange, Query};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::{IdbTx, Stored, beginning_with, entry, stored, told};
use crate::store::replica::CALLS;
use crate::store::{Entry, StoreError, Table, Tables, Turning};

/// Rows of one bundle.
const TOGETHER: usize = 20;
/// How the keys of bundles begin; those of rows are ids.
const BUNDLE: char = '+';
/// Beside the marks of its rows a bundle bears one for each: this and the key.
const ROW: &str = "row/";

impl IdbTx {
    /// None of them is there yet. Neighbours in a list are put together: that is how they are read.
    pub(super) fn put_bundled(&self, rows: &[Entry]) -> Result<(), StoreError> {
        let (alone, mut sorted): (Vec<&Entry>, Vec<&Entry>) = rows.iter().partition(|row| is_asked_for_alone(row));
        alone.into_iter().try_for_each(|row| self.put(Table::Rows, row))?;
        sorted.sort_unstable_by(|a, b| a.marks.cmp(&b.marks));
        sorted.chunks(TOGETHER).try_for_each(|rows| match rows {
            [alone] => self.put(Table::Rows, alone),
            rows => self.put_bundle(&format!("{BUNDLE}{}", rows[0].key), rows),
        })
    }

    fn put_bundle(&self, key: &str, rows: &[&Entry]) -> Result<(), StoreError> {
        let bundle: Bundle = Object::new().unchecked_into();
        let marks = Array::new();
        for row in rows {
            marks.push(&JsValue::from(format!("{ROW}{}", row.key)));
            for mark in &row.marks {
                marks.push(&JsValue::from_str(mark));
            }
        }
        bundle.set_k(key);
        bundle.set_m(&marks);
        bundle.set_r(&rows.iter().map(|row| stored(row)).collect());
        self.table(Table::Rows)?.put(&bundle, None).map(drop).map_err(told)
    }

    /// The row with this key, where it lies in a bundle.
    pub(super) async fn bundled(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let found = self.marks(Table::Rows)?.get(row_mark(key)).map_err(told)?.await.map_err(told)?;
        Ok(found.into_iter().flat_map(unpacked).map(entry).find(|row| row.key == key))
    }

    /// Takes rows out of their bundles.
    pub(super) async fn unbundle(&self, keys: impl Iterator<Item = &str>) -> Result<(), StoreError> {
        let index = self.marks(Table::Rows)?;
        let mut asked = Vec::new();
        for key in keys {
            asked.push((key, index.get_key(row_mark(key)).map_err(told)?));
        }
        let mut leaving: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (key, asked) in asked {
            if let Some(bundle) = asked.await.map_err(told)?.and_then(|place| place.as_string()) {
                leaving.entry(bundle).or_default().insert(key);
            }
        }
        for (place, leaving) in leaving {
            let rows: Vec<Entry> =
                self.at(&place)?.await.map_err(told)?.into_iter().flat_map(unpacked).map(entry).collect();
            let left: Vec<&Entry> = rows.iter().filter(|row| !leaving.contains(row.key.as_str())).collect();
            if left.is_empty() {
                self.delete(Table::Rows, &place)?;
            } else {
                self.put_bundle(&place, &left)?;
            }
        }
        Ok(())
    }

    /// What `read` makes of the rows with a mark that begins with `prefix`, behind the mark `after`, in
    /// the order of mark and key.
    pub(super) async fn rows_marked<R>(
        &self,
        prefix: &str,
        after: Option<&str>,
        most: u32,
        read: impl Fn(JsValue) -> R,
    ) -> Result<Vec<R>, StoreError> {
        let range = || beginning_with(prefix, after);
        let index = self.marks(Table::Rows)?;
        let places = index.get_all_keys(Some(range()?), Some(most)).map_err(told)?.await.map_err(told)?;
        let count = places.len();
        let distinct: BTreeSet<String> = places.iter().filter_map(JsValue::as_string).collect();
        // Asking once is quicker, unless bundles would come again and again.
        let found = if distinct.iter().any(|place| place.starts_with(BUNDLE)) {
            let asked = distinct.iter().map(|place| self.at(place)).collect::<Result<Vec<_>, _>>()?;
            let mut found = Vec::with_capacity(asked.len());
            for asked in asked {
                found.extend(asked.await.map_err(told)?);
            }
            found
        } else {
            index.get_all(Some(range()?), Some(most)).map_err(told)?.await.map_err(told)?
        };
        let fits = |mark: &String| mark.starts_with(prefix) && after.is_none_or(|after| mark.as_str() > after);
        let mut marked = BTreeMap::new();
        for row in found.into_iter().flat_map(unpacked) {
            let of_row: &Stored = row.unchecked_ref();
            let marks = of_row.m().into_iter().flat_map(|marks| marks.iter().collect::<Vec<_>>());
            for mark in marks.filter_map(|mark| mark.as_string()).filter(fits) {
                marked.insert((mark, of_row.k()), row.clone());
            }
        }
        // Of a bundle also those came that are not among the first.
        Ok(marked.into_values().take(count).map(read).collect())
    }

    pub(super) async fn places_behind(
        &self,
        place: &str,
        most: u32,
    ) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        let (found, last) = self.found_behind(place, most).await?;
        Ok((found.into_iter().flat_map(unpacked).map(entry).collect(), last))
    }

    /// What lies behind a place, bundles as they are; see [`Tables::rows_behind`].
    async fn found_behind(&self, place: &str, most: u32) -> Result<(Vec<JsValue>, Option<String>), StoreError> {
        let range = KeyRange::lower_bound(&place.into(), Some(true)).map(Query::from).map_err(told)?;
        let among_bundles = place.is_empty() || place.starts_with(BUNDLE);
        let most = if among_bundles { most.div_ceil(TOGETHER as u32) } else { most };
        let found = self.table(Table::Rows)?.get_all(Some(range), Some(most)).map_err(told)?.await.map_err(told)?;
        let last = found.last().filter(|_| found.len() == most as usize).map(|last| last.unchecked_ref::<Stored>().k());
        Ok((found, last))
    }

    fn at(&self, place: &str) -> Result<idb::request::GetStoreRequest, StoreError> {
        self.table(Table::Rows)?.get(Query::from(JsValue::from_str(place))).map_err(told)
    }
}

impl Turning for IdbTx {
    async fn turn_rows(
        &self,
        place: &str,
        most: u32,
        turn: &dyn Fn(&Entry) -> Entry,
    ) -> Result<Option<String>, StoreError> {
        let (found, last) = self.found_behind(place, most).await?;
        for at_place in found {
            let Some(rows) = at_place.unchecked_ref::<Bundle>().r() else {
                self.put(Table::Rows, &turn(&entry(at_place)))?;
                continue;
            };
            let turned = rows.iter().map(|row| turn(&entry(row))).collect::<Vec<_>>();
            let key = at_place.unchecked_ref::<Stored>().k();
            self.put_bundle(&key, &turned.iter().collect::<Vec<_>>())?;
        }
        Ok(last)
    }
}

/// What calls for something is looked for as such before everything else, wherever it lies: then its
/// neighbours would be read for nothing.
fn is_asked_for_alone(row: &Entry) -> bool {
    row.marks.iter().any(|mark| mark.starts_with(CALLS))
}

/// What a list reads of a row.
pub(super) fn line(row: JsValue) -> String {
    row.unchecked_ref::<Stored>().l().unwrap_or_default()
}

fn row_mark(key: &str) -> Query {
    Query::from(JsValue::from(format!("{ROW}{key}")))
}

/// The rows of a bundle, or the one that lies alone.
fn unpacked(place: JsValue) -> Vec<JsValue> {
    match place.unchecked_ref::<Bundle>().r() {
        Some(rows) => rows.to_vec(),
        None => vec![place],
    }
}

#[wasm_bindgen]
extern "C" {
    type Bundle;
    #[wasm_bindgen(method, setter)]
    fn set_k(this: &Bundle, key: &str);
    #[wasm_bindgen(method, setter)]
    fn set_m(this: &Bundle, marks: &Array);
    /// Its rows, each as it would lie alone.
    #[wasm_bindgen(method, getter)]
    fn r(this: &Bundle) -> Option<Array>;
    #[wasm_bindgen(method, setter)]
    fn set_r(this: &Bundle, rows: &Array);
}
