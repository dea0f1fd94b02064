//! What narrows the list. Links and a form by `GET`: they work without JavaScript, and with it
//! choosing is enough.

use std::rc::Rc;

use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::visit::ReviewState;

use super::address::{self, DESK, STATES};
use super::desk::Desk;
use super::reads::{FilterChoices, VisitFilter};
use crate::components::RecordState;
use crate::words::{console, say, speaking};

/// The states with their counts.
#[component]
pub fn States() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let count = move |state: Option<ReviewState>| {
        let counts = desk.list.get().and_then(|answer| answer.found).map(|list| list.counts)?;
        Some(match state {
            None => counts.received + counts.returned + counts.reviewed,
            Some(ReviewState::Received) => counts.received,
            Some(ReviewState::Returned) => counts.returned,
            Some(ReviewState::Reviewed) => counts.reviewed,
        })
    };
    let chip = move |state: Option<ReviewState>| {
        let name = state.map(|state| state.as_str().to_owned());
        let word = name.as_deref().map_or(console::ALL, |name| RecordState::of_review(name).word());
        let (of_link, of_mark) = (name.clone(), name);
        let href = move || {
            let filter = desk.address.get().filter;
            address::list(&VisitFilter { state: of_link.clone(), after: None, ..filter })
        };
        let current = move || desk.address.with(|address| (address.filter.state == of_mark).then_some("true"));
        view! {
            <a class="chip" href=href aria-current=current>
                {say(word)} " " <span class="num">{move || count(state)}</span>
            </a>
        }
    };
    view! {
        <nav class="desk-states" aria-label=move || console::BY_STATE.in_language(language.get())>
            {chip(None)}
            {STATES.map(|state| chip(Some(state))).collect_view()}
        </nav>
    }
}

/// Search, unit, chain and dates.
#[component]
pub fn Filters() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let filter = move || desk.address.get().filter;
    let narrowed = move || {
        let VisitFilter { unit, chain, from, to, .. } = filter();
        [unit.is_some(), chain.is_some(), from.is_some(), to.is_some()].into_iter().filter(|given| *given).count()
    };
    let title = move || match narrowed() {
        0 => console::NARROW.in_language(language.get()).to_owned(),
        n => console::NARROWED.fill(language.get(), &[("n", &n.to_string())]),
    };
    let is_narrowed = move || narrowed() > 0;
    let any = move || is_narrowed() || filter().text.is_some();
    let text = move || filter().text.unwrap_or_default();
    let search = move || console::SEARCH.in_language(language.get());
    view! {
        <search>
            <Form method="get" action=DESK>
                <input type="hidden" name="state" value=move || filter().state.unwrap_or_default()/>
                <div class="desk-search">
                    <input
                        class="input" type="search" name="text" value=text prop:value=text
                        aria-label=search placeholder=search enterkeyhint="search"
                    />
                    <button class="button quiet small">{say(console::FIND)}</button>
                </div>
                <details class="desk-narrow" open=is_narrowed>
                    <summary>{title}</summary>
                    <Choices/>
                </details>
                <Show when=any>
                    <a class="text-button" href=move || address::list(&VisitFilter { state: filter().state, ..Default::default() })>
                        {say(console::CLEAR)}
                    </a>
                </Show>
            </Form>
        </search>
    }
}

#[component]
fn Choices() -> impl IntoView {
    let desk = Desk::get();
    let navigate = use_navigate();
    // Without JavaScript the form's button does it.
    let chosen = Rc::new(move |change: fn(&mut VisitFilter, &str), value: String| {
        let mut filter = VisitFilter { after: None, ..desk.filter_untracked() };
        change(&mut filter, &value);
        navigate(&address::list(&filter), Default::default());
    });
    let choose = |change: fn(&mut VisitFilter, &str)| {
        let chosen = Rc::clone(&chosen);
        move |event| chosen(change, event_target_value(&event))
    };
    let filter = move || desk.address.get().filter;
    let id = |id: Option<String>| id.unwrap_or_default();
    let unit = move || id(filter().unit.map(|id| id.to_string()));
    let chain = move || id(filter().chain.map(|id| id.to_string()));
    let from = move || filter().from.map(|day| day.to_string()).unwrap_or_default();
    let to = move || filter().to.map(|day| day.to_string()).unwrap_or_default();
    let units = move |choices: &FilterChoices| {
        // A wide space for each step down the tree: the only indent that a native list shows.
        let line = |(id, name, depth): &(_, String, usize)| (format!("{id}"), format!("{}{name}", "　".repeat(*depth)));
        choices.units.iter().map(line).collect::<Vec<_>>()
    };
    let chains = move |choices: &FilterChoices| {
        choices.chains.iter().map(|(id, name)| (format!("{id}"), name.clone())).collect::<Vec<_>>()
    };
    let options = move |read: fn(&FilterChoices) -> Vec<(String, String)>, chosen: String| {
        let choices = desk.choices.get().and_then(Result::ok).unwrap_or_default();
        let option =
            |(id, name): (String, String)| view! { <option value=id.clone() selected=id == chosen>{name}</option> };
        read(&choices).into_iter().map(option).collect_view()
    };
    view! {
        <div class="desk-choices">
            <label class="field">
                <span class="label">{say(console::UNIT)}</span>
                <select class="input" name="unit" prop:value=unit on:change=choose(|filter, id| filter.unit = id.parse().ok())>
                    <option value="">{say(console::ALL_UNITS)}</option>
                    {move || options(units, unit())}
                </select>
            </label>
            <label class="field">
                <span class="label">{say(crate::words::names::CHAIN)}</span>
                <select class="input" name="chain" prop:value=chain on:change=choose(|filter, id| filter.chain = id.parse().ok())>
                    <option value="">{say(console::ALL_CHAINS)}</option>
                    {move || options(chains, chain())}
                </select>
            </label>
            <label class="field">
                <span class="label">{say(console::FROM)}</span>
                <input class="input" type="date" name="from" value=from prop:value=from
                    on:change=choose(|filter, day| filter.from = day.parse().ok())/>
            </label>
            <label class="field">
                <span class="label">{say(console::TO)}</span>
                <input class="input" type="date" name="to" value=to prop:value=to
                    on:change=choose(|filter, day| filter.to = day.parse().ok())/>
            </label>
        </div>
    }
}
