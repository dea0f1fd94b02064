use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Finding, Problem};

use super::draft::Draft;
use crate::clock::{now_ms, today};
use crate::device::Device;
use crate::held::Held;
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
    /// Reckoned once for each keystroke, however many inputs ask.
    findings: Memo<Vec<Finding>>,
    /// Fields whose findings are shown: left once, or all after a try to finish.
    shown: RwSignal<Showing>,
    dirty: StoredValue<bool>,
    writing: StoredValue<bool>,
    /// Saved or thrown away: nothing of it may come back to the disk.
    ended: StoredValue<bool>,
    device: StoredValue<Device>,
}

#[derive(Clone, Debug, PartialEq)]
enum Showing {
    Left(Vec<String>),
    All,
}

impl DraftForm {
    /// Goes on with a draft that the device keeps, or that its disk has refused: then it is written again.
    pub fn new(draft: Draft, device: Device) -> Self {
        let kept = if draft.is_untouched() { Keeping::Untouched } else { Keeping::Kept(draft.started.touched) };
        let is_unkept = device.is_unkept(&draft.key());
        let form = Self::standing(draft, device, kept);
        if is_unkept {
            form.keep();
        }
        form
    }

    /// Begins one with what the app knows already; it is not kept before the first keystroke.
    pub fn begin(draft: Draft, device: Device) -> Self {
        Self::standing(draft, device, Keeping::Untouched)
    }

    fn standing(draft: Draft, device: Device, keeping: Keeping) -> Self {
        let draft = RwSignal::new(draft);
        let form = Self {
            draft,
            keeping: RwSignal::new(keeping),
            findings: Memo::new(move |_| draft.with(|draft| draft.findings(today()))),
            shown: RwSignal::new(Showing::Left(Vec::new())),
            dirty: StoredValue::new(false),
            writing: StoredValue::new(false),
            ended: StoredValue::new(false),
            device: StoredValue::new(device),
        };
        on_cleanup(move || form.keep_last());
        form
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

    /// Shows what is wrong with every field from now on.
    pub fn show_all(self) {
        self.shown.set(Showing::All);
    }

    /// The draft with something attached to it, to be written together with that. `None` where the form
    /// is over, or its page gone.
    pub fn with_attachment(self) -> Option<String> {
        if self.ended.try_get_value()? {
            return None;
        }
        self.draft.try_update(|draft| draft.note_attachment(now_ms()))?;
        self.draft.try_with_untracked(|draft| serde_json::to_string(draft).ok())?
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
        let found = |findings: &Vec<Finding>| findings.iter().find(|finding| finding.path.as_str() == path).cloned();
        let finding = self.findings.with(found)?;
        let due = self.shown.with(|showing| match showing {
            Showing::All => true,
            Showing::Left(left) => finding.problem != Problem::Missing && left.iter().any(|known| known == path),
        });
        due.then_some(finding.problem)
    }

    pub fn findings(self) -> Vec<Finding> {
        self.findings.get()
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
        self.show_all();
        Err(findings)
    }

    /// The form is over; a write under way is the last.
    pub fn end(self) {
        self.ended.set_value(true);
    }

    /// It goes on after all, since the save failed: the newest text is written again.
    pub fn go_on(self) {
        self.ended.set_value(false);
        self.keep();
    }

    /// Has the newest text written, now or when the write under way has completed.
    pub fn keep(self) {
        // What was attached may be ready when the page is gone.
        if self.ended.try_get_value() != Some(false) {
            return;
        }
        self.dirty.set_value(true);
        self.keeping.set(Keeping::Writing);
        if self.writing.get_value() {
            return;
        }
        self.writing.set_value(true);
        // What the disk refuses the device holds on to.
        let held = Held::begin();
        spawn_local(async move {
            self.write_out().await;
            drop(held);
        });
    }

    async fn write_out(self) {
        loop {
            self.dirty.set_value(false);
            // The form may be gone by the time a write completes; then there is nobody to tell.
            let Some(draft) = self.draft.try_get_untracked() else { return };
            let Some(device) = self.device.try_get_value() else { return };
            let written = put(&device, &draft).await;
            let again = self.dirty.try_get_value() == Some(true) && self.ended.try_get_value() == Some(false);
            if !again {
                let outcome = written.map_or_else(Keeping::Failed, |()| Keeping::Kept(now_ms()));
                self.writing.try_set_value(false);
                self.keeping.try_set(outcome);
                return;
            }
        }
    }

    /// The page goes during a write: what was typed since is written at once, behind that and before whoever opens
    /// the form again reads it.
    fn keep_last(self) {
        if self.dirty.try_get_value() != Some(true) || self.ended.try_get_value() != Some(false) {
            return;
        }
        let Some(draft) = self.draft.try_get_untracked() else { return };
        let Some(device) = self.device.try_get_value() else { return };
        let held = Held::begin();
        spawn_local(async move {
            if let Err(error) = put(&device, &draft).await {
                leptos::logging::error!("a form that was left is not on the disk: {error}");
            }
            drop(held);
        });
    }
}

async fn put(device: &Device, draft: &Draft) -> Result<(), StoreError> {
    let text = serde_json::to_string(draft).map_err(|error| StoreError::Failed(error.to_string()))?;
    device.put_draft(&draft.key(), &text).await
}
