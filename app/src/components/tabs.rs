use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::icon::{Icon, Sign};
use super::places::{COMPANIES, ME, NEW_VISIT, TODAY, VISITS, place_of};
use crate::words::{Word, common, say, speaking};

/// The five places of the field: at the thumb on a phone, at the side of a wide screen.
#[component]
pub fn Tabs() -> impl IntoView {
    let language = speaking();
    view! {
        <nav class="tabs" aria-label=move || common::NAVIGATION.in_language(language.get())>
            <ul>
                <Tab href=TODAY sign=Sign::Today word=common::TAB_TODAY/>
                <Tab href=COMPANIES sign=Sign::Company word=common::TAB_COMPANIES/>
                <RecordTab/>
                <Tab href=VISITS sign=Sign::List word=common::TAB_VISITS/>
                <Tab href=ME sign=Sign::Person word=common::TAB_ME/>
            </ul>
        </nav>
    }
}

#[component]
fn Tab(href: &'static str, sign: Sign, word: Word) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || path.with(|path| place_of(path) == href).then_some("page");
    view! { <li><a href=href aria-current=current><Icon sign/>{say(word)}</a></li> }
}

/// On the form of a new visit the same address would change nothing, so it is given a number: the
/// form that stands there is left, and a fresh one comes.
#[component]
fn RecordTab() -> impl IntoView {
    let location = use_location();
    let is_here = Memo::new(move |_| location.pathname.with(|path| path == NEW_VISIT));
    let href = move || {
        let again = location.query.with(|query| query.get("again").and_then(|again| again.parse::<u32>().ok()));
        match is_here.get() {
            true => format!("{NEW_VISIT}?again={}", again.unwrap_or(0).wrapping_add(1)),
            false => NEW_VISIT.to_owned(),
        }
    };
    view! {
        <li>
            <a class="rec" href=href aria-current=move || is_here.get().then_some("page")>
                <Icon sign=Sign::Pen/>
                {say(common::TAB_RECORD)}
            </a>
        </li>
    }
}
