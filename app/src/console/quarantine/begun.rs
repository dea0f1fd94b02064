//! What is being written about a change that was set aside: it is kept on this computer until the decision is sent.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::device::{Device, here};
use crate::store::StoreError;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    #[default]
    Nothing,
    Mending,
    Refusing,
}

/// As much of a decision as was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Begun {
    pub doing: Doing,
    pub words: String,
    /// Fields that differ from what came, by their paths.
    pub mended: BTreeMap<String, BegunField>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BegunField {
    pub typed: String,
    pub left_out: bool,
}

impl Begun {
    fn is_untouched(&self) -> bool {
        self.words.is_empty() && self.mended.is_empty()
    }

    /// With what was typed before this page had read it.
    fn with(self, typed: &Self) -> Self {
        let words = [&self.words, &typed.words].map(String::as_str);
        let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n");
        let doing = if typed.doing == Doing::Nothing { self.doing } else { typed.doing };
        let mut mended = self.mended;
        mended.extend(typed.mended.clone());
        Self { doing, words, mended }
    }
}

fn key(number: u64) -> String {
    format!("decision/{number}")
}

/// What was begun about a change, and goes on being kept; why it is not, where the disk refuses it.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    number: u64,
    pub begun: RwSignal<Begun>,
    /// As it was put on the disk last, or found there; nothing is written over before it was read.
    lies: StoredValue<Option<Begun>>,
    /// Counts how often what lay on the disk was put into the form.
    pub taken_up: RwSignal<u32>,
    pub failed: RwSignal<Option<StoreError>>,
}

impl Beginning {
    pub fn of(number: u64) -> Self {
        let (begun, lies) = (RwSignal::new(Begun::default()), StoredValue::new(None));
        let beginning = Self { number, begun, lies, taken_up: RwSignal::new(0), failed: RwSignal::new(None) };
        let here = here();
        Effect::new(move |_| {
            if let Some(device) = here.get() {
                spawn_local(async move { beginning.take_up(&device).await });
            }
        });
        Effect::new(move |_| {
            beginning.taken_up.track();
            let (now, Some(lies)) = (begun.get(), lies.get_value()) else { return };
            let is_news = now != lies && !(now.is_untouched() && lies.is_untouched());
            if let Some(device) = here.get_untracked().filter(|_| is_news) {
                beginning.lies.set_value(Some(now.clone()));
                spawn_local(async move { beginning.keep(&device, &now).await });
            }
        });
        beginning
    }

    async fn take_up(self, device: &Device) {
        let kept = device.draft(&key(self.number)).await.ok().flatten();
        let kept = kept.and_then(|kept| serde_json::from_str::<Begun>(&kept).ok());
        // The page may be gone.
        self.lies.try_set_value(Some(kept.clone().unwrap_or_default()));
        if let Some(kept) = kept {
            self.begun.try_update(|begun| *begun = kept.with(begun));
        }
        self.taken_up.try_update(|times| *times += 1);
    }

    async fn keep(self, device: &Device, begun: &Begun) {
        let kept = match serde_json::to_string(begun) {
            Ok(_) if begun.is_untouched() => device.drop_draft(&key(self.number)).await,
            Ok(spelled) => device.put_draft(&key(self.number), &spelled).await,
            Err(error) => Err(StoreError::Failed(error.to_string())),
        };
        self.failed.try_set(kept.err());
    }

    /// The decision was sent.
    pub async fn end(self, device: Option<Device>) {
        let Some(device) = device else { return };
        if let Err(error) = device.drop_draft(&key(self.number)).await {
            leptos::logging::error!("what was begun could not be removed: {error}");
        }
    }
}
