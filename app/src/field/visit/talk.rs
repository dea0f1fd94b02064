use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::comment::{ANSWER, NOTE, QUESTION};
use zoufang_core::id::RecordId;

use crate::components::{CommentBox, CommentItem, Comments, appearing};
use crate::device::{Device, follow};
use crate::field::people::names;
use crate::store::{ListQuery, StoreError};
use crate::words::{Word, field, say, say_with};

/// Comments and attachments of one visit that are read.
const MOST: u32 = 500;

/// Oldest first.
async fn comments(device: &Device, visit: RecordId) -> Result<Vec<CommentItem>, StoreError> {
    let people = names(device).await?;
    let mut items = Vec::new();
    let about = device.views(ListQuery::About(visit), MOST).await?;
    for comment in about.into_iter().filter(|view| view.record.kind == Kind::COMMENT) {
        items.push(CommentItem {
            purpose: comment.record.text("purpose").unwrap_or_default().to_owned(),
            text: comment.record.text("text").unwrap_or_default().to_owned(),
            by: people.get(&comment.record.author().into()).cloned().unwrap_or_default(),
            at: comment.record.origin.at.millis(),
            waiting: comment.unsent > 0,
        });
    }
    items.sort_by_key(|comment| comment.at);
    Ok(items)
}

/// What the office asked last, and a box for the answer.
#[component]
pub fn AnswerCard(visit: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { comments(&device, visit).await });
    view! {
        <section class="card stack returned-card">
            <h2>{say(field::RETURNED)}</h2>
            {appearing(read, |comments| {
                let question = comments.into_iter().rev().find(|comment| comment.purpose == QUESTION);
                question.map(|question| view! {
                    <div>
                        <p class="small">{say_with(field::ASKED, vec![("by", question.by)])}</p>
                        <p class="note">{question.text}</p>
                    </div>
                })
            })}
            <Writing visit purpose=ANSWER label=field::ANSWER_LABEL button=field::ANSWER_SEND/>
        </section>
    }
}

/// What was asked, answered and noted; nothing where there is nothing and nothing can be added.
#[component]
pub fn Thread(visit: RecordId, may_note: bool) -> impl IntoView {
    let read = follow(move |device| async move { comments(&device, visit).await });
    let any = Memo::new(move |_| read.found().is_some_and(|items| !items.is_empty()));
    // A box that may be written in stays as it is, whatever comes.
    let shown = move || may_note || any.get();
    move || {
        shown().then(|| {
            view! {
                <section class="card stack">
                    <h2>{say(field::COMMENTS)}</h2>
                    {appearing(read, |items| (!items.is_empty()).then(|| view! { <Comments items/> }))}
                    {may_note.then(|| view! {
                        <Writing visit purpose=NOTE label=field::NOTE_LABEL button=field::NOTE_SEND/>
                    })}
                </section>
            }
        })
    }
}

/// A box to write into. What was sent leaves it, and a fresh one comes.
#[component]
fn Writing(visit: RecordId, purpose: &'static str, label: Word, button: Word) -> impl IntoView {
    let round = RwSignal::new(0);
    move || {
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
    }
}
