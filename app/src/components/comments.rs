use leptos::prelude::*;

use super::BETWEEN;
use super::{moments, names};
use crate::clock::today;
use crate::words::{common, say, speaking};

/// One comment as any screen shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentItem {
    pub purpose: String,
    pub text: String,
    pub by: String,
    /// Milliseconds since 1970.
    pub at: u64,
    /// The server does not keep it yet.
    pub waiting: bool,
}

/// A thread of comments, oldest first.
#[component]
pub fn Comments(items: Vec<CommentItem>) -> impl IntoView {
    let language = speaking();
    let item = move |comment: CommentItem| {
        let word = names::purpose(&comment.purpose);
        let at = move || moments::instant_with_day(comment.at, today(), language.get());
        view! {
            <li class=comment.purpose.clone()>
                <small>
                    {say(word)} {BETWEEN} {comment.by.clone()} {BETWEEN} <time>{at}</time>
                    {comment.waiting.then(|| view! { {BETWEEN} {say(common::STATE_WAITING)} })}
                </small>
                <p>{comment.text.clone()}</p>
            </li>
        }
    };
    view! { <ul class="talk">{items.into_iter().map(item).collect_view()}</ul> }
}
