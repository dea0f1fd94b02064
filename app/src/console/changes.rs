//! What each later save did to a visit, field by field.

use leptos::prelude::*;
use zoufang_core::domain::visit::amended_since_review;
use zoufang_core::merge::Path;

use super::difference::{Difference, difference};
use super::reads::{FieldChange, VisitPage};
use crate::clock::today;
use crate::components::{Icon, Sign, moments, names, value_said};
use crate::words::{console, say, speaking};
use zoufang_core::domain::visit::is_told;

/// The latest first. What was written after the last review, or came after it, is marked.
#[component]
pub fn Changes(page: VisitPage) -> impl IntoView {
    let unseen: Vec<Path> = amended_since_review(&page.record).into_iter().cloned().collect();
    let changes = marked(page.history, &unseen);
    let line = |(change, is_new)| view! { <FieldChanged change is_new/> };
    (!changes.is_empty()).then(|| {
        view! {
            <section id="changes" aria-labelledby="changes-title">
                <h2 id="changes-title">{say(console::CHANGES)}</h2>
                <dl>{changes.into_iter().map(line).collect_view()}</dl>
            </section>
        }
    })
}

/// Changes of what the visit tells, each with whether the last review has not seen it: of each
/// field that was amended since, that is its latest change.
fn marked(history: Vec<FieldChange>, unseen: &[Path]) -> Vec<(FieldChange, bool)> {
    let mut unmarked: Vec<&Path> = unseen.iter().collect();
    let mark = |change: FieldChange| {
        let place = unmarked.iter().position(|path| **path == change.path);
        let is_new = place.map(|place| unmarked.swap_remove(place)).is_some();
        (change, is_new)
    };
    history.into_iter().filter(|change| is_told(&change.path)).map(mark).collect()
}

#[component]
fn FieldChanged(change: FieldChange, is_new: bool) -> impl IntoView {
    let language = speaking();
    let FieldChange { path, before, after, by, at, conflict } = change;
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

    fn change(path: &str) -> FieldChange {
        let path: Path = path.parse().unwrap();
        FieldChange { path, before: Value::Null, after: Value::from("x"), by: String::new(), at: 0, conflict: false }
    }

    #[test]
    fn the_latest_change_of_an_amended_field_is_marked_and_ids_are_left_out() {
        let history = vec![change("content"), change("chain"), change("place"), change("content")];
        let told = marked(history, &["content".parse().unwrap(), "chain".parse().unwrap()]);
        let told: Vec<_> = told.iter().map(|(change, is_new)| (change.path.as_str(), *is_new)).collect();
        assert_eq!(told, [("content", true), ("place", false), ("content", false)]);
    }
}
