use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Finding, Problem};

use super::draft::Draft;
use crate::clock::{now_ms, today};
use crate::device::Device;
use crate::store::{Edit, StoreError};

/// How sure the words on the screen are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Keeping {
    /// Nothing typed yet.
    #[default]
    Untouched,
    /// Being written to the disk.
    Writing,
    /// On the disk since this instant (milliseconds since 1970).
    Kept(u64),
    /// On the screen only.
    Failed(StoreError),
}

/// A draft that is being typed: each change of it goes to the disk at once, the next write starting
/// when the last has completed, always with the newest text.
#[derive(Clone, Copy, Debug)]
pub struct DraftForm {
    draft: RwSignal<Draft>,
    keeping: RwSignal<Keeping>,
    /// Fields whose findings are shown: left once, or all after a try to finish.
    shown: RwSignal<Showing>,
    dirty: StoredValue<bool>,
    writing: StoredValue<bool>,
    device: StoredValue<Device>,
}

#[derive(Clone, Debug, PartialEq)]
enum Showing {
    Left(Vec<String>),
    All,
}

impl DraftForm {
    pub fn new(draft: Draft, device: Device) -> Self {
        let kept = if draft.is_untouched() { Keeping::Untouched } else { Keeping::Kept(draft.started.touched) };
        Self {
            draft: RwSignal::new(draft),
            keeping: RwSignal::new(kept),
            shown: RwSignal::new(Showing::Left(Vec::new())),
            dirty: StoredValue::new(false),
            writing: StoredValue::new(false),
            device: StoredValue::new(device),
        }
    }

    pub fn keeping(self) -> Signal<Keeping> {
        self.keeping.into()
    }

    pub fn draft(self) -> ReadSignal<Draft> {
        self.draft.read_only()
    }

    pub fn device(self) -> Device {
        self.device.get_value()
    }

    /// What stands in a field; follows it.
    pub fn text(self, path: &str) -> String {
        self.draft.with(|draft| draft.text(path))
    }

    pub fn text_untracked(self, path: &str) -> String {
        self.draft.with_untracked(|draft| draft.text(path))
    }

    pub fn items(self, list: &str) -> Vec<String> {
        self.draft.with(|draft| draft.items(list))
    }

    /// Takes a keystroke.
    pub fn set(self, path: &str, text: &str) {
        self.draft.update(|draft| {
            let taken = draft.set(path, text, now_ms());
            debug_assert!(taken, "{path} is not a field path");
        });
        self.keep();
    }

    /// Several fields at once, as when a company is chosen.
    pub fn set_all<'a>(self, fields: impl IntoIterator<Item = (&'a str, String)>) {
        self.draft.update(|draft| {
            for (path, text) in fields {
                draft.set(path, &text, now_ms());
            }
        });
        self.keep();
    }

    pub fn remove_item(self, list: &str, key: &str) {
        self.draft.update(|draft| draft.remove_item(list, key, now_ms()));
        self.keep();
    }

    /// The field was left: from now on what is wrong with it shows.
    pub fn leave(self, path: &str) {
        self.shown.update(|showing| {
            if let Showing::Left(left) = showing
                && !left.iter().any(|known| known == path)
            {
                left.push(path.to_owned());
            }
        });
    }

    /// What is wrong with a field, once it is time to say so.
    pub fn problem(self, path: &str) -> Option<Problem> {
        let finding = self.findings().into_iter().find(|finding| finding.path.as_str() == path)?;
        let due = self.shown.with(|showing| match showing {
            Showing::All => true,
            Showing::Left(left) => finding.problem != Problem::Missing && left.iter().any(|known| known == path),
        });
        due.then_some(finding.problem)
    }

    pub fn findings(self) -> Vec<Finding> {
        self.draft.with(|draft| draft.findings(today()))
    }

    /// What a finished form writes.
    ///
    /// # Errors
    /// The findings; from now on all of them show. The draft stays as it is.
    pub fn finish(self) -> Result<Option<Edit>, Vec<Finding>> {
        let findings = self.draft.with_untracked(|draft| draft.findings(today()));
        if findings.is_empty() {
            return self.draft.with_untracked(Draft::edit);
        }
        self.shown.set(Showing::All);
        Err(findings)
    }

    /// Has the newest text written, now or when the write under way has completed.
    pub fn keep(self) {
        self.dirty.set_value(true);
        self.keeping.set(Keeping::Writing);
        if self.writing.get_value() {
            return;
        }
        self.writing.set_value(true);
        spawn_local(async move { self.write_out().await });
    }

    async fn write_out(self) {
        loop {
            self.dirty.set_value(false);
            // The form may be gone by the time a write completes; then there is nobody to tell.
            let Some(draft) = self.draft.try_get_untracked() else { return };
            let Some(device) = self.device.try_get_value() else { return };
            let written = match serde_json::to_string(&draft) {
                Ok(text) => device.put_draft(&draft.key(), &text).await,
                Err(error) => Err(StoreError::Failed(error.to_string())),
            };
            let again = self.dirty.try_get_value() == Some(true);
            if !again {
                let outcome = written.map_or_else(Keeping::Failed, |()| Keeping::Kept(now_ms()));
                self.writing.try_set_value(false);
                self.keeping.try_set(outcome);
                return;
            }
        }
    }
}
