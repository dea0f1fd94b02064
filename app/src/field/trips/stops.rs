use leptos::prelude::*;
use zoufang_core::id::RecordId;

use crate::clock::today;
use crate::components::input::{Bind, TextInput};
use crate::components::{Icon, Sign};
use crate::directory::Directory;
use crate::field::company_search::CompanySearch;
use crate::form::DraftForm;
use crate::store::new_uuid;
use crate::words::{Word, field, say, say_with, speaking, trips};

const LIST: &str = "stops";

fn path(key: &str, part: &str) -> String {
    format!("{LIST}/{key}/{part}")
}

/// The stops of a trip: added, moved within their day, removed. They stay where they stand while somebody
/// types; in the record their days and times order them.
#[component]
pub fn StopFields(form: DraftForm) -> impl IntoView {
    let shown = RwSignal::new(in_order(form));
    let add = move |_| {
        let key = new_uuid().simple().to_string();
        // On the day of the stop before it, so that it is kept from the first moment.
        let before = shown.with_untracked(|keys| keys.last().map(|last| form.text_untracked(&path(last, "day"))));
        let known = [before.unwrap_or_default(), form.text_untracked("from"), today().to_string()];
        let day = known.into_iter().find(|day| !day.is_empty()).unwrap_or_default();
        form.set(&path(&key, "day"), &day);
        shown.update(|keys| keys.push(key));
    };
    view! {
        <fieldset class="field">
            <legend>{say(trips::STOPS)}</legend>
            <div class="stack">
                <For each=move || shown.get() key=String::clone let:key>
                    <StopField form shown key/>
                </For>
                <div>
                    <button type="button" class="chip add" on:click=add><Icon sign=Sign::Plus/>{say(trips::ADD_STOP)}</button>
                </div>
            </div>
        </fieldset>
    }
}

/// As the record would show them.
fn in_order(form: DraftForm) -> Vec<String> {
    form.draft().with_untracked(|draft| {
        let mut keys = draft.items(LIST);
        let due = |key: &String| {
            let text = |part: &str| draft.text(&path(key, part));
            let (day, time) = (text("day"), text("time"));
            let order = text("order").parse().unwrap_or(i64::MAX);
            (day.is_empty(), day, order, time.is_empty(), time, key.clone())
        };
        keys.sort_by_cached_key(due);
        keys
    })
}

/// Takes what was added and left empty for not meant.
pub fn drop_empty_stops(form: DraftForm) {
    for key in form.draft().with_untracked(|draft| draft.items(LIST)) {
        let says = |part: &str| !form.text_untracked(&path(&key, part)).trim().is_empty();
        if !["company", "company_name", "purpose"].into_iter().any(says) {
            form.remove_item(LIST, &key);
        }
    }
}

/// Where a stop may go: the one beside it of the same day. Between two days its date says where it belongs.
fn neighbour(form: DraftForm, keys: &[String], key: &str, up: bool) -> Option<(usize, usize)> {
    let place = keys.iter().position(|known| known == key)?;
    let other = if up { place.checked_sub(1)? } else { place + 1 };
    let day = |place: usize| keys.get(place).map(|key| form.text(&path(key, "day")));
    (day(other)? == day(place)?).then_some((place, other))
}

/// From now on the stops of that day stand as they were put.
fn swap(form: DraftForm, shown: RwSignal<Vec<String>>, (one, other): (usize, usize)) {
    shown.update(|keys| keys.swap(one, other));
    let keys = shown.get_untracked();
    let day = form.text_untracked(&path(&keys[one], "day"));
    let of_day = keys.iter().filter(|key| form.text_untracked(&path(key, "day")) == day);
    let orders: Vec<(String, String)> =
        (1..).zip(of_day).map(|(order, key): (u32, _)| (path(key, "order"), order.to_string())).collect();
    form.set_all(orders.iter().map(|(path, order)| (path.as_str(), order.clone())));
}

#[component]
fn StopField(form: DraftForm, shown: RwSignal<Vec<String>>, key: String) -> impl IntoView {
    let number = {
        let key = key.clone();
        Memo::new(move |_| shown.with(|keys| keys.iter().position(|known| *known == key).map_or(0, |place| place + 1)))
    };
    let called = {
        let path = path(&key, "company_name");
        Memo::new(move |_| form.text(&path))
    };
    let language = speaking();
    let label = move |word: Word| move || called.with(|name| word.fill(language.get(), &[("company", name)]));
    let remove = {
        let key = key.clone();
        move |_| {
            shown.update(|keys| keys.retain(|known| *known != key));
            form.remove_item(LIST, &key);
        }
    };
    let title = move || say_with(trips::STOP, vec![("n", number.get().to_string())])();
    view! {
        <div class="step" role="group" aria-label=title>
            <div class="between">
                <b>{title}</b>
                <span class="wrap">
                    <Move form shown key=key.clone() up=true label=Signal::derive(label(trips::MOVE_UP))/>
                    <Move form shown key=key.clone() up=false label=Signal::derive(label(trips::MOVE_DOWN))/>
                    <button type="button" class="remove" aria-label=label(trips::REMOVE_STOP) on:click=remove>
                        <Icon sign=Sign::Bin/>
                    </button>
                </span>
            </div>
            <CompanyOfStop form key=key.clone()/>
            <div class="pair">
                <TextInput bind=Bind::field(form, path(&key, "day")) label=say(trips::DAY) kind="date"/>
                <TextInput bind=Bind::field(form, path(&key, "time")) label=say(trips::TIME) kind="time"/>
            </div>
            <TextInput bind=Bind::field(form, path(&key, "purpose")) label=say(trips::PURPOSE)/>
        </div>
    }
}

#[component]
fn Move(form: DraftForm, shown: RwSignal<Vec<String>>, key: String, up: bool, label: Signal<String>) -> impl IntoView {
    let to = Memo::new(move |_| shown.with(|keys| neighbour(form, keys, &key, up)));
    let tap = move |_| {
        if let Some(places) = to.get_untracked() {
            swap(form, shown, places);
        }
    };
    let sign = if up { Sign::Up } else { Sign::Down };
    view! {
        <Show when=move || to.with(Option::is_some)>
            <button type="button" class="remove" aria-label=move || label.get() on:click=tap><Icon sign/></button>
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
