//! Forms that are being written. What the disk refuses of them the page holds until the disk takes it: whoever
//! leaves a form to export it, as a full disk tells one to, finds it in the file and again in the form.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::RwSignal;
use zoufang_core::id::RecordId;

use super::{Device, Poke};
use crate::form::{Incoming, Unwritten};
use crate::held::Held;
use crate::store::{self, Entry, KeptDraft, StoreError};

/// Forms as the disk refused them last, by the keys of their drafts. They end with the page, which is held.
#[derive(Debug, Default)]
pub struct Unkept(RefCell<BTreeMap<String, Refused>>);

#[derive(Debug)]
struct Refused {
    text: String,
    /// What lay on the disk when the form's window saw it last.
    seen: String,
    _held: Held,
}

impl Unkept {
    pub fn let_go(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    fn hold(&self, key: &str, text: &str, seen: &str) {
        let refused = Refused { text: text.to_owned(), seen: seen.to_owned(), _held: Held::begin() };
        self.0.borrow_mut().insert(key.to_owned(), refused);
    }

    fn text(&self, key: &str) -> Option<String> {
        self.0.borrow().get(key).map(|refused| refused.text.clone())
    }

    pub fn all(&self) -> Vec<KeptDraft> {
        let unkept = self.0.borrow();
        unkept.iter().map(|(key, refused)| KeptDraft { key: key.clone(), text: refused.text.clone() }).collect()
    }
}

impl Device {
    /// Keeps what was typed that is no form of a record. When this returns without an error it is on the disk.
    pub async fn put_draft(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let put = store::put_draft(self.store(), key, text).await;
        match &put {
            Ok(()) => self.0.unkept.let_go(key),
            Err(_) => self.0.unkept.hold(key, text, ""),
        }
        put
    }

    /// Keeps a form as it stands, with what other windows have written of it, and tells them. When this returns
    /// without an error it is on the disk: what lies there then.
    pub async fn put_form(&self, form: &Unwritten) -> Result<String, StoreError> {
        let key = form.draft.key();
        let put = store::rewrite_draft(self.store(), &key, &|lies| form.over(lies)).await;
        match &put {
            Ok(_) => {
                self.0.unkept.let_go(&key);
                (self.0.poke)(Poke::Drafted);
            }
            Err(_) => self.0.unkept.hold(&key, &form.draft.spelled()?, &form.seen),
        }
        put
    }

    /// A form as it lies on the disk, whatever was typed since.
    pub async fn draft_on_disk(&self, key: &str) -> Result<Option<String>, StoreError> {
        store::draft(self.store(), key).await
    }

    /// What is on its way into the form of a record.
    pub fn incoming(&self, of: RecordId) -> Incoming {
        self.0.incoming.borrow_mut().entry(of).or_default().clone()
    }

    /// The form is over: of what is on its way into it nothing comes, and nothing is told any more.
    pub fn let_go_of_incoming(&self, of: RecordId) {
        if let Some(incoming) = self.0.incoming.borrow_mut().remove(&of) {
            incoming.give_up();
        }
    }

    /// Counts how often a form was written or ended by other than its page: in another window, or from a page that was
    /// left.
    pub fn drafted(&self) -> RwSignal<u64> {
        self.0.drafted
    }

    /// Where the newest text of a form is not on the disk: what lay there when its window saw it last.
    pub fn unkept(&self, key: &str) -> Option<String> {
        self.0.unkept.0.borrow().get(key).map(|refused| refused.seen.clone())
    }

    pub async fn draft(&self, key: &str) -> Result<Option<String>, StoreError> {
        match self.0.unkept.text(key) {
            Some(text) => Ok(Some(text)),
            None => store::draft(self.store(), key).await,
        }
    }

    pub async fn drafts(&self) -> Result<Vec<Entry>, StoreError> {
        let mut drafts = store::drafts(self.store()).await?;
        let unkept = self.0.unkept.all();
        drafts.retain(|kept| !unkept.iter().any(|newer| newer.key == kept.key));
        drafts.extend(unkept.into_iter().map(|KeptDraft { key, text }| Entry { key, text, ..Entry::default() }));
        Ok(drafts)
    }

    pub async fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        self.0.unkept.let_go(key);
        store::drop_draft(self.store(), key).await?;
        (self.0.poke)(Poke::Drafted);
        self.changed().await;
        Ok(())
    }
}
