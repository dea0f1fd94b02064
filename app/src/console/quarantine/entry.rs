use leptos::prelude::*;

use super::fields::Field;
use super::taken::{TakenLine, why};
use crate::clock::today;
use crate::components::{Icon, Sign, moments, names, value_or_none_said};
use crate::console::address;
use crate::console::reads::{KeptField, QuarantineEntry, QuarantineLine};
use crate::words::{console, say, say_with, speaking};

/// What somebody wrote that was not applied: why, what it says in words, and what was decided over it.
#[component]
pub fn Entry(entry: QuarantineEntry) -> impl IntoView {
    let language = speaking();
    let QuarantineEntry { line, record, fields, mended, .. } = entry;
    let QuarantineLine { kind, title, code, path, author, brought_by, at, raw, taken, .. } = line;
    let as_it_is = record.and_then(|id| address::of_record(&kind, id)).map(|href| {
        view! { <a class="link" href=href>{say(console::AS_IT_IS)}</a> }
    });
    let from = move || {
        let time = moments::instant_with_day(at, today(), language.get());
        console::SENT_BY.fill(language.get(), &[("author", &author), ("time", &time)])
    };
    let decided = taken.map(|taken| {
        let words = (!taken.words.is_empty()).then(|| {
            let words = say_with(console::DECISION_WORDS, vec![("words", taken.words.clone())]);
            view! { <p class="plain-text">{words}</p> }
        });
        view! {
            <section class="card stack" aria-labelledby="taken-title">
                <h2 id="taken-title">{say(console::DECISION)}</h2>
                <TakenLine taken/>
                {words}
                <Mended kind=kind.clone() mended/>
            </section>
        }
    });
    view! {
        <header class="desk-head">
            <p class="small num">{from}</p>
            <h1 class="desk-title">{say(names::kind(&kind))} " " {title}</h1>
            <p class="overdue"><Icon sign=Sign::Warning/> " " {say(why(&code))}</p>
            {brought_by.map(|name| view! { <p>{say_with(console::BROUGHT_BY, vec![("name", name)])}</p> })}
            {as_it_is}
        </header>
        {decided}
        <Written kind fields path/>
        <details class="desk-raw">
            <summary>{say(console::RAW)}</summary>
            <pre>{raw}</pre>
        </details>
    }
}

/// The fields by their names. Those that are wrong come first and say what is wrong.
#[component]
fn Written(
    kind: String,
    fields: Vec<KeptField>,
    /// The field that the server named.
    path: Option<String>,
) -> impl IntoView {
    let language = speaking();
    let named = move |field: &Field| field.is_wrong() || path.as_deref() == Some(field.kept.path.as_str());
    let fields = Field::in_order(&kind, fields);
    let none = fields.is_empty().then(|| view! { <p class="small">{say(console::NOTHING_READABLE)}</p> });
    let shown = move |field: Field| {
        let (label, said, stands, problem) = (field.clone(), field.clone(), field.clone(), field.clone());
        let stands = move || stands.stands(language.get());
        let problem = move || problem.problem(language.get());
        view! {
            <div class="change" class:wrong=named(&field)>
                <dt>{move || label.label(language.get())}</dt>
                <dd>
                    <span class="plain-text">{move || said.said(language.get())}</span>
                    {move || stands().map(|stands| view! { <small class="plain-text">{stands}</small> })}
                    {move || problem().map(|problem| view! { <small class="problem">{problem}</small> })}
                </dd>
            </div>
        }
    };
    view! {
        <section aria-labelledby="written-title">
            <h2 id="written-title">{say(console::WRITTEN)}</h2>
            {none}
            <dl>{fields.into_iter().map(shown).collect_view()}</dl>
        </section>
    }
}

/// What was mended, as it was applied.
#[component]
fn Mended(kind: String, mended: Vec<(String, Option<zoufang_core::merge::Value>)>) -> impl IntoView {
    let language = speaking();
    let line = move |(path, value): (String, Option<zoufang_core::merge::Value>)| {
        let told = value.as_ref().map_or_else(String::new, |value| serde_json::to_string(value).unwrap_or_default());
        let field = Field::of(&kind, KeptField { path, value: value.clone(), told, stands: None });
        let label = field.clone();
        let said = move || match (&value, &field.path) {
            (None, _) => console::LEFT_OUT.in_language(language.get()).to_owned(),
            (Some(value), Some(path)) => value_or_none_said(path, value, language.get()),
            (Some(_), None) => field.kept.told.clone(),
        };
        view! { <div class="change"><dt>{move || label.label(language.get())}</dt><dd class="plain-text">{said}</dd></div> }
    };
    (!mended.is_empty()).then(|| {
        view! {
            <h3 class="small">{say(console::MENDED_FIELDS)}</h3>
            <dl>{mended.into_iter().map(line).collect_view()}</dl>
        }
    })
}
