use std::collections::BTreeSet;

use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::trip::{Stop, When, when};
use zoufang_core::id::RecordId;

use super::missed::missed;
use super::{Outcome, Standing, StopLine};
use crate::clock::today;
use crate::components::moments;
use crate::words::{say, speaking, trips};

/// A stop, what became of it, and whether it may be said that nobody went there.
#[derive(Clone, Debug, PartialEq)]
struct Planned {
    stop: Stop,
    outcome: Outcome,
    may_say: bool,
}

impl Planned {
    /// Once its day has come nobody may have gone there.
    fn of(standing: &Standing, place: usize, stop: &Stop) -> Self {
        let outcome = standing.outcome(place);
        let begun = when(&standing.trip, today()) != When::Coming && stop.day.is_none_or(|day| day <= today());
        let may_say = matches!(outcome, Outcome::Missed(_)) || begun && outcome == Outcome::Ahead;
        Self { stop: stop.clone(), outcome, may_say }
    }
}

/// Today's stops before those of the other days. Each line stays as long as it says the same, so that a reason that
/// is typed into one is not disturbed when the trip is read anew.
#[component]
pub fn Days(trip: RecordId, standing: Memo<Option<Standing>>) -> impl IntoView {
    let planned = Memo::new(move |_| {
        let standing = standing.get()?;
        let stops = standing.course.stops.iter().enumerate();
        Some(stops.map(|(place, (stop, _))| Planned::of(&standing, place, stop)).collect::<Vec<_>>())
    });
    let of = move |day: Option<Day>| {
        let mut planned = planned.get().unwrap_or_default();
        planned.retain(|planned| planned.stop.day == day);
        planned
    };
    let days = Memo::new(move |_| {
        let planned = planned.get().unwrap_or_default();
        planned.iter().map(|planned| (planned.stop.day.is_none(), planned.stop.day)).collect::<BTreeSet<_>>()
    });
    let is_of_today = |(_, day): &(bool, Option<Day>)| *day == Some(today());
    let has_today = Memo::new(move |_| days.with(|days| days.iter().any(is_of_today)));
    let others = Memo::new(move |_| days.get().into_iter().filter(|day| !is_of_today(day)).collect::<Vec<_>>());
    let title = move || say(if has_today.get() { trips::LATER_AND_EARLIER } else { trips::OTHER_DAYS })();
    let stops = move |day: Option<Day>| {
        view! {
            <ol class="stops">
                <For each=move || of(day) key=|planned| format!("{planned:?}") let:planned>
                    <PlannedStop trip standing planned/>
                </For>
            </ol>
        }
    };
    view! {
        <Show when=move || has_today.get()>
            <section class="card"><h2>{say(trips::TODAY)}</h2>{stops(Some(today()))}</section>
        </Show>
        <Show when=move || days.with(BTreeSet::is_empty)>
            <section class="card"><h2>{say(trips::OTHER_DAYS)}</h2><p class="empty">{say(trips::NO_STOPS)}</p></section>
        </Show>
        <Show when=move || others.with(|others| !others.is_empty())>
            <section class="card days">
                <h2>{title}</h2>
                <For each=move || others.get() key=|day| format!("{day:?}") let((_, day))>
                    <DayTitle day/>
                    {stops(day)}
                </For>
            </section>
        </Show>
    }
}

#[component]
fn DayTitle(day: Option<Day>) -> impl IntoView {
    let language = speaking();
    let title = move || match day {
        Some(day) => moments::day_of_week(day, today(), language.get()),
        None => trips::NO_DAY.in_language(language.get()).to_owned(),
    };
    view! { <h3>{title}</h3> }
}

#[component]
fn PlannedStop(trip: RecordId, standing: Memo<Option<Standing>>, planned: Planned) -> impl IntoView {
    let Planned { stop, outcome, may_say } = planned;
    let besides = may_say.then(|| missed(standing, stop.clone(), outcome.clone()));
    match besides {
        Some(besides) => view! { <StopLine trip stop outcome besides/> }.into_any(),
        None => view! { <StopLine trip stop outcome/> }.into_any(),
    }
}
