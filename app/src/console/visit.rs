use leptos::prelude::*;
use zoufang_core::domain::visit::{amended_since_review, review_state};
use zoufang_core::domain::{Day, visit as domain};
use zoufang_core::id::PersonId;
use zoufang_core::merge::Record;

use super::address::{self, DeskPage};
use super::changes::Changes;
use super::conflicts::Conflicts;
use super::desk::{Desk, VisitAnswer};
use super::earlier::Earlier;
use super::heading::Heading;
use super::reads::VisitPage;
use super::steps::NextSteps;
use super::talk::Talk;
use super::trouble::Trouble;
use super::verdicts::{Asking, NoteBox, Outcome, Verdicts};
use crate::clock::today;
use crate::components::{
    Attachments, Attendees, BETWEEN, StateBadge, TabTitle, amount_said, counted, joined, moments, names,
};
use crate::words::{Language, common, console, names as words, say, speaking};

/// The visit that stands open. What the server says and what is typed here live in different
/// branches, so that a refresh never touches what is being typed.
#[component]
pub fn OpenVisit() -> impl IntoView {
    let desk = Desk::get();
    view! {
        <article class="desk-visit" aria-labelledby="visit-title">
            <div class="desk-bar">
                <a class="text-button desk-back" href=move || address::list(&desk.address.get().filter)>
                    "‹ " {say(console::BACK_TO_LIST)}
                </a>
                <Verdicts/>
            </div>
            <Outcome/>
            <Asking/>
            <Transition>{move || desk.visit.get().map(top)}</Transition>
            <Transition>{move || desk.visit.get().and_then(|answer| answer.found).map(|page| view! { <Body page/> })}</Transition>
            <NoteBox/>
        </article>
    }
}

fn top(answer: VisitAnswer) -> impl IntoView {
    let VisitAnswer { question, found, trouble, at, .. } = answer;
    let is_page = matches!(question.page, DeskPage::Visit(_) | DeskPage::Nowhere);
    let since = found.is_some().then_some(at);
    let nothing = found.is_none() && trouble.is_none();
    let company = found.as_ref().map(|page| page.record.text("company_name").unwrap_or_default().to_owned());
    let language = speaking();
    let title = move || match &company {
        Some(company) if is_page => company.clone(),
        _ => console::REVIEWS.in_language(language.get()).to_owned(),
    };
    view! {
        <TabTitle text=title/>
        {trouble.map(|trouble| view! { <Trouble trouble since/> })}
        {nothing.then(|| view! { <p class="empty">{say(console::NO_VISIT_OPEN)}</p> })}
        {found.map(|page| view! { <Head page is_page/> })}
    }
}

/// What was it, when, where, by whom; the company; how it stands.
#[component]
fn Head(page: VisitPage, is_page: bool) -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let VisitPage { record, unit, author, arrived, names: people, .. } = page;
    let id = record.id;
    let judged = judged(&record, &people);
    let on_server = review_state(&record).as_str();
    let company = record.text("company_name").unwrap_or_default().to_owned();
    let by = move || {
        let sent = console::ARRIVED_AT
            .fill(language.get(), &[("time", &moments::instant_with_day(arrived, today(), language.get()))]);
        console::BY.fill(language.get(), &[("unit", &unit), ("author", &author)]) + BETWEEN + &sent
    };
    view! {
        <header class="desk-head">
            <p class="small num">{move || occasion(&record, language.get())}</p>
            <div class="desk-name">
                <Heading is_first=is_page id="visit-title">{company.clone()}</Heading>
                <StateBadge state=Signal::derive(move || desk.state(id, on_server))/>
            </div>
            <p class="small num">
                {by}
                {judged.map(|(by, at)| {
                    let at = move || moments::instant_with_day(at, today(), language.get());
                    let told = move || console::JUDGED_BY.fill(language.get(), &[("name", &by), ("time", &at())]);
                    view! { {BETWEEN} {told} }
                })}
            </p>
        </header>
    }
}

/// Who gave the verdict that stands, and when.
fn judged(visit: &Record, people: &[(PersonId, String)]) -> Option<(String, u64)> {
    let (stamp, by, _) = visit.heads("review/verdict").pop()?;
    let name = people.iter().find(|(id, _)| *id == by).map(|(_, name)| name.clone()).unwrap_or_default();
    Some((name, stamp.at.millis()))
}

/// 走访 · 2026年11月20日 14:00–16:00 · 苏州
fn occasion(visit: &Record, language: Language) -> String {
    let kind = names::visit_kind(visit.text("kind").unwrap_or_default()).in_language(language).to_owned();
    let day = visit.text("day").and_then(|day| day.parse::<Day>().ok()).map(|day| moments::full(day, language));
    let times: Vec<&str> = ["start", "end"].iter().filter_map(|path| visit.text(path)).collect();
    let when = [day.unwrap_or_default(), times.join("–")].join(" ").trim().to_owned();
    let place = visit.text("place").unwrap_or_default().to_owned();
    joined([kind, when, place])
}

