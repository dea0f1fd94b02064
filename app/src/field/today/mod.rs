//! What an officer needs to know on opening the app.

mod returned;
mod trip_cards;
mod zero;

use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::sync::Trouble;

use super::drafts::{DraftsCard, read_drafts};
use super::follow_ups::{FollowUpsCard, read_open};
use super::trips::standings_of_today;
use super::visit_line::VisitLines;
use crate::clock::today;
use crate::components::{FieldFrame, Icon, Sign, appearing, loaded, moments};
use crate::device::{Device, follow, here};
use crate::store::ListQuery;
use crate::words::{common, contact, field, say, speaking, trips};
use returned::{ReturnedCard, read_returned};
use trip_cards::TripCards;
use zero::{ZeroCard, read_weeks};

/// Visits that call for something, of which the page reads the latest.
const MOST: u32 = 150;
const RECENT: u32 = 5;

#[component]
pub fn TodayPage() -> impl IntoView {
    view! {
        <FieldFrame title=common::TAB_TODAY above=day_and_team let:_device>
            <Today/>
        </FieldFrame>
    }
}

fn day_and_team(device: &Device) -> AnyView {
    let language = speaking();
    let unit = device.profile().unit_name.clone();
    let day = move || {
        let (day, language) = (today(), language.get());
        format!("{} · {unit}", moments::day_of_week(day, day, language))
    };
    day.into_any()
}

/// What an officer looks for first stands before the rest is read.
#[component]
fn Today() -> impl IntoView {
    let running = follow(|device| async move { standings_of_today(&device).await });
    let stands = Memo::new(move |_| running.get().is_some());
    let is_wiped = is_wiped();
    view! {
        {move || (!is_wiped.get()).then(|| loaded(running, |standings| view! { <TripCards standings/> }))}
        <Places/>
        {move || stands.get().then(|| view! { <Rest/> })}
    }
}

/// Whether the city's rows were taken off this phone: then what is not here says nothing.
fn is_wiped() -> Memo<bool> {
    let here = here();
    Memo::new(move |_| here.get().is_some_and(|device| device.status().get().trouble == Some(Trouble::Revoked)))
}

/// Each card reads for itself.
#[component]
fn Rest() -> impl IntoView {
    let is_wiped = is_wiped();
    let weeks = follow(|device| async move { read_weeks(&device).await });
    let returned = follow(|device| async move { read_returned(&device).await });
    let drafts = follow(|device| async move { read_drafts(&device).await });
    let steps = follow(|device| async move { read_open(&device).await });
    let recent = follow(|device| async move { device.list(ListQuery::Kind(Kind::VISIT), RECENT).await });
    #[cfg(feature = "hydrate")]
    let here = here();
    #[cfg(feature = "hydrate")]
    Effect::new(move |asked: Option<bool>| {
        let stands = recent.get().is_some();
        if stands && asked != Some(true) {
            super::part::fetch_the_rest(here.get_untracked());
        }
        stands
    });
    view! {
        {appearing(returned, |returned| view! { <ReturnedCard returned/> })}
        {appearing(drafts, |drafts| view! { <DraftsCard drafts/> })}
        {appearing(steps, |steps| view! { <FollowUpsCard open=steps/> })}
        {move || (!is_wiped.get()).then(|| appearing(recent, |visits| {
            let none = visits.is_empty().then(|| view! { <p class="empty">{say(field::NO_VISITS)}</p> });
            view! {
                <section class="card">
                    <div class="between">
                        <h2>{say(field::RECENT)}</h2>
                        <a class="text-button" href="/visits">{say(field::ALL_VISITS)}</a>
                    </div>
                    {none}
                    <VisitLines visits/>
                </section>
            }
        }))}
        {appearing(weeks, |weeks| view! { <ZeroCard weeks/> })}
    }
}

/// The ways to what has no place of its own in the navigation.
#[component]
fn Places() -> impl IntoView {
    let language = speaking();
    view! {
        <nav class="places" aria-label=move || trips::PLACES.in_language(language.get())>
            <a class="button quiet" href="/follow-ups"><Icon sign=Sign::Done/>{say(field::FOLLOW_UPS)}</a>
            <a class="button quiet" href="/contacts"><Icon sign=Sign::Person/>{say(contact::CONTACTS)}</a>
            <a class="button quiet" href="/trips"><Icon sign=Sign::Today/>{say(trips::TRIPS)}</a>
            <a class="button quiet" href="/library"><Icon sign=Sign::List/>{say(trips::LIBRARY)}</a>
        </nav>
    }
}
