//! Forms that are being written. What the disk refuses of them the page holds until the disk takes it: whoever
//! leaves a form to export it, as a full disk tells one to, finds it in the file and again in the form.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Device;
use crate::held::Held;
use crate::store::{self, Entry, KeptDraft, StoreError};

/// Forms as the disk refused them last, by the keys of their drafts. They end with the page, which is held.
#[derive(Debug, Default)]
pub struct Unkept(RefCell<BTreeMap<String, (String, Held)>>);

impl Unkept {
    pub fn let_go(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    fn hold(&self, key: &str, text: &str) {
        self.0.borrow_mut().insert(key.to_owned(), (text.to_owned(), Held::begin()));
    }

    fn text(&self, key: &str) -> Option<String> {
        self.0.borrow().get(key).map(|(text, _)| text.clone())
    }

    pub fn all(&self) -> Vec<KeptDraft> {
        let unkept = self.0.borrow();
        unkept.iter().map(|(key, (text, _))| KeptDraft { key: key.clone(), text: text.clone() }).collect()
    }
}

impl Device {
    /// Keeps a form as it stands. When this returns without an error it is on the disk.
    pub async fn put_draft(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let put = store::put_draft(self.store(), key, text).await;
        match &put {
            Ok(()) => self.0.unkept.let_go(key),
            Err(_) => self.0.unkept.hold(key, text),
        }
        put
    }

    /// Whether the newest text of a form is not on the disk.
    pub fn is_unkept(&self, key: &str) -> bool {
        self.0.unkept.text(key).is_some()
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
        self.changed().await;
        Ok(())
    }
}