#[component]
fn Body(page: VisitPage) -> impl IntoView {
    let language = speaking();
    let visit = page.record.clone();
    let amended = amended_since_review(&visit).len();
    let amended_words = move || console::AMENDED.fill(language.get(), &[("n", &amended.to_string())]);
    view! {
        {(amended > 0).then(|| view! {
            <p class="banner">{amended_words} <a class="link" href="#changes">{say(console::SEE_AMENDED)}</a></p>
        })}
        <Facts visit=visit.clone()/>
        <Conflicts page=page.clone()/>
        <section>
            <h2>{say(words::CONTENT)}</h2>
            <Paragraphs text=visit.text("content").unwrap_or_default().to_owned()/>
        </section>
        {(!page.attachments.is_empty()).then(|| view! {
            <section>
                <h2>{say(console::ATTACHMENTS)}</h2>
                <Attachments items=page.attachments.clone() on_device=false/>
            </section>
        })}
        <Needs visit=visit.clone()/>
        <NextSteps visit=visit.clone()/>
        <People visit=visit.clone()/>
        <Changes page=page.clone()/>
        <Earlier lines=page.earlier.clone()/>
        <Talk page/>
    }
}

/// Figures of the intent; what was not told is told as such.
#[component]
fn Facts(visit: Record) -> impl IntoView {
    let language = speaking();
    let text = |path: &str| visit.text(path).map(str::to_owned);
    let (wan, mu, jobs) = (visit.int("intent/amount"), visit.int("intent/land_mu"), visit.int("intent/jobs"));
    let (grade, chain) = (text("intent/grade"), text("chain_name"));
    let untold =
        move |told: Option<String>| told.unwrap_or_else(|| console::NOT_TOLD.in_language(language.get()).to_owned());
    view! {
        <dl class="facts desk-facts">
            <div>
                <dt>{say(words::AMOUNT)}</dt>
                <dd class="num">{move || untold(wan.map(|wan| amount_said(wan, language.get())))}</dd>
            </div>
            <div>
                <dt>{say(words::LAND_MU)}</dt>
                <dd class="num">{move || untold(mu.map(|mu| counted(mu, common::MU, language.get())))}</dd>
            </div>
            <div><dt>{say(words::GRADE)}</dt><dd>{move || untold(grade.clone())}</dd></div>
            <div><dt>{say(words::CHAIN)}</dt><dd>{move || untold(chain.clone())}</dd></div>
            <div>
                <dt>{say(words::JOBS)}</dt>
                <dd class="num">{move || untold(jobs.map(|jobs| counted(jobs, common::PEOPLE, language.get())))}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Paragraphs(text: String) -> impl IntoView {
    let paragraph = |line: &str| view! { <p>{line.to_owned()}</p> };
    let paragraphs: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(paragraph).collect();
    view! { <div class="desk-text">{paragraphs}</div> }
}

/// What the company needs, and what it worries about.
#[component]
fn Needs(visit: Record) -> impl IntoView {
    let need = |code: &str| {
        let note = visit.text(&format!("need_notes/{code}")).map(str::to_owned);
        let met = visit.text(&format!("met/{code}")).map(|_| view! { " " <small>{say(words::NEED_MET)}</small> });
        view! { <li class="desk-need">{say(names::need(code))} {note.map(|note| view! { " " <small>{note}</small> })} {met}</li> }
    };
    let needs: Vec<_> = domain::needs(&visit).into_iter().map(need).collect();
    let concerns = visit.text("concerns").map(str::to_owned);
    view! {
        {(!needs.is_empty()).then(|| view! {
            <section><h2>{say(words::NEEDS)}</h2><ul class="wrap">{needs}</ul></section>
        })}
        {concerns.map(|text| view! { <section><h2>{say(words::CONCERNS)}</h2><Paragraphs text/></section> })}
    }
}

/// Both sides of the table.
#[component]
fn People(visit: Record) -> impl IntoView {
    let (ours, theirs): (Vec<_>, Vec<_>) = domain::attendees(&visit).into_iter().partition(|person| person.ours);
    let side = |word, people: Vec<domain::Attendee>| {
        (!people.is_empty()).then(|| view! { <div><dt>{say(word)}</dt><dd><Attendees people/></dd></div> })
    };
    let anybody = !ours.is_empty() || !theirs.is_empty();
    anybody.then(|| {
        view! {
            <section>
                <h2>{say(words::ATTENDEES)}</h2>
                <dl class="desk-sides">{side(words::OURS, ours)} {side(words::THEIRS, theirs)}</dl>
            </section>
        }
    })
}
