use std::collections::{BTreeMap, BTreeSet};

use super::stamp::Dot;

/// The state of one field: the writes that nobody has replaced, and the names of those that
/// somebody has. The names are kept so that a write that arrives after its replacement stays
/// replaced, in whatever order deliveries come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register<T> {
    pub(super) heads: BTreeMap<Dot, T>,
    pub(super) superseded: BTreeSet<Dot>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { heads: BTreeMap::new(), superseded: BTreeSet::new() }
    }
}

impl<T: Ord + Clone> Register<T> {
    /// Adds the write `dot`, replacing exactly the heads named in `base`.
    pub(super) fn write(&mut self, dot: Dot, base: &[Dot], value: T) {
        for seen in base.iter().filter(|seen| **seen != dot) {
            self.heads.remove(seen);
            self.superseded.insert(*seen);
        }
        self.add_head(dot, value);
    }

    pub(super) fn join(&mut self, other: &Self) {
        for dot in &other.superseded {
            self.heads.remove(dot);
            self.superseded.insert(*dot);
        }
        for (dot, value) in &other.heads {
            self.add_head(*dot, value.clone());
        }
    }

    fn add_head(&mut self, dot: Dot, value: T) {
        if self.superseded.contains(&dot) {
            return;
        }
        // One name carries one value; two only after a device was cloned, which the server
        // refuses. Taking the greater keeps even that case independent of the order of arrival.
        self.heads
            .entry(dot)
            .and_modify(|held| {
                if value > *held {
                    *held = value.clone();
                }
            })
            .or_insert(value);
    }

    pub fn heads(&self) -> impl ExactSizeIterator<Item = (Dot, &T)> {
        self.heads.iter().map(|(dot, value)| (*dot, value))
    }

    pub fn dots(&self) -> Vec<Dot> {
        self.heads.keys().copied().collect()
    }

    /// Whether the write has arrived here, or one that replaced it.
    pub fn knows(&self, dot: Dot) -> bool {
        self.heads.contains_key(&dot) || self.superseded.contains(&dot)
    }

    /// Whether people wrote different things without having seen each other. Two who wrote the
    /// same thing agree.
    pub fn in_conflict(&self) -> bool {
        let mut values = self.heads.values();
        let first = values.next();
        values.any(|value| Some(value) != first)
    }
}
