//! When the desk asks anew: whenever the server tells of something, and now and then by itself.

use std::time::Duration;

use leptos::prelude::*;
use zoufang_core::sync::Trouble;

use crate::clock::now_ms;
use crate::device::here;

/// A team's push of fifty changes is one refresh, not fifty.
const APART_MS: u64 = 500;
/// Where events do not come through, as behind some proxies.
const POLL: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug)]
pub struct Live {
    turn: RwSignal<u64>,
    /// Counts the turns that no event caused: for what may be a minute old.
    slow: RwSignal<u64>,
    last: StoredValue<u64>,
    due: StoredValue<bool>,
}

impl Live {
    /// Begins to follow the server. On the server itself nothing ever follows.
    pub fn begin() -> Self {
        let live = Self {
            turn: RwSignal::new(0),
            slow: RwSignal::new(0),
            last: StoredValue::new(0),
            due: StoredValue::new(false),
        };
        live.follow_the_server();
        live
    }

    /// Whoever reads it asks anew with each turn.
    pub fn turn(self) -> u64 {
        self.turn.get()
    }

    pub fn turn_untracked(self) -> u64 {
        self.turn.get_untracked()
    }

    pub fn slow_turn(self) -> u64 {
        self.slow.get()
    }

    /// Something has changed: asks now, or when half a second has passed since the last time.
    pub fn nudge(self) {
        if self.due.get_value() {
            return;
        }
        let wait = (self.last.get_value() + APART_MS).saturating_sub(now_ms());
        if wait == 0 {
            self.next();
            return;
        }
        self.due.set_value(true);
        // The page may be gone by then.
        let later = move || {
            if self.due.try_set_value(false).is_none() {
                self.next();
            }
        };
        set_timeout(later, Duration::from_millis(wait));
    }

    fn next(self) {
        self.last.set_value(now_ms());
        self.turn.update(|turn| *turn += 1);
    }

    fn follow_the_server(self) {
        let here = here();
        let told = Memo::new(move |_| {
            let status = here.get()?.status().get();
            Some((status.head, status.trouble))
        });
        // The first word of a head also covers what came between rendering and listening. Where the
        // session has ended, the answer to the question is that it has.
        Effect::new(move |_| {
            if let Some((1.., None) | (_, Some(Trouble::SignInAgain | Trouble::Revoked))) = told.get() {
                self.nudge();
            }
        });
        Effect::new(move |_| {
            let poll = move || {
                if !document().hidden() {
                    self.slow.update(|slow| *slow += 1);
                    self.nudge();
                }
            };
            if let Ok(running) = set_interval_with_handle(poll, POLL) {
                on_cleanup(move || running.clear());
            }
        });
    }
}
