use leptos::prelude::*;
use zoufang_core::domain::material::{Validity, validity};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;
use zoufang_core::sync::Trouble as SyncTrouble;

use super::state::{Library, may_write};
use super::taking_off::TakingOff;
use crate::clock::today;
use crate::components::material::{MaterialFacts, ValidityTag, validity_said};
use crate::components::{Icon, Sign, StateBadge, TabTitle, moments, names};
use crate::console::address;
use crate::console::reads::{MaterialPage, ReadError};
use crate::console::trouble::Trouble;
use crate::device::here;
use crate::session::Session;
use crate::words::{library, say, speaking};

/// The material that stands open, with what was written here on top.
#[component]
pub fn OpenMaterial(id: RecordId) -> impl IntoView {
    view! { <Transition><Material id/></Transition> }
}

#[component]
fn Material(id: RecordId) -> impl IntoView {
    let library = Library::get();
    let here = here();
    let session = Session::get();
    let answer = move || library.open.get().filter(|answer| answer.question == Some(id));
    let page = Memo::new(move |_| answer().and_then(|answer| answer.found));
    let material = Memo::new(move |_| library.stands(id, page.get().map(|page| page.record), here.get().as_ref()));
    let trouble = move || {
        let answer = answer()?;
        let since = answer.found.is_some().then_some(answer.at);
        let known = here.with(Option::is_none) || library.looked.get() == Some(id);
        let trouble = match answer.trouble? {
            ReadError::NotFound if material.with(Option::is_some) || !known => return None,
            trouble => trouble,
        };
        Some(view! { <Trouble trouble since not_found=library::NOT_FOUND/> })
    };
    // What was made here and has not come to the server is one's own.
    let own = move || session.profile().is_some_and(|profile| may_write(&profile));
    let amends = move || page.with(|page| page.as_ref().map_or_else(own, |page| page.amends));
    let takes_off = move || page.with(|page| page.as_ref().map_or_else(own, |page| page.takes_off));
    let both = Memo::new(move |_| material.get().map(|material| (material, page.get())));
    let is_there = Memo::new(move |_| material.with(Option::is_some));
    view! {
        <div role="status"><OnItsWay id/></div>
        {trouble}
        {move || both.get().map(|(material, page)| view! { <Head material page/> })}
        <Show when=move || is_there.get()>
            <div class="wrap">
                <Show when=amends>
                    <a class="button quiet small" href=address::amend_material(id)><Icon sign=Sign::Pen/>{say(library::AMEND)}</a>
                </Show>
                <Show when=takes_off><TakingOff material/></Show>
            </div>
        </Show>
        {move || material.get().map(|material| view! { <Body material/> })}
    }
}

#[component]
fn Head(material: Record, page: Option<MaterialPage>) -> impl IntoView {
    let library = Library::get();
    let language = speaking();
    let id = material.id;
    let title = material.text("title").unwrap_or_default().to_owned();
    let validity = validity(&material, today());
    let state = move || library.sending.with(|sending| sending.state(id));
    let said = move || validity_said(&material, language.get());
    let class = if validity == Validity::InForce { "small" } else { "banner bad" };
    let by = page.map(|MaterialPage { unit, author, arrived, .. }| {
        move || {
            let time = moments::instant_with_day(arrived, today(), language.get());
            library::WRITTEN_BY.fill(language.get(), &[("unit", &unit), ("author", &author), ("time", &time)])
        }
    });
    view! {
        <TabTitle text=title.clone()/>
        <header class="desk-head">
            <div class="desk-name">
                <h1 class="desk-title">{title}</h1>
                <ValidityTag validity/>
                {move || state().map(|state| view! { <StateBadge state/> })}
            </div>
            {by.map(|by| view! { <p class="small num">{by}</p> })}
            <p class=class>{said}</p>
        </header>
    }
}

#[component]
fn Body(material: Record) -> impl IntoView {
    let text = material.text("text").map(str::to_owned);
    view! {
        <MaterialFacts material/>
        {text.map(|text| view! { <p class="plain-text">{text}</p> })}
    }
}

/// What became of what was written here.
#[component]
fn OnItsWay(id: RecordId) -> impl IntoView {
    let library = Library::get();
    let here = here();
    let language = speaking();
    let refused = move || {
        let reason = library.sending.with(|sending| Some(names::reason(sending.refusal(id)?.code)))?;
        let why = reason.in_language(language.get());
        Some(library::NOT_TAKEN.fill(language.get(), &[("why", why)]))
    };
    let waits = move || {
        let word = match here.get()?.status().get().trouble? {
            SyncTrouble::Offline => library::TO_BE_SENT,
            SyncTrouble::SignInAgain | SyncTrouble::Revoked => library::TO_BE_SENT_SIGNED_IN,
            _ => return None,
        };
        let under_way = library.sending.with(|sending| sending.is_under_way(id));
        under_way.then(|| word.in_language(language.get()).to_owned())
    };
    let is_refused = move || refused().is_some();
    let told = move || refused().or_else(waits);
    move || told().map(|told| view! { <p class="banner" class:bad=is_refused>{told}</p> })
}
