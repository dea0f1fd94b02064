use leptos::prelude::*;

use super::line::FollowUpLine;
use super::open::Followed;
use crate::words::{field, say, say_with};

/// How many the start page shows.
const SHOWN: usize = 6;

/// What is still to be done; nothing where there is nothing.
#[component]
pub fn FollowUpsCard(open: Vec<Followed>) -> impl IntoView {
    (!open.is_empty()).then(|| {
        let overdue = open.iter().filter(|followed| followed.is_overdue()).count();
        let word = if overdue > 0 { field::STEPS_OVERDUE } else { field::STEPS_COUNT };
        let count = say_with(word, vec![("n", open.len().to_string()), ("late", overdue.to_string())]);
        let line = |followed| view! { <li><FollowUpLine followed/></li> };
        view! {
            <section class="card">
                <div class="between">
                    <h2>{say(field::STEPS)}</h2>
                    <a class="text-button num" href="/follow-ups">{count}</a>
                </div>
                <ul class="lines">{open.into_iter().take(SHOWN).map(line).collect_view()}</ul>
            </section>
        }
    })
}
