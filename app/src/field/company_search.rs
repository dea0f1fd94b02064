//! Finds a company among all of the device.

use leptos::prelude::*;
use zoufang_core::id::RecordId;

use crate::components::input::{Bind, TextInput};
use crate::components::{Icon, Sign, marked};
use crate::directory::{Directory, Findings, Hit};
use crate::words::{Word, field, names, say, say_with, speaking};

/// Suggestions below the input.
const SUGGESTED: usize = 6;

/// What is typed is looked for; what is chosen is told by id and by the name that lists call it.
#[component]
pub fn CompanySearch(
    directory: Directory,
    bind: Bind,
    on_chosen: Callback<(RecordId, String)>,
    /// Makes a company of that name.
    #[prop(optional)]
    on_new: Option<Callback<String>>,
    /// Said where nothing is found.
    #[prop(default = field::NO_COMPANY_FOUND)]
    none_found: Word,
    #[prop(optional)] must: bool,
    /// Stands below while nothing is typed.
    #[prop(optional, into)]
    meanwhile: ViewFn,
) -> impl IntoView {
    let language = speaking();
    let value = bind.value;
    let typed = Memo::new(move |_| value.with(|typed| typed.trim().to_owned()));
    let found = Memo::new(move |_| match typed.get() {
        typed if typed.is_empty() => Findings::default(),
        typed => directory.find(&typed, SUGGESTED),
    });
    let more = Memo::new(move |_| found.with(|found| found.all - found.shown.len()));
    let none = Memo::new(move |_| found.with(|found| found.all == 0));
    // As long as they are being read nothing found means nothing, and nobody is to make what is there.
    let coming = Memo::new(move |_| none.get() && directory.is_being_read());
    let told = move || match more.get() {
        0 if coming.get() => field::COMPANIES_COMING.in_language(language.get()).to_owned(),
        0 if none.get() => none_found.in_language(language.get()).to_owned(),
        0 => String::new(),
        more => field::SUGGESTIONS_MORE.fill(language.get(), &[("n", &more.to_string())]),
    };
    let add = move |on_new: Callback<String>| {
        view! {
            <li>
                <button type="button" class="add" on:click=move |_| on_new.run(typed.get_untracked())>
                    <Icon sign=Sign::Plus/>
                    {move || say_with(field::ADD_COMPANY, vec![("name", typed.get())])()}
                </button>
            </li>
        }
    };
    view! {
        <div class="field">
            <TextInput bind label=say(names::COMPANY) must kind="search" placeholder=say(field::COMPANY_HINT)/>
            <Show when=move || typed.with(|typed| !typed.is_empty()) fallback=move || meanwhile.run()>
                <ul class="suggestions" aria-label=say(field::SUGGESTIONS)>
                    {move || found.get().shown.into_iter().map(|hit| suggestion(hit, on_chosen)).collect_view()}
                    {on_new.map(|on_new| move || (!coming.get()).then(|| add(on_new)))}
                </ul>
                <p class="hint" role="status">{told}</p>
            </Show>
        </div>
    }
}

fn suggestion(Hit { entry, in_title, in_subtitle }: Hit, on_chosen: Callback<(RecordId, String)>) -> impl IntoView {
    let (id, name) = (entry.id, entry.title.clone());
    view! {
        <li>
            <button type="button" on:click=move |_| on_chosen.run((id, name.clone()))>
                <b>{marked(&entry.title, &in_title)}</b>
                <small>{marked(&entry.subtitle, &in_subtitle)}</small>
            </button>
        </li>
    }
}
