use std::future::poll_fn;
use std::task::{Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Finding, Problem};

use super::beside::Unwritten;
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
    /// On the screen only, until a write succeeds.
    Failed(StoreError),
}

/// A draft that is being typed: each change of it goes to the disk at once, the next write starting
/// when the last has completed, always with the newest text. What another window writes of it is taken in.
#[derive(Clone, Copy, Debug)]
pub struct DraftForm {
    draft: RwSignal<Draft>,
    keeping: RwSignal<Keeping>,
    /// Reckoned once for each keystroke, however many inputs ask.
    findings: Memo<Vec<Finding>>,
    /// Fields whose findings are shown: left once, or all after a try to finish.
    shown: RwSignal<Showing>,
    dirty: StoredValue<bool>,
    /// Another window has written it, perhaps.
    heard: StoredValue<bool>,
    /// The form as it lay on the disk when it was read or written here last, or was begun.
    seen: StoredValue<String>,
    writing: StoredValue<bool>,
    /// Who waits until that is done.
    waiting: StoredValue<Vec<Waker>>,
    /// Saved or thrown away: nothing of it may come back to the disk.
    ended: StoredValue<bool>,
    /// That was in another window.
    over: RwSignal<bool>,
    /// Whether this window may take it for over then; nobody has said so where it does not know how to.
    may_end: StoredValue<Option<Callback<(), bool>>>,
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
        let unkept = device.unkept(&draft.key());
        let is_unkept = unkept.is_some();
        let seen = unkept.unwrap_or_else(|| spelled(&draft));
        let form = Self::standing(draft, device, kept, seen);
        if is_unkept {
            form.keep();
        }
        form
    }

    /// Begins one with what the app knows already; it is not kept before the first keystroke.
    pub fn begin(draft: Draft, device: Device) -> Self {
        let seen = spelled(&draft);
        Self::standing(draft, device, Keeping::Untouched, seen)
    }

    fn standing(draft: Draft, device: Device, keeping: Keeping, seen: String) -> Self {
        let drafted = device.drafted();
        let draft = RwSignal::new(draft);
        let form = Self {
            draft,
            keeping: RwSignal::new(keeping),
            findings: Memo::new(move |_| draft.with(|draft| draft.findings(today()))),
            shown: RwSignal::new(Showing::Left(Vec::new())),
            dirty: StoredValue::new(false),
            heard: StoredValue::new(false),
            seen: StoredValue::new(seen),
            writing: StoredValue::new(false),
            waiting: StoredValue::new(Vec::new()),
            ended: StoredValue::new(false),
            over: RwSignal::new(false),
            may_end: StoredValue::new(None),
            device: StoredValue::new(device),
        };
        on_cleanup(move || form.keep_last());
        Effect::new(move |begun: Option<()>| {
            drafted.track();
            if begun.is_some() {
                form.hear();
            }
        });
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
    pub fn with_attachment(self) -> Option<Unwritten> {
        if self.ended.try_get_value()? {
            return None;
        }
        self.draft.try_update(|draft| draft.note_attachment(now_ms()))?;
        self.unwritten()
    }

    /// `None` where its page is gone.
    fn unwritten(self) -> Option<Unwritten> {
        Some(Unwritten { draft: self.draft.try_get_untracked()?, seen: self.seen.try_get_value()? })
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

    /// What happens once another window has finished the form or thrown it away: it must not be begun anew here, unless
    /// something is under way in this window that would be lost.
    pub fn when_over(self, may_end: impl Fn() -> bool + Send + Sync + 'static, then: impl Fn() + 'static) {
        self.may_end.set_value(Some(Callback::new(move |()| may_end())));
        Effect::new(move |_| {
            if self.over.get() {
                then();
            }
        });
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
        // That it is on the screen only is told until it is not, not between one try and the next.
        if !matches!(self.keeping.get_untracked(), Keeping::Failed(_)) {
            self.keeping.set(Keeping::Writing);
        }
        self.go();
    }

    /// Another window has written a form.
    fn hear(self) {
        if self.ended.try_get_value() == Some(false) {
            self.heard.set_value(true);
            self.go();
        }
    }

    /// Takes in what another window has written last, before the form is finished. Tells whether there is a form to
    /// finish: another window may have done so, or the tap before this one.
    pub async fn settle(self) -> bool {
        self.heard.try_set_value(true);
        // What is under way takes it in, at its end.
        self.is_idle().await;
        if self.heard.try_get_value() == Some(true) && self.ended.try_get_value() == Some(false) {
            self.writing.set_value(true);
            self.work().await;
        }
        self.ended.try_get_value() == Some(false)
    }

    /// Waits until nothing is written or read; for ever, where the form goes meanwhile.
    async fn is_idle(self) {
        poll_fn(|context| match self.writing.try_get_value() {
            Some(true) => {
                self.waiting.try_update_value(|waiting| waiting.push(context.waker().clone()));
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
        .await;
    }

    fn go(self) {
        if self.writing.get_value() {
            return;
        }
        self.writing.set_value(true);
        // What the disk refuses the device holds on to.
        let held = Held::begin();
        spawn_local(async move {
            self.work().await;
            drop(held);
        });
    }

    /// One thing after the other, so that each goes by what the one before it has seen.
    async fn work(self) {
        // The form may be gone at any time; then there is nobody to tell.
        while self.ended.try_get_value() == Some(false) {
            if self.dirty.try_get_value() == Some(true) {
                self.dirty.try_set_value(false);
                let Some(outcome) = self.write().await else { return };
                if self.dirty.try_get_value() == Some(false) {
                    self.keeping.try_set(outcome);
                }
            } else if self.heard.try_get_value() == Some(true) {
                self.heard.try_set_value(false);
                self.read().await;
            } else {
                break;
            }
        }
        self.writing.try_set_value(false);
        let waiting = self.waiting.try_update_value(std::mem::take);
        waiting.into_iter().flatten().for_each(Waker::wake);
    }

    async fn write(self) -> Option<Keeping> {
        let (form, device) = (self.unwritten()?, self.device.try_get_value()?);
        match device.put_form(&form).await {
            Ok(lies) => {
                // As a rule nobody else has written it.
                if form.draft.spelled().as_ref() != Ok(&lies)
                    && let Ok(both) = serde_json::from_str(&lies)
                {
                    self.take_in(Some(&form.draft), &both);
                }
                self.seen.try_set_value(lies);
                Some(Keeping::Kept(now_ms()))
            }
            Err(error) => Some(Keeping::Failed(error)),
        }
    }

    async fn read(self) {
        let (Some(form), Some(device)) = (self.unwritten(), self.device.try_get_value()) else { return };
        let lies = match device.draft_on_disk(&form.draft.key()).await {
            Ok(Some(lies)) if form.seen != lies => lies,
            Ok(Some(_)) | Err(_) => return,
            Ok(None) => return self.note_over(),
        };
        let Ok(theirs) = serde_json::from_str::<Draft>(&lies) else { return };
        self.take_in(form.seen_draft().as_ref(), &theirs);
        self.seen.try_set_value(lies);
        if self.keeping.try_get_untracked() == Some(Keeping::Untouched) {
            self.keeping.try_set(Keeping::Kept(theirs.started.touched));
        }
    }

    /// It lies on the disk no more. What is typed here at this very moment is kept all the same.
    fn note_over(self) {
        let stands = self.ended.try_get_value() == Some(false) && self.dirty.try_get_value() == Some(false);
        let lay_there = matches!(self.keeping.try_get_untracked(), Some(Keeping::Kept(_)));
        let may_end = self.may_end.try_get_value().flatten().and_then(|may_end| may_end.try_run(()));
        if stands && lay_there && may_end == Some(true) {
            self.ended.try_set_value(true);
            self.over.try_set(true);
        }
    }

    /// What was typed here since `seen` stays.
    fn take_in(self, seen: Option<&Draft>, theirs: &Draft) {
        let both = self.draft.try_with_untracked(|draft| Some(draft.beside(seen, theirs)).filter(|both| both != draft));
        if let Some(Some(both)) = both {
            self.draft.try_set(both);
        }
    }

    /// The page goes during a write: what was typed since is written at once, behind that and before whoever opens
    /// the form again reads it.
    fn keep_last(self) {
        if self.dirty.try_get_value() != Some(true) || self.ended.try_get_value() != Some(false) {
            return;
        }
        let (Some(form), Some(device)) = (self.unwritten(), self.device.try_get_value()) else { return };
        let held = Held::begin();
        spawn_local(async move {
            if let Err(error) = device.put_form(&form).await {
                leptos::logging::error!("a form that was left is not on the disk: {error}");
            }
            drop(held);
        });
    }
}

/// Nothing of a draft is beyond spelling; a form of which that failed would take all that lies on the disk for news.
fn spelled(draft: &Draft) -> String {
    draft.spelled().unwrap_or_default()
}
