//! What each later save did to a visit, field by field.

use leptos::prelude::*;
use zoufang_core::domain::visit::amended_since_review;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Path;

use super::address;
use super::desk::Desk;
use super::difference::{Difference, difference};
use super::reads::{FieldChange, VisitPage};
use crate::clock::today;
use crate::components::{Icon, Sign, moments, names, value_said};
use crate::words::{console, say, speaking};
use zoufang_core::domain::visit::is_told;

/// The latest first, a part at a time. What was written after the last review, or came after it, is marked.
#[component]
pub fn Changes(page: VisitPage) -> impl IntoView {
    let unseen: Vec<Path> = amended_since_review(&page.record).into_iter().cloned().collect();
    let VisitPage { record, history, changes_before, older_changes, .. } = page;
    let changes = marked(history, &unseen);
    let line = |(change, is_new)| view! { <FieldChanged change is_new/> };
    let is_shown = !changes.is_empty() || changes_before.is_some() || older_changes.is_some();
    is_shown.then(|| {
        view! {
            <section id="changes" aria-labelledby="changes-title">
                <h2 id="changes-title">{say(console::CHANGES)}</h2>
                {changes_before.map(|_| view! { <ToLatest id=record.id/> })}
                {(!changes.is_empty()).then(|| view! { <dl>{changes.into_iter().map(line).collect_view()}</dl> })}
                {older_changes.map(|before| view! { <ToOlder id=record.id before/> })}
            </section>
        }
    })
}

#[component]
fn ToLatest(id: RecordId) -> impl IntoView {
    let desk = Desk::get();
    let latest = move || format!("{}#changes", desk.address.with(|address| address::visit(id, &address.filter)));
    view! {
        <p class="small">
            {say(console::EARLIER_CHANGES)} " " <a class="link" href=latest>{say(console::TO_LATEST_CHANGES)}</a>
        </p>
    }
}

#[component]
fn ToOlder(id: RecordId, before: u64) -> impl IntoView {
    let desk = Desk::get();
    let older = move || desk.address.with(|address| address::earlier_changes(id, &address.filter, before));
    view! {
        <p class="small">
            {say(console::MORE_CHANGES)} " " <a class="link" href=older>{say(console::TO_EARLIER_CHANGES)}</a>
        </p>
    }
}

/// Changes of what the visit tells, each with whether the last review has not seen it: of each
/// field that was amended since, that is its latest change.
fn marked(history: Vec<FieldChange>, unseen: &[Path]) -> Vec<(FieldChange, bool)> {
    let mark = |change: FieldChange| {
        let is_new = change.latest && unseen.contains(&change.path);
        (change, is_new)
    };
    history.into_iter().filter(|change| is_told(&change.path)).map(mark).collect()
}

#[component]
fn FieldChanged(change: FieldChange, is_new: bool) -> impl IntoView {
    let language = speaking();
    let FieldChange { path, before, after, by, at, conflict, .. } = change;
    let word = names::visit_field(path.as_str());
    let parts = Memo::new(move |_| {
        let told = |value| value_said(&path, value, language.get());
        difference(&told(&before), &told(&after))
    });
    let when = move || moments::instant_with_day(at, today(), language.get());
    view! {
        <div class="change" class:unseen-change=is_new>
            <dt>{say(word)}</dt>
            <dd>
                <span class="num">{move || shown(parts.get())}</span>
                <small class="num">
                    {is_new.then(|| view! { <b class="desk-mark">{say(console::UNSEEN)}</b> " " })}
                    {by} " " <time>{when}</time>
                </small>
                {conflict.then(|| view! {
                    <small class="desk-conflict"><Icon sign=Sign::Warning/>{say(console::AT_ONCE)}</small>
                })}
            </dd>
        </div>
    }
}

/// Struck and set off; screen readers that pass over both hear the words between.
fn shown(parts: Difference) -> impl IntoView {
    let Difference { lead, gone, came, tail } = parts;
    let both = !gone.is_empty() && !came.is_empty();
    let arrow =
        both.then(|| view! { <span aria-hidden="true">" → "</span><span class="unseen">{say(console::BECAME)}</span> });
    let removed = (!gone.is_empty()).then(|| view! { <del>{gone}</del> });
    let added = (!came.is_empty()).then(|| view! { <ins>{came}</ins> });
    view! { {lead}{removed}{arrow}{added}{tail} }
}

#[cfg(test)]
mod tests {
    use zoufang_core::merge::{Path, Value};

    use super::marked;
    use crate::console::reads::FieldChange;

    fn change(path: &str, latest: bool) -> FieldChange {
        let (path, by): (Path, _) = (path.parse().unwrap(), String::new());
        FieldChange { path, before: Value::Null, after: Value::from("x"), by, at: 0, conflict: false, latest }
    }

    #[test]
    fn the_latest_change_of_an_amended_field_is_marked_and_ids_are_left_out() {
        let history =
            vec![change("content", true), change("chain", true), change("place", true), change("content", false)];
        let told = marked(history, &["content".parse().unwrap(), "chain".parse().unwrap()]);
        let told: Vec<_> = told.iter().map(|(change, is_new)| (change.path.as_str(), *is_new)).collect();
        assert_eq!(told, [("content", true), ("place", false), ("content", false)]);
    }
}
