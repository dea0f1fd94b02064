use leptos::prelude::*;
use zoufang_core::domain::course::Figures;

use crate::components::amount_said;
use crate::words::{Word, say, say_with, speaking, trips};

/// One of a trip's figures, with its unit.
pub fn count(word: Word, unit: Word, count: usize) -> impl IntoView {
    let figure = say_with(unit, vec![("n", count.to_string())]);
    view! { <div><dt>{say(word)}</dt><dd class="num">{figure}</dd></div> }
}

/// What was planned, and what it came to.
#[component]
pub fn TripFigures(figures: Figures) -> impl IntoView {
    let language = speaking();
    let Figures { stops, stops_visited, companies, amount, follow_ups } = figures;
    view! {
        <section class="card">
            <h2>{say(trips::FIGURES)}</h2>
            <dl class="facts tight">
                {count(trips::PLANNED_STOPS, trips::STOPS_UNIT, stops)}
                {count(trips::STOPS_VISITED, trips::STOPS_UNIT, stops_visited)}
                {count(trips::CALLED_ON, trips::COMPANIES_UNIT, companies)}
                <div>
                    <dt>{say(trips::AMOUNT)}</dt>
                    <dd class="num">{move || amount_said(amount, language.get())}</dd>
                </div>
                {count(trips::FOLLOW_UPS, trips::ITEMS_UNIT, follow_ups)}
            </dl>
        </section>
    }
}
