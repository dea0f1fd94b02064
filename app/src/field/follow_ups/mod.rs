//! Follow-ups: mine, my team's, and what was done.

mod card;
mod done;
mod line;
mod open;
mod take_along;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::clock::today;
use crate::components::{FieldFrame, loaded};
use crate::device::follow;
use crate::words::{Word, field, say, speaking};
pub use card::FollowUpsCard;
use done::EndingLine;
use line::FollowUpLine;
pub use open::read_open;
use open::{Followed, read_done};
use take_along::TakeAlong;

const PLACE: &str = "/follow-ups";
/// What is due within so many days stands apart from what has time.
const SOON: i32 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Mine,
    Team,
    Done,
}

impl Shown {
    const ALL: [(Self, &str, Word); 3] = [
        (Self::Mine, "mine", field::FOLLOW_UPS_MINE),
        (Self::Team, "team", field::FOLLOW_UPS_TEAM),
        (Self::Done, "done", field::FOLLOW_UPS_DONE),
    ];

    fn named(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| Some(*known) == name).map_or(Self::Mine, |(shown, ..)| shown)
    }
}

#[component]
pub fn FollowUpsPage() -> impl IntoView {
    view! {
        <FieldFrame title=field::FOLLOW_UPS let:_device>
            <FollowUps/>
        </FieldFrame>
    }
}

#[component]
fn FollowUps() -> impl IntoView {
    let (language, query) = (speaking(), use_query_map());
    let shown = Memo::new(move |_| query.with(|query| Shown::named(query.get_str("of"))));
    let read = follow(move |device| {
        let shown = shown.get();
        async move {
            let mut found = if shown == Shown::Done { read_done(&device).await? } else { read_open(&device).await? };
            found.retain(|followed| shown != Shown::Mine || followed.mine);
            if shown == Shown::Team {
                found.sort_by_key(Followed::rank);
            }
            Ok((shown, found))
        }
    });
    let chip = move |(one, name, word): (Shown, &'static str, Word)| {
        let current = move || (shown.get() == one).then_some("true");
        view! { <a class="chip" href=format!("{PLACE}?of={name}") aria-current=current>{say(word)}</a> }
    };
    let found = Memo::new(move |_| read.found());
    view! {
        <nav class="wrap" aria-label=move || field::FOLLOW_UPS.in_language(language.get())>
            {Shown::ALL.map(chip).collect_view()}
        </nav>
        {loaded(read, |_| ())}
        <Show when=move || found.with(Option::is_some)>
            <Groups found/>
        </Show>
    }
}

/// Overdue, due soon, with time; or what was done. Each line stays as long as it says the same, so that
/// what is typed into one is not disturbed when another changes.
#[component]
fn Groups(found: Memo<Option<(Shown, Vec<Followed>)>>) -> impl IntoView {
    let of = move |group: Group| {
        Memo::new(move |_| {
            let all = found.get().map(|(_, found)| found).unwrap_or_default();
            all.into_iter().filter(|followed| Group::of(followed) == group).collect::<Vec<_>>()
        })
    };
    let is_empty = move || found.with(|found| found.as_ref().is_some_and(|(_, found)| found.is_empty()));
    view! {
        <Show when=is_empty><p class="empty">{say(field::NO_FOLLOW_UPS)}</p></Show>
        <Lines title=field::DUE_PAST found=of(Group::Late)/>
        <Lines title=field::DUE_SOON found=of(Group::Soon)/>
        <Lines title=field::DUE_LATER found=of(Group::Later)/>
        <Lines title=field::FOLLOW_UPS_DONE found=of(Group::Done)/>
        {move || {
            let open = found.get().filter(|(shown, _)| *shown != Shown::Done).map(|(_, found)| found);
            open.map(|found| view! { <TakeAlong found/> })
        }}
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Late,
    Soon,
    Later,
    Done,
}

impl Group {
    fn of(followed: &Followed) -> Self {
        let soon = today().plus(SOON);
        match followed.follow_up.due {
            _ if followed.follow_up.done => Self::Done,
            _ if followed.is_overdue() => Self::Late,
            Some(due) if due <= soon => Self::Soon,
            _ => Self::Later,
        }
    }
}

#[component]
fn Lines(title: Word, found: Memo<Vec<Followed>>) -> impl IntoView {
    let line = |followed: Followed| {
        let open = !followed.follow_up.done;
        let ending = open.then(|| view! { <EndingLine followed=followed.clone()/> });
        view! { <li class="follow-up"><FollowUpLine followed/> {ending}</li> }
    };
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <section class="card">
                <div class="between"><h2>{say(title)}</h2><small class="num">{move || found.with(Vec::len)}</small></div>
                <ul class="lines">
                    <For each=move || found.get() key=|followed| format!("{followed:?}") children=line/>
                </ul>
            </section>
        </Show>
    }
}
