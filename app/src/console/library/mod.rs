//! 资料库 at the desk: what teams have at hand before a company is written, amended and taken off here.

mod fields;
mod filters;
mod form;
mod list;
mod page;
mod state;
mod taking_off;

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::address::{self, DeskPage};
use super::desk::Desk;
use crate::components::TabTitle;
use crate::words::{library, say, speaking};
use form::MaterialForm;
pub use list::LibraryList;
use page::OpenMaterial;
pub use state::Library;

/// What stands open beside the list. What the server says and what is typed live in different branches, so
/// that a refresh never touches a word that is being typed.
#[component]
pub fn LibraryOpen() -> impl IntoView {
    let desk = Desk::get();
    let page = Memo::new(move |_| desk.address.with(|address| address.page));
    let back = move || desk.address.with(|address| address::library_list(&address.materials));
    view! {
        <article class="desk-visit">
            <div class="desk-bar">
                <a class="text-button desk-back" href=back>"‹ " {say(library::BACK)}</a>
            </div>
            {move || match page.get() {
                DeskPage::NewMaterial => EitherOf3::A(view! { <MaterialForm amends=None/> }),
                DeskPage::AmendMaterial(id) => EitherOf3::B(view! { <MaterialForm amends=Some(id)/> }),
                page => EitherOf3::C(view! { <Shown page/> }),
            }}
        </article>
    }
}

#[component]
fn Shown(page: DeskPage) -> impl IntoView {
    let language = speaking();
    match page {
        DeskPage::Material(id) => Either::Left(view! { <OpenMaterial id/> }),
        _ => Either::Right(view! {
            <TabTitle text=move || library::LIBRARY.in_language(language.get())/>
            <p class="empty">{say(library::NONE_OPEN)}</p>
        }),
    }
}
