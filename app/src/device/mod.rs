//! The device as the screens see it: records with unsent changes on top, saves, drafts, and how
//! sync stands. Screens read here and write here, and nowhere else.

mod bringing;
mod drafts;
mod follow;
mod kept;
mod lock;
mod unread;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Change, Dot};
use zoufang_core::sync::{Stand, Status};
use zoufang_core::wire::Profile;

use self::drafts::Unkept;
pub use self::follow::{Reading, follow};
pub use self::lock::LockSignals;
pub use self::unread::Unread;
use crate::clock::{Skew, learn_skew, now_ms};
use crate::directory::KeptDirectory;
use crate::form::{Draft, Incoming, Unwritten};
use crate::store::{
    self, Attached, Bytes, Edit, ListQuery, Listed, LocalStore, Meta, OutboxCounts, Outgoing, PutAway, Rewrite,
    StoreError, ToUpload, Upload, View,
};

/// Contents that come within it are looked for together.
const TOGETHER: Duration = Duration::from_millis(300);

/// One account on one browser profile. Cheap to clone.
#[derive(Clone)]
pub struct Device(Arc<SendWrapper<Inner>>);

struct Inner {
    store: LocalStore,
    profile: Profile,
    /// Counts what was written: lists that read it follow.
    version: RwSignal<u64>,
    status: RwSignal<Status>,
    unsent: RwSignal<u32>,
    aside: RwSignal<u32>,
    to_upload: RwSignal<ToUpload>,
    contents: RwSignal<u64>,
    /// It is about to be counted that contents came.
    came: Cell<bool>,
    /// The server was not reached for so long that rows are not shown any more.
    lapsed: RwSignal<bool>,
    lock: LockSignals,
    /// As of the last change: every list asks.
    stand: RefCell<Option<Stand>>,
    directory: KeptDirectory,
    unkept: Unkept,
    incoming: RefCell<BTreeMap<RecordId, Incoming>>,
    /// Counts how often a form was written by other than its page: in another window, or from a page that was left.
    drafted: RwSignal<u64>,
    /// Tells the sync engine, here or in the tab that leads.
    poke: Box<dyn Fn(Poke)>,
}

/// What the sync engine is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poke {
    /// The outbox grew.
    Saved,
    /// Somebody wants to have what the server has now.
    Sync,
    /// A lock was put on or taken off: other tabs would write what lies open, or is sealed.
    LockChanged,
    /// A form was written: other windows have it open, perhaps.
    Drafted,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device of {}", self.0.profile.person)
    }
}

/// The device of this page, once it is known who is signed in; never on the server.
#[derive(Clone, Copy, Debug)]
pub struct Here(pub RwSignal<Option<Device>>);

pub fn here() -> RwSignal<Option<Device>> {
    expect_context::<Here>().0
}

impl Device {
    pub fn new(store: LocalStore, profile: Profile, signals: DeviceSignals, poke: impl Fn(Poke) + 'static) -> Self {
        let DeviceSignals { version, status, unsent, aside, to_upload, contents, lapsed, lock, drafted } = signals;
        let poke = Box::new(poke);
        let (came, stand) = (Cell::default(), RefCell::default());
        let (directory, unkept, incoming) = (KeptDirectory::default(), Unkept::default(), RefCell::default());
        let inner = Inner {
            store,
            profile,
            version,
            status,
            unsent,
            aside,
            to_upload,
            contents,
            came,
            lapsed,
            lock,
            stand,
            directory,
            unkept,
            incoming,
            drafted,
            poke,
        };
        Self(Arc::new(SendWrapper::new(inner)))
    }

    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    pub fn store(&self) -> &LocalStore {
        &self.0.store
    }

    /// As whom changes count until the server has said so.
    pub fn who(&self) -> Attribution {
        Attribution { by: self.0.profile.person, unit: self.0.profile.unit }
    }

    /// Whether this account reads through the server and keeps no rows here.
    pub fn is_desk(&self) -> bool {
        self.0.profile.role.is_desk()
    }

    /// How sync stands.
    pub fn status(&self) -> RwSignal<Status> {
        self.0.status
    }

    /// How many changes the server does not keep yet.
    pub fn unsent(&self) -> RwSignal<u32> {
        self.0.unsent
    }

    /// How many changes the server has and does not count: somebody has to look at them.
    pub fn aside(&self) -> RwSignal<u32> {
        self.0.aside
    }

    /// What of photos and files is still to be sent.
    pub fn to_upload(&self) -> RwSignal<ToUpload> {
        self.0.to_upload
    }

    /// Counts the moments from which on contents may be at the server that were not there before.
    pub fn contents(&self) -> RwSignal<u64> {
        self.0.contents
    }

    /// Contents may have come to the server: of a whole visit's photos, one moment.
    pub fn contents_came(&self) {
        if !self.0.came.replace(true) {
            let device = self.clone();
            let count = move || {
                device.0.came.set(false);
                device.0.contents.update(|count| *count += 1);
            };
            set_timeout(count, TOGETHER);
        }
    }

