//! The spelling of a record on the wire and in storage. Each write is told once, in `writes`, and
//! the fields point to it by its place there; a record that one save made is little more than its
//! values.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::path::Path;
use super::record::{Origin, Record};
use super::register::{Heads, Register};
use super::stamp::{Dot, Hlc};
use super::value::Value;
use crate::domain::Kind;
use crate::id::{DeviceId, PersonId, RecordId};

/// One record as rows carry it. Each write whose value still stands is told once, in `writes`; heads
/// point to it by its place there, from 0.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    kind: Kind,
    id: RecordId,
    origin: Origin,
    /// The latest stamp of any change of the record.
    touched: Hlc,
    /// Device, number, stamp and author of each change that a head comes from.
    writes: Vec<(DeviceId, u64, Hlc, PersonId)>,
    /// The heads of the record's life: which write, and whether it says that the record stands.
    life: Vec<(usize, bool)>,
    /// The heads of each field: which write, and its value. Several with different values are an open
    /// conflict; the one with the latest stamp shows.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<Path, Vec<(usize, super::schema::FieldValue)>>))]
    fields: BTreeMap<Path, Vec<(usize, Value)>>,
    /// Changes of the record that later ones have replaced.
    #[serde(default)]
    life_superseded: Vec<Dot>,
    /// Writes of each field that later ones have replaced.
    #[serde(default)]
    superseded: BTreeMap<Path, Vec<Dot>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head points to write {place}, but the row tells of {told}")]
pub struct NoSuchWrite {
    place: usize,
    told: usize,
}

/// Spelled as it lies there: a record is written far more often than it is changed.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (life, superseded) = (&self.life, Superseded(&self.fields));
        let has_life_superseded = !life.superseded.is_empty();
        let has_superseded = superseded.lists().next().is_some();
        let places = Places(self.writes.keys().copied().collect());
        let fields = 7 + usize::from(has_life_superseded) + usize::from(has_superseded);
        let mut row = serializer.serialize_struct("Row", fields)?;
        row.serialize_field("kind", &self.kind)?;
        row.serialize_field("id", &self.id)?;
        row.serialize_field("origin", &self.origin)?;
        row.serialize_field("touched", &self.touched)?;
        row.serialize_field("writes", &Writes(&self.writes))?;
        row.serialize_field("life", &Spelled(&life.heads, &places))?;
        row.serialize_field("fields", &Fields(&self.fields, &places))?;
        if has_life_superseded {
            row.serialize_field("life_superseded", &life.superseded)?;
        }
        if has_superseded {
            row.serialize_field("superseded", &superseded)?;
        }
        row.end()
    }
}

/// Where a row tells of a write.
struct Places(Vec<Dot>);

impl Places {
    /// The writes of a record tell of all its heads.
    fn of(&self, dot: Dot) -> usize {
        self.0.binary_search(&dot).unwrap_or_else(|_| unreachable!("the writes of a record tell of {dot:?}"))
    }
}

struct Writes<'a>(&'a BTreeMap<Dot, (Hlc, PersonId)>);

impl Serialize for Writes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(dot, (at, by))| (dot.device, dot.seq, at, by)))
    }
}

struct Spelled<'a, T>(&'a Heads<T>, &'a Places);

impl<T: Serialize> Serialize for Spelled<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(dot, value)| (self.1.of(dot), value)))
    }
}

struct Fields<'a>(&'a BTreeMap<Path, Register<Value>>, &'a Places);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(path, register)| (path, Spelled(&register.heads, self.1))))
    }
}

struct Superseded<'a>(&'a BTreeMap<Path, Register<Value>>);

impl Superseded<'_> {
    fn lists(&self) -> impl Iterator<Item = (&Path, &BTreeSet<Dot>)> {
        let lists = self.0.iter().map(|(path, register)| (path, &register.superseded));
        lists.filter(|(_, superseded)| !superseded.is_empty())
    }
}

impl Serialize for Superseded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.lists())
    }
}

impl TryFrom<Row> for Record {
    type Error = NoSuchWrite;

    fn try_from(row: Row) -> Result<Self, NoSuchWrite> {
        let writes: Vec<_> =
            row.writes.iter().map(|(device, seq, at, by)| (Dot { device: *device, seq: *seq }, (*at, *by))).collect();
        let dot =
            |place: usize| writes.get(place).map(|(dot, _)| *dot).ok_or(NoSuchWrite { place, told: writes.len() });
        let life = row.life.into_iter().map(|(place, alive)| Ok((dot(place)?, alive))).collect::<Result<_, _>>()?;
        let mut fields = BTreeMap::new();
        for (path, heads) in row.fields {
            let heads = heads.into_iter().map(|(place, value)| Ok((dot(place)?, value))).collect::<Result<_, _>>()?;
            fields.insert(path, Register { heads, superseded: BTreeSet::new() });
        }
        for (path, dots) in row.superseded {
            fields.entry(path).or_default().superseded = dots.into_iter().collect();
        }
        Ok(Self {
            kind: row.kind,
            id: row.id,
            origin: row.origin,
            touched: row.touched,
            life: Register { heads: life, superseded: row.life_superseded.into_iter().collect() },
            fields,
            writes: writes.into_iter().collect(),
        })
    }
}
