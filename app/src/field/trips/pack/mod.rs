//! 行程资料包: what of a trip is on this phone, and the way to have all of it here.

mod contents;
mod materials;
mod preparing;

use leptos::prelude::*;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use self::contents::{Contents, read_contents, sized};
use self::preparing::{Preparing, Step};
use super::figures::count;
use crate::clock::today;
use crate::components::{Icon, Sign, loaded, moments};
use crate::device::{Reading, follow};
use crate::words::{Word, say, say_with, speaking, trips};

/// Materials that are listed here: the library has all.
const LISTED: usize = 60;

#[component]
pub fn PackCard(trip: RecordId) -> impl IntoView {
    let preparing = Preparing::begin(trip);
    let read = follow(move |device| {
        // What was fetched changes no record.
        preparing.fetched();
        async move { read_contents(&device, trip).await }
    });
    view! {
        <section class="card stack pack">
            <h2>{say(trips::PACK)}</h2>
            <p class="small">{say(trips::PACK_MEANS)}</p>
            {loaded(read, |contents| view! { <Listing contents/> })}
            <AsOf/>
            <Progress preparing read/>
        </section>
    }
}

/// What it holds, and what of it is missing.
#[component]
fn Listing(contents: Contents) -> impl IntoView {
    let all = contents.wanted.len();
    let held = all - contents.missing().len();
    let held = say_with(trips::PACK_HELD, vec![("held", held.to_string()), ("all", all.to_string())]);
    let (size, missing) = (sized(contents.bytes()), contents.missing());
    let told = match missing.len() {
        0 if contents.wanted.is_empty() => say_with(trips::PACK_RECORDS_ONLY, Vec::new()),
        0 => say_with(trips::PACK_COMPLETE, vec![("size", size)]),
        n => {
            let bytes = missing.iter().map(|wanted| wanted.bytes).sum();
            say_with(trips::PACK_MISSING, vec![("n", n.to_string()), ("size", sized(bytes))])
        }
    };
    let not_here = contents.not_here;
    view! {
        <dl class="facts tight">
            {count(trips::PACK_COMPANIES, trips::COMPANIES_UNIT, contents.companies)}
            {count(trips::PACK_CONTACTS, trips::PEOPLE_UNIT, contents.contacts)}
            {count(trips::PACK_VISITS, trips::TRIPS_UNIT, contents.visits)}
            {count(trips::PACK_STEPS, trips::ITEMS_UNIT, contents.steps)}
            {count(trips::PACK_MATERIALS, trips::MATERIALS_UNIT, contents.materials.len())}
            {(all > 0).then(|| view! { <div><dt>{say(trips::PACK_CONTENTS)}</dt><dd class="num">{held}</dd></div> })}
        </dl>
        <Along materials=contents.materials/>
        <div><a class="text-button" href="/library">{say(trips::SEE_MATERIALS)}<Icon sign=Sign::Onward/></a></div>
        <p>{told}</p>
        {(not_here > 0).then(|| view! {
            <p class="problem">
                <Icon sign=Sign::Warning/>{say_with(trips::PACK_NOT_HERE, vec![("n", not_here.to_string())])}
            </p>
        })}
    }
}

/// The materials of this trip by name; folded, since a trip has many.
#[component]
fn Along(materials: Vec<Record>) -> impl IntoView {
    let line = |material: &Record| {
        let title = material.text("title").unwrap_or_default().to_owned();
        view! { <li><a class="line" href=format!("/library/{}", material.id)>{title}</a></li> }
    };
    (!materials.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{say(trips::PACK_ALONG)}</summary>
                <ul class="lines stack">{materials.iter().take(LISTED).map(line).collect_view()}</ul>
            </details>
        }
    })
}

/// When the records were last those of the server.
#[component]
fn AsOf() -> impl IntoView {
    let language = speaking();
    let read = follow(|device| async move { device.meta().await.map(|meta| meta.stand.pulled) });
    let told = move || match read.found().flatten() {
        Some(at) => {
            trips::PACK_AS_OF.fill(language.get(), &[("at", &moments::instant_with_day(at, today(), language.get()))])
        }
        None => trips::PACK_NO_CONTACT.in_language(language.get()).to_owned(),
    };
    view! { <p class="small num">{told}</p> }
}

#[component]
fn Progress(preparing: Preparing, read: Reading<Contents>) -> impl IntoView {
    let language = speaking();
    let complete = Memo::new(move |_| read.found().is_some_and(|contents| contents.is_complete()));
    let busy = move || matches!(preparing.step(), Step::Syncing { .. } | Step::Fetching { .. });
    let n = move |word: Word, n: usize| word.fill(language.get(), &[("n", &n.to_string())]);
    let told = move || match preparing.step() {
        Step::Idle | Step::Done { not_there: 0 } => String::new(),
        Step::Syncing { .. } => trips::PACK_SYNCING.in_language(language.get()).to_owned(),
        Step::Fetching { done, all } => {
            trips::PACK_FETCHING.fill(language.get(), &[("done", &done.to_string()), ("all", &all.to_string())])
        }
        Step::Done { not_there } => n(trips::PACK_NOT_THERE, not_there),
        Step::Offline => trips::PACK_OFFLINE.in_language(language.get()).to_owned(),
        Step::BrokenOff { left } => n(trips::PACK_BROKEN_OFF, left),
        Step::Failed(error) => crate::components::names::store_error(&error).in_language(language.get()).to_owned(),
    };
    let again = move || complete.get() || matches!(preparing.step(), Step::Done { .. });
    let word = move || if again() { trips::PREPARE_AGAIN } else { trips::PREPARE };
    view! {
        <p role="status" class="small">{told}</p>
        <button
            type="button" class=move || if complete.get() { "button quiet wide" } else { "button wide" } disabled=busy on:click=move |_| preparing.start()>
            {move || word().in_language(language.get())}
        </button>
    }
}
