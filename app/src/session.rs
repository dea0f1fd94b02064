//! Who is signed in, on this page.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use zoufang_core::wire::Profile;

use crate::device::{DeviceSignals, Here};
use crate::document::RequestSession;

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

#[derive(Clone, Copy, Debug)]
pub struct Session {
    who: RwSignal<Who>,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser opens a device"))]
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
        let session = Self { who: RwSignal::new(who), signals: DeviceSignals::new(), here: Here(RwSignal::new(None)) };
        provide_context(session);
        provide_context(session.here);
        #[cfg(feature = "hydrate")]
        Effect::new(move |_| {
            // The cookie decides for whom changes count: a device that remembers somebody else, or
            // has forgotten, follows it.
            if let Some(profile) = named.clone() {
                session.begin(profile.clone());
                return spawn_local(async move { crate::browser::remember_profile(Some(&profile)).await });
            }
            spawn_local(async move {
                match crate::browser::remembered_profile().await {
                    Some(profile) => session.begin(profile),
                    None => session.who.set(Who::SignedOut),
                }
            });
        });
        session
    }

    pub fn get() -> Self {
        expect_context()
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
        spawn_local(async move {
            let store = crate::browser::store_of(profile.person);
            match store.lock().await {
                Ok(Some(_)) => self.who.set(Who::Locked(profile)),
                // Of a storage that fails each page says so.
                Ok(None) | Err(_) => self.enter(profile, store, None),
            }
        });
    }

    /// What is theirs on this device can be read.
    #[cfg(feature = "hydrate")]
    pub fn enter(self, profile: Profile, store: crate::store::LocalStore, lock: Option<crate::lock::Stage>) {
        self.signals.lock.set(lock);
        self.signals.lock_required.set(profile.lock_required);
        let device = crate::browser::open_device(store, profile.clone(), self.signals);
        self.here.0.set(Some(device));
        self.who.set(Who::SignedIn(profile));
    }
}
