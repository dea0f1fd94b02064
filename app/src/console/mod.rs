//! The office's desk. The server renders it, and it reads through server functions; it writes
//! through the device's outbox, like the field.
//!
//! **Invariant:** what the server says and what is typed here live in different branches of the
//! page, so that a refresh never touches a word that is being typed.

mod address;
mod answer;
mod changes;
mod conflicts;
mod desk;
mod devices;
mod difference;
mod earlier;
mod filters;
mod heading;
mod judging;
mod keys;
mod library;
mod list;
mod live;
mod locks;
mod navigation;
mod news;
mod part;
mod quarantine;
pub mod reads;
mod review;
mod sending;
mod server_fns;
mod sight;
mod steps;
mod talk;
mod trouble;
mod verdicts;
mod visit;

use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::components::NewVersion;
use crate::words::{common, say};
use address::DeskPage as Page;
use desk::Desk;
use devices::Devices;
use library::{Library, LibraryList, LibraryOpen};
use list::VisitList;
use locks::LockedHere;
use navigation::DeskNavigation;
#[cfg(feature = "hydrate")]
pub use part::is_at;
pub use part::{Console, load_console};
#[cfg(feature = "hydrate")]
pub use quarantine::NotDecided;
use quarantine::Quarantine;
use review::Review;
use visit::OpenVisit;

/// What opens beside the list and does not hang on a visit.
#[derive(Clone, Copy, PartialEq)]
enum Apart {
    Quarantine,
    Devices,
    Library,
}

/// Navigation, list, and what stands open beside it; where there is no room, one of the two. It
/// stays while one goes from visit to visit: the routes below it only name what is open.
#[component]
fn DeskPage() -> impl IntoView {
    let desk = Desk::begin();
    let review = Review::begin(desk);
    Library::begin(desk);
    keys::listen(review);
    let class = move || {
        desk.address.with(|address| match address.page {
            Page::Devices => "desk at-open alone",
            page if page.is_quarantine() => "desk at-open alone",
            page if page.is_list() => "desk at-list",
            _ => "desk at-open",
        })
    };
    let apart = Memo::new(move |_| match desk.address.with(|address| address.page) {
        Page::Devices => Some(Apart::Devices),
        page if page.is_library() => Some(Apart::Library),
        page => page.is_quarantine().then_some(Apart::Quarantine),
    });
    let in_library = Memo::new(move |_| apart.get() == Some(Apart::Library));
    let column = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        review.open.track();
        if let Some(column) = column.get_untracked() {
            column.set_scroll_top(0);
        }
    });
    view! {
        <a class="skip button small" href="#open">{say(common::SKIP)}</a>
        <div class=class>
            <DeskNavigation/>
            <main class="desk-main">
                {move || match in_library.get() {
                    true => Either::Left(view! { <LibraryList/> }),
                    false => Either::Right(view! { <VisitList/> }),
                }}
                <div class="desk-open" id="open" tabindex="-1" node_ref=column>
                    <NewVersion form_open=true/>
                    <LockedHere/>
                    {move || match apart.get() {
                        Some(Apart::Devices) => EitherOf4::A(view! { <Devices/> }),
                        Some(Apart::Quarantine) => EitherOf4::B(view! { <Quarantine/> }),
                        Some(Apart::Library) => EitherOf4::C(view! { <LibraryOpen/> }),
                        None => EitherOf4::D(view! { <OpenVisit/> }),
                    }}
                </div>
            </main>
        </div>
        <Outlet/>
    }
}
