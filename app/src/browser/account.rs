//! Whose device this is, so that the app opens without network. It lies in IndexedDB like all that
//! matters: browsers write their small store to the disk only seconds later, and a phone whose
//! battery dies in between would not know its owner.

use gloo_storage::{LocalStorage, Storage};
use gloo_timers::future::TimeoutFuture;
use zoufang_core::wire::Profile;

use crate::store::{Durability, Entry, IdbStore, Store, StoreError, Table, Tables};

/// Apart from the stores of the accounts, which are named after them.
const STORE: &str = "zoufang";
const KEY: &str = "account";
/// Where earlier versions kept it.
const SMALL: &str = "zoufang/account";

/// In ms, between one try to read and the next.
const PAUSES: [u32; 6] = [50, 100, 200, 400, 800, 1_600];

/// Who signed in last on this device and has not signed out.
pub async fn remembered_profile() -> Option<Profile> {
    let kept = read().await.and_then(|entry| serde_json::from_str(&entry.text).ok());
    if kept.is_some() {
        return kept;
    }
    let earlier: Profile = LocalStorage::get(SMALL).ok()?;
    remember_profile(Some(&earlier)).await;
    Some(earlier)
}

/// A browser that was killed may fail to open its own files when it is opened again at once. Whoever is asked to
/// sign in then, without network, would take all they wrote for lost: it is tried again for some seconds.
async fn read() -> Option<Entry> {
    let store = IdbStore::new(STORE);
    let mut pauses = PAUSES.into_iter();
    loop {
        let failed = match store.read(&[Table::Meta], async |tx| tx.get(Table::Meta, KEY).await).await {
            Ok(found) => return found,
            Err(StoreError::Absent) => return None,
            Err(failed) => failed,
        };
        leptos::logging::warn!("whose device this is cannot be read: {failed}");
        TimeoutFuture::new(pauses.next()?).await;
    }
}

/// When this returns it is on the disk; a browser that stores nothing asks for a sign-in the next time.
pub async fn remember_profile(profile: Option<&Profile>) {
    LocalStorage::delete(SMALL);
    let text = profile.and_then(|profile| serde_json::to_string(profile).ok());
    let kept = IdbStore::new(STORE)
        .write(&[Table::Meta], Durability::Strict, async |tx| match &text {
            Some(text) => tx.put(Table::Meta, &Entry { key: KEY.to_owned(), text: text.clone(), ..Entry::default() }),
            None => tx.delete(Table::Meta, KEY),
        })
        .await;
    if let Err(error) = kept {
        leptos::logging::warn!("the account is not remembered: {error}");
    }
}
