use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use super::change::{Attribution, Change, Op};
use super::path::Path;
use super::register::Register;
use super::row::Row;
use super::stamp::{Dot, Hlc, Stamp};
use super::value::Value;
use crate::domain::Kind;
use crate::id::{PersonId, RecordId, UnitId};

/// The fields of a record as a screen shows them: one value each, cleared ones left out.
pub type Shown = BTreeMap<Path, Value>;

/// One record of any kind: the state that replicas exchange and merge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Row")]
pub struct Record {
    pub kind: Kind,
    pub id: RecordId,
    /// The earliest write: it decides author and unit.
    pub origin: Origin,
    /// The latest stamp ever merged in.
    pub touched: Hlc,
    pub(super) life: Register<bool>,
    pub(super) fields: BTreeMap<Path, Register<Value>>,
    /// Who wrote the heads, and when.
    pub(super) writes: BTreeMap<Dot, (Hlc, PersonId)>,
}

/// The write that made a record.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    pub at: Hlc,
    pub dot: Dot,
    pub by: PersonId,
    pub unit: UnitId,
}

/// What applying a change did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Fields of the change that are in open conflict now.
    pub conflicts: Vec<Path>,
    /// The record held writes that the author of the change had not seen.
    pub merged: bool,
}

impl Record {
    /// A record that consists of one change.
    pub fn born(change: &Change, who: Attribution) -> Self {
        let origin = Origin { at: change.at, dot: change.dot(), by: who.by, unit: who.unit };
        let mut record = Self {
            kind: change.kind.clone(),
            id: change.record,
            origin,
            touched: change.at,
            life: Register::default(),
            fields: BTreeMap::new(),
            writes: BTreeMap::new(),
        };
        record.apply(change, who);
        record
    }

    /// Merges a change of this record into it. Repetition and order do not matter.
    pub fn apply(&mut self, change: &Change, who: Attribution) -> Applied {
        debug_assert_eq!(change.record, self.id, "a change is applied to its own record");
        let dot = change.dot();
        let mut applied = Applied { merged: self.unseen_by(change), ..Applied::default() };

        self.life.write(dot, &change.life, change.op != Op::Delete);
        for (path, write) in &change.fields {
            let register = self.fields.entry(path.clone()).or_default();
            register.write(dot, &write.base, write.value.clone());
            if register.in_conflict() {
                applied.conflicts.push(path.clone());
            }
        }
        self.note_write(dot, change.at, who.by);
        self.origin = self.origin.min(Origin { at: change.at, dot, by: who.by, unit: who.unit });
        self.touched = self.touched.max(change.at);
        self.forget_replaced_writes();
        applied
    }

    /// Merges another replica of the same record.
    pub fn join(&mut self, other: &Self) {
        debug_assert_eq!(other.id, self.id, "replicas of one record are joined");
        self.life.join(&other.life);
        for (path, register) in &other.fields {
            self.fields.entry(path.clone()).or_default().join(register);
        }
        for (dot, (at, by)) in &other.writes {
            self.note_write(*dot, *at, *by);
        }
        self.origin = self.origin.min(other.origin);
        self.touched = self.touched.max(other.touched);
        self.forget_replaced_writes();
    }

    fn unseen_by(&self, change: &Change) -> bool {
        let own = change.dot();
        self.life.heads().any(|(dot, _)| dot != own && !change.life.contains(&dot))
    }

    /// The server clamps stamps, so one write may be known with two; the earlier one is the clamped.
    fn note_write(&mut self, dot: Dot, at: Hlc, by: PersonId) {
        let noted = self.writes.entry(dot).or_insert((at, by));
        *noted = (*noted).min((at, by));
    }

    fn forget_replaced_writes(&mut self) {
        let Self { writes, life, fields, .. } = self;
        // Something always stands: the only one there is.
        if writes.len() < 2 {
            return;
        }
        let of_fields = fields.values().flat_map(Register::heads).map(|(dot, _)| dot);
        let standing: BTreeSet<Dot> = life.heads().map(|(dot, _)| dot).chain(of_fields).collect();
        writes.retain(|dot, _| standing.contains(dot));
    }