    /// Whether the server was not reached for so long that rows are not shown any more.
    pub fn lapsed(&self) -> RwSignal<bool> {
        self.0.lapsed
    }

    /// Sync stands so. Time may have passed with it: a lease ends by itself.
    pub fn stands(&self, status: Status) {
        self.0.status.set(status);
        if !status.busy {
            let device = self.clone();
            leptos::task::spawn_local(async move {
                let Ok(shows) = device.shows_rows().await else { return };
                if device.0.lapsed.get_untracked() == shows {
                    device.changed().await;
                }
            });
        }
    }

    /// See [`zoufang_core::sync::Lease`].
    async fn shows_rows(&self) -> Result<bool, StoreError> {
        let known = self.0.stand.borrow().as_ref().map(|stand| stand.may_show(now_ms()));
        match known {
            Some(shows) => Ok(shows),
            None => self.learn_stand().await,
        }
    }

    async fn learn_stand(&self) -> Result<bool, StoreError> {
        let meta = self.meta().await?;
        let (mut skew, stand) = (meta.skew(), meta.stand);
        if skew.is_over(now_ms()) {
            store::forget_skew(&self.0.store, skew).await?;
            skew = Skew::default();
        }
        learn_skew(skew);
        let shows = stand.may_show(now_ms());
        self.0.stand.replace(Some(stand));
        Ok(shows)
    }

    /// To be read by whatever must follow the contents of the device.
    pub fn version(&self) -> u64 {
        self.0.version.get()
    }

    /// What the store holds has changed, here or in another tab.
    pub async fn changed(&self) {
        self.count().await;
        self.0.version.update(|version| *version += 1);
    }

    /// The device has just been opened. What pages read at the same time stands, unless rows may not be shown.
    pub async fn begun(&self) {
        self.count().await;
        if self.0.lapsed.get_untracked() {
            self.0.version.update(|version| *version += 1);
        }
    }

    /// What waits here, and whether rows may be shown.
    async fn count(&self) {
        if let Ok(OutboxCounts { unsent, aside }) = store::outbox_counts(&self.0.store).await {
            self.0.unsent.set(unsent);
            self.0.aside.set(aside);
        }
        if let Ok(shows) = self.learn_stand().await {
            self.0.lapsed.set(!shows);
        }
        self.uploaded().await;
    }

    /// More of a content was sent, here or in another tab: nothing but its count has changed.
    pub async fn uploaded(&self) {
        if let Ok(uploads) = self.uploads().await {
            self.0.to_upload.set(ToUpload::of(&uploads));
        }
    }

    pub async fn view(&self, id: RecordId) -> Result<Option<View>, StoreError> {
        let view = store::view(&self.0.store, self.who(), id).await?;
        let shows = self.shows_rows().await?;
        Ok(view.filter(|view| shows || is_from_here(view)))
    }

    /// Several records, in one transaction; those that are not here are left out.
    pub async fn views_of(&self, ids: &[RecordId]) -> Result<Vec<View>, StoreError> {
        let mut views = store::views_of(&self.0.store, self.who(), ids).await?;
        let shows = self.shows_rows().await?;
        views.retain(|view| shows || is_from_here(view));
        Ok(views)
    }

    /// The records of a list, whole: quicker than one after another.
    pub async fn views(&self, query: ListQuery, most: u32) -> Result<Vec<View>, StoreError> {
        let mut views = store::views(&self.0.store, self.who(), &query, most).await?;
        let shows = self.shows_rows().await?;
        views.retain(|view| shows || is_from_here(view));
        Ok(views)
    }

    /// At most `most` records, the latest day first.
    pub async fn list(&self, query: ListQuery, most: u32) -> Result<Vec<Listed>, StoreError> {
        self.to_show(store::list(&self.0.store, &query, most).await?).await
    }

    /// What of a list may be shown: what was typed here always, rows while the lease lasts.
    async fn to_show(&self, mut listed: Vec<Listed>) -> Result<Vec<Listed>, StoreError> {
        let shows = self.shows_rows().await?;
        listed.retain(|line| shows || line.unsent > 0 || line.aside);
        Ok(listed)
    }

    /// Of at most `most` records of a kind behind `last`, in the same order, those that may be shown; and
    /// behind which the next lie, `None` where there are none.
    pub async fn list_after(
        &self,
        kind: &Kind,
        last: Option<&Listed>,
        most: u32,
    ) -> Result<(Vec<Listed>, Option<Listed>), StoreError> {
        let listed = store::list_after(&self.0.store, kind, last, most).await?;
        let end = listed.last().filter(|_| listed.len() == most as usize).cloned();
        Ok((self.to_show(listed).await?, end))
    }

