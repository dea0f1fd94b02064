use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::new_company::NewCompany;
use crate::components::input::{Bind, TextInput};
use crate::components::{FieldFrame, Icon, Sign, marked, names};
use crate::device::Device;
use crate::directory::{Directory, Findings, Hit};
use crate::words::{common, field, say, speaking};

/// Companies that one screen shows at most; a longer list is narrowed by typing.
const SHOWN: usize = 12;

#[component]
pub fn CompaniesPage() -> impl IntoView {
    view! {
        <FieldFrame title=common::TAB_COMPANIES let:device>
            <Companies device/>
        </FieldFrame>
    }
}

#[component]
fn Companies(device: Device) -> impl IntoView {
    let directory = Directory::open(&device);
    let typed = RwSignal::new(String::new());
    let making = RwSignal::new(false);
    let found = Memo::new(move |_| typed.with(|typed| directory.find(typed, SHOWN)));
    let navigate = use_navigate();
    let made = move |company| navigate(&format!("/companies/{company}"), Default::default());
    let device = StoredValue::new(device);
    view! {
        <div class="search">
            <TextInput
                bind=Bind::to("search", typed)
                label=say(field::SEARCH_COMPANIES)
                placeholder=say(field::SEARCH_COMPANIES)
                kind="search"
                bare=true
            />
        </div>
        {move || match making.get() {
            true => {
                let name = typed.get_untracked();
                let made = made.clone();
                view! { <NewCompany device=device.get_value() directory name on_made=made on_cancel=move || making.set(false)/> }
                    .into_any()
            }
            false => view! { <Found directory typed found making/> }.into_any(),
        }}
    }
}

#[component]
fn Found(
    directory: Directory,
    typed: RwSignal<String>,
    found: Memo<Findings>,
    making: RwSignal<bool>,
) -> impl IntoView {
    let language = speaking();
    let all = Memo::new(move |_| found.with(|found| found.all));
    let count = move || {
        let (shown, all) = found.with(|found| (found.shown.len(), found.all));
        let word = match all {
            _ if !directory.is_complete() && all == 0 => return String::new(),
            0 if directory.is_empty() => field::NO_COMPANIES_YET,
            0 => field::NO_COMPANY_FOUND,
            all if all > shown && typed.with(|typed| typed.trim().is_empty()) => field::FIRST_OF_ALL,
            all if all > shown => field::FOUND_MORE,
            _ => field::FOUND,
        };
        word.fill(language.get(), &[("n", &all.to_string()), ("more", &(all - shown).to_string())])
    };
    let add_class = move || if all.get() == 0 { "button" } else { "button quiet" };
    view! {
        <p class="small" role="status">{count}</p>
        <ul class="lines companies">
            {move || found.get().shown.into_iter().map(company_line).collect_view()}
        </ul>
        <Show when=move || directory.is_complete()>
            <div>
                <button type="button" class=add_class on:click=move |_| making.set(true)>
                    <Icon sign=Sign::Plus/>
                    {say(field::NEW_COMPANY)}
                </button>
            </div>
        </Show>
    }
}

fn company_line(Hit { entry, in_title, in_subtitle }: Hit) -> impl IntoView {
    let pursuit = entry.pursuit.as_deref();
    view! {
        <li>
            <a class="line" href=format!("/companies/{}", entry.id)>
                <span class="between">
                    <b>{marked(&entry.title, &in_title)}</b>
                    {pursuit.map(|pursuit| view! { <span class="tag">{say(names::pursuit(pursuit))}</span> })}
                </span>
                <small>{marked(&entry.subtitle, &in_subtitle)}</small>
            </a>
        </li>
    }
}
