use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::merge::Record;

use super::TripLines;
use crate::clock::today;
use crate::components::{FieldFrame, Icon, Sign, appearing, loaded};
use crate::device::{Device, follow};
use crate::field::plans::{PlanCards, read_plans};
use crate::form::Draft;
use crate::store::{ListQuery, StoreError};
use crate::words::{Word, say, trips};

/// Trips that the page shows: those that end last.
const MOST: u32 = 100;

#[component]
pub fn TripsPage() -> impl IntoView {
    view! {
        <FieldFrame title=trips::TRIPS let:_device>
            <Trips/>
        </FieldFrame>
    }
}

#[component]
fn Trips() -> impl IntoView {
    let drafts = follow(|device| async move { read_drafts(&device).await });
    let plans = follow(|device| async move { read_plans(&device).await });
    let all = follow(|device| async move {
        let views = device.views(ListQuery::Kind(Kind::TRIP), MOST).await?;
        Ok(views.into_iter().map(|view| view.record).collect::<Vec<_>>())
    });
    view! {
        <div class="wrap">
            <a class="button" href="/trips/new"><Icon sign=Sign::Plus/>{say(trips::NEW_TRIP)}</a>
            <a class="button quiet" href="/plans/new"><Icon sign=Sign::Plus/>{say(trips::NEW_PLAN)}</a>
        </div>
        {appearing(drafts, |drafts| view! { <Drafts drafts/> })}
        {loaded(plans, |plans| view! { <PlanCards plans/> })}
        {appearing(all, |all| view! { <Sections all/> })}
    }
}

#[component]
fn Sections(all: Vec<Record>) -> impl IntoView {
    if all.is_empty() {
        return view! { <p class="empty">{say(trips::NO_TRIPS)}</p> }.into_any();
    }
    let section = |word: Word, part: When| {
        let mut lines: Vec<Record> = all.iter().filter(|trip| when(trip, today()) == part).cloned().collect();
        if part != When::Past {
            // What is next comes first.
            lines.reverse();
        }
        (!lines.is_empty()).then(|| view! { <section class="card"><h2>{say(word)}</h2><TripLines lines/></section> })
    };
    view! {
        {section(trips::RUNNING, When::Running)}
        {section(trips::COMING, When::Coming)}
        {section(trips::PAST, When::Past)}
    }
    .into_any()
}

/// Forms of trips and plans that were begun and not finished, the latest first.
async fn read_drafts(device: &Device) -> Result<Vec<Draft>, StoreError> {
    let entries = device.drafts().await?;
    let drafts = entries.iter().filter_map(|entry| serde_json::from_str::<Draft>(&entry.text).ok());
    let is_ours = |draft: &Draft| (draft.kind == Kind::TRIP || draft.kind == Kind::PLAN) && !draft.is_untouched();
    let mut drafts: Vec<Draft> = drafts.filter(is_ours).collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.started.touched));
    Ok(drafts)
}

#[component]
fn Drafts(drafts: Vec<Draft>) -> impl IntoView {
    let line = |draft: Draft| {
        let (word, href) = match (draft.kind == Kind::PLAN, draft.is_whole()) {
            (true, _) => (trips::PLAN, format!("/plans/{}/edit", draft.record)),
            (_, true) => (trips::TRIP, format!("/trips/{}/edit", draft.record)),
            (_, false) => (trips::REPORT, format!("/trips/{}/report", draft.record)),
        };
        let name = draft.text("name");
        let name = move || if name.is_empty() { say(trips::UNNAMED)().to_owned() } else { name.clone() };
        view! { <li><a class="line" href=href><span class="between"><b>{name}</b> <span class="tag">{say(word)}</span></span></a></li> }
    };
    (!drafts.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{say(trips::DRAFTS)}</h2>
                <ul class="lines">{drafts.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}
