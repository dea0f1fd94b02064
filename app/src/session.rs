//! Who is signed in, on this page.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use zoufang_core::wire::Profile;

use crate::device::{DeviceSignals, Here};
use crate::document::RequestSession;
#[cfg(feature = "hydrate")]
use crate::lock::{DeviceKey, Stage};
#[cfg(feature = "hydrate")]
use crate::store::LocalStore;
use crate::words::{Word, common};

/// What the page knows of its user.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Who {
    /// The page has just come; the device has not been asked yet.
    #[default]
    Unknown,
    SignedOut,
    /// Somebody is, and what is theirs on this device is sealed.
    Locked(Profile),
    SignedIn(Profile),
}

/// How the browser keeps what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    Sound,
    /// Its storage does not open, and is tried again.
    Closed,
    /// It has lost what lay there.
    Lost,
}

#[derive(Clone, Copy, Debug)]
pub struct Session {
    who: RwSignal<Who>,
    storage: RwSignal<Storage>,
    signals: DeviceSignals,
    here: Here,
}

impl Session {
    /// Made once, at the root. A page that the server rendered says whom the request's cookie names,
    /// to the browser as well, so that both render the same. Elsewhere it is whom the device
    /// remembers, which works without network.
    pub fn provide() -> Self {
        let asked = || use_context::<RequestSession>().and_then(|session| session.0);
        let named = SharedValue::new(asked).into_inner();
        let who = named.clone().map_or(Who::Unknown, Who::SignedIn);
        let session = Self {
            who: RwSignal::new(who),
            storage: RwSignal::new(Storage::Sound),
            signals: DeviceSignals::new(),
            here: Here(RwSignal::new(None)),
        };
        provide_context(session);
        provide_context(session.here);
        #[cfg(feature = "hydrate")]
        Effect::new(move |_| {
            // The cookie decides for whom changes count: a device that remembers somebody else, or
            // has forgotten, follows it.
            let named = named.clone();
            if let Some(profile) = named.clone() {
                session.begin(profile);
            }
            spawn_local(session.ask_device(named));
        });
        session
    }

    #[cfg(feature = "hydrate")]
    async fn ask_device(self, named: Option<Profile>) {
        use crate::browser::{Remembered, remember_profile, remembered};
        let remembered = remembered(move || self.storage.set(Storage::Closed)).await;
        let is_lost = matches!(remembered, Remembered::Lost);
        self.storage.set(if is_lost { Storage::Lost } else { Storage::Sound });
        match (named, remembered) {
            (Some(profile), _) => remember_profile(Some(&profile)).await,
            (None, Remembered::Somebody(profile)) => self.begin(profile),
            (None, Remembered::Nobody | Remembered::Lost) => self.who.set(Who::SignedOut),
        }
    }

    /// What is wrong with what the browser was given to keep, in words.
    pub fn badly_kept(self) -> Option<Word> {
        match self.storage.get() {
            Storage::Sound => None,
            Storage::Closed => Some(common::STORAGE_CLOSED),
            Storage::Lost => Some(common::STORAGE_LOST),
        }
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// The city has just said so.
    pub fn lock_is_required(self, required: bool) {
        self.signals.lock.required.set(required);
        self.who.update(|who| {
            if let Who::SignedIn(profile) = who {
                profile.lock_required = required;
            }
        });
    }

    pub fn who(self) -> ReadSignal<Who> {
        self.who.read_only()
    }

    pub fn profile(self) -> Option<Profile> {
        match self.who.get() {
            Who::SignedIn(profile) | Who::Locked(profile) => Some(profile),
            Who::Unknown | Who::SignedOut => None,
        }
    }

    /// Somebody has signed in, now or on an earlier day.
    #[cfg(feature = "hydrate")]
    pub fn begin(self, profile: Profile) {
        if self.who.get_untracked() == Who::SignedOut {
            // Pages send away whoever is known to be nobody.
            self.who.set(Who::Unknown);
        }
        spawn_local(async move {
            let store = crate::browser::store_of(profile.person);
            match store.lock().await {
                Ok(Some(_)) => self.who.set(Who::Locked(profile)),
                // Of a storage that fails each page says so; the store asks again for its lock before it writes.
                Ok(None) | Err(_) => self.enter(profile, store, None).await,
            }
        });
    }

    /// What is theirs on this device can be read. Pages ask for the day as they open.
    #[cfg(feature = "hydrate")]
    pub async fn enter(self, profile: Profile, store: LocalStore, unlocked: Option<(DeviceKey, Stage)>) {
        // A storage that fails says so when it is written to.
        if let Ok(meta) = crate::store::meta(&store).await {
            crate::clock::learn_skew(meta.skew());
        }
        self.signals.lock.stage.set(unlocked.as_ref().map(|(_, stage)| *stage));
        self.signals.lock.required.set(profile.lock_required);
        let key = unlocked.map(|(key, _)| key);
        let device = crate::browser::open_device(store, profile.clone(), self.signals, key);
        self.here.0.set(Some(device));
        self.who.set(Who::SignedIn(profile));
    }
}
