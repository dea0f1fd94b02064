use std::collections::BTreeSet;

use super::stamp::Dot;

/// The state of one field: the writes that nobody has replaced, and the names of those that
/// somebody has. The names are kept so that a write that arrives after its replacement stays
/// replaced, in whatever order deliveries come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register<T> {
    pub(super) heads: Heads<T>,
    pub(super) superseded: BTreeSet<Dot>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { heads: Heads(Vec::new()), superseded: BTreeSet::new() }
    }
}

/// Values by the writes they come from, in the order of their names. Nearly always there is one: a
/// tree would take ten times its room, in each field of each record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heads<T>(Vec<(Dot, T)>);

impl<T> Heads<T> {
    fn place(&self, dot: Dot) -> Result<usize, usize> {
        self.0.binary_search_by_key(&dot, |(held, _)| *held)
    }

    pub(super) fn contains(&self, dot: Dot) -> bool {
        self.place(dot).is_ok()
    }

    fn remove(&mut self, dot: Dot) {
        if let Ok(place) = self.place(dot) {
            self.0.remove(place);
        }
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (Dot, &T)> {
        self.0.iter().map(|(dot, value)| (*dot, value))
    }
}

/// Of two under one name the later counts.
impl<T> FromIterator<(Dot, T)> for Heads<T> {
    fn from_iter<I: IntoIterator<Item = (Dot, T)>>(heads: I) -> Self {
        let mut sorted = Self(Vec::new());
        for (dot, value) in heads {
            match sorted.place(dot) {
                Ok(place) => sorted.0[place].1 = value,
                Err(place) => sorted.0.insert(place, (dot, value)),
            }
        }
        sorted
    }
}

impl<T: Ord + Clone> Register<T> {
    /// Adds the write `dot`, replacing exactly the heads named in `base`.
    pub(super) fn write(&mut self, dot: Dot, base: &[Dot], value: T) {
        for seen in base.iter().filter(|seen| **seen != dot) {
            self.heads.remove(*seen);
            self.superseded.insert(*seen);
        }
        self.add_head(dot, value);
    }

    pub(super) fn join(&mut self, other: &Self) {
        for dot in &other.superseded {
            self.heads.remove(*dot);
            self.superseded.insert(*dot);
        }
        for (dot, value) in other.heads.iter() {
            self.add_head(dot, value.clone());
        }
    }

    fn add_head(&mut self, dot: Dot, value: T) {
        if self.superseded.contains(&dot) {
            return;
        }
        // One name carries one value; two only after a device was cloned, which the server
        // refuses. Taking the greater keeps even that case independent of the order of arrival.
        match self.heads.place(dot) {
            Ok(place) => {
                let held = &mut self.heads.0[place].1;
                if value > *held {
                    *held = value;
                }
            }
            Err(place) => self.heads.0.insert(place, (dot, value)),
        }
    }

    pub fn heads(&self) -> impl ExactSizeIterator<Item = (Dot, &T)> {
        self.heads.iter()
    }

    pub fn dots(&self) -> Vec<Dot> {
        self.heads.iter().map(|(dot, _)| dot).collect()
    }

    /// Whether the write has arrived here, or one that replaced it.
    pub fn knows(&self, dot: Dot) -> bool {
        self.heads.contains(dot) || self.superseded.contains(&dot)
    }

    /// Whether people wrote different things without having seen each other. Two who wrote the
    /// same thing agree.
    pub fn in_conflict(&self) -> bool {
        let mut values = self.heads.iter().map(|(_, value)| value);
        let first = values.next();
        values.any(|value| Some(value) != first)
    }
}
