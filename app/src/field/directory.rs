use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Facets, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::sync::Stand;

use crate::device::Device;
use crate::store::{Listed, Meta, StoreError};

/// Companies that are read in one piece; between pieces the page draws.
const PIECE: u32 = 500;

/// A company as a search shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub id: RecordId,
    pub title: String,
    pub subtitle: String,
    pub pursuit: Option<String>,
}

/// What a search finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// At most as many as were asked for; those whose title fits come first.
    pub shown: Vec<Arc<Entry>>,
    pub all: usize,
}

/// All companies of this device, in memory.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    companies: RwSignal<Companies>,
    complete: RwSignal<bool>,
}

impl Directory {
    /// Reads the companies piece by piece, and anew when records have come or gone.
    pub fn open(device: &Device) -> Self {
        let directory = Self { companies: RwSignal::new(Companies::default()), complete: RwSignal::new(false) };
        let read = StoredValue::new(None::<(Stand, u64)>);
        let device = device.clone();
        Effect::new(move |_| {
            device.version();
            let device = device.clone();
            spawn_local(async move {
                let Ok(Meta { stand, last_seq, .. }) = device.meta().await else { return };
                let state = Some((stand, last_seq));
                // Gone, or read already in this state.
                if read.try_get_value().is_none_or(|read| read == state) {
                    return;
                }
                read.try_set_value(state);
                if let Err(error) = directory.read(&device).await {
                    leptos::logging::error!("companies: {error}");
                }
            });
        });
        directory
    }

    async fn read(self, device: &Device) -> Result<(), StoreError> {
        let first = !self.complete.try_get_untracked().unwrap_or(true);
        // The first time, what is there can be searched while the rest comes.
        let mut companies = Companies::default();
        let mut last = None;
        loop {
            let piece = device.list_after(&Kind::COMPANY, last.as_ref(), PIECE).await?;
            let Some(end) = piece.last().cloned() else { break };
            last = Some(end);
            if !first {
                companies.extend(piece);
            } else if self.companies.try_update(|shown| shown.extend(piece)).is_none() {
                return Ok(());
            }
        }
        if !first {
            self.companies.try_set(companies);
        }
        self.complete.try_set(true);
        Ok(())
    }

    /// Whether all companies have been read; followed.
    pub fn is_complete(self) -> bool {
        self.complete.get()
    }

    /// Whether there is none at all, as before the first sync; followed.
    pub fn is_empty(self) -> bool {
        self.companies.with(|companies| companies.entries.is_empty())
    }

    /// Companies that hold every word of what was typed; followed.
    pub fn find(self, typed: &str, most: usize) -> Findings {
        self.companies.with(|companies| companies.find(typed, most))
    }
}

/// Companies, and their texts one after the other in small letters: at a keystroke one search runs
/// through all of them.
#[derive(Debug, Default)]
struct Companies {
    entries: Vec<Arc<Entry>>,
    /// A line for each: title, tab, subtitle.
    text: String,
    /// Where each line begins.
    begins: Vec<usize>,
}

impl Companies {
    fn extend(&mut self, piece: impl IntoIterator<Item = Listed>) {
        for Listed { id, facets, .. } in piece {
            self.begins.push(self.text.len());
            self.text.extend([&facets.title.to_lowercase(), "\t", &facets.subtitle.to_lowercase(), "\n"]);
            let Facets { title, subtitle, state: pursuit, .. } = facets;
            self.entries.push(Arc::new(Entry { id, title, subtitle, pursuit }));
        }
    }

    fn find(&self, typed: &str, most: usize) -> Findings {
        let typed = typed.to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let (mut by_title, mut by_rest, mut all) = (Vec::new(), Vec::new(), 0);
        let mut look_at = |place: usize| {
            let line = self.line(place);
            if words.iter().all(|word| line.contains(word)) {
                let title = line.split_once('\t').map_or(line, |(title, _)| title);
                let in_title = words.iter().all(|word| title.contains(word));
                let found = if in_title { &mut by_title } else { &mut by_rest };
                if found.len() < most {
                    found.push(Arc::clone(&self.entries[place]));
                }
                all += 1;
            }
        };
        // The longest word leaves the fewest lines to look at.
        match words.iter().max_by_key(|word| word.len()) {
            None => (0..self.entries.len()).for_each(look_at),
            Some(word) => {
                let mut behind = 0;
                for (at, _) in self.text.match_indices(word) {
                    let place = self.begins.partition_point(|begin| *begin <= at);
                    if place > behind {
                        behind = place;
                        look_at(place - 1);
                    }
                }
            }
        }
        Findings { shown: by_title.into_iter().chain(by_rest).take(most).collect(), all }
    }

    fn line(&self, place: usize) -> &str {
        let end = self.begins.get(place + 1).copied().unwrap_or(self.text.len());
        &self.text[self.begins[place]..end]
    }
}

#[cfg(test)]
mod tests {
    use super::Companies;
    use crate::store::Listed;
    use zoufang_core::domain::{Facets, Kind};
    use zoufang_core::id::{PersonId, RecordId, UnitId};

    fn company(number: u128, title: &str, subtitle: &str) -> Listed {
        let nobody = uuid::Uuid::nil();
        Listed {
            id: RecordId(uuid::Uuid::from_u128(number)),
            kind: Kind::COMPANY,
            unit: UnitId(nobody),
            author: PersonId(nobody),
            facets: Facets { title: title.to_owned(), subtitle: subtitle.to_owned(), ..Facets::default() },
            unsent: 0,
            aside: false,
            conflicts: 0,
        }
    }

    #[test]
    fn every_word_must_be_found_and_titles_come_first() {
        let mut companies = Companies::default();
        companies.extend([company(1, "甲传动", "苏州 · 装备制造"), company(2, "苏州乙仪", "江苏 · 苏州仪器")]);
        companies.extend([company(3, "Bosch", "BOSCH GmbH · 苏州")]);
        let titles = |typed: &str, most| -> Vec<String> {
            companies.find(typed, most).shown.iter().map(|entry| entry.title.clone()).collect()
        };
        assert_eq!(titles("苏州", 9), ["苏州乙仪", "甲传动", "Bosch"]);
        assert_eq!(titles("bosch 苏", 9), ["Bosch"]);
        assert_eq!(titles("传动 苏州 装备", 9), ["甲传动"]);
        assert_eq!(titles("传动 仪器", 9), [""; 0], "words of two companies do not make one");
        assert_eq!(titles("", 2), ["甲传动", "苏州乙仪"]);
        assert_eq!((companies.find("", 2).all, companies.find("苏州", 1).all), (3, 3));
        assert_eq!(titles("不存在", 9), [""; 0]);
    }
}
