use leptos::prelude::*;
use zoufang_core::domain::comment::{ANSWER, NOTE, QUESTION};
use zoufang_core::id::RecordId;

use crate::components::{CommentBox, CommentItem, Comments, appearing};
use crate::device::{Device, follow};
use crate::field::people::names;
use crate::store::{ListQuery, StoreError};
use crate::words::{field, say};

/// Comments on one visit that are read.
const MOST: u32 = 500;

/// Oldest first.
async fn comments(device: &Device, visit: RecordId) -> Result<Vec<CommentItem>, StoreError> {
    let people = names(device).await?;
    let mut items = Vec::new();
    for listed in device.list(ListQuery::About(visit), MOST).await? {
        let Some(comment) = device.view(listed.id).await? else { continue };
        items.push(CommentItem {
            purpose: comment.record.text("purpose").unwrap_or_default().to_owned(),
            text: comment.record.text("text").unwrap_or_default().to_owned(),
            by: people.get(&listed.author.into()).cloned().unwrap_or_default(),
            at: comment.record.origin.at.millis(),
            waiting: comment.unsent > 0,
        });
    }
    items.sort_by_key(|comment| comment.at);
    Ok(items)
}

/// What the office asked last.
#[component]
pub fn Question(visit: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { comments(&device, visit).await });
    appearing(read, |comments| {
        let question = comments.into_iter().rev().find(|comment| comment.purpose == QUESTION);
        question.map(|question| view! { <p class="note">{question.text}</p> })
    })
}

/// The thread, and a box to write into: an answer where the office waits for one.
#[component]
pub fn Talk(visit: RecordId, returned: bool) -> impl IntoView {
    let read = follow(move |device| async move { comments(&device, visit).await });
    let (purpose, label, button) = match returned {
        true => (ANSWER, field::ANSWER_LABEL, field::ANSWER_SEND),
        false => (NOTE, field::NOTE_LABEL, field::NOTE_SEND),
    };
    // A comment that was sent leaves its box; a fresh one comes.
    let round = RwSignal::new(0);
    view! {
        <section class="card stack" id="talk">
            <h2>{say(field::COMMENTS)}</h2>
            {appearing(read, |items| (!items.is_empty()).then(|| view! { <Comments items/> }))}
            {move || {
                round.track();
                view! {
                    <CommentBox
                        about=visit
                        purpose
                        label
                        button
                        also=|()| Vec::new()
                        done=move |()| round.update(|round| *round += 1)
                    />
                }
            }}
        </section>
    }
}
