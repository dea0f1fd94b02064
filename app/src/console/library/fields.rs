use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::material::{CHAIN_NOTE, LAND, LOCAL_NEED, PLANT, SORTS, SPEC, tells};

use crate::components::input::{Bind, Choices, Select, TextBox, TextInput};
use crate::components::material::{place_word, sort_word};
use crate::console::address::MATERIALS;
use crate::console::desk::Desk;
use crate::field::{Ending, KeepingLine, remember_in_address};
use crate::form::{Draft, DraftForm};
use crate::words::{Word, common, library, say};

/// The fields of the sort that is chosen. What was typed for another stays in the form until it is finished.
#[component]
pub fn Fields(form: DraftForm) -> impl IntoView {
    remember_in_address(form, MATERIALS);
    let sorts = SORTS.iter().map(|sort| ((*sort).to_owned(), TextProp::from(say(sort_word(sort))))).collect();
    let sort = Memo::new(move |_| form.text("sort"));
    let is_new = form.draft().with_untracked(Draft::is_new);
    let word = if is_new { library::PUBLISH } else { library::PUBLISH_CHANGES };
    view! {
        <div class="stack loose">
            <KeepingLine form/>
            <Choices bind=Bind::field(form, "sort") label=say(library::SORT) choices=sorts/>
            {move || view! { <OfSort form sort=sort.get()/> }}
            <TextBox bind=Bind::field(form, "text") label=say(library::TEXT) hint=say(library::TEXT_HINT) tall=true/>
            <TextInput bind=Bind::field(form, "ask") label=say(library::ASK) placeholder=say(library::ASK_EXAMPLE)/>
            <Ending
                form place=MATERIALS word note=library::PUBLISHED_MEANS
                before=Callback::new(move |()| leave_out_of_other_sorts(form))
            />
        </div>
    }
}

#[component]
fn OfSort(form: DraftForm, sort: String) -> impl IntoView {
    let has = |field: &str| tells(&sort, field);
    let line = |path: &'static str, word: Word, example: Word, must: bool| {
        view! { <TextInput bind=Bind::field(form, path) label=say(word) placeholder=say(example) must/> }
    };
    let figure = |path: &'static str, word: Word, unit: Word| {
        view! { <TextInput bind=Bind::field(form, path) label=say(word) keys="numeric" unit/> }
    };
    view! {
        {line("title", library::TITLE, title_example(&sort), true)}
        {has("number").then(|| view! {
            <div class="pair roomy">
                {line("number", library::NUMBER, library::NUMBER_EXAMPLE, false)}
                {line("issuer", library::ISSUER, library::ISSUER_EXAMPLE, false)}
            </div>
        })}
        {has("company_name").then(|| line("company_name", library::COMPANY, library::COMPANY_EXAMPLE, true))}
        {has("price").then(|| view! {
            <div class="pair roomy">
                {has("land_mu").then(|| figure("land_mu", library::LAND_MU, common::MU))}
                {has("plant_m2").then(|| figure("plant_m2", library::PLANT_M2, library::M2))}
                {line("price", library::PRICE, price_example(&sort), false)}
            </div>
        })}
        {has("place").then(|| line("place", place_word(&sort), place_example(&sort), false))}
        <Chain form must=sort == CHAIN_NOTE/>
        <div class="pair roomy">
            <TextInput bind=Bind::field(form, "from") label=say(library::FROM) kind="date"/>
            <TextInput bind=Bind::field(form, "until") label=say(library::UNTIL) kind="date" hint=say(library::UNTIL_HINT)/>
        </div>
    }
}

/// The chain with its name, which stands beside each id.
#[component]
fn Chain(form: DraftForm, must: bool) -> impl IntoView {
    let desk = Desk::get();
    let choices = Signal::derive(move || {
        let chains = desk.choices.get().and_then(Result::ok).unwrap_or_default().chains;
        chains.into_iter().map(|(id, label)| (id.to_string(), label)).collect::<Vec<_>>()
    });
    let bind = Bind::field(form, "chain").telling(move |id| {
        let label = choices.with_untracked(|choices| {
            choices.iter().find(|(known, _)| *known == id).map(|(_, label)| label.clone()).unwrap_or_default()
        });
        form.set_all([("chain", id), ("chain_name", without_year(&label).to_owned())]);
    });
    let none = if must { common::CHOOSE_NONE } else { library::NO_CHAIN };
    view! { <Select bind label=say(library::CHAIN) choices none must/> }
}

/// The choices name a chain with its year, a record without.
fn without_year(label: &str) -> &str {
    match label.split_once(' ') {
        Some((year, name)) if year.len() == 4 && year.parse::<u16>().is_ok() => name,
        _ => label,
    }
}

/// Where another sort was chosen on the way, what it does not tell is not meant.
fn leave_out_of_other_sorts(form: DraftForm) {
    let odd: Vec<&str> = form.draft().with_untracked(|draft| {
        let sort = draft.text("sort");
        let chosen_anew = draft.seen().is_none_or(|seen| seen.text("sort") != Some(&sort));
        let fields = SPEC.fields.iter().map(|field| field.pattern).filter(|_| chosen_anew);
        fields.filter(|path| !tells(&sort, path) && !draft.text(path).is_empty()).collect()
    });
    if !odd.is_empty() {
        form.set_all(odd.into_iter().map(|path| (path, String::new())));
    }
}

fn title_example(sort: &str) -> Word {
    match sort {
        LAND => library::TITLE_OF_LAND,
        PLANT => library::TITLE_OF_PLANT,
        LOCAL_NEED => library::TITLE_OF_NEED,
        CHAIN_NOTE => library::TITLE_OF_NOTE,
        _ => library::TITLE_OF_POLICY,
    }
}

fn price_example(sort: &str) -> Word {
    if sort == LAND { library::PRICE_OF_LAND } else { library::PRICE_OF_PLANT }
}

fn place_example(sort: &str) -> Word {
    match sort {
        LAND | PLANT => library::PLACE_OF_LAND,
        LOCAL_NEED => library::PLACE_OF_NEED,
        _ => library::PLACE_OF_POLICY,
    }
}

#[cfg(test)]
mod tests {
    use super::without_year;

    #[test]
    fn a_chain_is_named_without_its_year() {
        assert_eq!(without_year("2025 汽车"), "汽车");
        assert_eq!(without_year("5G 终端"), "5G 终端");
        assert_eq!(without_year("新材料"), "新材料");
    }
}
