use leptos::prelude::*;
use zoufang_core::domain::course::Figures;

use crate::components::amount_said;
use crate::words::{Word, say, speaking, trips};

/// What was planned, and what it came to.
#[component]
pub fn TripFigures(figures: Figures) -> impl IntoView {
    let language = speaking();
    let Figures { stops, stops_visited, companies, amount, follow_ups } = figures;
    let count = |word: Word, count: usize| view! { <div><dt>{say(word)}</dt><dd class="num">{count}</dd></div> };
    view! {
        <section class="card">
            <h2>{say(trips::FIGURES)}</h2>
            <dl class="facts tight">
                {count(trips::PLANNED_STOPS, stops)}
                {count(trips::STOPS_VISITED, stops_visited)}
                {count(trips::CALLED_ON, companies)}
                <div>
                    <dt>{say(trips::AMOUNT)}</dt>
                    <dd class="num">{move || amount_said(amount, language.get())}</dd>
                </div>
                {count(trips::FOLLOW_UPS, follow_ups)}
            </dl>
        </section>
    }
}
