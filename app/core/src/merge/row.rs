//! The spelling of a record on the wire and in storage. Each write is told once, in `writes`, and
//! the fields point to it by its place there; a record that one save made is little more than its
//! values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::path::Path;
use super::record::{Origin, Record};
use super::register::Register;
use super::stamp::{Dot, Hlc};
use super::value::Value;
use crate::domain::Kind;
use crate::id::{DeviceId, PersonId, RecordId};

/// One record as rows carry it. Each write whose value still stands is told once, in `writes`; heads
/// point to it by its place there, from 0.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    life_superseded: Vec<Dot>,
    /// Writes of each field that later ones have replaced.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    superseded: BTreeMap<Path, Vec<Dot>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head points to write {place}, but the row tells of {told}")]
pub struct NoSuchWrite {
    place: usize,
    told: usize,
}

impl From<Record> for Row {
    fn from(record: Record) -> Self {
        let place: BTreeMap<Dot, usize> = record.writes.keys().enumerate().map(|(i, dot)| (*dot, i)).collect();
        let heads = |register: Register<Value>| -> Vec<(usize, Value)> {
            register.heads.into_iter().map(|(dot, value)| (place[&dot], value)).collect()
        };
        let life = record.life.heads.iter().map(|(dot, alive)| (place[dot], *alive)).collect();
        let superseded = record
            .fields
            .iter()
            .filter(|(_, register)| !register.superseded.is_empty())
            .map(|(path, register)| (path.clone(), register.superseded.iter().copied().collect()))
            .collect();
        Self {
            kind: record.kind,
            id: record.id,
            origin: record.origin,
            touched: record.touched,
            life,
            life_superseded: record.life.superseded.iter().copied().collect(),
            superseded,
            fields: record.fields.into_iter().map(|(path, register)| (path, heads(register))).collect(),
            writes: record.writes.into_iter().map(|(dot, (at, by))| (dot.device, dot.seq, at, by)).collect(),
        }
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
