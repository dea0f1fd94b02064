use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};
use zoufang_core::id::PersonId;
use zoufang_core::sync::Status;

/// What tabs of one account tell each other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "snake_case")]
pub enum Told {
    /// The outbox grew: whoever leads, send.
    Saved,
    /// Somebody wants what the server has now: whoever leads, ask.
    Sync,
    /// Rows or outcomes were stored: read anew.
    Changed,
    /// More of a content was sent.
    Uploaded,
    /// Contents may have come to the server.
    ContentsCame,
    /// How sync stands in the tab that leads.
    Status { status: Status },
    /// A tab was opened: whoever leads, tell it how sync stands.
    Joined,
    /// The device has a lock from now on, or has none any more.
    LockChanged,
    /// A form was written: whoever has it open, take that in.
    Drafted,
}

/// The tabs of one account. Only one of them syncs, by a lock that the browser gives on when that
/// tab is gone; correctness does not hang on it.
#[derive(Clone)]
pub struct Tabs {
    channel: Option<Rc<BroadcastChannel>>,
    lock: String,
}

impl Tabs {
    pub fn of(person: PersonId) -> Self {
        let name = format!("zoufang-{person}");
        Self { channel: BroadcastChannel::new(&name).ok().map(Rc::new), lock: name }
    }

    pub fn tell_saved(&self) {
        self.tell(&Told::Saved);
    }

    pub fn tell_sync(&self) {
        self.tell(&Told::Sync);
    }

    pub fn tell_changed(&self) {
        self.tell(&Told::Changed);
    }

    pub fn tell_uploaded(&self) {
        self.tell(&Told::Uploaded);
    }

    pub fn tell_contents_came(&self) {
        self.tell(&Told::ContentsCame);
    }

    pub fn tell_status(&self, status: Status) {
        self.tell(&Told::Status { status });
    }

    pub fn tell_lock_changed(&self) {
        self.tell(&Told::LockChanged);
    }

    pub fn tell_drafted(&self) {
        self.tell(&Told::Drafted);
    }

    pub fn tell_joined(&self) {
        self.tell(&Told::Joined);
    }

    fn tell(&self, told: &Told) {
        if let (Some(channel), Ok(text)) = (&self.channel, serde_json::to_string(told)) {
            let _ = channel.post_message(&text.into());
        }
    }

    pub fn on_told(&self, mut hear: impl FnMut(Told) + 'static) {
        let Some(channel) = &self.channel else { return };
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(told) = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
                hear(told);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
    }

    /// Runs `lead` once this tab is the one that syncs: at once where the browser has no locks.
    pub fn when_leading(&self, lead: impl FnOnce() + 'static) {
        let navigator = leptos::prelude::window().navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or(JsValue::UNDEFINED);
        let request = Reflect::get(&locks, &"request".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
        let Some(request) = request else {
            lead();
            return;
        };
        let held = Closure::once_into_js(move || -> JsValue {
            lead();
            // Held until the tab is gone.
            Promise::new(&mut |_, _| {}).into()
        });
        let _ = request.call2(&locks, &self.lock.as_str().into(), &held);
    }
}
