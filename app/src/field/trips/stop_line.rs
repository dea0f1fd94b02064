use leptos::prelude::*;
use zoufang_core::domain::trip::Stop;
use zoufang_core::id::RecordId;

use super::Outcome;
use crate::components::{RecordState, StateBadge};
use crate::words::{field, say, say_with, trips};

/// A stop, and the one thing to do about it: record it, go on writing, look at it.
#[component]
pub fn StopLine(
    trip: RecordId,
    stop: Stop,
    outcome: Outcome,
    /// What else may be done about it, and what stands below it.
    #[prop(optional)]
    besides: Option<(AnyView, AnyView)>,
) -> impl IntoView {
    let label = say_with(field::RECORD_AT, vec![("company", stop.company_name.clone())]);
    let company = stop.company.map(|company| format!("company={company}&")).unwrap_or_default();
    let record = move || {
        view! {
            <a class="chip" href=format!("/visits/new?{company}trip={trip}") aria-label=label>{say(field::RECORD)}</a>
        }
    };
    let (class, action) = match outcome {
        Outcome::Visited(visit, state) => {
            ("done", view! { <a class="tap" href=format!("/visits/{visit}")><StateBadge state/></a> }.into_any())
        }
        Outcome::Begun(visit) => {
            let state = RecordState::Local;
            ("", view! { <a class="tap" href=format!("/visits/{visit}/edit")><StateBadge state/></a> }.into_any())
        }
        Outcome::Missed(_) => ("missed", view! { <span class="tag">{say(trips::NOT_VISITED)}</span> }.into_any()),
        Outcome::Ahead => ("", record().into_any()),
    };
    let name = match stop.company {
        Some(company) => {
            view! { <a class="to-company" href=format!("/companies/{company}")>{stop.company_name}</a> }.into_any()
        }
        None => stop.company_name.into_any(),
    };
    let (act, below) = besides.unzip();
    view! {
        <li class=class>
            <time>{stop.time.map(|time| time.to_string())}</time>
            <span class="dot" aria-hidden="true"></span>
            <div><b>{name}</b><small>{stop.purpose}</small>{below}</div>
            <div class="acts">{action}{act}</div>
        </li>
    }
}
