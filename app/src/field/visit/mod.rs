//! A visit as its team sees it.

mod both_values;
mod facts;
mod talk;

use leptos::prelude::*;
use zoufang_core::id::RecordId;

use super::people::{Names, names as names_of_people};
use super::record_in_address;
use crate::components::{FieldFrame, Icon, RecordState, Sign, StateBadge, loaded, names};
use crate::device::{Device, follow};
use crate::store::{StoreError, View};
use crate::words::{field, say};
use both_values::BothValues;
use facts::VisitFacts;
use talk::{Question, Talk};

#[component]
pub fn VisitPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=field::VISIT let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                |id| view! { <Visit id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

/// What is written into stays as it is when the record is read anew: a sync under way must not take
/// the answer from under the typing hands.
#[component]
fn Visit(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, id).await });
    let state = Memo::new(move |_| {
        let view = read.get().flatten()?.ok()??.0;
        Some(RecordState::of_review(zoufang_core::domain::visit::review_state(&view.record).as_str()))
    });
    view! {
        {loaded(read, |read| match read {
            Some((view, people)) => view! { <Record view people/> }.into_any(),
            None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        })}
        {move || state.get().map(|state| view! { <Talk visit=id returned=state == RecordState::Returned/> })}
    }
}

async fn read(device: &Device, id: RecordId) -> Result<Option<(View, Names)>, StoreError> {
    let Some(view) = device.view(id).await? else { return Ok(None) };
    Ok(Some((view, names_of_people(device).await?)))
}

#[component]
fn Record(view: View, people: Names) -> impl IntoView {
    let state = RecordState::of_view(&view);
    let View { record: visit, aside, .. } = view;
    let edit = format!("/visits/{}/edit", visit.id);
    let returned = state == RecordState::Returned;
    let author = people.get(&visit.author().into()).cloned();
    let aside: Vec<_> = aside.iter().map(|reason| reason.code).collect();
    let company = visit.text("company_name").unwrap_or_default().to_owned();
    let title = match visit.text("company") {
        Some(id) => view! { <a class="to-company" href=format!("/companies/{id}")>{company}</a> }.into_any(),
        None => company.into_any(),
    };
    let amend_class = if returned { "button wide" } else { "button quiet wide" };
    let amend = if returned { field::AMEND_RETURNED } else { field::AMEND };
    view! {
        <section class="card stack">
            <div class="between top">
                <h2>{title}</h2>
                <StateBadge state/>
            </div>
            {author.map(|author| view! { <p class="small">{say(field::RECORDED_BY)} " " {author}</p> })}
            {(!aside.is_empty()).then(|| view! {
                <div class="banner bad">
                    <p>{say(field::ASIDE)}</p>
                    <ul>{aside.into_iter().map(|code| view! { <li>{say(names::reason(code))}</li> }).collect_view()}</ul>
                </div>
            })}
            {returned.then(|| view! { <Question visit=visit.id/> })}
            <a class=amend_class href=edit><Icon sign=Sign::Pen/>{say(amend)}</a>
        </section>
        <BothValues visit=visit.clone() people/>
        <VisitFacts visit/>
    }
}
