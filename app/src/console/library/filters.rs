//! What narrows the library. Links and a form by `GET`: they work without JavaScript, and with it choosing
//! is enough.

use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::material::SORTS;

use super::state::Library;
use crate::components::material::sort_word;
use crate::console::address::{self, MATERIALS};
use crate::console::desk::Desk;
use crate::console::reads::{MaterialFilter, VALIDITIES};
use crate::words::{Word, console, library, say, speaking};

/// Whether they may be held out to a company, with their counts.
#[component]
pub fn Validities() -> impl IntoView {
    let desk = Desk::get();
    let library = Library::get();
    let language = speaking();
    let chip = move |place: Option<usize>| {
        let word = match place {
            None => console::ALL,
            Some(0) => library::NOT_YET,
            Some(1) => library::VALID_NOW,
            Some(_) => library::ENDED,
        };
        let name = place.map(|place| VALIDITIES[place].to_owned());
        let of_link = name.clone();
        let href = move || {
            let filter = desk.address.get().materials;
            address::library_list(&MaterialFilter { validity: of_link.clone(), ..filter })
        };
        let current = move || desk.address.with(|address| (address.materials.validity == name).then_some("true"));
        let count = move || {
            let counts = library.list.get()?.found?.counts;
            Some(place.map_or_else(|| counts.iter().sum(), |place| counts[place]))
        };
        view! {
            <a class="chip" href=href aria-current=current>{say(word)} " " <span class="num">{count}</span></a>
        }
    };
    view! {
        <nav class="desk-states" aria-label=move || library::BY_VALIDITY.in_language(language.get())>
            {chip(None)} {[1, 0, 2].map(|place| chip(Some(place))).collect_view()}
        </nav>
    }
}

/// Words and sort.
#[component]
pub fn Narrowing() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let navigate = use_navigate();
    let filter = move || desk.address.get().materials;
    let text = move || filter().text.unwrap_or_default();
    let in_language = move |word: Word| move || word.in_language(language.get());
    // Without JavaScript the form's button does it.
    let choose = move |event| {
        let sort = Some(event_target_value(&event)).filter(|sort| !sort.is_empty());
        let filter = desk.address.with_untracked(|address| address.materials.clone());
        navigate(&address::library_list(&MaterialFilter { sort, ..filter }), Default::default());
    };
    let option = move |sort: &'static str| {
        let selected = move || filter().sort.as_deref() == Some(sort);
        view! { <option value=sort selected=selected>{say(sort_word(sort))}</option> }
    };
    view! {
        <search>
            <Form method="get" action=MATERIALS>
                <input type="hidden" name="validity" value=move || filter().validity.unwrap_or_default()/>
                <div class="stack">
                    <div class="desk-search">
                        <input
                            class="input" type="search" name="text" value=text prop:value=text enterkeyhint="search"
                            aria-label=in_language(library::SEARCH) placeholder=in_language(library::SEARCH)
                        />
                        <button class="button quiet small">{say(console::FIND)}</button>
                    </div>
                    <select
                        class="input" name="sort" aria-label=in_language(library::SORT)
                        prop:value=move || filter().sort.unwrap_or_default() on:change=choose
                    >
                        <option value="">{say(library::ALL_SORTS)}</option>
                        {SORTS.iter().map(|sort| option(sort)).collect_view()}
                    </select>
                </div>
            </Form>
        </search>
    }
}
