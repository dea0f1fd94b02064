use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::draft::Draft;
use crate::device::Device;
use crate::store::StoreError;

/// Why a chosen file was not attached.
#[derive(Clone, Debug, PartialEq)]
pub enum NotTaken {
    /// A picture that the browser cannot open.
    Broken,
    /// In a format of cameras that the browser cannot open.
    Heic,
    TooLarge,
    /// Nothing that may be attached.
    Other,
    /// The file is gone, or the browser may not look into it.
    Unreadable,
    Store(StoreError),
}

/// A file that was not attached.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    One(String, NotTaken),
    /// So many, for want of room in the form.
    TooMany(usize),
    /// So many that came after one for which there was no room on the disk.
    Rest(usize),
}

/// What is on its way into a form. It outlives the form's page: whoever opens the form again sees it there, and cannot
/// finish before it.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// Which one of how many is being made smaller.
    pub preparing: ArcRwSignal<Option<(usize, usize)>>,
    pub refused: ArcRwSignal<Vec<Refused>>,
    /// What was chosen, and what was spoken, may be on its way at the same time.
    under_way: Arc<AtomicU32>,
    given_up: Arc<AtomicBool>,
}

impl Incoming {
    /// So many files come soon.
    pub fn expect(&self, count: usize) {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        self.preparing.set(Some((1, count)));
        self.refused.set(Vec::new());
    }

    /// What was expected at one time is here or was refused.
    pub fn has_come(&self) {
        if self.under_way.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.preparing.set(None);
        }
    }

    /// The form is over: what comes yet is for nobody.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    pub fn refuse(&self, refused: Refused) {
        if refused != Refused::Rest(0) {
            self.refused.update(|all| all.push(refused));
        }
    }
}

/// What was attached to a record's form and is not saved yet, in the order in which it was taken. Each
/// is a draft of its own, so that two pages with the same form never overwrite each other's.
pub async fn attached(device: &Device, of: RecordId) -> Result<Vec<Draft>, StoreError> {
    let of = of.to_string();
    let drafts = device.drafts().await?;
    let drafts = drafts.iter().filter_map(|entry| serde_json::from_str::<Draft>(&entry.text).ok());
    Ok(drafts.filter(|draft| draft.kind == Kind::ATTACHMENT && draft.text("of") == of).collect())
}
