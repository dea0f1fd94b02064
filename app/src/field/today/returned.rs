use leptos::prelude::*;
use zoufang_core::domain::Call;
use zoufang_core::domain::comment::{ANSWER, QUESTION};
use zoufang_core::id::RecordId;

use super::MOST;
use crate::clock::today;
use crate::components::{BETWEEN, RecordState, StateBadge, moments};
use crate::device::Device;
use crate::field::people::names;
use crate::store::{ListQuery, Listed, StoreError};
use crate::words::{field, say, speaking};

/// A visit that came back, with what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    visit: Listed,
    question: Option<Question>,
    /// Answered since: it is the office's turn.
    answered: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Question {
    text: String,
    by: String,
    at: u64,
}

pub async fn read_returned(device: &Device) -> Result<Vec<Returned>, StoreError> {
    let mut returned = Vec::new();
    for visit in device.list(ListQuery::Calling(Call::Amendment), MOST).await? {
        let (question, answered) = last_question(device, visit.id).await?;
        returned.push(Returned { visit, question, answered });
    }
    Ok(returned)
}

async fn last_question(device: &Device, visit: RecordId) -> Result<(Option<Question>, bool), StoreError> {
    let comments = device.list(ListQuery::About(visit), 200).await?;
    let is = |comment: &Listed, purpose| comment.facets.state.as_deref() == Some(purpose);
    let Some(place) = comments.iter().rposition(|comment| is(comment, QUESTION)) else { return Ok((None, false)) };
    let answered = comments[place..].iter().any(|comment| is(comment, ANSWER));
    let Some(view) = device.view(comments[place].id).await? else { return Ok((None, answered)) };
    let by = names(device).await?.get(&view.record.author().into()).cloned().unwrap_or_default();
    let text = view.record.text("text").unwrap_or_default().to_owned();
    Ok((Some(Question { text, by, at: view.record.origin.at.millis() }), answered))
}

/// What came back; nothing where nothing did.
#[component]
pub fn ReturnedCard(returned: Vec<Returned>) -> impl IntoView {
    (!returned.is_empty()).then(|| {
        let line = |returned| view! { <li><ReturnedLine returned/></li> };
        view! {
            <section class="card">
                <h2>{say(field::RETURNED)}</h2>
                <ul class="lines">{returned.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn ReturnedLine(returned: Returned) -> impl IntoView {
    let language = speaking();
    let Returned { visit, question, answered } = returned;
    let asked = question.map(|Question { text, by, at }| {
        let at = move || moments::instant_with_day(at, today(), language.get());
        view! {
            <p class="note">{text}</p>
            <small>{by} {BETWEEN} <time>{at}</time></small>
        }
    });
    let word = if answered { field::ANSWERED } else { field::ANSWER_NOW };
    view! {
        <div class="line">
            <span class="between"><b>{visit.facets.title}</b> <StateBadge state=RecordState::Returned/></span>
            {asked}
            <div><a class="text-button" href=format!("/visits/{}", visit.id)>{say(word)}</a></div>
        </div>
    }
}
