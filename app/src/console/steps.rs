use leptos::prelude::*;
use zoufang_core::domain::follow_up::{FollowUp, Sort, follow_ups};
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::components::{Icon, Sign, moments};
use crate::words::{console, names as words, say, speaking};

/// What was agreed: what, by whom, until when.
#[component]
pub fn NextSteps(visit: Record) -> impl IntoView {
    let steps = follow_ups(&visit);
    let line = |step: FollowUp| view! { <li><Step step/></li> };
    (!steps.is_empty()).then(|| {
        view! {
            <section>
                <h2>{say(console::NEXT_STEPS)}</h2>
                <ul class="lines">{steps.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Step(step: FollowUp) -> impl IntoView {
    let language = speaking();
    let FollowUp { sort, what, owner_name, due, done, done_note, .. } = step;
    let ours = (sort == Sort::Commitment).then(|| view! { <b class="tag">{say(words::COMMITMENT)}</b> " " });
    let is_late = !done && due.is_some_and(|due| due < today());
    let by = move || due.map(|due| console::DUE.fill(language.get(), &[("day", &moments::short(due, language.get()))]));
    view! {
        <div class="desk-step">
            <span>{ours}{what}</span>
            <small class="num">
                {owner_name} " " <span class:overdue=is_late>{by}</span>
                {done.then(|| view! { " " <Icon sign=Sign::Done/> {say(words::STEP_DONE)} " " {done_note} })}
            </small>
        </div>
    }
}
