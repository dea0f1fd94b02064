use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::icon::{Icon, Sign};
use crate::words::{Word, common, say, speaking};

const NEW_VISIT: &str = "/visits/new";

/// The five places of the field: at the thumb on a phone, at the side of a wide screen.
#[component]
pub fn Tabs() -> impl IntoView {
    let language = speaking();
    view! {
        <nav class="tabs" aria-label=move || common::NAVIGATION.in_language(language.get())>
            <ul>
                <Tab href="/" sign=Sign::Today word=common::TAB_TODAY/>
                <Tab href="/companies" sign=Sign::Company word=common::TAB_COMPANIES/>
                <RecordTab/>
                <Tab href="/visits" sign=Sign::List word=common::TAB_VISITS/>
                <Tab href="/me" sign=Sign::Person word=common::TAB_ME/>
            </ul>
        </nav>
    }
}

#[component]
fn Tab(href: &'static str, sign: Sign, word: Word) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || path.with(|path| is_below(path, href)).then_some("page");
    view! { <li><a href=href aria-current=current><Icon sign/>{say(word)}</a></li> }
}

/// A new visit belongs to its own place, every other page to the one whose address it lies below.
fn is_below(path: &str, href: &str) -> bool {
    match href {
        "/" => path == "/",
        _ if path == NEW_VISIT => false,
        _ => path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
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

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn each_page_belongs_to_one_place() {
        let places = ["/", "/companies", "/visits", "/me"];
        for (path, place) in [("/", "/"), ("/companies/7", "/companies"), ("/visits", "/visits"), ("/me", "/me")] {
            let found: Vec<_> = places.iter().filter(|href| is_below(path, href)).collect();
            assert_eq!(found, [&place]);
        }
        assert!(!places.iter().any(|href| is_below("/visits/new", href)));
        assert!(!places.iter().any(|href| is_below("/companiesque", href)));
    }
}
