use leptos::prelude::*;
use zoufang_core::domain::follow_up::Sort;

use super::open::Followed;
use crate::clock::today;
use crate::components::{BETWEEN, moments};
use crate::words::{field, names as words, say, speaking};

/// What is to be done, for which company, by whom, until when.
#[component]
pub fn FollowUpLine(followed: Followed) -> impl IntoView {
    let language = speaking();
    let late = followed.is_overdue();
    let Followed { visit, company, follow_up, mine } = followed;
    let (due, done, done_day) = (follow_up.due, follow_up.done, follow_up.done_day);
    let when = move || match due {
        _ if done => done_day.map(|day| moments::near(day, today(), language.get())).unwrap_or_default(),
        Some(due) if late => field::OVERDUE.fill(language.get(), &[("n", &today().since(due).to_string())]),
        Some(due) => moments::near(due, today(), language.get()),
        None => String::new(),
    };
    let owner = follow_up.owner_name;
    let who = move || if mine { say(field::MINE)().to_owned() } else { owner.clone() };
    let ours =
        (follow_up.sort == Sort::Commitment).then(|| view! { <span class="tag">{say(words::COMMITMENT)}</span> " " });
    let note = (!follow_up.done_note.is_empty()).then(|| view! { <span>{follow_up.done_note}</span> });
    view! {
        <a class="line" href=format!("/visits/{visit}")>
            <span class="between">
                <span>{ours} {follow_up.what}</span>
                <small class=if late { "overdue" } else { "" }>{when}</small>
            </span>
            {note}
            <small class="of">{company} {BETWEEN} {who}</small>
        </a>
    }
}
