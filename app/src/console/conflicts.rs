use leptos::prelude::*;
use zoufang_core::id::PersonId;
use zoufang_core::merge::Path;

use super::reads::VisitPage;
use crate::clock::today;
use crate::components::{BETWEEN, moments, names, value_or_none_said};
use crate::words::{console, say, speaking};
use zoufang_core::domain::visit::is_told;

/// Fields that two people wrote without having seen each other: both values, with who and when.
#[component]
pub fn Conflicts(page: VisitPage) -> impl IntoView {
    let open: Vec<Path> = page.record.open_conflicts().filter(|path| is_told(path)).cloned().collect();
    let field = |path: Path| {
        let word = names::visit_field(path.as_str());
        view! { <div class="change"><dt>{say(word)}</dt><dd><Values page=page.clone() path/></dd></div> }
    };
    (!open.is_empty()).then(|| {
        view! {
            <section class="card desk-conflicts">
                <h2>{say(console::OPEN_CONFLICTS)}</h2>
                <p class="small">{say(console::CONFLICT_HINT)}</p>
                <dl>{open.into_iter().map(field).collect_view()}</dl>
            </section>
        }
    })
}

#[component]
fn Values(page: VisitPage, path: Path) -> impl IntoView {
    let language = speaking();
    let name = |person: PersonId| {
        page.names.iter().find(|(id, _)| *id == person).map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let mut heads: Vec<_> = page
        .record
        .heads(path.as_str())
        .into_iter()
        .map(|(stamp, by, value)| (stamp.at.millis(), name(by), value.clone()))
        .collect();
    // The one that shows comes last.
    let shown = heads.pop();
    let value = move |at: u64, by: String, value: zoufang_core::merge::Value, shown: bool| {
        let path = path.clone();
        let words = move || value_or_none_said(&path, &value, language.get());
        let when = move || moments::instant_with_day(at, today(), language.get());
        view! {
            <li>
                <span class="num">{words}</span>
                <small>
                    {by} " " <time>{when}</time>
                    {shown.then(|| view! { {BETWEEN} {say(console::SHOWN)} })}
                </small>
            </li>
        }
    };
    let lines: Vec<_> = shown
        .map(|(at, by, head)| value(at, by, head, true))
        .into_iter()
        .chain(heads.into_iter().rev().map(|(at, by, head)| value(at, by, head, false)))
        .collect();
    view! { <ul class="both">{lines}</ul> }
}
