//! A visit as its team sees it.

mod both_values;
mod facts;
mod talk;
mod writers;

use leptos::prelude::*;
use zoufang_core::domain::visit::{ReviewState, review_state};
use zoufang_core::id::RecordId;
use zoufang_core::wire::{Reason, ReasonCode};

use super::people::{Names, names as names_of_people};
use super::photos::Photos;
use super::record_in_address;
use crate::components::{FieldFrame, Icon, RecordState, Sign, StateBadge, appearing, loaded, names};
use crate::device::{Device, follow};
use crate::store::{StoreError, View};
use crate::words::{field, say, say_with};
use both_values::BothValues;
use facts::VisitFacts;
use talk::{AnswerCard, Thread};
use writers::Writers;

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
    let returned = Memo::new(move |_| {
        let view = read.found()?.here()?.0;
        Some(review_state(&view.record) == ReviewState::Returned)
    });
    view! {
        {loaded(read, |read| match read {
            Read::Here(view, people) => view! { <Head view=*view people/> }.into_any(),
            Read::Deleted => view! { <p class="empty">{say(field::DELETED)}</p> }.into_any(),
            Read::NotHere => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        })}
        {move || (returned.get() == Some(true)).then(|| view! { <AnswerCard visit=id/> })}
        {appearing(read, |read| read.here().map(|(view, people)| view! {
            <BothValues visit=view.record.clone() people=people.clone()/>
            <VisitFacts visit=view.record.clone()/>
            <Writers visit=view.record people/>
        }))}
        <Photos of=id/>
        {move || returned.get().map(|returned| view! { <Thread visit=id may_note=!returned/> })}
    }
}

#[derive(Clone, PartialEq)]
enum Read {
    Here(Box<View>, Names),
    Deleted,
    NotHere,
}

impl Read {
    fn here(self) -> Option<(View, Names)> {
        match self {
            Self::Here(view, people) => Some((*view, people)),
            Self::Deleted | Self::NotHere => None,
        }
    }
}

async fn read(device: &Device, id: RecordId) -> Result<Read, StoreError> {
    Ok(match device.view(id).await? {
        Some(view) if view.record.is_alive() => Read::Here(Box::new(view), names_of_people(device).await?),
        Some(_) => Read::Deleted,
        None => Read::NotHere,
    })
}

/// Why the server does not apply a change; after a refusal with the words of the office, and the way to where
/// its author goes on.
#[component]
fn Why(reason: Reason) -> impl IntoView {
    let refused = (reason.code == ReasonCode::Refused).then(|| {
        let words = say_with(field::REFUSED_WORDS, vec![("words", reason.message)]);
        view! { " " {words} " " <a class="link" href="/me">{say(field::QUEUE)}</a> }
    });
    view! { {say(names::reason(reason.code))} {refused} }
}

/// Which visit it is, how it stands, and the way to amend it.
#[component]
fn Head(view: View, people: Names) -> impl IntoView {
    let state = RecordState::of_view(&view);
    let View { record: visit, aside, .. } = view;
    let edit = format!("/visits/{}/edit", visit.id);
    let author = people.get(&visit.author().into()).cloned();
    let company = visit.text("company_name").unwrap_or_default().to_owned();
    let title = match visit.text("company") {
        Some(id) => view! { <a class="to-company" href=format!("/companies/{id}")>{company}</a> }.into_any(),
        None => company.into_any(),
    };
    let (amend_class, amend) = match state {
        RecordState::Returned => ("button wide", field::AMEND_RETURNED),
        _ => ("button quiet wide", field::AMEND),
    };
    view! {
        <section class="card stack">
            <div>
                <div class="between top">
                    <h2>{title}</h2>
                    <StateBadge state/>
                </div>
                {author.map(|author| view! { <p class="small">{say_with(field::RECORDED_BY, vec![("name", author)])}</p> })}
            </div>
            {(!aside.is_empty()).then(|| view! {
                <div class="banner bad">
                    <p>{say(field::ASIDE)}</p>
                    <ul>{aside.into_iter().map(|reason| view! { <li><Why reason/></li> }).collect_view()}</ul>
                </div>
            })}
            <a class=amend_class href=edit><Icon sign=Sign::Pen/>{say(amend)}</a>
        </section>
    }
}
