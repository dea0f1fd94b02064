//! Whose device this is, so that the app opens without network. It lies in IndexedDB like all that
//! matters: browsers write their small store to the disk only seconds later, and a phone whose
//! battery dies in between would not know its owner.

use gloo_storage::{LocalStorage, Storage};
use zoufang_core::wire::Profile;

use crate::store::{Durability, Entry, IdbStore, Store, Table, Tables};

/// Apart from the stores of the accounts, which are named after them.
const STORE: &str = "zoufang";
const KEY: &str = "account";
/// Where earlier versions kept it.
const SMALL: &str = "zoufang/account";

/// Who signed in last on this device and has not signed out.
pub async fn remembered_profile() -> Option<Profile> {
    let read = IdbStore::new(STORE).read(&[Table::Meta], async |tx| tx.get(Table::Meta, KEY).await).await;
    let kept = read.ok().flatten().and_then(|entry| serde_json::from_str(&entry.text).ok());
    if kept.is_some() {
        return kept;
    }
    let earlier: Profile = LocalStorage::get(SMALL).ok()?;
    remember_profile(Some(&earlier)).await;
    Some(earlier)
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
