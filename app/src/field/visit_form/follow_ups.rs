use leptos::prelude::*;
use zoufang_core::domain::Day;
use zoufang_core::domain::follow_up::Sort;

use crate::clock::today;
use crate::components::input::{Bind, Check, Select, TextBox, TextInput};
use crate::components::{Icon, Sign};
use crate::device::follow;
use crate::field::people::colleagues;
use crate::form::DraftForm;
use crate::store::{Listed, new_uuid};
use crate::words::{Word, field, names, say};

/// What is to be done: what, by whom, until when.
#[component]
pub fn FollowUpFields(form: DraftForm, sort: Sort) -> impl IntoView {
    let list = sort.list();
    let (legend, another) = match sort {
        Sort::NextStep => (names::NEXT_STEP, field::ADD_STEP),
        Sort::Commitment => (names::COMMITMENT, field::ADD_COMMITMENT),
    };
    let read = follow(|device| async move { colleagues(&device).await });
    let people = Memo::new(move |_| read.found().unwrap_or_default());
    let keys = Memo::new(move |_| form.items(list));
    let me = form.device().profile().clone();
    let add = move |_| {
        let key = new_uuid().simple();
        let (owner, name) = (format!("{list}/{key}/owner"), format!("{list}/{key}/owner_name"));
        form.set_all([(owner.as_str(), me.person.to_string()), (name.as_str(), me.name.clone())]);
    };
    view! {
        <fieldset class="field">
            <legend>{say(legend)}</legend>
            <div class="stack">
                <For each=move || keys.get() key=String::clone let:key>
                    <Item form sort key people/>
                </For>
                <div>
                    <button type="button" class="chip add" on:click=add><Icon sign=Sign::Plus/>{say(another)}</button>
                </div>
            </div>
        </fieldset>
    }
}

#[component]
fn Item(form: DraftForm, sort: Sort, key: String, people: Memo<Vec<Listed>>) -> impl IntoView {
    let list = sort.list();
    let path = |field: &str| format!("{list}/{key}/{field}");
    let (what, remove) = match sort {
        Sort::NextStep => (field::STEP_WHAT, field::REMOVE_STEP),
        Sort::Commitment => (field::COMMITMENT_WHAT, field::REMOVE_COMMITMENT),
    };
    let due = path("due");
    let quick = |word: Word, day: Day| {
        let (due, is_due) = (due.clone(), due.clone());
        let (day, is_day) = (day.to_string(), day.to_string());
        let pressed = move || (form.text(&is_due) == is_day).to_string();
        view! {
            <button type="button" class="chip" aria-pressed=pressed on:click=move |_| form.set(&due, &day)>{say(word)}</button>
        }
    };
    let amending = form.draft().with_untracked(|draft| !draft.is_new());
    let (done, done_day) = (path("done"), path("done_day"));
    let is_done = {
        let done = done.clone();
        Memo::new(move |_| form.text(&done) == "true")
    };
    let note = path("done_note");
    let switch = Bind::field(form, done.clone()).telling(move |on| {
        let day = if on.is_empty() { String::new() } else { today().to_string() };
        form.set_all([(done.as_str(), on), (done_day.as_str(), day)]);
    });
    let item = key.clone();
    let done = amending.then(|| view! { <Check bind=switch name=say(field::STEP_IS_DONE)/> });
    view! {
        <div class="step">
            <div class="row">
                <div class="grow"><TextBox bind=Bind::field(form, path("what")) label=say(what)/></div>
                <button type="button" class="remove" aria-label=say(remove) on:click=move |_| form.remove_item(list, &item)>
                    <Icon sign=Sign::Bin/>
                </button>
            </div>
            <div class="pair roomy">
                <Owner form people owner=path("owner") name=path("owner_name")/>
                <TextInput bind=Bind::field(form, path("due")) label=say(names::NEXT_DUE) kind="date"/>
            </div>
            <div class="wrap">
                {quick(field::IN_THREE_DAYS, today().plus(3))}
                {quick(field::IN_A_WEEK, today().plus(7))}
                {quick(field::AT_MONTHS_END, end_of_month(today()))}
            </div>
            {done}
            <Show when=move || is_done.get()>
                <TextInput bind=Bind::field(form, note.clone()) label=say(field::DONE_NOTE) placeholder=say(field::DONE_NOTE_HINT)/>
            </Show>
        </div>
    }
}

/// Me, a colleague, or whoever the record names already.
#[component]
fn Owner(form: DraftForm, people: Memo<Vec<Listed>>, owner: String, name: String) -> impl IntoView {
    let (held, held_name) = (owner.clone(), name.clone());
    let choices = Signal::derive(move || {
        let mut choices: Vec<(String, String)> = people
            .with(|people| people.iter().map(|person| (person.id.to_string(), person.facets.title.clone())).collect());
        let (held, name) = (form.text(&held), form.text(&held_name));
        if !held.is_empty() && !choices.iter().any(|(id, _)| *id == held) {
            choices.push((held, name));
        }
        choices
    });
    let bind = Bind::field(form, owner.clone()).telling(move |id| {
        let chosen = choices.with_untracked(|choices| choices.iter().find(|(one, _)| *one == id).cloned());
        let title = chosen.map(|(_, title)| title).unwrap_or_default();
        form.set_all([(owner.as_str(), id), (name.as_str(), title)]);
    });
    view! { <Select bind label=say(names::NEXT_OWNER) choices none=field::NO_OWNER/> }
}

fn end_of_month(day: Day) -> Day {
    let mut last = day;
    while last.plus(1).month() == day.month() {
        last = last.plus(1);
    }
    last
}
