//! Rows that came together lie together. Chromium takes some 90 µs for each entry that is written, however
//! small, and some 10 µs for each of its marks; what a first sync takes is that.
//!
//! A row that is put again leaves its bundle and lies alone from then on, as in every store of the
//! versions before. Bundles sort before all that lies alone, so whoever goes through the places from
//! the first to the last never misses a row that leaves its bundle meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use idb::{KeyRange, Query};
use js_sys::{Array, JsString, Object, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::{IdbTx, Stored, beginning_with, entry, told};
use crate::store::packed::{Packed, pack, unpack};
use crate::store::replica::CALLS;
use crate::store::{Entry, StoreError, Table, Tables, Turning};

/// Rows of one bundle; of an earlier version 20.
const TOGETHER: usize = 50;
/// Rows of a list that is shown at first.
const FEW: u32 = 24;
/// How the keys of bundles begin; those of rows are ids.
const BUNDLE: char = '+';
/// Beside the marks of its rows a bundle bears one for each: this and the key.
const ROW: &str = "row/";

impl IdbTx {
    /// None of them is there yet. Neighbours in a list are put together: that is how they are read. What
    /// calls for something is looked for as such before everything else, and lies with its like.
    pub(super) fn put_bundled(&self, rows: &[&Entry]) -> Result<(), StoreError> {
        let (mut calling, mut others): (Vec<&Entry>, Vec<&Entry>) = rows.iter().copied().partition(|row| calls(row));
        for sorted in [&mut calling, &mut others] {
            sorted.sort_unstable_by(|a, b| a.marks.cmp(&b.marks));
            sorted.chunks(TOGETHER).try_for_each(|rows| match rows {
                [alone] => self.put(Table::Rows, alone),
                rows => self.put_bundle(&format!("{BUNDLE}{}", rows[0].key), rows),
            })?;
        }
        Ok(())
    }

    fn put_bundle(&self, key: &str, rows: &[&Entry]) -> Result<(), StoreError> {
        let bundle: Bundle = Object::new().unchecked_into();
        let mut marks = String::new();
        for row in rows {
            let of_row = [ROW, &row.key].into_iter();
            of_row.chain(row.marks.iter().flat_map(|mark| ["\n", mark])).for_each(|part| marks.push_str(part));
            marks.push('\n');
        }
        bundle.set_k(key);
        // One text that is parted there crosses sooner than each by itself.
        bundle.set_m(&JsString::from(marks.trim_end()).split("\n"));
        bundle.set_p(&Uint8Array::from(pack(rows).as_slice()));
        self.table(Table::Rows)?.put(&bundle, None).map(drop).map_err(told)
    }

    /// The row with this key, where it lies in a bundle.
    pub(super) async fn bundled(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        match self.marks(Table::Rows)?.get(row_mark(key)).map_err(told)?.await.map_err(told)? {
            Some(bundle) => {
                let place = Lying::of(bundle);
                let row = place.rows()?.into_iter().find(|row| row.key() == key);
                row.map(|row| row.entry(true)).transpose()
            }
            None => Ok(None),
        }
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
            let Some(bundle) = self.at(&place)?.await.map_err(told)? else { continue };
            let rows = rows_of(bundle)?;
            let left: Vec<&Entry> = rows.iter().filter(|row| !leaving.contains(row.key.as_str())).collect();
            if left.is_empty() {
                self.delete(Table::Rows, &place)?;
            } else {
                self.put_bundle(&place, &left)?;
            }
        }
        Ok(())
    }

    /// The rows with a mark that begins with `prefix`, behind the mark `after`, in the order of mark and
    /// key; lists read them without their texts.
    pub(super) async fn rows_marked(
        &self,
        prefix: &str,
        after: Option<&str>,
        most: u32,
        with_text: bool,
    ) -> Result<Vec<Entry>, StoreError> {
        let range = || beginning_with(prefix, after);
        let index = self.marks(Table::Rows)?;
        let at_once = || index.get_all(Some(range()?), Some(most)).map_err(told);
        let (count, found) = if most <= FEW {
            // Asking once is quickest, although a bundle comes for each of its rows.
            let found = at_once()?.await.map_err(told)?;
            (found.len(), found)
        } else {
            let places = index.get_all_keys(Some(range()?), Some(most)).map_err(told)?.await.map_err(told)?;
            let distinct: BTreeSet<String> = places.iter().filter_map(JsValue::as_string).collect();
            let found = if distinct.iter().any(|place| place.starts_with(BUNDLE)) {
                let asked = distinct.iter().map(|place| self.at(place)).collect::<Result<Vec<_>, _>>()?;
                let mut found = Vec::with_capacity(asked.len());
                for asked in asked {
                    found.extend(asked.await.map_err(told)?);
                }
                found
            } else {
                at_once()?.await.map_err(told)?
            };
            (places.len(), found)
        };
        let mut seen = BTreeSet::new();
        let unseen = found.into_iter().filter(|place| seen.insert(place.unchecked_ref::<Stored>().k()));
        let places: Vec<Lying> = unseen.map(Lying::of).collect();
        let fits = |mark: &str| mark.starts_with(prefix) && after.is_none_or(|after| mark > after);
        let mut marked = Vec::new();
        for place in &places {
            for row in place.rows()? {
                marked.extend(row.marks().filter(|mark| fits(mark)).map(|mark| (mark, row)));
            }
        }
        // Of a bundle also those came that are not among the first.
        marked.sort_unstable_by_key(|(mark, row)| (*mark, row.key()));
        marked.into_iter().take(count).map(|(_, row)| row.entry(with_text)).collect()
    }

    pub(super) async fn places_behind(
        &self,
        place: &str,
        most: u32,
    ) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        let (found, last) = self.found_behind(place, most).await?;
        let mut rows = Vec::new();
        for place in found {
            rows.extend(rows_of(place)?);
        }
        Ok((rows, last))
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
        for place in found {
            let key = place.unchecked_ref::<Stored>().k();
            let turned: Vec<Entry> = rows_of(place)?.iter().map(turn).collect();
            match turned.as_slice() {
                [alone] if alone.key == key => self.put(Table::Rows, alone)?,
                rows => self.put_bundle(&key, &rows.iter().collect::<Vec<_>>())?,
            }
        }
        Ok(last)
    }
}

