use leptos::prelude::*;
use zoufang_core::merge::{Record, Value};

use crate::components::{joined, names};
use crate::words::{Word, field, say};

#[component]
pub fn CompanyFacts(company: Record) -> impl IntoView {
    let text = |path: &str| company.text(path).unwrap_or_default().to_owned();
    let is_on = |list: &&str| company.get(&format!("lists/{list}")) == Some(&Value::Bool(true));
    let lists = company.items("lists").into_iter().filter(is_on).collect::<Vec<_>>().join("、");
    let place = [text("country"), text("region")];
    // Of a domestic company the country goes without saying.
    let place = joined(place.into_iter().filter(|part| part != "CN"));
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
