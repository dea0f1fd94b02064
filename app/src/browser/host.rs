use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen_futures::spawn_local;
use zoufang_core::id::DeviceId;
use zoufang_core::merge::Attribution;
use zoufang_core::sync::{Effect, Engine, Event, Failure, Fetched, Shelved, StoreFailed, Trouble, UploadEvent};
use zoufang_core::wire::PullPage;

use super::bringing::Bringing;
use super::http;
use super::tabs::Tabs;
use super::uploading::Uploading;
use crate::clock::now_ms;
use crate::device::Device;
use crate::parts::{Work, field_is_here};
use crate::store::{self, Arrived, StoreError};

/// Carries out what the sync engine decides, in the tab that leads.
pub struct Host {
    engine: RefCell<Engine>,
    device: Device,
    tabs: Tabs,
    timer: RefCell<Option<Timeout>>,
    /// As whom the device pulls, once that was asked.
    own_id: Cell<Option<DeviceId>>,
    /// More pages of the same pull are to come.
    amid_pages: Cell<bool>,
    ahead: RefCell<Option<Ahead>>,
    /// Where the rows stand, once this tab has stored a page: the next begins there, unless another
    /// tab was faster, which the transaction that stores it notices.
    stands: RefCell<Option<String>>,
    /// The rows of the page that was fetched last, with its cursor.
    arrived: RefCell<Option<(String, Vec<Arrived>)>>,
    uploading: Rc<Uploading>,
    bringing: Rc<Bringing>,
}

/// Lies where most pages of the field lie: no page waits for it.
#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn performing_what_is_rare(host: Rc<Host>, activity: Effect) -> Result<Work<Event>, SplitLoaderError> {
    Ok(Box::pin(async move { host.perform_what_is_rare(activity).await }))
}

type Page = (PullPage, Vec<Arrived>);

/// A page that was asked for, and made ready, while the one before it is being stored.
struct Ahead {
    after: String,
    page: oneshot::Receiver<Result<Page, Failure>>,
}

impl Host {
    pub fn new(device: Device, tabs: Tabs) -> Rc<Self> {
        let seed = (js_sys::Math::random() * 2f64.powi(53)) as u64;
        let engine = Engine::new(seed, !device.is_desk());
        let uploading = Uploading::new(seed, device.clone(), tabs.clone());
        let bringing = Bringing::new(device.clone(), tabs.clone());
        let host = Rc::new(Self {
            engine: RefCell::new(engine),
            device,
            tabs,
            timer: RefCell::default(),
            own_id: Cell::default(),
            amid_pages: Cell::default(),
            ahead: RefCell::default(),
            stands: RefCell::default(),
            arrived: RefCell::default(),
            uploading,
            bringing,
        });
        // Whoever was refused as a stranger has the rows find out why.
        let asking = Rc::downgrade(&host);
        host.uploading.when_signed_out(move || {
            if let Some(host) = asking.upgrade() {
                host.feed(Event::Timer);
            }
        });
        host
    }

