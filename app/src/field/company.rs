use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Record, Value};

use super::record_in_address;
use super::visit_line::VisitLines;
use crate::components::{FieldFrame, Icon, Sign, loaded, names};
use crate::device::{Device, follow};
use crate::store::{ListQuery, Listed, StoreError, View};
use crate::words::{Word, common, field, say};

const VISITS: u32 = 50;

#[component]
pub fn CompanyPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=field::COMPANY let:_device>
            {move || {
                let read = follow(move |device| async move { read(&device, id.get_untracked()).await });
                id.track();
                loaded(read, |read| match read {
                    Some((view, visits)) => view! { <Company view visits/> }.into_any(),
                    None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                })
            }}
        </FieldFrame>
    }
}

async fn read(device: &Device, id: Option<RecordId>) -> Result<Option<(View, Vec<Listed>)>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    let Some(view) = device.view(id).await? else { return Ok(None) };
    let visits = device.list(ListQuery::OfCompany(Kind::VISIT, id), VISITS).await?;
    Ok(Some((view, visits)))
}

#[component]
fn Company(view: View, visits: Vec<Listed>) -> impl IntoView {
    let company = view.record;
    let text = |path: &str| company.text(path).map(str::to_owned);
    let name = text("name").unwrap_or_default();
    // The full name below the short one; where there is no other, once is enough.
    let (title, full) = match text("short") {
        Some(short) if short != name => (short, Some(name)),
        _ => (name, None),
    };
    let record = format!("/visits/new?company={}", company.id);
    let none = visits.is_empty().then(|| view! { <p class="empty">{say(field::NO_EARLIER_VISITS)}</p> });
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
        <section class="card">
            <h2>{say(field::EARLIER_VISITS)}</h2>
            {none}
            <VisitLines visits/>
        </section>
    }
}

#[component]
fn CompanyFacts(company: Record) -> impl IntoView {
    let text = |path: &str| company.text(path).unwrap_or_default().to_owned();
    let is_on = |list: &&str| company.get(&format!("lists/{list}")) == Some(&Value::Bool(true));
    let lists = company.items("lists").into_iter().filter(is_on).collect::<Vec<_>>().join("、");
    let place = [text("country"), text("region")];
    // Of a domestic company the country goes without saying.
    let place = place.into_iter().filter(|part| !part.is_empty() && part != "CN").collect::<Vec<_>>().join(" · ");
    let industry = [text("industry_name"), text("industry")];
    let industry = industry.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let fact = |label: Word, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{say(label)}</dt><dd>{value}</dd></div> })
    };
    view! {
        <dl class="facts">
            {company.text("pursuit").map(|pursuit| view! {
                <div><dt>{say(field::PURSUIT)}</dt><dd>{say(names::pursuit(pursuit))}</dd></div>
            })}
            {fact(field::CHAIN, text("chain_name"))}
            {fact(field::REGION, place)}
            {fact(field::INDUSTRY, industry)}
            {fact(field::LISTS, lists)}
            {company.text("code").map(|code| view! {
                <div class="whole"><dt>{say(field::CODE)}</dt><dd class="num">{code.to_owned()}</dd></div>
            })}
        </dl>
    }
}
