use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::dossier::{Agreed, Dossier, dossier};
use zoufang_core::domain::follow_up::Sort;
use zoufang_core::id::RecordId;

use super::needs::NeedsCard;
use crate::clock::today;
use crate::components::{appearing, moments};
use crate::device::{Device, follow};
use crate::store::{ListQuery, StoreError};
use crate::words::{field, names as words, say, speaking};

/// Visits that are read for what they add up to.
const MOST: u32 = 200;

async fn read(device: &Device, company: RecordId) -> Result<Dossier, StoreError> {
    let visits = device.views(ListQuery::OfCompany(Kind::VISIT, company), MOST).await?;
    Ok(dossier(visits.iter().map(|view| &view.record)))
}

/// What the visits add up to: what was agreed, needs; each only where there is something.
#[component]
pub fn Known(company: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, company).await });
    appearing(read, |Dossier { agreed, needs, .. }| {
        view! {
            <Followed agreed/>
            <NeedsCard needs/>
        }
    })
}

#[component]
fn Followed(agreed: Vec<Agreed>) -> impl IntoView {
    let language = speaking();
    let line = move |Agreed { visit, follow_up: step }: Agreed| {
        let due = move || step.due.map(|due| moments::near(due, today(), language.get()));
        let late = !step.done && step.due.is_some_and(|due| due < today());
        let ours = step.sort == Sort::Commitment;
        let ours = ours.then(|| view! { <span class="tag">{say(words::COMMITMENT)}</span> });
        let state = if step.done { words::STEP_DONE } else { words::STEP_OPEN };
        view! {
            <li>
                <a class="line" href=format!("/visits/{visit}")>
                    <span class="between"><b>{step.what}</b> <span class="tag">{say(state)}</span></span>
                    {(!step.done_note.is_empty()).then(|| view! { <span>{step.done_note}</span> })}
                    <span class="between">
                        <small>{step.owner_name} " " <time class=if late { "overdue" } else { "" }>{due}</time></small>
                        {ours}
                    </span>
                </a>
            </li>
        }
    };
    (!agreed.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{say(field::FOLLOW_UPS)}</h2>
                <ul class="lines">{agreed.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}
