use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::ArrayBuffer;
use leptos::prelude::GetUntracked;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen_futures::spawn_local;
use zoufang_core::id::{BlobHash, PersonId};
use zoufang_core::sync::{Content, StoreFailed, Trouble, Unsent, UploadEffect, UploadEvent, Uploads};

use super::bytes::hash_of;
use super::contents;
use super::host::failed;
use super::tabs::Tabs;
use crate::device::Device;
use crate::parts::{Work, field_is_here};
use crate::store::{self, Next, StoreError};

/// Lies where most pages of the field lie: no page waits for it.
#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn performing(uploading: Rc<Uploading>, activity: UploadEffect) -> Result<Work<UploadEvent>, SplitLoaderError> {
    Ok(Box::pin(async move { uploading.perform(activity).await }))
}

/// Carries out what the queue of contents decides, in the tab that leads.
pub struct Uploading {
    queue: RefCell<Uploads>,
    device: Device,
    tabs: Tabs,
    timer: RefCell<Option<Timeout>>,
    /// The content on its way: read once, however many pieces it has.
    held: RefCell<Option<(BlobHash, ArrayBuffer)>>,
    /// Who made it, where that is somebody else.
    maker: Cell<Option<PersonId>>,
    signed_out: RefCell<Option<Box<dyn Fn()>>>,
}

impl Uploading {
    pub fn new(seed: u64, device: Device, tabs: Tabs) -> Rc<Self> {
        Rc::new(Self {
            queue: RefCell::new(Uploads::new(seed)),
            device,
            tabs,
            timer: RefCell::default(),
            held: RefCell::default(),
            maker: Cell::default(),
            signed_out: RefCell::default(),
        })
    }

    pub fn when_signed_out(&self, tell: impl Fn() + 'static) {
        *self.signed_out.borrow_mut() = Some(Box::new(tell));
    }

    pub fn feed(self: &Rc<Self>, event: UploadEvent) {
        let effects = self.queue.borrow_mut().handle(event);
        for effect in effects {
            let uploading = Rc::clone(self);
            match effect {
                UploadEffect::Wait { ms } => {
                    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
                    *self.timer.borrow_mut() = Some(Timeout::new(ms, move || uploading.feed(UploadEvent::Timer)));
                }
                activity => spawn_local(async move {
                    field_is_here().await;
                    let event = match performing(Rc::clone(&uploading), activity).await {
                        Ok(work) => work.await,
                        Err(_) => UploadEvent::Timer,
                    };
                    let signed_out = matches!(event, UploadEvent::Answered(Err(Unsent::SignedOut)));
                    uploading.feed(event);
                    if let (true, Some(tell)) = (signed_out, uploading.signed_out.borrow().as_ref()) {
                        tell();
                    }
                }),
            }
        }
    }

    async fn perform(&self, activity: UploadEffect) -> UploadEvent {
        let store = self.device.store();
        if let UploadEffect::Ask(content) | UploadEffect::Send { content, .. } = &activity
            && let Ok(false) = store::waits(store, &content.key).await
        {
            return UploadEvent::CalledOff;
        }
        match activity {
            UploadEffect::Find { behind } => {
                UploadEvent::Found(self.find(&behind.unwrap_or_default()).await.map_err(failed))
            }
            UploadEffect::Ask(content) => UploadEvent::Answered(contents::ask(content.hash, self.maker.get()).await),
            UploadEffect::Send { content, from } => UploadEvent::Answered(match self.held(content.hash) {
                Some(bytes) => contents::send(content.hash, &bytes, from, self.maker.get()).await,
                None => Err(Unsent::Unreachable),
            }),
            UploadEffect::Hash(content) => {
                let holds = match self.held(content.hash) {
                    Some(bytes) => hash_of(&bytes).await == Some(content.hash),
                    None => false,
                };
                UploadEvent::Hashed(holds)
            }
            UploadEffect::Note { key, sent } => {
                let noted = store::note_sent(store, &key, sent).await.map_err(failed);
                self.device.uploaded().await;
                self.tabs.tell_uploaded();
                UploadEvent::Noted(noted)
            }
            UploadEffect::LetGo(content) => {
                let revoked = self.device.status().get_untracked().trouble == Some(Trouble::Revoked);
                // Nobody here looks at what was carried for somebody else.
                let for_good = revoked || self.maker.get().is_some();
                let noted = store::let_go(store, &content.key, &content.hash.to_string(), for_good).await;
                UploadEvent::Noted(self.tell(noted).await)
            }
            UploadEffect::GiveUp { key, why } => {
                UploadEvent::Noted(self.tell(store::give_up(store, &key, why).await).await)
            }
            UploadEffect::Wait { .. } => UploadEvent::Timer,
        }
    }

    async fn find(&self, behind: &str) -> Result<Option<Content>, StoreError> {
        self.held.take();
        let Next { found, is_news } = store::next_upload(self.device.store(), behind).await?;
        if is_news {
            self.device.changed().await;
            self.tabs.tell_changed();
        }
        let Some((key, upload, bytes)) = found else { return Ok(None) };
        let hash = upload.hash.parse::<BlobHash>().map_err(|error| StoreError::Unreadable(error.to_string()))?;
        self.maker.set(upload.maker);
        let length = bytes.as_ref().map(|bytes| u64::from(bytes.byte_length()));
        *self.held.borrow_mut() = bytes.map(|bytes| (hash, bytes));
        Ok(Some(Content { key, hash, length }))
    }

    fn held(&self, of: BlobHash) -> Option<ArrayBuffer> {
        self.held.borrow().as_ref().filter(|(hash, _)| *hash == of).map(|(_, bytes)| bytes.clone())
    }

    /// Screens here and in other tabs read anew.
    async fn tell(&self, stored: Result<(), StoreError>) -> Result<(), StoreFailed> {
        stored.map_err(failed)?;
        self.device.changed().await;
        self.tabs.tell_changed();
        Ok(())
    }
}
