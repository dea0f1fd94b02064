use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::sync::Stand;

use crate::device::Device;
use crate::store::{Listed, Meta, StoreError};

/// Companies that are read in one piece; between pieces the page draws.
const PIECE: u32 = 500;

/// A company with what a search looks through.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub id: RecordId,
    pub title: String,
    pub subtitle: String,
    pub pursuit: Option<String>,
    /// In small letters: made once, searched at every keystroke.
    haystack: String,
    title_end: usize,
}

impl From<Listed> for Entry {
    fn from(company: Listed) -> Self {
        let title = company.facets.title.to_lowercase();
        let haystack = format!("{title} {}", company.facets.subtitle.to_lowercase());
        Self {
            id: company.id,
            title_end: title.len(),
            title: company.facets.title,
            subtitle: company.facets.subtitle,
            pursuit: company.facets.state,
            haystack,
        }
    }
}

/// What a search finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// At most as many as were asked for; those whose title fits come first.
    pub shown: Vec<Entry>,
    pub all: usize,
}

/// All companies of this device, in memory.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    entries: RwSignal<Vec<Entry>>,
    complete: RwSignal<bool>,
}

impl Directory {
    /// Reads the companies piece by piece, and anew when records have come or gone.
    pub fn open(device: &Device) -> Self {
        let directory = Self { entries: RwSignal::new(Vec::new()), complete: RwSignal::new(false) };
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
        let mut entries = Vec::new();
        let mut last = None;
        loop {
            let piece = device.list_after(&Kind::COMPANY, last.as_ref(), PIECE).await?;
            let Some(end) = piece.last().cloned() else { break };
            last = Some(end);
            let piece = piece.into_iter().map(Entry::from);
            if !first {
                entries.extend(piece);
            } else if self.entries.try_update(|shown| shown.extend(piece)).is_none() {
                return Ok(());
            }
        }
        if !first {
            self.entries.try_set(entries);
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
        self.entries.with(Vec::is_empty)
    }

    /// Companies that hold every word of what was typed; followed.
    pub fn find(self, typed: &str, most: usize) -> Findings {
        self.entries.with(|entries| find(entries, typed, most))
    }
}

fn find(entries: &[Entry], typed: &str, most: usize) -> Findings {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let (mut by_title, mut by_rest, mut all) = (Vec::new(), Vec::new(), 0);
    for entry in entries.iter().filter(|entry| words.iter().all(|word| entry.haystack.contains(word))) {
        all += 1;
        let in_title = words.iter().all(|word| entry.haystack[..entry.title_end].contains(word));
        let place = if in_title { &mut by_title } else { &mut by_rest };
        if place.len() < most {
            place.push(entry);
        }
    }
    Findings { shown: by_title.into_iter().chain(by_rest).take(most).cloned().collect(), all }
}

#[cfg(test)]
mod tests {
    use super::{Entry, find};
    use zoufang_core::id::RecordId;

    fn entry(number: u128, title: &str, subtitle: &str) -> Entry {
        Entry {
            id: RecordId(uuid::Uuid::from_u128(number)),
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            pursuit: None,
            haystack: format!("{title} {subtitle}").to_lowercase(),
            title_end: title.to_lowercase().len(),
        }
    }

    #[test]
    fn every_word_must_be_found_and_titles_come_first() {
        let entries = [
            entry(1, "甲传动", "苏州 · 装备制造"),
            entry(2, "苏州乙仪", "江苏 · 仪器"),
            entry(3, "Bosch", "BOSCH GmbH · 苏州"),
        ];
        let titles = |typed: &str, most| -> Vec<String> {
            find(&entries, typed, most).shown.into_iter().map(|entry| entry.title).collect()
        };
        assert_eq!(titles("苏州", 9), ["苏州乙仪", "甲传动", "Bosch"]);
        assert_eq!(titles("bosch 苏", 9), ["Bosch"]);
        assert_eq!(titles("", 2), ["甲传动", "苏州乙仪"]);
        assert_eq!(find(&entries, "", 2).all, 3);
        assert_eq!(titles("不存在", 9), [""; 0]);
    }
}
