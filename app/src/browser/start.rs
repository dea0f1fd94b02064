use std::cell::RefCell;
use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::{GetUntracked, Update, location};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;
use zoufang_core::id::PersonId;
use zoufang_core::sync::Event;
use zoufang_core::wire::Profile;

use super::events::Listening;
use super::host::Host;
use super::tabs::{Tabs, Told};
use crate::device::{Device, DeviceSignals, Poke};
use crate::held::begin_anew_once_settled;
use crate::lock::DeviceKey;
use crate::store::{Guarded, IdbStore, LocalStore};

const SETTINGS: &str = "zoufang/settings";

/// Small settings of this device; what people type never lies here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `zh-CN` or `en`; empty for the default.
    pub language: String,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    /// `large`, or empty for the usual size.
    pub text: String,
}

pub fn settings() -> Settings {
    LocalStorage::get(SETTINGS).unwrap_or_default()
}

pub fn keep_settings(settings: &Settings) {
    // A browser that refuses keeps its defaults.
    let _ = LocalStorage::set(SETTINGS, settings);
}

/// What is somebody's on this device.
pub fn store_of(person: PersonId) -> LocalStore {
    Guarded::new(IdbStore::new(&format!("zoufang-{person}")))
}

/// Has the store of an account synced, by this tab or another.
pub fn open_device(
    store: LocalStore,
    profile: Profile,
    signals: DeviceSignals,
    unlocked_with: Option<DeviceKey>,
) -> Device {
    let tabs = Tabs::of(profile.person);
    let host = Leading::default();
    let poke = {
        let (host, tabs) = (Rc::clone(&host), tabs.clone());
        move |poke| match (host.borrow().as_ref(), poke) {
            (Some(host), Poke::Saved) => {
                host.feed(Event::Saved);
                tabs.tell_changed();
            }
            (Some(host), Poke::Sync) => host.feed(Event::Woke),
            (None, Poke::Saved) => tabs.tell_saved(),
            (None, Poke::Sync) => tabs.tell_sync(),
            (_, Poke::LockChanged) => tabs.tell_lock_changed(),
            (_, Poke::Drafted) => tabs.tell_drafted(),
        }
    };
    let device = Device::new(store, profile, signals, poke);
    hear_other_tabs(&tabs, &device, Rc::clone(&host));
    let leading = (device.clone(), tabs.clone());
    tabs.when_leading(move || {
        let (device, tabs) = leading;
        let started = Host::new(device, tabs);
        *host.borrow_mut() = Some(Rc::clone(&started));
        Listening::begin(Rc::clone(&started));
        started.feed(Event::Woke);
    });
    let first = device.clone();
    spawn_local(async move {
        first.begun().await;
        // Today's page has it done when it stands.
        if crate::field::is_apart(&location()) {
            crate::field::let_go_of_packs(first.clone()).await;
        }
        super::lock::go_on(&first, unlocked_with).await;
    });
    super::lock::lock_when_left(&device);
    // A desk keeps nothing that would have to last.
    if !device.is_desk() {
        spawn_local(super::room::ask_to_last());
    }
    device
}

/// The host, in the tab that leads.
type Leading = Rc<RefCell<Option<Rc<Host>>>>;

fn hear_other_tabs(tabs: &Tabs, device: &Device, host: Leading) {
    let (device, answering) = (device.clone(), tabs.clone());
    tabs.on_told(move |told| match told {
        Told::Saved => {
            if let Some(host) = host.borrow().as_ref() {
                host.feed(Event::Saved);
            }
            let device = device.clone();
            spawn_local(async move { device.changed().await });
        }
        Told::Sync => {
            if let Some(host) = host.borrow().as_ref() {
                host.feed(Event::Woke);
            }
        }
        Told::Changed => {
            let device = device.clone();
            spawn_local(async move { device.changed().await });
        }
        Told::Uploaded => {
            let device = device.clone();
            spawn_local(async move { device.uploaded().await });
        }
        Told::ContentsCame => device.contents_came(),
        // What this tab would write from now on would lie open, or be sealed.
        Told::LockChanged => begin_anew_once_settled(),
        Told::Drafted => device.drafted().update(|count| *count += 1),
        Told::Status { status } => device.stands(status),
        Told::Joined => {
            if host.borrow().is_some() {
                answering.tell_status(device.status().get_untracked());
            }
        }
    });
    tabs.tell_joined();
}
