use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};
use zoufang_core::id::RecordId;

use super::address::{DeskAddress, DeskPage};
use super::answer::{Answer, ask, keep};
use super::live::Live;
use super::news::news;
use super::reads::{
    FilterChoices, QuarantineEntry, QuarantineLine, ReadError, VisitFilter, VisitLine, VisitList, VisitPage,
};
use super::sending::Sending;
use super::server_fns;
use crate::device::here;

pub type ListAnswer = Answer<VisitFilter, VisitList>;
pub type VisitAnswer = Answer<DeskAddress, VisitPage>;

/// What the columns of the desk share. Made once; it outlives the way from one visit to the next.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    pub address: Memo<DeskAddress>,
    pub list: Resource<ListAnswer>,
    pub visit: Resource<VisitAnswer>,
    pub choices: Resource<Result<FilterChoices, ReadError>>,
    /// What waits for a decision.
    pub quarantine: Resource<Result<Vec<QuarantineLine>, ReadError>>,
    /// What the pages of the quarantine show beside that.
    pub aside: Resource<Result<AsideShown, ReadError>>,
    /// Counts the decisions that were taken here.
    pub decisions: RwSignal<u64>,
    /// Visits that the last refresh brought.
    pub fresh: RwSignal<BTreeSet<RecordId>>,
    pub sending: RwSignal<Sending>,
    /// The visit that stands open because it was the first when the list came, and stays open when
    /// others come before it.
    first: RwSignal<Option<(VisitFilter, RecordId)>>,
    live: Live,
}

/// What a page of the quarantine shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AsideShown {
    Nothing,
    Waiting(Vec<QuarantineLine>),
    Decided(Vec<QuarantineLine>),
    Entry(Box<QuarantineEntry>),
}

impl Desk {
    pub fn begin() -> Self {
        let location = use_location();
        let address =
            Memo::new(move |_| location.query.with(|query| DeskAddress::read(&location.pathname.get(), query)));
        let filter = Memo::new(move |_| address.with(|address| address.filter.clone()));
        let live = Live::begin();
        let first = RwSignal::new(None);
        let list = read_list(live, filter);
        let visit = read_visit(live, address, list, first);
        let kept_choices = StoredValue::new(None);
        let choices = Resource::new_blocking(
            move || live.slow_turn(),
            move |_| async move {
                match kept_choices.try_get_value().flatten() {
                    Some(choices) => Ok(choices),
                    None => server_fns::choices().await.inspect(|found| {
                        kept_choices.try_set_value(Some(found.clone()));
                    }),
                }
            },
        );
        let decisions = RwSignal::new(0);
        let quarantine =
            Resource::new_blocking(move || (live.slow_turn(), decisions.get()), |_| server_fns::quarantine(false));
        let page = Memo::new(move |_| address.with(|address| address.page));
        let aside = Resource::new_blocking(
            move || (live.slow_turn(), decisions.get(), page.get()),
            |(.., page)| async move {
                match page {
                    DeskPage::Decided => server_fns::quarantine(true).await.map(AsideShown::Decided),
                    DeskPage::SetAside(number) => {
                        server_fns::set_aside(number).await.map(|entry| AsideShown::Entry(Box::new(entry)))
                    }
                    _ => Ok(AsideShown::Nothing),
                }
            },
        );
        let (fresh, sending) = (RwSignal::default(), RwSignal::default());
        let desk = Self { address, list, visit, choices, quarantine, aside, decisions, fresh, sending, first, live };
        desk.note_what_came();
        desk.follow_the_outbox();
        provide_context(desk);
        desk
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// The visit that stands open, as far as the list can tell.
    pub fn open(self, lines: &[VisitLine]) -> Option<RecordId> {
        self.address.with(|address| match address.page {
            DeskPage::List => {
                self.first.with(|first| stays(first.as_ref(), &address.filter)).or_else(|| first_of(lines))
            }
            _ => address.visit(),
        })
    }

    /// Whoever reads it asks anew now and then.
    pub fn slow_turn(self) -> u64 {
        self.live.slow_turn()
    }

    /// The list as it stands on the screen.
    pub fn lines_untracked(self) -> Vec<VisitLine> {
        let found = self.list.get_untracked().and_then(|answer| answer.found);
        found.map(|list| list.lines).unwrap_or_default()
    }

    pub fn filter_untracked(self) -> VisitFilter {
        self.address.with_untracked(|address| address.filter.clone())
    }

    /// Remembers what refreshes are compared with.
    fn note_what_came(self) {
        Effect::new(move |before: Option<Option<(VisitFilter, VisitList)>>| {
            let ListAnswer { question, found, .. } = self.list.get()?;
            let list = found?;
            match before.flatten() {
                Some((of, before)) if of == question => {
                    let news = news(&before, &list);
                    if !news.is_empty() {
                        self.fresh.set(news);
                    }
                }
                _ => self.fresh.update(BTreeSet::clear),
            }
            Some((question, list))
        });
        Effect::new(move |_| {
            if let Some(VisitAnswer { question, found: Some(page), .. }) = self.visit.get() {
                self.first.set(Some((question.filter, page.record.id)));
            }
        });
    }

    fn follow_the_outbox(self) {
        let here = here();
        Effect::new(move |_| {
            let Some(device) = here.get() else { return };
            device.version();
            spawn_local(async move {
                // A store that cannot be read is told where something is written to it.
                let Ok(outbox) = device.outbox().await else { return };
                let turn = self.live.turn_untracked() + 1;
                let left = self.sending.try_update(|sending| sending.take(outbox, turn));
                if left == Some(true) {
                    self.live.nudge();
                }
            });
        });
        Effect::new(move |_| {
            let (list, visit) = (self.list.get(), self.visit.get());
            if let Some((list, visit)) = list.zip(visit) {
                self.sending.update(|sending| sending.refreshed(list.turn.min(visit.turn)));
            }
        });
    }
}

fn read_list(live: Live, filter: Memo<VisitFilter>) -> Resource<ListAnswer> {
    let kept = StoredValue::new(None);
    let list = Resource::new_blocking(
        move || (live.turn(), filter.get()),
        move |(turn, filter)| ask(kept, filter.clone(), turn, server_fns::visits(filter)),
    );
    keep(kept, list);
    list
}

fn read_visit(
    live: Live,
    address: Memo<DeskAddress>,
    list: Resource<ListAnswer>,
    first: RwSignal<Option<(VisitFilter, RecordId)>>,
) -> Resource<VisitAnswer> {
    let kept = StoredValue::new(None);
    let visit = Resource::new_blocking(
        move || (live.turn(), address.get()),
        move |(turn, address)| async move {
            let id = match address.page {
                DeskPage::List => {
                    let known = first.try_get_untracked().flatten();
                    match stays(known.as_ref(), &address.filter) {
                        Some(id) => Some(id),
                        None => list.await.found.and_then(|list| first_of(&list.lines)),
                    }
                }
                DeskPage::Nowhere => return Answer::not_found(address, turn),
                _ => address.visit(),
            };
            let before = address.changes_before;
            match id {
                Some(id) => ask(kept, address, turn, server_fns::visit(id, before)).await,
                None => Answer::nothing(address, turn),
            }
        },
    );
    keep(kept, visit);
    visit
}

/// Under the same filter the visit that stands open stays.
fn stays(first: Option<&(VisitFilter, RecordId)>, filter: &VisitFilter) -> Option<RecordId> {
    first.filter(|(of, _)| of == filter).map(|(_, id)| *id)
}

fn first_of(lines: &[VisitLine]) -> Option<RecordId> {
    lines.first().map(|line| line.id)
}
