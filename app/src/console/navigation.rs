use leptos::prelude::*;

use super::address::{self, DESK, DeskPage};
use super::desk::Desk;
use super::reads::VisitFilter;
use crate::components::{Icon, NetPill, Sign};
use crate::session::Session;
use crate::words::{common, console, library, say, speaking};

/// Who is here, and the pages of the desk that exist.
#[component]
pub fn DeskNavigation() -> impl IntoView {
    let desk = Desk::get();
    let language = speaking();
    let session = Session::get();
    let unit = move || session.profile().map(|profile| profile.unit_name);
    // The phone's pages show what a device keeps, and a desk's device keeps nothing.
    let goes_out = move || session.profile().is_some_and(|profile| !profile.role.is_desk());
    let reviews = move || {
        let elsewhere = desk.address.with(|address| address.page.is_apart());
        (!elsewhere).then_some("page")
    };
    view! {
        <nav class="desk-nav" aria-label=move || common::NAVIGATION.in_language(language.get())>
            <p class="desk-brand"><b>"走访"</b> " " <small>{unit}</small></p>
            <ul>
                <li>
                    <a href=DESK aria-current=reviews>
                        <Icon sign=Sign::Review/>
                        <span>{say(console::REVIEWS)}</span>
                        <Transition><WaitingVisits/></Transition>
                    </a>
                </li>
                <LibraryLink/>
                <Transition><SetAside/></Transition>
                <EverybodysDevices/>
            </ul>
            <ul class="desk-away">
                <li>
                    {move || {
                        let (href, sign, word) = if goes_out() {
                            ("/", Sign::Phone, console::TO_PHONE)
                        } else {
                            ("/me", Sign::Person, console::MY_ACCOUNT)
                        };
                        view! { <a href=href><Icon sign/><span>{say(word)}</span></a> }
                    }}
                </li>
            </ul>
            <NetPill/>
        </nav>
    }
}

/// Teams have it on their phones.
#[component]
fn LibraryLink() -> impl IntoView {
    let desk = Desk::get();
    let session = Session::get();
    let current = move || desk.address.with(|address| address.page.is_library().then_some("page"));
    move || {
        session.profile().filter(|profile| profile.role.is_desk()).map(|_| {
            view! {
                <li>
                    <a href=address::MATERIALS aria-current=current>
                        <Icon sign=Sign::List/>
                        <span>{say(library::LIBRARY)}</span>
                    </a>
                </li>
            }
        })
    }
}

/// For whom they are an affair.
#[component]
fn EverybodysDevices() -> impl IntoView {
    let desk = Desk::get();
    let session = Session::get();
    let current = move || desk.address.with(|address| (address.page == DeskPage::Devices).then_some("page"));
    move || {
        session.profile().filter(|profile| profile.role.oversees_devices()).map(|_| {
            view! {
                <li>
                    <a href=address::DEVICES aria-current=current>
                        <Icon sign=Sign::Phone/>
                        <span>{say(console::DEVICES)}</span>
                    </a>
                </li>
            }
        })
    }
}

/// How many visits wait, where the list's own counts say so: those of a narrower list do not.
#[component]
fn WaitingVisits() -> impl IntoView {
    let desk = Desk::get();
    move || {
        let answer = desk.list.get()?;
        let narrow = VisitFilter { state: None, after: None, ..answer.question } != VisitFilter::default();
        let waiting = answer.found.map(|list| list.counts.received).filter(|_| !narrow)?;
        Some(view! { <span class="num">{waiting}</span> })
    }
}

/// Shown only when something waits there, or its pages are open.
#[component]
fn SetAside() -> impl IntoView {
    let desk = Desk::get();
    let current = move || desk.address.with(|address| address.page.is_quarantine().then_some("page"));
    move || {
        let lines = desk.quarantine.get()?.unwrap_or_default().len();
        (lines > 0 || current().is_some()).then(|| {
            view! {
                <li>
                    <a href=address::QUARANTINE aria-current=current>
                        <Icon sign=Sign::Warning/>
                        <span>{say(console::QUARANTINE)}</span>
                        <span class="num">{lines}</span>
                    </a>
                </li>
            }
        })
    }
}
