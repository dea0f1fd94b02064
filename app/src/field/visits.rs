use std::time::Duration;

use leptos::prelude::*;
use zoufang_core::domain::Kind;

use super::drafts::{DraftsCard, read_drafts};
use super::visit_line::VisitLines;
use crate::components::{FieldFrame, appearing, loaded};
use crate::device::follow;
use crate::store::ListQuery;
use crate::words::{common, field, say};

/// More lines than a screen has room for. They stand alone at first: what nobody sees yet follows.
const SCREEN: u32 = 12;
/// Lines by which the list grows.
const PIECE: u32 = 50;

#[component]
pub fn VisitsPage() -> impl IntoView {
    view! {
        <FieldFrame title=common::TAB_VISITS let:_device>
            <Visits/>
        </FieldFrame>
    }
}

#[component]
fn Visits() -> impl IntoView {
    let most = RwSignal::new(SCREEN);
    let drafts = follow(|device| async move { read_drafts(&device).await });
    let visits = follow(move |device| {
        // One more than is shown tells whether there are more.
        let most = most.get();
        async move { Ok((device.list(ListQuery::Kind(Kind::VISIT), most.saturating_add(1)).await?, most as usize)) }
    });
    Effect::new(move |_| {
        if visits.get().is_some() && most.get_untracked() == SCREEN {
            // The frame that shows them is drawn before.
            request_animation_frame(move || set_timeout(move || grow_from_screen(most), Duration::ZERO));
        }
    });
    view! {
        {appearing(drafts, |drafts| view! { <DraftsCard drafts/> })}
        {loaded(visits, move |(mut visits, shown)| {
            let more = visits.len() > shown;
            let follows = more && shown == SCREEN as usize;
            visits.truncate(shown);
            let none = visits.is_empty().then(|| view! { <p class="empty">{say(field::NO_VISITS)}</p> });
            let show_more = move |_| most.update(|most| *most += PIECE);
            view! {
                <section class="card" aria-busy=follows.then_some("true")>
                    <h2>{say(field::VISITS)}</h2>
                    {none}
                    <VisitLines visits/>
                </section>
                {(more && !follows).then(|| view! {
                    <button type="button" class="button quiet wide" on:click=show_more>{say(field::MORE)}</button>
                })}
            }
        })}
    }
}

fn grow_from_screen(most: RwSignal<u32>) {
    // Nothing is there any more where the page was left meanwhile.
    most.try_update(|most| {
        if *most == SCREEN {
            *most = PIECE;
        }
    });
}