    /// How many names of replaced writes the record keeps.
    pub fn replaced(&self) -> usize {
        self.life.superseded.len() + self.fields.values().map(|register| register.superseded.len()).sum::<usize>()
    }

    /// Of all values that stand.
    pub fn bytes_of_text(&self) -> usize {
        let values = self.fields.values().flat_map(Register::heads);
        values.filter_map(|(_, value)| value.as_text()).map(str::len).sum()
    }

    pub fn unit(&self) -> UnitId {
        self.origin.unit
    }

    pub fn author(&self) -> PersonId {
        self.origin.by
    }

    /// Whether the record stands. An edit that had not seen the deletion outweighs it.
    pub fn is_alive(&self) -> bool {
        self.life.heads().any(|(_, alive)| *alive)
    }

    /// Whether it was deleted and edited by people who had not seen each other.
    pub fn is_disputed(&self) -> bool {
        self.life.in_conflict()
    }

    pub fn life_dots(&self) -> Vec<Dot> {
        self.life.dots()
    }

    /// Whether the change has arrived here, or one whose author had seen it.
    pub fn knows(&self, change: Dot) -> bool {
        self.life.knows(change)
    }

    /// Whether the write of a field has arrived here, or one whose author had seen it.
    pub fn knows_write(&self, path: &str, write: Dot) -> bool {
        self.fields.get(path).is_some_and(|register| register.knows(write))
    }

    /// The value that shows: of several heads the one with the latest stamp.
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.fields.get(path).and_then(|register| self.shown_head(register)).map(|(_, value)| value)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(Value::as_text)
    }

    pub fn int(&self, path: &str) -> Option<i64> {
        self.get(path).and_then(Value::as_int)
    }

    pub fn shown(&self) -> Shown {
        self.fields
            .iter()
            .filter_map(|(path, register)| {
                let (_, value) = self.shown_head(register)?;
                (!value.is_null()).then(|| (path.clone(), value.clone()))
            })
            .collect()
    }

    /// All heads of a field with their authors, the one that shows last.
    pub fn heads(&self, path: &str) -> Vec<(Stamp, PersonId, &Value)> {
        let register = self.fields.get(path);
        let mut heads: Vec<_> = register
            .into_iter()
            .flat_map(Register::heads)
            .filter_map(|(dot, value)| {
                let (at, by) = self.writes.get(&dot)?;
                Some((Stamp { at: *at, dot }, *by, value))
            })
            .collect();
        heads.sort_by_key(|(stamp, _, _)| *stamp);
        heads
    }

    /// The heads of a field by name, to be written as `base`.
    pub fn dots(&self, path: &str) -> Vec<Dot> {
        self.fields.get(path).map(Register::dots).unwrap_or_default()
    }

    pub fn in_conflict(&self, path: &str) -> bool {
        self.fields.get(path).is_some_and(Register::in_conflict)
    }

    /// Fields that hold several different values which nobody has settled.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Path> {
        self.fields.iter().filter(|(_, register)| register.in_conflict()).map(|(path, _)| path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.fields.keys()
    }

    /// The items of a list by their keys, in order: for `attendees`, the `<id>` of each path
    /// `attendees/<id>/…` that has a value.
    pub fn items(&self, list: &str) -> Vec<&str> {
        let mut keys: Vec<&str> = self
            .fields
            .range::<str, _>((Bound::Included(list), Bound::Unbounded))
            .take_while(|(path, _)| path.as_str().starts_with(list))
            .filter_map(|(path, register)| {
                let mut segments = path.segments();
                let key = (segments.next() == Some(list)).then(|| segments.next())?;
                key.filter(|_| self.shown_head(register).is_some_and(|(_, value)| !value.is_null()))
            })
            .collect();
        keys.dedup();
        keys
    }

    fn shown_head<'a>(&self, register: &'a Register<Value>) -> Option<(Dot, &'a Value)> {
        register
            .heads()
            .max_by_key(|(dot, _)| Stamp { at: self.writes.get(dot).map(|(at, _)| *at).unwrap_or_default(), dot: *dot })
    }
}
