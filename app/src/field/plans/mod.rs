//! 行动计划: what a team means to do in a period, and what it has done of it.

mod form;
mod page;
mod standing;

pub use form::PlanFormPage;
pub use page::PlanPage;
pub use standing::{Standing, read_plans};

use leptos::prelude::*;
use zoufang_core::merge::{Record, Value};

use super::trips::{days_said, region_said};
use crate::clock::today;
use crate::components::joined;
use crate::words::{Language, Word, say, speaking, trips};

/// Plans with what has become of them; those that are over below.
#[component]
pub fn PlanCards(plans: Vec<Standing>) -> impl IntoView {
    let none = plans.is_empty();
    let is_over = |plan: &Standing| plan.ends.is_some_and(|ends| ends < today());
    let (over, current): (Vec<_>, Vec<_>) = plans.into_iter().partition(is_over);
    let card = |plan: Standing| view! { <li><PlanLine plan/></li> };
    view! {
        <section class="card">
            <h2>{say(trips::PLANS)}</h2>
            {none.then(|| view! { <p class="empty">{say(trips::NO_PLANS)}</p> })}
            <ul class="lines">{current.into_iter().map(card).collect_view()}</ul>
            {(!over.is_empty()).then(|| view! {
                <details class="more">
                    <summary>{say(trips::EARLIER_PLANS)}</summary>
                    <ul class="lines stack">{over.into_iter().map(card).collect_view()}</ul>
                </details>
            })}
        </section>
    }
}

#[component]
fn PlanLine(plan: Standing) -> impl IntoView {
    let language = speaking();
    let name = plan.plan.text("name").unwrap_or_default().to_owned();
    let href = format!("/plans/{}", plan.plan.id);
    let record = plan.plan.clone();
    view! {
        <div class="line">
            <a href=href><b>{name}</b> " " <small>{move || days_and_regions(&record, language.get())}</small></a>
            <PlanFigures plan/>
        </div>
    }
}

/// What has been done of what was planned; each leads to its records.
#[component]
fn PlanFigures(plan: Standing) -> impl IntoView {
    let language = speaking();
    let id = plan.plan.id;
    let planned = |path: &str| plan.plan.int(path).filter(|planned| *planned > 0);
    let link = |word: Word, see: Word, unit: Word, place: &'static str, (done, planned): (usize, Option<i64>)| {
        let figure = move || match planned {
            Some(planned) => {
                let parts = [("done", done.to_string()), ("all", planned.to_string())];
                trips::OF_PLANNED.fill(language.get(), &parts.each_ref().map(|(name, value)| (*name, value.as_str())))
            }
            None => done.to_string(),
        };
        let label = move || see.fill(language.get(), &[("figure", &figure())]);
        let shown = move || unit.fill(language.get(), &[("n", &figure())]);
        view! {
            <a class="figure" href=format!("/plans/{id}#{place}") aria-label=label>
                <small>{say(word)}</small><b class="num">{shown}</b>
            </a>
        }
    };
    let companies = (plan.companies, planned("companies"));
    let made = (plan.trips_made, planned("trips"));
    view! {
        <div class="figures">
            {link(trips::CALLED_ON, trips::SEE_CALLED_ON, trips::COMPANIES_UNIT, "visits", companies)}
            {link(trips::TRIPS_MADE, trips::SEE_TRIPS_MADE, trips::TRIPS_UNIT, "trips", made)}
        </div>
    }
}

/// `11月1日–12月31日 · 长三角、粤港澳`
fn days_and_regions(plan: &Record, language: Language) -> String {
    let is_on = |region: &&str| plan.get(&format!("regions/{region}")) == Some(&Value::Bool(true));
    let regions = plan.items("regions").into_iter().filter(is_on).map(|region| region_said(region, language));
    let between = if language == Language::Chinese { "、" } else { ", " };
    let parts = [days_said(plan, language), regions.collect::<Vec<_>>().join(between)];
    joined(parts)
}