    /// How often companies changed, and whether those of the server may be shown.
    pub async fn companies_stand(&self) -> Result<(u64, bool), StoreError> {
        Ok((store::companies_changed(&self.0.store).await?, self.shows_rows().await?))
    }

    /// All companies, for whoever searches.
    pub fn directory(&self) -> &KeptDirectory {
        &self.0.directory
    }

    /// Puts changes into the outbox, ends the drafts they came from, and has them sent. When this
    /// returns they are on the disk.
    pub async fn save(&self, edits: &[Edit], drafts: &[String]) -> Result<Vec<Change>, StoreError> {
        let changes = store::save(&self.0.store, self.who(), edits, drafts, now_ms()).await?;
        for key in drafts {
            self.0.unkept.let_go(key);
        }
        if !drafts.is_empty() {
            (self.0.poke)(Poke::Drafted);
        }
        // Whoever saved goes on at once; the exact count follows. Until then nobody may read that all is sent.
        self.0.unsent.update(|count| *count = (*count).max(1));
        let device = self.clone();
        let follow = async move {
            device.changed().await;
            (device.0.poke)(Poke::Saved);
        };
        // After the page that shows what was saved has begun to read it.
        set_timeout(move || leptos::task::spawn_local(follow), Duration::ZERO);
        Ok(changes)
    }

    /// Has it synced now; [`Self::status`] tells what comes of it.
    pub fn sync(&self) {
        (self.0.poke)(Poke::Sync);
    }

    /// Takes a refused change off the device; see [`store::put_away`].
    pub async fn put_away(&self, change: Dot, draft: Option<&Draft>) -> Result<PutAway, StoreError> {
        let spelled = draft.map(serde_json::to_string).transpose();
        let spelled = spelled.map_err(|error| StoreError::Failed(error.to_string()))?;
        let key = draft.map(Draft::key).unwrap_or_default();
        let draft = spelled.as_deref().map(|text| (key.as_str(), text));
        let put_away = store::put_away(&self.0.store, self.who(), change, draft).await?;
        self.changed().await;
        Ok(put_away)
    }

    /// Keeps an attachment with the form it was given to; see [`store::attach`].
    pub async fn attach(
        &self,
        attached: &Attached,
        (key, form): (&str, Option<&Unwritten>),
    ) -> Result<bool, StoreError> {
        let over = form.map(|form| move |lies: Option<&str>| form.over(lies));
        let rewrite = over.as_ref().map(|over| over as Rewrite<'_>);
        let kept = store::attach(&self.0.store, attached, (key, rewrite)).await?;
        (self.0.poke)(Poke::Drafted);
        Ok(kept)
    }

    /// Throws drafts away, with those contents that they alone name.
    pub async fn drop_attached(&self, keys: &[String], hashes: &[String]) -> Result<(), StoreError> {
        store::drop_attached(&self.0.store, keys, hashes).await?;
        for key in keys {
            self.0.unkept.let_go(key);
        }
        (self.0.poke)(Poke::Drafted);
        self.changed().await;
        Ok(())
    }

    /// The bytes under a hash, where they are on the device.
    pub async fn content(&self, hash: &str) -> Result<Option<Bytes>, StoreError> {
        store::content(&self.0.store, hash).await
    }

    /// Contents that wait to be sent or were given up.
    pub async fn uploads(&self) -> Result<Vec<Upload>, StoreError> {
        store::uploads(&self.0.store).await
    }

    /// Everything on its way, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Outgoing>, StoreError> {
        store::outbox(&self.0.store).await
    }

    pub async fn meta(&self) -> Result<Meta, StoreError> {
        store::meta(&self.0.store).await
    }
}

/// Signals that outlive a page; made once, at the root.
#[derive(Clone, Copy, Debug)]
pub struct DeviceSignals {
    pub version: RwSignal<u64>,
    pub status: RwSignal<Status>,
    pub unsent: RwSignal<u32>,
    pub aside: RwSignal<u32>,
    pub to_upload: RwSignal<ToUpload>,
    pub contents: RwSignal<u64>,
    pub lapsed: RwSignal<bool>,
    pub lock: LockSignals,
    pub drafted: RwSignal<u64>,
}

impl DeviceSignals {
    pub fn new() -> Self {
        Self {
            version: RwSignal::new(0),
            status: RwSignal::new(Status::default()),
            unsent: RwSignal::new(0),
            aside: RwSignal::new(0),
            to_upload: RwSignal::new(ToUpload::default()),
            contents: RwSignal::new(0),
            lapsed: RwSignal::new(false),
            lock: LockSignals::new(),
            drafted: RwSignal::new(0),
        }
    }
}

impl Default for DeviceSignals {
    fn default() -> Self {
        Self::new()
    }
}

/// Something of it was typed here and is not with the server, or was not taken.
fn is_from_here(view: &View) -> bool {
    view.unsent > 0 || !view.aside.is_empty()
}
