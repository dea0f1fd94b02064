use leptos::prelude::*;
use zoufang_core::domain::{Day, TimeOfDay};
use zoufang_core::id::RecordId;

use super::address;
use super::desk::Desk;
use super::filters::{Filters, States};
use super::heading::Heading;
use super::reads::{VisitFilter, VisitLine};
use super::sight::keep_in_sight;
use super::trouble::Trouble;
use crate::clock::{now_ms, today};
use crate::components::{Icon, RecordState, Sign, StateBadge, amount_said, joined, moments};
use crate::words::{console, say, speaking};

/// The visits of the reader's scope, the latest day first.
#[component]
pub fn VisitList() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let is_first = move || desk.address.with(|address| address.page.is_list());
    let arrived = move || {
        let fresh = desk.fresh.with(std::collections::BTreeSet::len);
        (fresh > 0).then(|| console::ARRIVED.fill(language.get(), &[("n", &fresh.to_string())]))
    };
    view! {
        <section class="desk-list" aria-labelledby="list-title">
            <header class="desk-list-head">
                <div class="between">
                    <Heading is_first=Signal::derive(is_first) id="list-title">{say(console::VISITS)}</Heading>
                    <Transition><Refreshed/></Transition>
                </div>
                <Transition><States/></Transition>
                <Transition><Filters/></Transition>
                <p class="desk-news" role="status">{arrived}</p>
            </header>
            <Transition fallback=Loading>
                <Lines/>
            </Transition>
        </section>
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! { <p class="empty">{say(console::LOADING)}</p> }
}

/// When the list was read; 刚刚更新 in the first minute.
#[component]
fn Refreshed() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    // The server's rendering and the browser's agree on the time, not on how long ago it is.
    let now = RwSignal::new(None);
    Effect::new(move |_| {
        desk.list.track();
        now.set(Some(now_ms()));
    });
    Effect::new(move |_| {
        let tick = move || now.set(Some(now_ms()));
        if let Ok(ticking) = set_interval_with_handle(tick, std::time::Duration::from_secs(20)) {
            on_cleanup(move || ticking.clear());
        }
    });
    let told = move || {
        let answer = desk.list.get()?;
        let at = answer.found.map(|_| answer.at)?;
        let language = language.get();
        Some(match now.get() {
            Some(now) if now < at + 60_000 => console::JUST_NOW.in_language(language).to_owned(),
            _ => console::UPDATED_AT.fill(language, &[("time", &TimeOfDay::at(at).to_string())]),
        })
    };
    view! { <small class="num">{told}</small> }
}

#[component]
fn Lines() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let found = move || desk.list.get().and_then(|answer| answer.found).unwrap_or_default();
    let trouble = move || {
        let answer = desk.list.get()?;
        let since = answer.found.is_some().then_some(answer.at);
        answer.trouble.map(|trouble| view! { <Trouble trouble since/> })
    };
    let empty = move || {
        let answer = desk.list.get()?;
        let word =
            if answer.question == VisitFilter::default() { console::NOTHING_YET } else { console::NOTHING_FOUND };
        let is_empty = answer.found.is_some_and(|list| list.lines.is_empty());
        is_empty.then(|| view! { <p class="empty">{say(word)}</p> })
    };
    let open = Memo::new(move |_| desk.open(&found().lines));
    let total = move || {
        let total = desk.list.get()?.found?.total.to_string();
        Some(console::TOTAL.fill(language.get(), &[("n", &total)]))
    };
    let page = move |after: Option<String>| address::list(&VisitFilter { after, ..desk.address.get().filter });
    view! {
        {trouble}
        {empty}
        <ul class="desk-lines">
            <For each=move || found().lines key=|line| line.id let(line)>
                <Line line open/>
            </For>
        </ul>
        <footer class="desk-paging">
            <small class="num">{total}</small>
            {move || desk.address.with(|address| address.filter.after.is_some()).then(|| view! {
                <a class="text-button" href=page(None)>{say(console::FIRST_PAGE)}</a>
            })}
            {move || found().next.map(|next| view! {
                <a class="text-button" href=page(Some(next)) rel="next">{say(console::NEXT_PAGE)}</a>
            })}
        </footer>
    }
}

/// One visit. The line of a visit stays the same element while others come and go around it, so that
/// nobody clicks on what has just moved away.
#[component]
fn Line(line: VisitLine, open: Memo<Option<RecordId>>) -> impl IntoView {
    let desk = Desk::get();
    let id = line.id;
    let line = Memo::new(move |before: Option<&VisitLine>| {
        let found = desk.list.get().and_then(|answer| answer.found);
        let now = found.and_then(|list| list.lines.into_iter().find(|other| other.id == id));
        now.or_else(|| before.cloned()).unwrap_or_else(|| line.clone())
    });
    let href = move || desk.address.with(|address| address::visit(id, &address.filter));
    let current = move || (open.get() == Some(id)).then_some("true");
    let node = NodeRef::new();
    keep_in_sight(node, move || open.get() == Some(id));
    let fresh = move || desk.fresh.with(|fresh| fresh.contains(&id));
    view! {
        <li>
            <a class="desk-line" node_ref=node class:fresh=fresh href=href aria-current=current>
                <span class="between">
                    <b>{move || line.with(|line| line.company.clone())}</b>
                    <StateBadge state=Signal::derive(move || line.with(|line| desk.state(id, &line.state)))/>
                </span>
                <Particulars line/>
                <small class="desk-summary">{move || line.with(|line| joined([line.chain.clone(), line.summary.clone()]))}</small>
            </a>
        </li>
    }
}

/// unit · day, and at the end of the line, where they can be compared, amount and grade.
#[component]
fn Particulars(line: Memo<VisitLine>) -> impl IntoView {
    let language = speaking();
    let origin = move || {
        let language = language.get();
        line.with(|line| {
            let day = line.day.map(|day| short_day(day, language)).unwrap_or_default();
            joined([line.unit.clone(), day])
        })
    };
    let intent = move || {
        let language = language.get();
        line.with(|line| {
            let amount = line.amount.map(|wan| amount_said(wan, language)).unwrap_or_default();
            let grade = line.grade.as_ref();
            let grade = grade.map(|grade| console::GRADE.fill(language, &[("grade", grade)])).unwrap_or_default();
            joined([amount, grade])
        })
    };
    let conflicts = move || {
        let count = line.with(|line| line.conflicts);
        (count > 0).then(|| {
            let told = move || console::CONFLICTS.fill(language.get(), &[("n", &count.to_string())]);
            view! { <span class="desk-conflict"><Icon sign=Sign::Warning/>{told}</span> }
        })
    };
    view! {
        <span class="between desk-particulars">
            <small class="num">{origin}</small>
            <small class="num">{intent}</small>
        </span>
        {conflicts}
    }
}

/// The year is told where it is not this one.
fn short_day(day: Day, language: crate::words::Language) -> String {
    if day.year() == today().year() { moments::short(day, language) } else { moments::full(day, language) }
}

impl Desk {
    /// The state of a visit with what was written here on top.
    pub fn state(self, visit: RecordId, on_server: &str) -> RecordState {
        let written = self.sending.with(|sending| sending.state(visit));
        written.unwrap_or_else(|| RecordState::of_review(on_server))
    }
}
