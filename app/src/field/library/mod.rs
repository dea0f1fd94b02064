//! 资料库: what an officer has at hand before a company, searched on the device.

mod lines;
mod page;
mod share;
mod shelf;

pub use page::MaterialPage;
pub use share::Shared;

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::material::SORTS;
use zoufang_core::search::Sought;

use self::lines::MaterialLine;
use self::shelf::{Shelf, read_shelf};
use crate::components::input::{Bind, Choices, TextInput};
use crate::components::material::sort_word;
use crate::components::{FieldFrame, loaded};
use crate::device::follow;
use crate::words::{library, say, speaking};

#[component]
pub fn LibraryPage() -> impl IntoView {
    view! {
        <FieldFrame title=library::LIBRARY let:_device>
            <Library/>
        </FieldFrame>
    }
}

#[component]
fn Library() -> impl IntoView {
    let read = follow(|device| async move { read_shelf(&device).await });
    let typed = RwSignal::new(String::new());
    let sort = RwSignal::new(String::new());
    let sorts = SORTS.iter().map(|sort| ((*sort).to_owned(), TextProp::from(say(sort_word(sort))))).collect();
    view! {
        <div class="search">
            <TextInput
                bind=Bind::to("search", typed)
                label=say(library::SEARCH)
                placeholder=say(library::SEARCH)
                kind="search"
                bare=true
            />
        </div>
        <Choices bind=Bind::to("sort", sort) label=say(library::SORT) choices=sorts may_be_none=true/>
        {loaded(read, move |shelf| view! { <Found shelf typed sort/> })}
    }
}

#[component]
fn Found(shelf: Shelf, typed: RwSignal<String>, sort: RwSignal<String>) -> impl IntoView {
    let language = speaking();
    let is_empty = shelf.materials.is_empty();
    let shelf = StoredValue::new(shelf);
    let found = Memo::new(move |_| {
        let sought = typed.with(|typed| Sought::new(typed));
        let places = sort.with(|sort| shelf.with_value(|shelf| shelf.find(&sought, sort)));
        (places, sought)
    });
    let told = move || {
        let count = found.with(|(places, _)| places.len());
        let word = match count {
            _ if is_empty => library::EMPTY,
            0 => library::FOUND_NONE,
            _ => library::COUNT,
        };
        word.fill(language.get(), &[("n", &count.to_string())])
    };
    let lines = move || {
        let (places, sought) = found.get();
        let line = |place: usize| {
            shelf.with_value(|shelf| shelf.materials.get(place).cloned()).map(|material| {
                let pinned = shelf.with_value(|shelf| shelf.pins.contains(&material.id));
                view! { <li><MaterialLine material sought=sought.clone() pinned/></li> }
            })
        };
        places.into_iter().map(line).collect_view()
    };
    view! {
        <p class="small" role="status">{told}</p>
        <ul class="lines materials">{lines}</ul>
    }
}
