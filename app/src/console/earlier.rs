use leptos::prelude::*;

use super::address;
use super::desk::Desk;
use super::reads::VisitLine;
use crate::components::{BETWEEN, RecordState, StateBadge, amount_said, joined, moments, names};
use crate::words::{console, say, speaking};

/// Other visits to the same company that the reader may see.
#[component]
pub fn Earlier(lines: Vec<VisitLine>) -> impl IntoView {
    let line = |line: VisitLine| view! { <li><Other line/></li> };
    (!lines.is_empty()).then(|| {
        view! {
            <section>
                <h2>{say(console::EARLIER)}</h2>
                <ul class="lines">{lines.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Other(line: VisitLine) -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let VisitLine { id, summary, unit, day, kind, state, amount, .. } = line;
    let href = move || desk.address.with(|address| address::visit(id, &address.filter));
    let title = move || {
        let language = language.get();
        let kind = names::visit_kind(kind.as_deref().unwrap_or_default()).in_language(language).to_owned();
        let parts =
            [day.map(|day| moments::full(day, language)), Some(kind), amount.map(|wan| amount_said(wan, language))];
        joined(parts.into_iter().flatten())
    };
    view! {
        <a class="line" href=href>
            <span class="between"><b class="num">{title}</b> <StateBadge state=RecordState::of_review(&state)/></span>
            <small>{unit} {BETWEEN} {summary}</small>
        </a>
    }
}
