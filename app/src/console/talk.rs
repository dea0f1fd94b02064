use leptos::prelude::*;
use zoufang_core::domain::comment::NOTE;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Change, Value};

use super::desk::Desk;
use super::reads::{CommentLine, VisitPage};
use crate::components::{CommentItem, Comments};
use crate::device::here;
use crate::words::{console, say};

/// Questions, answers and notes; those written here and not yet sent at the end.
#[component]
pub fn Talk(page: VisitPage) -> impl IntoView {
    let desk = Desk::get();
    let here = here();
    let (visit, known) = (page.record.id, page.comments);
    let items = move || {
        let me = here.get().map(|device| device.profile().name.clone()).unwrap_or_default();
        let known_ids: Vec<RecordId> = known.iter().map(|comment| comment.id).collect();
        let mut items: Vec<CommentItem> = known.iter().cloned().map(sent).collect();
        desk.sending.with(|sending| {
            let new = sending.comments(visit).filter(|change| !known_ids.contains(&change.record));
            items.extend(new.map(|change| waiting(change, me.clone())));
        });
        items
    };
    view! {
        <section>
            <h2>{say(console::TALK)}</h2>
            {move || {
                let items = items();
                let none = items.is_empty().then(|| view! { <p class="empty">{say(console::NO_TALK)}</p> });
                view! { {none} <Comments items/> }
            }}
        </section>
    }
}

fn sent(comment: CommentLine) -> CommentItem {
    let CommentLine { purpose, text, by, at, .. } = comment;
    CommentItem { purpose, text, by, at, waiting: false }
}

fn waiting(change: &Change, by: String) -> CommentItem {
    let text = |path: &str| change.fields.get(path).map(|write| &write.value).and_then(Value::as_text);
    CommentItem {
        purpose: text("purpose").unwrap_or(NOTE).to_owned(),
        text: text("text").unwrap_or_default().to_owned(),
        by,
        at: change.at.millis(),
        waiting: true,
    }
}
