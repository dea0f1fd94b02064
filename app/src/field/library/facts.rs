use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::material::{Validity, validity};
use zoufang_core::merge::Record;

use super::sort_word;
use crate::clock::today;
use crate::components::{counted, moments};
use crate::words::{Language, Word, common, library};

/// Name and value of what a material says beside its text.
pub fn facts(material: &Record, language: Language) -> Vec<(Word, String)> {
    let text = |path: &str| material.text(path).unwrap_or_default().to_owned();
    let figure =
        |path: &str, unit: Word| material.int(path).map(|figure| counted(figure, unit, language)).unwrap_or_default();
    let day = |path: &str| material.text(path).and_then(|day| day.parse::<Day>().ok());
    let days: Vec<String> =
        [day("from"), day("until")].map(|day| day.map(|day| moments::full(day, language)).unwrap_or_default()).into();
    let valid = if days.iter().all(String::is_empty) { String::new() } else { days.join("–") };
    let facts = [
        (library::SORT, sort_word(&text("sort")).in_language(language).to_owned()),
        (library::NUMBER, text("number")),
        (library::ISSUER, text("issuer")),
        (library::VALID, valid),
        (library::PLACE, text("place")),
        (library::CHAIN, text("chain_name")),
        (library::LAND_MU, figure("land_mu", common::MU)),
        (library::PLANT_M2, figure("plant_m2", library::M2)),
        (library::PRICE, text("price")),
        (library::COMPANY, text("company_name")),
        (library::ASK, text("ask")),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Whether, and until when, it may be held out to a company.
pub fn validity_said(material: &Record, language: Language) -> String {
    let said = |word: Word, day: Day| word.fill(language, &[("day", &moments::full(day, language))]);
    let until = material.text("until").and_then(|day| day.parse::<Day>().ok());
    match (validity(material, today()), until) {
        (Validity::NotYet(day), _) => said(library::FROM_DAY, day),
        (Validity::Ended(day), _) => said(library::ENDED_ON, day),
        (Validity::InForce, Some(day)) => said(library::IN_FORCE_UNTIL, day),
        (Validity::InForce, None) => library::IN_FORCE.in_language(language).to_owned(),
    }
}

/// The whole material as a message.
pub fn as_text(material: &Record, language: Language) -> String {
    let colon = if language == Language::Chinese { "：" } else { ": " };
    let facts = facts(material, language).into_iter().skip(1);
    let facts = facts.map(|(name, value)| format!("{}{colon}{value}", name.in_language(language)));
    let text = |path: &str| material.text(path).unwrap_or_default().to_owned();
    let lines = [text("title")].into_iter().chain(facts).chain([text("text"), validity_said(material, language)]);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[component]
pub fn MaterialFacts(material: Record) -> impl IntoView {
    let language = crate::words::speaking();
    let fact = move |(name, value): (Word, String)| {
        // From one day to another: both on one line.
        let class = (name == library::VALID).then_some("whole");
        view! { <div class=class><dt>{move || name.in_language(language.get())}</dt><dd>{value}</dd></div> }
    };
    view! { <dl class="facts">{move || facts(&material, language.get()).into_iter().map(fact).collect_view()}</dl> }
}
