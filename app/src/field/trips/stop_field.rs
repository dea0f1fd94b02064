//! One stop of a trip being planned.

use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::id::RecordId;

use super::stops::{neighbour, path, remove, swap};
use crate::clock::today;
use crate::components::input::{Bind, TextBox, TextInput};
use crate::components::{Icon, Sign, joined, moments};
use crate::directory::Directory;
use crate::field::company_search::CompanySearch;
use crate::focus;
use crate::form::DraftForm;
use crate::words::{Word, field, say, say_with, speaking, trips};

/// One row, which opens to be written in; the way up and down its day stays beside it. What is wrong with it
/// opens it, too.
#[component]
pub fn StopField(form: DraftForm, shown: RwSignal<Vec<String>>, key: String) -> impl IntoView {
    let at = |part: &str| path(&key, part);
    // What was added just now is there to be written in.
    let open = RwSignal::new(form.text_untracked(&at("company_name")).is_empty());
    let fields = ["company_name", "day", "time", "purpose"].map(at);
    Effect::new(move |_| {
        if fields.iter().any(|path| form.problem(path).is_some()) {
            open.set(true);
        }
    });
    let number = {
        let key = key.clone();
        Memo::new(move |_| shown.with(|keys| keys.iter().position(|known| *known == key).map_or(0, |place| place + 1)))
    };
    let title = move || say_with(trips::STOP, vec![("n", number.get().to_string())])();
    let key = StoredValue::new(key);
    view! {
        <div class="step stop" role="group" aria-label=title>
            <div class="stop-row">
                <button
                    type="button"
                    class="stop-open"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <b><small class="num">{title}</small> " " <Called form key=key.get_value()/></b>
                    <Planned form key=key.get_value()/>
                </button>
                <span class="moves">
                    <Move form shown key=key.get_value() up=true/>
                    <Move form shown key=key.get_value() up=false/>
                </span>
            </div>
            <Show when=move || open.get()><Fields form shown key=key.get_value()/></Show>
        </div>
    }
}

#[component]
fn Called(form: DraftForm, key: String) -> impl IntoView {
    let name = path(&key, "company_name");
    let name = Memo::new(move |_| form.text(&name));
    move || match name.get() {
        name if name.is_empty() => say(field::NO_COMPANY_YET).into_any(),
        name => name.into_any(),
    }
}

/// When, and what for.
#[component]
fn Planned(form: DraftForm, key: String) -> impl IntoView {
    let language = speaking();
    let [day, time, purpose] = ["day", "time", "purpose"].map(|part| path(&key, part));
    let said = move || {
        let day = form.text(&day).parse::<Day>().ok();
        let day = day.map(|day| moments::near(day, today(), language.get())).unwrap_or_default();
        let when = [day, form.text(&time)].join(" ").trim().to_owned();
        let parts = [when, form.text(&purpose)];
        joined(parts)
    };
    view! { <small class="num">{said}</small> }
}

#[component]
fn Fields(form: DraftForm, shown: RwSignal<Vec<String>>, key: String) -> impl IntoView {
    let label = named(form, &key, trips::REMOVE_STOP);
    let field = |part: &str| Bind::field(form, path(&key, part));
    let (day, time, purpose) = (field("day"), field("time"), field("purpose"));
    view! {
        <CompanyOfStop form key=key.clone()/>
        <div class="pair">
            <TextInput bind=day label=say(trips::DAY) kind="date"/>
            <TextInput bind=time label=say(trips::TIME) kind="time"/>
        </div>
        <TextBox bind=purpose label=say(trips::PURPOSE)/>
        <div>
            <button type="button" class="text-button" aria-label=label on:click=move |_| remove(form, shown, &key)>
                <Icon sign=Sign::Bin/>{say(trips::REMOVE)}
            </button>
        </div>
    }
}

/// With the name of the company that is visited there.
fn named(form: DraftForm, key: &str, word: Word) -> Signal<String> {
    let (language, name) = (speaking(), path(key, "company_name"));
    Signal::derive(move || word.fill(language.get(), &[("company", &form.text(&name))]))
}

/// One place up or down. The stop may be where it goes no further: then the keyboard goes on at the way back.
#[component]
fn Move(form: DraftForm, shown: RwSignal<Vec<String>>, key: String, up: bool) -> impl IntoView {
    let label = named(form, &key, if up { trips::MOVE_UP } else { trips::MOVE_DOWN });
    let id = |up: bool| format!("{}-{key}", if up { "up" } else { "down" });
    let (own, other) = (id(up), id(!up));
    let to = Memo::new(move |_| shown.with(|keys| neighbour(form, keys, &key, up)));
    let tap = {
        let own = own.clone();
        move || {
            if let Some(places) = to.get_untracked() {
                swap(form, shown, places);
                focus::take_up(if to.get_untracked().is_some() { &own } else { &other });
            }
        }
    };
    let (sign, class) = if up { (Sign::Up, "remove") } else { (Sign::Down, "remove down") };
    view! {
        <Show when=move || to.with(Option::is_some)>
            {
                let tap = tap.clone();
                view! {
                    <button type="button" id=own.clone() class=class aria-label=label on:click=move |_| tap()>
                        <Icon sign/>
                    </button>
                }
            }
        </Show>
    }
}

/// Chosen on the device; a name that is none yet stays as it was typed.
#[component]
fn CompanyOfStop(form: DraftForm, key: String) -> impl IntoView {
    let (id, name) = (path(&key, "company"), path(&key, "company_name"));
    let (chosen, shown) = (id.clone(), name.clone());
    let chosen = Memo::new(move |_| form.text(&chosen).parse::<RecordId>().is_ok());
    move || {
        let (id, name) = (id.clone(), name.clone());
        match chosen.get() {
            true => {
                let shown = shown.clone();
                let clear = move |_| form.set_all([id.as_str(), name.as_str()].map(|path| (path, String::new())));
                view! {
                    <div class="field">
                        <span class="label">{say(trips::COMPANY)}</span>
                        <div class="input chosen">
                            <b>{move || form.text(&shown)}</b>
                            <button type="button" class="text-button" on:click=clear>{say(field::CHANGE)}</button>
                        </div>
                    </div>
                }
                .into_any()
            }
            false => {
                let bind = Bind::field(form, name.clone());
                let choose = Callback::new(move |(company, title): (RecordId, String)| {
                    form.set_all([(id.as_str(), company.to_string()), (name.as_str(), title)]);
                });
                view! {
                    <CompanySearch
                        directory=Directory::open(&form.device())
                        bind
                        on_chosen=choose
                        none_found=trips::FOUND_NONE
                    />
                }
                .into_any()
            }
        }
    }
}
