//! A company as everybody in the field sees it, put together from what the device holds.

mod facts;
mod first_contact;
mod history;
mod known;
mod needs;
mod photos;

use leptos::prelude::*;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::contact::ContactsCard;
use super::record_in_address;
use crate::components::{FieldFrame, Icon, Sign, loaded};
use crate::device::follow;
use crate::words::{common, field, say};
use facts::CompanyFacts;
use first_contact::FirstContact;
use history::History;
use known::Known;
use photos::Photos;

#[component]
pub fn CompanyPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=field::COMPANY let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                |id| view! { <Company id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

#[component]
fn Company(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { device.view(id).await });
    loaded(read, move |view| match view {
        Some(view) => view! {
            <Head company=view.record.clone()/>
            <FirstContact company=view.record/>
            <Known company=id/>
            <ContactsCard company=id/>
            <History company=id/>
            <Photos company=id/>
        }
        .into_any(),
        None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
    })
}

/// Who it is.
#[component]
fn Head(company: Record) -> impl IntoView {
    let text = |path: &str| company.text(path).map(str::to_owned);
    let name = text("name").unwrap_or_default();
    // The full name below the short one; where there is no other, once is enough.
    let (title, full) = match text("short") {
        Some(short) if short != name => (short, Some(name)),
        _ => (name, None),
    };
    let record = format!("/visits/new?company={}", company.id);
    view! {
        <section class="card stack">
            <div>
                <h2>{title}</h2>
                {full.map(|full| view! { <p class="small">{full}</p> })}
            </div>
            <CompanyFacts company=company.clone()/>
            {text("note").map(|note| view! { <p class="plain-text">{note}</p> })}
            <a class="button wide" href=record><Icon sign=Sign::Pen/>{say(common::TAB_RECORD)}</a>
        </section>
    }
}
