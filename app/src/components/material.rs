//! A material as the phone's library and the office's desk show it.

use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::material::{self, Validity, validity};
use zoufang_core::merge::Record;

use super::{Icon, Sign, counted, moments};
use crate::clock::today;
use crate::words::{Language, Word, common, library, say};

/// What a sort of material is called.
pub fn sort_word(sort: &str) -> Word {
    match sort {
        material::LAND => library::LAND,
        material::PLANT => library::PLANT,
        material::LOCAL_NEED => library::LOCAL_NEED,
        material::CHAIN_NOTE => library::CHAIN_NOTE,
        _ => library::POLICY,
    }
}

/// What the place of a material means: where it lies, or where it holds.
pub fn place_word(sort: &str) -> Word {
    if sort == material::POLICY { library::APPLIES_TO } else { library::PLACE }
}

/// Name and value of what a material says beside its text.
fn facts(material: &Record, language: Language) -> Vec<(Word, String)> {
    let text = |path: &str| material.text(path).unwrap_or_default().to_owned();
    let figure =
        |path: &str, unit: Word| material.int(path).map(|figure| counted(figure, unit, language)).unwrap_or_default();
    let day = |path: &str| material.text(path).and_then(|day| day.parse::<Day>().ok());
    let said = |day: Day| moments::full(day, language);
    let one_end = |word: Word, day: Day| word.fill(language, &[("day", &said(day))]);
    let valid = match (day("from"), day("until")) {
        (Some(from), Some(until)) => common::FROM_TO.fill(language, &[("from", &said(from)), ("to", &said(until))]),
        (Some(from), None) => one_end(library::VALID_FROM_DAY, from),
        (None, Some(until)) => one_end(library::VALID_TO_DAY, until),
        (None, None) => String::new(),
    };
    let facts = [
        (library::SORT, sort_word(&text("sort")).in_language(language).to_owned()),
        (library::NUMBER, text("number")),
        (library::ISSUER, text("issuer")),
        (place_word(&text("sort")), text("place")),
        (library::CHAIN, text("chain_name")),
        (library::LAND_MU, figure("land_mu", common::MU)),
        (library::PLANT_M2, figure("plant_m2", library::M2)),
        (library::COMPANY, text("company_name")),
        (library::ASK, text("ask")),
        (library::PRICE, text("price")),
        (library::VALID, valid),
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
    let (title, words, valid) = (text("title"), text("text"), validity_said(material, language));
    // What may not be promised says so before everything else.
    let mut lines: Vec<String> = [title].into_iter().chain(facts).chain([words]).collect();
    let place = if validity(material, today()) == Validity::InForce { lines.len() } else { 1 };
    lines.insert(place, valid);
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

#[component]
pub fn MaterialFacts(material: Record) -> impl IntoView {
    let language = crate::words::speaking();
    let fact = move |(name, value): (Word, String)| {
        // A sentence of its own, and from one day to another: each on one line.
        let class = [library::PRICE, library::VALID, library::PLACE].contains(&name).then_some("whole");
        view! { <div class=class><dt>{move || name.in_language(language.get())}</dt><dd>{value}</dd></div> }
    };
    view! { <dl class="facts">{move || facts(&material, language.get()).into_iter().map(fact).collect_view()}</dl> }
}

/// Said only of what may not be held out to a company.
#[component]
pub fn ValidityTag(validity: Validity) -> impl IntoView {
    let word = match validity {
        Validity::InForce => None,
        Validity::NotYet(_) => Some(library::NOT_YET),
        Validity::Ended(_) => Some(library::ENDED),
    };
    word.map(|word| view! { <span class="state returned"><Icon sign=Sign::Warning/>{say(word)}</span> })
}
