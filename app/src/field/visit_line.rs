use leptos::prelude::*;

use crate::clock::today;
use crate::components::{BETWEEN, RecordState, StateBadge, moments};
use crate::store::Listed;
use crate::words::speaking;

/// Visits, each as one line with its one state.
#[component]
pub fn VisitLines(visits: Vec<Listed>) -> impl IntoView {
    let line = |visit| view! { <li><VisitLine visit/></li> };
    view! { <ul class="lines">{visits.into_iter().map(line).collect_view()}</ul> }
}

#[component]
fn VisitLine(visit: Listed) -> impl IntoView {
    let language = speaking();
    let state = RecordState::of_listed(&visit);
    let day = visit.facets.day;
    let when = move || day.map(|day| moments::near(day, today(), language.get()));
    let subtitle = visit.facets.subtitle;
    let dot = if subtitle.is_empty() { "" } else { BETWEEN };
    view! {
        <a class="line" href=format!("/visits/{}", visit.id)>
            <span class="between"><b>{visit.facets.title}</b> <StateBadge state/></span>
            <small><time>{when}</time> {dot} {subtitle}</small>
        </a>
    }
}
