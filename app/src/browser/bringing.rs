use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::GetUntracked;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen_futures::spawn_local;
use zoufang_core::sync::{Failure, Trouble};
use zoufang_core::wire::PUSH_MAX_CHANGES;

use super::http;
use super::tabs::Tabs;
use crate::device::Device;
use crate::parts::{Work, field_is_here};
use crate::store::{self, StoreError};

/// After a request that failed, where nothing else gives cause to try again.
const AGAIN_AFTER_MS: u32 = 60_000;

/// Lies where most pages of the field lie: no page waits for it.
#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn rounding(bringing: Rc<Bringing>) -> Result<Work<Result<(), Failure>>, SplitLoaderError> {
    Ok(Box::pin(async move { bringing.round().await }))
}

/// Hands in what others gave to this device, in the tab that leads, and learns with what this device seals
/// its own. Asked whenever sync has come to rest: it does one round at a time.
pub struct Bringing {
    device: Device,
    tabs: Tabs,
    busy: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
}

impl Bringing {
    pub fn new(device: Device, tabs: Tabs) -> Rc<Self> {
        Rc::new(Self { device, tabs, busy: Cell::default(), timer: RefCell::default() })
    }

    pub fn begin(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        let bringing = Rc::clone(self);
        spawn_local(async move {
            field_is_here().await;
            let done = match rounding(Rc::clone(&bringing)).await {
                Ok(round) => round.await,
                Err(_) => Err(Failure::Unreachable),
            };
            bringing.busy.set(false);
            let again = Rc::clone(&bringing);
            let timer = done.is_err().then(|| Timeout::new(AGAIN_AFTER_MS, move || again.begin()));
            bringing.timer.replace(timer);
        });
    }

    async fn round(&self) -> Result<(), Failure> {
        let mut most = PUSH_MAX_CHANGES;
        while let Some((device, changes)) = self.kept(store::next_entrusted(self.device.store(), most).await)? {
            let (keys, carried): (Vec<String>, Vec<_>) = changes.into_iter().unzip();
            let count = keys.len();
            match http::hand_in(device, carried).await {
                Ok(reply) if reply.outcomes.len() == count => {
                    let stored = store::note_brought(self.device.store(), &keys, &reply).await;
                    let any = self.kept(stored)?;
                    self.device.changed().await;
                    self.tabs.tell_changed();
                    if !any {
                        return Err(Failure::Unavailable);
                    }
                }
                Ok(_) => return Err(Failure::Unreachable),
                Err(Failure::TooLarge) if count > 1 => most = count.div_ceil(2),
                Err(Failure::TooLarge) => {
                    for key in &keys {
                        self.kept(store::too_large(self.device.store(), key).await)?;
                    }
                }
                Err(failure) => return Err(failure),
            }
        }
        self.learn_key().await
    }

    /// Once for each id of this device. A revoked one gets none.
    async fn learn_key(&self) -> Result<(), Failure> {
        let store = self.device.store();
        let is_revoked = self.device.status().get_untracked().trouble == Some(Trouble::Revoked);
        if is_revoked || self.kept(store::meta(store).await)?.seal_key.is_some() {
            return Ok(());
        }
        let device = self.kept(store::device_id(store).await)?;
        let key = http::device_key(device).await?;
        self.kept(store::keep_seal_key(store, device, &key).await)
    }

    fn kept<T>(&self, result: Result<T, StoreError>) -> Result<T, Failure> {
        result.map_err(|error| {
            leptos::logging::error!("device storage: {error}");
            Failure::Storage
        })
    }
}
