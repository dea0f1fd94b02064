use leptos::prelude::*;
use leptos_meta::Title;
use zoufang_core::wire::ReasonCode;

use super::desk::Desk;
use super::reads::{QuarantineLine, ReadError};
use super::trouble::Trouble;
use crate::clock::today;
use crate::components::{moments, names};
use crate::words::{console, names as words, say, speaking};

/// Changes that the server keeps aside, and why.
#[component]
pub fn Quarantine() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    view! {
        <article class="desk-visit desk-aside">
            <Title text=move || console::QUARANTINE.in_language(language.get())/>
            <h1 class="desk-title">{say(console::QUARANTINE)}</h1>
            <Transition>{move || desk.quarantine.get().map(lines)}</Transition>
        </article>
    }
}

fn lines(answer: Result<Vec<QuarantineLine>, ReadError>) -> impl IntoView {
    let trouble = answer.as_ref().err().cloned();
    let lines = answer.unwrap_or_default();
    let word = if lines.is_empty() { console::QUARANTINE_NONE } else { console::QUARANTINE_HINT };
    let told = trouble.is_none();
    let line = |line| view! { <li><Kept line/></li> };
    view! {
        {trouble.map(|trouble| view! { <Trouble trouble since=None/> })}
        {told.then(|| view! { <p class="small">{say(word)}</p> })}
        <ul class="lines">{lines.into_iter().map(line).collect_view()}</ul>
    }
}

#[component]
fn Kept(line: QuarantineLine) -> impl IntoView {
    let language = speaking();
    let QuarantineLine { kind, title, code, author, at, raw, .. } = line;
    // A code that this program does not know yet.
    let reason = serde_json::from_value::<ReasonCode>(code.into()).map_or(words::R_UNKNOWN, names::reason);
    let from = move || {
        let time = moments::instant(at, today(), language.get());
        console::FROM_AUTHOR.fill(language.get(), &[("author", &author), ("time", &time)])
    };
    view! {
        <div class="line">
            <b>{say(names::kind(&kind))} " " {title}</b>
            <span class="overdue">{say(reason)}</span>
            <small class="num">{from}</small>
            <details class="desk-raw">
                <summary>{say(console::RAW)}</summary>
                <pre>{raw}</pre>
            </details>
        </div>
    }
}
