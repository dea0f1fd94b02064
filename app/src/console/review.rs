//! Giving a verdict. Only a browser with a device shows any of it: without one there is no outbox
//! to write to.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::visit::REVIEWED;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::address::{self, DeskAddress};
use super::desk::{Desk, VisitAnswer};
use super::judging::{is_reviewed, may_comment, may_judge, verdict};
use super::reads::VisitPage;
use crate::device::{Device, here};
use crate::store::{Edit, StoreError};

/// The review of the visit that stands open. Made once, beside [`Desk`].
#[derive(Clone, Copy, Debug)]
pub struct Review {
    desk: Desk,
    /// The visit as the next verdict finds it: what was written here on top. `None` until the
    /// browser has it and its device.
    pub visit: Memo<Option<Record>>,
    pub open: Memo<Option<RecordId>>,
    /// Whether that is what was asked for last. Until it comes the one before stands there, over which nobody means to
    /// judge any more.
    pub is_current: Memo<bool>,
    pub judges: Memo<bool>,
    pub comments: Memo<bool>,
    /// The question is being written with which the visit goes back.
    pub returning: RwSignal<bool>,
    pub said: RwSignal<Option<Said>>,
    saving: StoredValue<bool>,
}

/// What became of the last act.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    NotSaved(StoreError),
    /// There is no next visit.
    LastOne,
}

impl Review {
    pub fn begin(desk: Desk) -> Self {
        let here = here();
        let page = RwSignal::new(None::<(DeskAddress, Record)>);
        Effect::new(move |_| {
            let of = |VisitAnswer { question, found, .. }| found.map(|page: VisitPage| (question, page.record));
            page.set(desk.visit.get().and_then(of));
        });
        let visit = Memo::new(move |_| {
            let (device, (_, record)) = (here.get()?, page.get()?);
            Some(desk.sending.with(|sending| sending.on_top_of(&record, device.who())))
        });
        let may = move |may: fn(&zoufang_core::wire::Profile, &Record) -> bool| {
            let device: Option<Device> = here.get();
            device.is_some_and(|device| {
                visit.with(|visit| visit.as_ref().is_some_and(|visit| may(device.profile(), visit)))
            })
        };
        let answers = move |question: &DeskAddress| {
            desk.address.with(|address| address.page == question.page && address.filter == question.filter)
        };
        let review = Self {
            desk,
            visit,
            open: Memo::new(move |_| visit.with(|visit| visit.as_ref().map(|visit| visit.id))),
            is_current: Memo::new(move |_| {
                page.with(|page| page.as_ref().is_some_and(|(question, _)| answers(question)))
            }),
            judges: Memo::new(move |_| may(may_judge)),
            comments: Memo::new(move |_| may(may_comment)),
            returning: RwSignal::new(false),
            said: RwSignal::new(None),
            saving: StoredValue::new(false),
        };
        Effect::new(move |_| {
            review.open.track();
            review.returning.set(false);
            review.said.set(None);
        });
        provide_context(review);
        review
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// Whether what stands open is no visit.
    pub fn is_apart(self) -> bool {
        self.desk.address.with_untracked(|address| address.page.is_apart())
    }

    /// What sends the visit back, to be saved with its question.
    pub fn returned(self) -> Vec<Edit> {
        let edit = |visit: &Record| verdict(visit, zoufang_core::domain::visit::RETURNED);
        self.visit.with_untracked(|visit| visit.iter().map(edit).collect())
    }

    pub fn is_reviewed(self) -> bool {
        self.visit.with(|visit| visit.as_ref().is_some_and(is_reviewed))
    }

    /// Begins to write the question with which the visit goes back, or gives it up.
    pub fn return_it(self, returning: bool) {
        if !returning || self.is_current.get_untracked() {
            self.returning.set(returning);
        }
    }

    /// Marks the visit as reviewed and, when that is on the disk, does what comes `then`, unless somebody has gone
    /// elsewhere meanwhile. A visit that is reviewed already is not written again, nor one that was left.
    pub fn reviewed(self, then: impl FnOnce() + 'static) {
        if !self.is_current.get_untracked() {
            return;
        }
        if untrack(move || self.is_reviewed()) {
            then();
            return;
        }
        let edit = self.visit.with_untracked(|visit| visit.as_ref().map(|visit| verdict(visit, REVIEWED)));
        let Some((edit, device)) = edit.zip(here().get_untracked()) else { return };
        if self.saving.get_value() {
            return;
        }
        self.saving.set_value(true);
        let address = self.desk.address.get_untracked();
        spawn_local(async move {
            let saved = device.save(&[edit], &[]).await;
            self.saving.try_set_value(false);
            match saved {
                Ok(_) => {
                    self.said.try_set(None);
                    if self.desk.address.try_get_untracked() == Some(address) {
                        then();
                    }
                }
                Err(error) => {
                    self.said.try_set(Some(Said::NotSaved(error)));
                }
            }
        });
    }
}

/// Opens the visit that lies so many lines below the one that stands open, or is going to.
pub fn stepper(review: Review) -> impl Fn(isize) + Clone {
    let navigate = use_navigate();
    let desk = review.desk;
    move |step| {
        let lines = desk.lines_untracked();
        let asked = desk.address.with_untracked(DeskAddress::visit).or(review.open.get_untracked());
        let here = asked.and_then(|open| lines.iter().position(|line| line.id == open));
        // From a visit that has left the list one goes to its top.
        let there = match here {
            Some(place) => place.checked_add_signed(step),
            None => Some(0),
        };
        match there.and_then(|place| lines.get(place)) {
            Some(line) => navigate(&address::visit(line.id, &desk.filter_untracked()), Default::default()),
            None if step > 0 => review.said.set(Some(Said::LastOne)),
            None => {}
        }
    }
}
