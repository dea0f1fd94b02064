//! All companies of this device, in memory, so that a search answers at every keystroke. They stay
//! there while the app is open: the next page that searches finds them.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Facets, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::search::{Found, Index, Readings, Texts, marks};

use crate::device::Device;
use crate::store::{Listed, StoreError};

/// Companies that are read in one piece: between pieces the page answers, on the slowest phone within
/// 50 ms.
const PIECE: u32 = 100;
/// After so many more of the first reading the page shows what there is so far.
const SHOW_AFTER: usize = 2_000;
/// What stands between the parts of a company's second line.
const BETWEEN: &str = " · ";

/// A company as a search shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub id: RecordId,
    pub title: String,
    pub subtitle: String,
    pub pursuit: Option<String>,
}

/// A company that was found, and where in its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub entry: Arc<Entry>,
    /// Ranges of bytes of what was typed.
    pub in_title: Vec<Range<usize>>,
    pub in_subtitle: Vec<Range<usize>>,
}

/// What a search finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// At most as many as were asked for, the best first.
    pub shown: Vec<Hit>,
    pub all: usize,
}

/// What the device holds of its companies; kept beside its store.
#[derive(Clone, Debug, Default)]
pub struct KeptDirectory {
    companies: ArcRwSignal<Companies>,
    complete: ArcRwSignal<bool>,
    /// They could not be read the last time.
    failed: ArcRwSignal<bool>,
    reading: Arc<AtomicBool>,
    /// Somebody asked while they were being read: what was written then may have been missed.
    asked_again: Arc<AtomicBool>,
    /// What was there when they were read: how often companies had changed, and whether they may be shown.
    read: ArcRwSignal<Option<(u64, bool)>>,
}

/// The companies as a page asks for them.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    companies: RwSignal<Companies>,
    complete: RwSignal<bool>,
    failed: RwSignal<bool>,
}

impl Directory {
    /// Has the companies read, and anew when some have come, changed or gone, while the page is there.
    pub fn open(device: &Device) -> Self {
        let kept = device.directory().clone();
        let (complete, failed) = (kept.complete.clone().into(), kept.failed.clone().into());
        let directory = Self { companies: kept.companies.clone().into(), complete, failed };
        #[cfg(feature = "hydrate")]
        {
            let learning = kept.clone();
            spawn_local(async move { learning.learn_readings().await });
        }
        let device = device.clone();
        Effect::new(move |_| {
            device.version();
            let (device, kept) = (device.clone(), kept.clone());
            spawn_local(async move {
                if let Err(error) = kept.catch_up(&device).await {
                    leptos::logging::error!("companies: {error}");
                }
            });
        });
        directory
    }

    /// Whether all companies have been read; followed.
    pub fn is_complete(self) -> bool {
        self.complete.get()
    }

    /// Whether those that were not found may come yet; followed.
    pub fn is_being_read(self) -> bool {
        !self.complete.get() && !self.failed.get()
    }

    /// Whether there is none at all, as before the first sync; followed.
    pub fn is_empty(self) -> bool {
        self.companies.with(|companies| companies.entries.is_empty())
    }

    /// Companies in which every word of what was typed is found; followed.
    pub fn find(self, typed: &str, most: usize) -> Findings {
        self.companies.with(|companies| companies.find(typed, most))
    }

    /// The company that bears a credit code; followed.
    pub fn with_code(self, code: &str) -> Option<Arc<Entry>> {
        self.companies
            .with(|companies| companies.index.with_code(code).map(|place| Arc::clone(&companies.entries[place])))
    }

    /// Companies whose name resembles one of these, those of the first first; followed.
    pub fn resembling(self, names: &[String], most: usize) -> Vec<Arc<Entry>> {
        self.companies.with(|companies| {
            let mut places: Vec<usize> = Vec::new();
            for place in names.iter().flat_map(|name| companies.index.resembling(name, most)) {
                if !places.contains(&place) && places.len() < most {
                    places.push(place);
                }
            }
            places.into_iter().map(|place| Arc::clone(&companies.entries[place])).collect()
        })
    }
}

impl KeptDirectory {
    /// Without them a search finds what is typed as it is written; a page that is opened later asks again.
    #[cfg(feature = "hydrate")]
    async fn learn_readings(&self) {
        if !self.companies.with_untracked(|companies| companies.readings.is_empty()) {
            return;
        }
        match crate::browser::readings().await {
            Some(readings) => self.companies.update(|companies| companies.learn(Arc::new(readings))),
            None => leptos::logging::warn!("how characters are read could not be had"),
        }
    }

    /// Reads until what is here is what the device holds. One reading at a time, whoever asks.
    async fn catch_up(&self, device: &Device) -> Result<(), StoreError> {
        self.asked_again.store(true, Ordering::Relaxed);
        if self.reading.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.failed.set(false);
        let mut caught_up = Ok(());
        while caught_up.is_ok() && self.asked_again.swap(false, Ordering::Relaxed) {
            caught_up = self.read_if_changed(device).await;
        }
        self.reading.store(false, Ordering::Relaxed);
        self.failed.set(caught_up.is_err());
        caught_up
    }

    async fn read_if_changed(&self, device: &Device) -> Result<(), StoreError> {
        let stand = Some(device.companies_stand().await?);
        if self.read.get_untracked() != stand {
            self.read_all(device).await?;
            self.read.set(stand);
        }
        Ok(())
    }

