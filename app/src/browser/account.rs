//! Whose device this is, so that the app opens without network. It lies in IndexedDB like all that
//! matters: browsers write their small store to the disk only seconds later, and a phone whose
//! battery dies in between would not know its owner.

use std::cell::Cell;

use gloo_storage::{LocalStorage, Storage};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use zoufang_core::wire::Profile;

use crate::store::{Durability, Entry, IdbStore, Store, StoreError, Table, Tables};

/// Apart from the stores of the accounts, which are named after them.
const STORE: &str = "zoufang";
const KEY: &str = "account";
/// Where earlier versions kept it.
const SMALL: &str = "zoufang/account";
/// In the browser's small store: somebody is signed in here. A browser that loses the large one mostly keeps it.
const SIGNED_IN: &str = "zoufang/signed-in";

/// In ms, between one try to read and the next, and then between all others.
const PAUSES: [u32; 5] = [50, 100, 200, 400, 800];
const PAUSE: u32 = 1_600;
/// In ms, until it is said that the storage does not open.
const PATIENCE: u32 = 4_000;

thread_local! {
    /// Somebody has signed out on this page. It is loaded anew, and until then nobody is remembered by it: what it was
    /// about to note when it opened comes too late.
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
}

/// Whose device this is.
#[derive(Debug)]
pub enum Remembered {
    /// Who signed in last and has not signed out.
    Somebody(Profile),
    Nobody,
    /// Somebody was signed in, and the browser has nothing of it any more.
    Lost,
}

/// A browser that was killed may fail to open its own files when it is opened again at once, and others may keep
/// it from opening them. Whoever is asked to sign in then, without network, would take all they wrote for lost: it
/// is tried until it opens, and `closed` is told where that takes long.
pub async fn remembered(closed: impl FnOnce() + 'static) -> Remembered {
    let _late = Timeout::new(PATIENCE, closed);
    let store = IdbStore::new(STORE);
    let mut pauses = PAUSES.into_iter();
    let kept = loop {
        let failed = match store.read(&[Table::Meta], async |tx| tx.get(Table::Meta, KEY).await).await {
            Ok(kept) => break kept,
            Err(StoreError::Absent) => return Remembered::Nobody,
            Err(failed) => failed,
        };
        leptos::logging::warn!("whose device this is cannot be read: {failed}");
        TimeoutFuture::new(pauses.next().unwrap_or(PAUSE)).await;
    };
    store.close();
    if let Some(profile) = kept.and_then(|entry| serde_json::from_str(&entry.text).ok()) {
        return Remembered::Somebody(profile);
    }
    if let Ok(earlier) = LocalStorage::get(SMALL) {
        remember_profile(Some(&earlier)).await;
        return Remembered::Somebody(earlier);
    }
    if LocalStorage::get(SIGNED_IN).unwrap_or(false) { Remembered::Lost } else { Remembered::Nobody }
}

/// When this returns it is on the disk; a browser that stores nothing asks for a sign-in the next time.
pub async fn remember_profile(profile: Option<&Profile>) {
    LocalStorage::delete(SMALL);
    match profile {
        Some(_) if IS_LEFT.get() => return,
        Some(_) => {}
        None => {
            IS_LEFT.set(true);
            LocalStorage::delete(SIGNED_IN);
        }
    }
    let text = profile.and_then(|profile| serde_json::to_string(profile).ok());
    let store = IdbStore::new(STORE);
    let kept = store
        .write(&[Table::Meta], Durability::Strict, async |tx| match &text {
            Some(text) => tx.put(Table::Meta, &Entry { key: KEY.to_owned(), text: text.clone(), ..Entry::default() }),
            None => tx.delete(Table::Meta, KEY),
        })
        .await;
    store.close();
    match kept {
        // Where the small store takes nothing, nobody is told of a loss.
        Ok(()) if text.is_some() && !IS_LEFT.get() => drop(LocalStorage::set(SIGNED_IN, true)),
        Ok(()) => {}
        Err(error) => leptos::logging::warn!("the account is not remembered: {error}"),
    }
}
