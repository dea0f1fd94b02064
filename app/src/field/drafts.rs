use leptos::prelude::*;
use zoufang_core::domain::Kind;

use crate::clock::today;
use crate::components::{RecordState, StateBadge, moments};
use crate::device::Device;
use crate::form::Draft;
use crate::store::StoreError;
use crate::words::{field, say, speaking};

/// Forms of visits that were begun and not finished, the latest first.
pub async fn read_drafts(device: &Device) -> Result<Vec<Draft>, StoreError> {
    let entries = device.drafts().await?;
    let mut drafts: Vec<Draft> = entries
        .iter()
        .filter_map(|entry| serde_json::from_str::<Draft>(&entry.text).ok())
        .filter(|draft| draft.kind == Kind::VISIT && !draft.is_untouched())
        .collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.started.touched));
    Ok(drafts)
}

/// What was begun and not finished; nothing where there is none.
#[component]
pub fn DraftsCard(drafts: Vec<Draft>) -> impl IntoView {
    (!drafts.is_empty()).then(|| {
        let line = |draft| view! { <li><DraftLine draft/></li> };
        view! {
            <section class="card">
                <h2>{say(field::DRAFTS)}</h2>
                <ul class="lines">{drafts.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn DraftLine(draft: Draft) -> impl IntoView {
    let language = speaking();
    let name = draft.text("company_name");
    // The end of a follow-up is written where the follow-ups are.
    let (href, about) = match draft.is_whole() {
        true => (format!("/visits/{}/edit", draft.record), None),
        false => ("/follow-ups?of=team".to_owned(), Some(view! { <small>{say(field::FOLLOW_UPS)}</small> })),
    };
    let content: String = draft.text("content").chars().take(60).filter(|_| draft.is_whole()).collect();
    let touched = draft.started.touched;
    let at = move || {
        let at = moments::instant_with_day(touched, today(), language.get());
        field::LAST_TYPED.fill(language.get(), &[("at", &at)])
    };
    let title = move || if name.is_empty() { say(field::NO_COMPANY_YET)().to_owned() } else { name.clone() };
    view! {
        <a class="line" href=href>
            <span class="between"><b>{title}</b> <StateBadge state=RecordState::Local/></span>
            {about}
            {(!content.is_empty()).then(|| view! { <small>{content}</small> })}
            <span class="between">
                <small>{at}</small>
                <span class="go">{say(field::GO_ON_WRITING)}</span>
            </span>
        </a>
    }
}
