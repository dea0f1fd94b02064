use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::id::RecordId;
use zoufang_core::sync::Status;

use super::contents::read_contents;
use crate::clock::now_ms;
use crate::device::{Device, here};
use crate::store::StoreError;

/// How far a pack is.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Idle,
    /// Asked at that instant; begun, once sync has said that it is at work.
    Syncing {
        since: u64,
        begun: bool,
    },
    Fetching {
        done: usize,
        all: usize,
    },
    /// So many contents their owners have not sent yet.
    Done {
        not_there: usize,
    },
    Offline,
    BrokenOff {
        left: usize,
    },
    Failed(StoreError),
}

/// Has a pack made: the records by a sync, then the contents one by one. Whatever came stays, so that
/// the next time goes on from there.
#[derive(Clone, Copy, Debug)]
pub struct Preparing {
    trip: RecordId,
    step: RwSignal<Step>,
    /// Counts the contents that came.
    fetched: RwSignal<u32>,
}

impl Preparing {
    pub fn begin(trip: RecordId) -> Self {
        let preparing = Self { trip, step: RwSignal::new(Step::Idle), fetched: RwSignal::new(0) };
        let here = here();
        Effect::new(move |_| {
            let Some(device) = here.get() else { return };
            preparing.follow(&device, device.status().get());
        });
        preparing
    }

    pub fn step(self) -> Step {
        self.step.get()
    }

    /// To be read by whatever must follow what was fetched.
    pub fn fetched(self) {
        self.fetched.track();
    }

    pub fn start(self) {
        if let Some(device) = here().get_untracked() {
            let begun = device.status().get_untracked().busy;
            self.step.set(Step::Syncing { since: now_ms(), begun });
            device.sync();
        }
    }

    /// Sync stands so.
    fn follow(self, device: &Device, status: Status) {
        let Step::Syncing { since, begun } = self.step.get_untracked() else { return };
        match status {
            Status { busy: true, .. } => self.step.set(Step::Syncing { since, begun: true }),
            Status { trouble: Some(_), .. } if begun => self.step.set(Step::Offline),
            Status { trouble: None, last_contact: Some(at), .. } if at >= since => {
                self.step.set(Step::Fetching { done: 0, all: 0 });
                let device = device.clone();
                spawn_local(async move {
                    let ended = self.fetch(&device).await.unwrap_or_else(Step::Failed);
                    // The page may be gone.
                    self.step.try_set(ended);
                });
            }
            _ => {}
        }
    }

    async fn fetch(self, device: &Device) -> Result<Step, StoreError> {
        let contents = read_contents(device, self.trip).await?;
        let all: BTreeSet<String> = contents.wanted.iter().flat_map(|wanted| wanted.hashes.clone()).collect();
        device.share_packs(self.trip, &all).await?;
        let missing: Vec<&String> = contents.wanted.iter().flat_map(|wanted| &wanted.missing).collect();
        let mut not_there = 0;
        for (done, hash) in missing.iter().enumerate() {
            // Whoever left the page wants no more of it.
            if self.step.try_set(Step::Fetching { done, all: missing.len() }).is_some() {
                break;
            }
            match content_of(hash).await {
                Fetched::Came(bytes) => device.pack(self.trip, hash, &bytes).await?,
                Fetched::NotThere => not_there += 1,
                Fetched::Unreachable => return Ok(Step::BrokenOff { left: missing.len() - done }),
            }
            self.fetched.try_update(|fetched| *fetched += 1);
        }
        Ok(Step::Done { not_there })
    }
}

#[cfg(feature = "hydrate")]
use crate::browser::{Fetched, content_of};

/// No server prepares a pack.
#[cfg(not(feature = "hydrate"))]
#[expect(dead_code, reason = "only a browser fetches")]
enum Fetched {
    Came(crate::store::Bytes),
    NotThere,
    Unreachable,
}

#[cfg(not(feature = "hydrate"))]
async fn content_of(_hash: &str) -> Fetched {
    Fetched::Unreachable
}