    pub fn feed(self: &Rc<Self>, event: Event) {
        if matches!(event, Event::Woke | Event::SignedIn) {
            self.uploading.feed(UploadEvent::Woke);
        }
        let asks_again = matches!(event, Event::Saved);
        if matches!(event, Event::Woke | Event::SignedIn | Event::Timer) {
            // Nobody told of what came while no stream was open; some lines let none through.
            self.contents_came();
        }
        let effects = self.engine.borrow_mut().handle(event, now_ms());
        for effect in effects {
            self.carry_out(effect);
        }
        // A file was taken, perhaps, and nothing else is to be sent.
        if asks_again {
            self.bringing.begin();
        }
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Report(status) => {
                self.device.stands(status);
                self.tabs.tell_status(status);
                // Photos of a revoked device are still taken.
                let is_calm = matches!(status.trouble, None | Some(Trouble::Revoked));
                self.uploading.feed(UploadEvent::Calm(!status.busy && is_calm));
                if !status.busy && is_calm {
                    self.bringing.begin();
                }
            }
            Effect::Wait { ms } => {
                let host = Rc::clone(self);
                let ms = u32::try_from(ms).unwrap_or(u32::MAX);
                *self.timer.borrow_mut() = Some(Timeout::new(ms, move || host.feed(Event::Timer)));
            }
            activity => {
                let host = Rc::clone(self);
                spawn_local(async move {
                    let event = match activity {
                        Effect::PutAside { .. } | Effect::TakeDevice | Effect::Wipe => {
                            field_is_here().await;
                            match performing_what_is_rare(Rc::clone(&host), activity).await {
                                Ok(work) => work.await,
                                Err(_) => Event::Timer,
                            }
                        }
                        activity => host.perform(activity).await,
                    };
                    host.feed(event);
                });
            }
        }
    }

    async fn perform(&self, activity: Effect) -> Event {
        let (device, store) = (&self.device, self.device.store());
        match activity {
            Effect::Load { which, most } => Event::Loaded(store::to_send(store, which, most).await.map_err(failed)),
            Effect::Push(changes) => {
                let device = changes.first().map(|change| change.device);
                match device {
                    Some(device) => Event::Pushed(http::push(device, &changes).await),
                    None => Event::Loaded(Ok(changes)),
                }
            }
            Effect::StoreOutcomes(answer) => {
                let stored = store::settle(store, device.who(), &answer, !device.is_desk(), now_ms()).await;
                Event::OutcomesStored(self.tell(stored).await)
            }
            Effect::Pull => Event::Pulled(self.pull().await),
            Effect::PullFromStart => {
                self.stands.take();
                match store::forget_cursor(store).await {
                    Ok(()) => Event::Pulled(self.pull().await),
                    Err(error) => Event::Pulled(Err(unreadable(error))),
                }
            }
            Effect::StorePage(fetched) => {
                self.fetch_ahead(&fetched.page);
                let arrived = self.arrived.take().filter(|(cursor, _)| *cursor == fetched.page.cursor);
                let rows = arrived.map_or_else(|| store::arrive(&fetched.page, device.who()), |(_, rows)| rows);
                let stored = store::store_page(store, device.who(), &fetched, &rows, now_ms()).await;
                if stored == Ok(Shelved::Taken) {
                    self.stands.replace(Some(fetched.page.cursor.clone()));
                }
                // Screens read anew after the first page, so that they are usable, and after the
                // last; not after each of fifty between them.
                let more = fetched.page.more;
                let amid = self.amid_pages.replace(more);
                Event::PageStored(if amid && more { stored.map_err(failed) } else { self.tell(stored).await })
            }
            Effect::Wait { .. } | Effect::Report(_) | Effect::PutAside { .. } | Effect::TakeDevice | Effect::Wipe => {
                Event::Timer
            }
        }
    }

    /// What happens once in the life of a phone, if at all.
    async fn perform_what_is_rare(&self, activity: Effect) -> Event {
        let (device, store) = (&self.device, self.device.store());
        match activity {
            Effect::PutAside { change, reason } => {
                let stored = store::put_aside(store, device.who(), change, &reason).await;
                Event::OutcomesStored(self.tell(stored).await)
            }
            Effect::TakeDevice => {
                self.own_id.take();
                Event::DeviceTaken(self.tell(store::take_device(store).await).await)
            }
            Effect::Wipe => {
                self.stands.take();
                self.own_id.take();
                Event::Wiped(self.tell(store::wipe(store, device.who()).await).await)
            }
            _ => Event::Timer,
        }
    }

    async fn pull(&self) -> Result<Box<Fetched>, Failure> {
        let after = match self.stands.take() {
            Some(cursor) => Some(cursor),
            None => self.device.meta().await.map_err(unreadable)?.stand.cursor,
        };
        // What was asked for ahead does not fit where the page before it was not taken.
        let ahead = self.ahead.take().filter(|ahead| Some(&ahead.after) == after.as_ref());
        let page = match ahead {
            Some(ahead) => ahead.page.await.unwrap_or(Err(Failure::Unreachable)),
            None => fetch(after.as_deref(), self.own_id().await.map_err(unreadable)?, self.device.who()).await,
        };
        let (page, rows) = page?;
        self.arrived.replace(Some((page.cursor.clone(), rows)));
        Ok(Box::new(Fetched { after, page }))
    }

    /// Pictures that were not at the server may be there now.
    pub fn contents_came(&self) {
        self.device.contents_came();
        self.tabs.tell_contents_came();
    }

    /// As whom the device speaks to the server.
    pub async fn own_id(&self) -> Result<DeviceId, StoreError> {
        if let Some(known) = self.own_id.get() {
            return Ok(known);
        }
        let told = store::device_id(self.device.store()).await?;
        self.own_id.set(Some(told));
        Ok(told)
    }

    fn fetch_ahead(&self, page: &PullPage) {
        if let Some(device) = self.own_id.get().filter(|_| page.more) {
            let (told, asked) = oneshot::channel();
            *self.ahead.borrow_mut() = Some(Ahead { after: page.cursor.clone(), page: asked });
            let (after, who) = (page.cursor.clone(), self.device.who());
            spawn_local(async move {
                // Nobody may be waiting any more.
                let _ = told.send(fetch(Some(&after), device, who).await);
            });
        }
    }

    /// Screens here and in other tabs read anew.
    async fn tell<R>(&self, stored: Result<R, StoreError>) -> Result<R, StoreFailed> {
        let stored = stored.map_err(failed)?;
        self.device.changed().await;
        self.tabs.tell_changed();
        Ok(stored)
    }
}

async fn fetch(after: Option<&str>, device: DeviceId, who: Attribution) -> Result<Page, Failure> {
    let page = http::pull(after, device).await?;
    let rows = store::arrive(&page, who);
    Ok((page, rows))
}

pub(super) fn failed(error: StoreError) -> StoreFailed {
    leptos::logging::error!("device storage: {error}");
    StoreFailed
}

fn unreadable(error: StoreError) -> Failure {
    let StoreFailed = failed(error);
    Failure::Storage
}
