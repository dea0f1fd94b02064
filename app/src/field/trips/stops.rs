use leptos::prelude::*;

use super::stop_field::StopField;
use crate::clock::today;
use crate::components::{Icon, Sign};
use crate::focus;
use crate::form::DraftForm;
use crate::store::new_uuid;
use crate::words::{say, trips};

const LIST: &str = "stops";
/// Where the keyboard goes on when a stop has gone.
const ADD: &str = "add-stop";

pub fn path(key: &str, part: &str) -> String {
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
                    <button type="button" id=ADD class="chip add" on:click=add><Icon sign=Sign::Plus/>{say(trips::ADD_STOP)}</button>
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

/// Takes a stop off the form.
pub fn remove(form: DraftForm, shown: RwSignal<Vec<String>>, key: &str) {
    shown.update(|keys| keys.retain(|known| known != key));
    form.remove_item(LIST, key);
    focus::take_up(ADD);
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
pub fn neighbour(form: DraftForm, keys: &[String], key: &str, up: bool) -> Option<(usize, usize)> {
    let place = keys.iter().position(|known| known == key)?;
    let other = if up { place.checked_sub(1)? } else { place + 1 };
    let day = |place: usize| keys.get(place).map(|key| form.text(&path(key, "day")));
    (day(other)? == day(place)?).then_some((place, other))
}

/// From now on the stops of that day stand as they were put.
pub fn swap(form: DraftForm, shown: RwSignal<Vec<String>>, (one, other): (usize, usize)) {
    shown.update(|keys| keys.swap(one, other));
    let keys = shown.get_untracked();
    let day = form.text_untracked(&path(&keys[one], "day"));
    let of_day = keys.iter().filter(|key| form.text_untracked(&path(key, "day")) == day);
    let orders: Vec<(String, String)> =
        (1..).zip(of_day).map(|(order, key): (u32, _)| (path(key, "order"), order.to_string())).collect();
    form.set_all(orders.iter().map(|(path, order)| (path.as_str(), order.clone())));
}