fn calls(row: &Entry) -> bool {
    row.marks.iter().any(|mark| mark.starts_with(CALLS))
}

fn row_mark(key: &str) -> Query {
    Query::from(JsValue::from(format!("{ROW}{key}")))
}

/// What lies in one place.
enum Lying {
    Together(Vec<u8>),
    /// The row that lies alone, or those of a bundle of an earlier version.
    Apart(Vec<Entry>),
}

#[derive(Clone, Copy)]
enum Row<'a> {
    Together(Packed<'a>),
    Apart(&'a Entry),
}

impl Lying {
    fn of(place: JsValue) -> Self {
        let bundle: &Bundle = place.unchecked_ref();
        match (bundle.p(), bundle.r()) {
            (Some(packed), _) => Self::Together(packed.to_vec()),
            (None, Some(rows)) => Self::Apart(rows.iter().map(entry).collect()),
            (None, None) => Self::Apart(vec![entry(place)]),
        }
    }

    fn rows(&self) -> Result<Vec<Row<'_>>, StoreError> {
        Ok(match self {
            Self::Together(bytes) => unpack(bytes)?.into_iter().map(Row::Together).collect(),
            Self::Apart(rows) => rows.iter().map(Row::Apart).collect(),
        })
    }
}

impl<'a> Row<'a> {
    fn key(self) -> &'a str {
        match self {
            Self::Together(row) => row.key(),
            Self::Apart(row) => &row.key,
        }
    }

    fn marks(self) -> Box<dyn Iterator<Item = &'a str> + 'a> {
        match self {
            Self::Together(row) => Box::new(row.marks()),
            Self::Apart(row) => Box::new(row.marks.iter().map(String::as_str)),
        }
    }

    /// The row, or of one that lies among others all but its text.
    fn entry(self, with_text: bool) -> Result<Entry, StoreError> {
        match self {
            Self::Together(row) => row.entry(with_text),
            Self::Apart(row) => Ok(row.clone()),
        }
    }
}

fn rows_of(place: JsValue) -> Result<Vec<Entry>, StoreError> {
    Lying::of(place).rows()?.into_iter().map(|row| row.entry(true)).collect()
}

#[wasm_bindgen]
extern "C" {
    type Bundle;
    #[wasm_bindgen(method, setter)]
    fn set_k(this: &Bundle, key: &str);
    #[wasm_bindgen(method, setter)]
    fn set_m(this: &Bundle, marks: &Array);
    /// Its rows; see [`pack`].
    #[wasm_bindgen(method, getter)]
    fn p(this: &Bundle) -> Option<Uint8Array>;
    #[wasm_bindgen(method, setter)]
    fn set_p(this: &Bundle, rows: &Uint8Array);
    /// The rows of a bundle of an earlier version, each as it would lie alone.
    #[wasm_bindgen(method, getter)]
    fn r(this: &Bundle) -> Option<Array>;
}
