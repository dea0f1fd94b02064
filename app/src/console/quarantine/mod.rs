//! Changes that the server keeps aside, why, and what the office decides over them.

mod begun;
mod deciding;
mod entry;
mod fields;
mod mending;
mod sending;
mod taken;

use leptos::prelude::*;

use super::address::{self, DECIDED, DeskPage, QUARANTINE};
use super::desk::{AsideShown, Desk};
use super::reads::{QuarantineLine, ReadError};
use super::trouble::Trouble;
use crate::clock::today;
use crate::components::{TabTitle, moments, names};
use crate::words::{console, say, say_with, speaking};
use deciding::Deciding;
use entry::Entry;
#[cfg(feature = "hydrate")]
pub use sending::NotDecided;
use taken::{TakenLine, why};

/// What the server says and what is typed here live in different branches, so that a refresh never
/// touches what is being typed.
#[component]
pub fn Quarantine() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    // No memo of this page's own: what is shown asks once more when the page is left already.
    let page = move || desk.address.with(|address| address.page);
    let one = move || matches!(page(), DeskPage::SetAside(_));
    let shown = move || match page() {
        DeskPage::Quarantine => desk.quarantine.get().map(|answer| answer.map(AsideShown::Waiting)),
        _ => desk.aside.get(),
    };
    view! {
        <article class="desk-visit desk-aside">
            <TabTitle text=move || console::QUARANTINE.in_language(language.get())/>
            <Show when=one fallback=|| view! { <Views/> }>
                <a class="text-button" href=QUARANTINE>"‹ " {say(console::BACK_TO_QUARANTINE)}</a>
            </Show>
            <Transition>{move || shown().map(told)}</Transition>
            <Deciding/>
        </article>
    }
}

/// The heading of the lists, and the way from one to the other.
#[component]
fn Views() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let current = move |page| desk.address.with(|address| (address.page == page).then_some("true"));
    view! {
        <h1 class="desk-title">{say(console::QUARANTINE)}</h1>
        <nav class="desk-states" aria-label=move || console::BY_DECISION.in_language(language.get())>
            <a class="chip" href=QUARANTINE aria-current=move || current(DeskPage::Quarantine)>{say(console::UNDECIDED)}</a>
            <a class="chip" href=DECIDED aria-current=move || current(DeskPage::Decided)>{say(console::DECIDED)}</a>
        </nav>
    }
}

fn told(answer: Result<AsideShown, ReadError>) -> AnyView {
    match answer {
        Err(trouble) => view! { <Trouble trouble since=None/> }.into_any(),
        Ok(AsideShown::Nothing) => ().into_any(),
        Ok(AsideShown::Entry(entry)) => view! { <Entry entry=*entry/> }.into_any(),
        Ok(AsideShown::Waiting(lines)) => {
            let word = if lines.is_empty() { console::QUARANTINE_NONE } else { console::QUARANTINE_HINT };
            view! { <p class="small">{say(word)}</p> <Lines lines/> }.into_any()
        }
        Ok(AsideShown::Decided(lines)) => {
            let none = lines.is_empty().then(|| view! { <p class="small">{say(console::DECIDED_NONE)}</p> });
            view! { {none} <Lines lines/> }.into_any()
        }
    }
}

#[component]
fn Lines(lines: Vec<QuarantineLine>) -> impl IntoView {
    let line = |line| view! { <li><Kept line/></li> };
    view! { <ul class="lines">{lines.into_iter().map(line).collect_view()}</ul> }
}

#[component]
fn Kept(line: QuarantineLine) -> impl IntoView {
    let language = speaking();
    let QuarantineLine { id, kind, title, code, path, author, brought_by, at, taken, .. } = line;
    let of_field = {
        let kind = kind.clone();
        move || path.as_ref().map(|path| format!(" · {}", fields::label(&kind, path, language.get())))
    };
    let from = move || {
        let time = moments::instant_with_day(at, today(), language.get());
        console::FROM_AUTHOR.fill(language.get(), &[("author", &author), ("time", &time)])
    };
    view! {
        <a class="line" href=address::set_aside(id)>
            <b>{say(names::kind(&kind))} " " {title}</b>
            <span class="overdue">{say(why(&code))} {of_field}</span>
            {brought_by.map(|name| view! { <small>{say_with(console::BROUGHT_BY, vec![("name", name)])}</small> })}
            {taken.map(|taken| view! { <TakenLine taken/> })}
            <small class="num">{from}</small>
        </a>
    }
}
