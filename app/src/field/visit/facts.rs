use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::follow_up::{FollowUp, Sort, follow_ups_of};
use zoufang_core::domain::visit::{Attendee, attendees, needs};
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::components::{Attendees, BETWEEN, amount_said, counted, joined, moments, names};
use crate::words::{Word, common, field, names as words, say, speaking};

/// What was recorded.
#[component]
pub fn VisitFacts(visit: Record) -> impl IntoView {
    view! {
        <section class="card stack loose">
            <Headline visit=visit.clone()/>
            <p class="plain-text">{visit.text("content").unwrap_or_default().to_owned()}</p>
            <Figures visit=visit.clone()/>
            <Told visit=visit.clone()/>
            <FollowUps title=words::NEXT_STEP follow_ups=follow_ups_of(&visit, Sort::NextStep)/>
            <FollowUps title=words::COMMITMENT follow_ups=follow_ups_of(&visit, Sort::Commitment)/>
            <People people=attendees(&visit)/>
        </section>
    }
}

/// How, when and where.
#[component]
fn Headline(visit: Record) -> impl IntoView {
    let language = speaking();
    let day = visit.text("day").and_then(|day| day.parse::<Day>().ok());
    let times: Vec<&str> = ["start", "end"].iter().filter_map(|path| visit.text(path)).collect();
    let (times, place) = (times.join("–"), visit.text("place").unwrap_or_default().to_owned());
    let kind = names::visit_kind(visit.text("kind").unwrap_or_default());
    let line = move || {
        let language = language.get();
        let day = day.map(|day| moments::full(day, language)).unwrap_or_default();
        let parts = [kind.in_language(language), day.as_str(), &times, &place];
        joined(parts)
    };
    view! { <p class="small num">{line}</p> }
}

#[component]
fn Figures(visit: Record) -> impl IntoView {
    let language = speaking();
    let amount = visit.int("intent/amount");
    let day = visit.text("intent/by").and_then(|day| day.parse::<Day>().ok());
    let accuracy = visit.int("location/accuracy");
    let figure = |label: Word, path: &str, unit: Word| {
        visit.int(path).map(|figure| {
            view! {
                <div><dt>{say(label)}</dt><dd class="num">{move || counted(figure, unit, language.get())}</dd></div>
            }
        })
    };
    let word = |label: Word, path: &str| {
        visit.text(path).map(|value| view! { <div><dt>{say(label)}</dt><dd>{value.to_owned()}</dd></div> })
    };
    view! {
        <dl class="facts">
            {amount.map(|wan| view! {
                <div><dt>{say(words::AMOUNT)}</dt><dd class="num">{move || amount_said(wan, language.get())}</dd></div>
            })}
            {word(words::GRADE, "intent/grade")}
            {figure(words::LAND_MU, "intent/land_mu", common::MU)}
            {figure(words::PLANT_M2, "intent/plant_m2", common::SQUARE_METRES)}
            {figure(words::JOBS, "intent/jobs", common::PEOPLE)}
            {day.map(|day| view! {
                <div><dt>{say(words::INTENT_BY)}</dt><dd class="num">{move || moments::full(day, language.get())}</dd></div>
            })}
            {word(words::CHAIN, "chain_name")}
            {accuracy.map(|metres| view! {
                <div>
                    <dt>{say(words::LOCATION)}</dt>
                    <dd class="num">{move || field::POSITION_KEPT.fill(language.get(), &[("n", &metres.to_string())])}</dd>
                </div>
            })}
        </dl>
    }
}

#[component]
fn Told(visit: Record) -> impl IntoView {
    let needs: Vec<(Word, Option<String>, Option<Day>)> = needs(&visit)
        .into_iter()
        .map(|need| {
            let note = visit.text(&format!("need_notes/{need}")).map(str::to_owned);
            let met = visit.text(&format!("met/{need}")).and_then(|day| day.parse().ok());
            (names::need(need), note, met)
        })
        .collect();
    let chip = |(need, _, met): &(Word, Option<String>, Option<Day>)| {
        let met = met.map(|_| view! { {BETWEEN} {say(words::NEED_MET)} });
        view! { <li class="tag">{say(*need)} {met}</li> }
    };
    let exactly = |(need, note, _): &(Word, Option<String>, Option<Day>)| {
        let need = *need;
        note.clone().map(|note| view! { <div><dt>{say(need)}</dt><dd>{note}</dd></div> })
    };
    let notes: Vec<_> = needs.iter().filter_map(exactly).collect();
    let concerns = visit.text("concerns").map(str::to_owned);
    view! {
        {(!needs.is_empty()).then(|| view! {
            <div>
                <h3>{say(words::NEEDS)}</h3>
                <ul class="wrap needs">{needs.iter().map(chip).collect_view()}</ul>
                {(!notes.is_empty()).then(|| view! { <dl class="sides">{notes}</dl> })}
            </div>
        })}
        {concerns.map(|concerns| view! {
            <div><h3>{say(words::CONCERNS)}</h3><p class="plain-text">{concerns}</p></div>
        })}
    }
}

#[component]
fn FollowUps(title: Word, follow_ups: Vec<FollowUp>) -> impl IntoView {
    let language = speaking();
    let line = move |step: FollowUp| {
        let due = move || step.due.map(|due| moments::near(due, today(), language.get()));
        let late = !step.done && step.due.is_some_and(|due| due < today());
        let done = step.done.then(|| view! { <span class="tag">{say(words::NEXT_DONE)}</span> });
        let owner = step.owner_name.clone();
        let owner = if owner.is_empty() || step.due.is_none() { owner } else { owner + BETWEEN };
        let ended = (!step.done_note.is_empty()).then(|| view! { <small>{step.done_note.clone()}</small> });
        view! {
            <li class="line">
                <span class="between"><span>{step.what}</span> {done}</span>
                <small>{owner} <time class=if late { "overdue" } else { "" }>{due}</time></small>
                {ended}
            </li>
        }
    };
    (!follow_ups.is_empty()).then(|| {
        view! {
            <div>
                <h3>{say(title)}</h3>
                <ul class="lines">{follow_ups.into_iter().map(line).collect_view()}</ul>
            </div>
        }
    })
}

#[component]
fn People(people: Vec<Attendee>) -> impl IntoView {
    let anybody = !people.is_empty();
    let (ours, theirs): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.ours);
    let side = |word: Word, people: Vec<Attendee>| {
        (!people.is_empty()).then(|| view! { <div><dt>{say(word)}</dt><dd><Attendees people/></dd></div> })
    };
    anybody.then(|| {
        view! {
            <div>
                <h3>{say(words::ATTENDEES)}</h3>
                <dl class="sides">{side(field::OURS, ours)} {side(field::THEIRS, theirs)}</dl>
            </div>
        }
    })
}
