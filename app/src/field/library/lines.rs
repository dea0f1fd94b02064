use leptos::prelude::*;
use zoufang_core::domain::material::{Validity, validity};
use zoufang_core::merge::Record;
use zoufang_core::search::{Passage, Sought};

use crate::clock::today;
use crate::components::material::{ValidityTag, sort_word};
use crate::components::{Icon, Sign, joined, marked};
use crate::words::{library, say};

/// A material, with the place of its text where something was found.
#[component]
pub fn MaterialLine(material: Record, sought: Sought, pinned: bool) -> impl IntoView {
    let text = |path: &str| material.text(path).unwrap_or_default();
    let title = text("title");
    let beside: Vec<&str> = ["number", "issuer", "company_name", "place", "chain_name"].map(text).into();
    let beside = joined(beside);
    let Passage { text: passage, marks } = sought.passage(text("text"));
    let sort = sort_word(text("sort"));
    let validity = validity(&material, today());
    let class = if matches!(validity, Validity::Ended(_)) { "line over" } else { "line" };
    view! {
        <a class=class href=format!("/library/{}", material.id)>
            <span class="between top">
                <b>{marked(title, &sought.marks(title))}</b>
                <span class="tags">
                    {pinned.then(|| view! { <span class="tag"><Icon sign=Sign::Pin/>{say(library::PINNED)}</span> })}
                    <ValidityTag validity/>
                    <span class="tag">{say(sort)}</span>
                </span>
            </span>
            <small>{marked(&beside, &sought.marks(&beside))}</small>
            <small>{marked(&passage, &marks)}</small>
        </a>
    }
}