    async fn read_all(&self, device: &Device) -> Result<(), StoreError> {
        let first = !self.complete.get_untracked();
        // The first time, what is there can be searched while the rest comes.
        let readings = self.companies.with_untracked(|companies| Arc::clone(&companies.readings));
        let mut anew = Companies { readings, ..Companies::default() };
        if first {
            self.companies.update_untracked(|companies| companies.forget());
        }
        let (mut last, mut unseen) = (None, 0);
        loop {
            let (piece, end) = device.list_after(&Kind::COMPANY, last.as_ref(), PIECE).await?;
            unseen += piece.len();
            if first {
                self.companies.update_untracked(|companies| companies.extend(piece));
            } else {
                anew.extend(piece);
            }
            if end.is_none() {
                break;
            }
            last = end;
            if first && unseen >= SHOW_AFTER {
                unseen = 0;
                self.companies.notify();
            }
        }
        if first {
            self.companies.notify();
        } else {
            // The readings may have come meanwhile.
            self.companies.update(|companies| {
                anew.learn(Arc::clone(&companies.readings));
                *companies = anew;
            });
        }
        self.complete.set(true);
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Companies {
    entries: Vec<Arc<Entry>>,
    index: Index,
    readings: Arc<Readings>,
}

impl Companies {
    fn extend(&mut self, piece: impl IntoIterator<Item = Listed>) {
        for Listed { id, facets, .. } in piece {
            let Facets { title, subtitle, state: pursuit, code, .. } = facets;
            let (name, beside) = subtitle.split_once(BETWEEN).unwrap_or((&subtitle, ""));
            let texts = Texts { title: &title, name, beside, code: code.as_deref().unwrap_or_default() };
            self.index.add(&texts, &self.readings);
            self.entries.push(Arc::new(Entry { id, title, subtitle, pursuit }));
        }
    }

    fn forget(&mut self) {
        (self.entries, self.index) = (Vec::new(), Index::default());
    }

    fn learn(&mut self, readings: Arc<Readings>) {
        self.index.learn(&readings);
        self.readings = readings;
    }

    fn find(&self, typed: &str, most: usize) -> Findings {
        let Found { shown, all } = self.index.find(typed, most);
        let hit = |place: usize| {
            let entry = Arc::clone(&self.entries[place]);
            let in_title = marks(typed, &entry.title, true, &self.readings);
            Hit { in_title, in_subtitle: self.marks_in_subtitle(typed, &entry.subtitle), entry }
        };
        Findings { shown: shown.into_iter().map(hit).collect(), all }
    }

    fn marks_in_subtitle(&self, typed: &str, subtitle: &str) -> Vec<Range<usize>> {
        let mut from = 0;
        let mut found = Vec::new();
        for part in subtitle.split(BETWEEN) {
            let in_part = marks(typed, part, from == 0, &self.readings);
            found.extend(in_part.into_iter().map(|mark| mark.start + from..mark.end + from));
            from += part.len() + BETWEEN.len();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Companies;
    use crate::store::Listed;
    use zoufang_core::domain::{Facets, Kind};
    use zoufang_core::id::{PersonId, RecordId, UnitId};
    use zoufang_core::search::Readings;

    fn company(number: u128, title: &str, subtitle: &str) -> Listed {
        let nobody = uuid::Uuid::nil();
        Listed {
            id: RecordId(uuid::Uuid::from_u128(number)),
            kind: Kind::COMPANY,
            unit: UnitId(nobody),
            author: PersonId(nobody),
            facets: Facets { title: title.to_owned(), subtitle: subtitle.to_owned(), ..Facets::default() },
            latest_first: false,
            unsent: 0,
            aside: false,
            to_mend: false,
            conflicts: 0,
        }
    }

    #[test]
    fn every_word_must_be_found_and_names_come_first() {
        let mut companies = Companies::default();
        companies
            .extend([company(1, "甲传动", "甲传动有限公司 · 苏州 · 装备制造"), company(2, "乙仪", "苏州乙仪 · 江苏")]);
        companies.extend([company(3, "Bosch", "BOSCH GmbH · 苏州")]);
        companies.learn(Arc::new(Readings::parse("chuan 传\ndong 动\nyi 乙仪")));
        let titles = |typed: &str, most| -> Vec<String> {
            companies.find(typed, most).shown.iter().map(|hit| hit.entry.title.clone()).collect()
        };
        assert_eq!(titles("苏州", 9), ["乙仪", "甲传动", "Bosch"]);
        assert_eq!(titles("bosch 苏", 9), ["Bosch"]);
        assert_eq!(titles("cd 苏州 装备", 9), ["甲传动"]);
        assert_eq!(titles("传动 仪器", 9), [""; 0], "words of two companies do not make one");
        assert_eq!(titles("", 2), ["甲传动", "乙仪"]);
        assert_eq!((companies.find("", 2).all, companies.find("苏州", 1).all), (3, 3));
    }

    #[test]
    fn the_second_line_is_marked_part_by_part() {
        let companies = Companies {
            readings: Arc::new(Readings::parse("yu 宇\ntong 通\nsu 苏\nzhou 州")),
            ..Companies::default()
        };
        let marked = |typed: &str, subtitle: &str| -> Vec<String> {
            companies.marks_in_subtitle(typed, subtitle).into_iter().map(|range| subtitle[range].to_owned()).collect()
        };
        assert_eq!(marked("yt suzhou", "宇通客车 · 江苏苏州 · 宇通产业"), ["宇通", "苏州"]);
        assert_eq!(marked("宇通", "宇通客车 · 宇通产业"), ["宇通", "宇通"]);
    }
}
