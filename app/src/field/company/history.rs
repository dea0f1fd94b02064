use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::components::appearing;
use crate::device::follow;
use crate::field::visit_line::VisitLines;
use crate::store::ListQuery;
use crate::words::{field, say};

/// Visits that are shown at first, and by which the list grows.
const PIECE: u32 = 20;

/// The visits, the latest first.
#[component]
pub fn History(company: RecordId) -> impl IntoView {
    let most = RwSignal::new(PIECE);
    let read = follow(move |device| {
        let most = most.get();
        // One more than is shown tells whether there are more.
        let query = ListQuery::OfCompany(Kind::VISIT, company);
        async move { Ok((device.list(query, most.saturating_add(1)).await?, most as usize)) }
    });
    view! {
        <section class="card">
            <h2>{say(field::EARLIER_VISITS)}</h2>
            {appearing(read, move |(mut visits, shown)| {
                let more = visits.len() > shown;
                visits.truncate(shown);
                let none = visits.is_empty().then(|| view! { <p class="empty">{say(field::NO_EARLIER_VISITS)}</p> });
                let show_more = move |_| most.update(|most| *most += PIECE);
                view! {
                    {none}
                    <VisitLines visits/>
                    {more.then(|| view! {
                        <button type="button" class="button quiet wide" on:click=show_more>{say(field::MORE)}</button>
                    })}
                }
            })}
        </section>
    }
}
