use leptos::prelude::*;

use super::companions::Companions;
use super::known::{Acquaintance, Known};
use crate::components::input::{Bind, TextInput, Toggle, Toggles};
use crate::components::{Icon, Sign};
use crate::device::follow;
use crate::field::people::{colleagues, with_post};
use crate::form::DraftForm;
use crate::store::{Listed, new_uuid};
use crate::words::{Word, field, say, speaking};

pub const LIST: &str = "attendees";

/// Who was there, on both sides.
#[component]
pub fn PeopleFields(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let read = follow(|device| async move { colleagues(&device).await });
    let people = Memo::new(move |_| read.found().unwrap_or_default());
    // Ours who are not of the unit, such as a department that came along.
    let guests = Memo::new(move |_| {
        let of_unit = |key: &String| people.with(|people| people.iter().any(|person| is(form, key, person)));
        on_side(form, "ours").into_iter().filter(|key| !of_unit(key)).collect::<Vec<_>>()
    });
    let theirs = Memo::new(move |_| on_side(form, "theirs"));
    view! {
        <Toggles label=say(field::OURS)>
            <For each=move || people.get() key=|person| person.id let:person>
                <Colleague form person/>
            </For>
            <Add form side="ours" word=field::ADD_OURS/>
        </Toggles>
        <People form keys=guests/>
        <Companions form known/>
        <fieldset class="field">
            <legend>{say(field::THEIRS)}</legend>
            <People form keys=theirs/>
            <Acquaintances form known/>
            <Add form side="theirs" word=field::ADD_THEIRS/>
        </fieldset>
    }
}

fn on_side(form: DraftForm, side: &str) -> Vec<String> {
    let keys = form.items(LIST).into_iter();
    keys.filter(|key| form.text(&format!("{LIST}/{key}/side")) == side).collect()
}

fn is(form: DraftForm, key: &str, person: &Listed) -> bool {
    form.text(&format!("{LIST}/{key}/person")) == person.id.to_string()
}

#[component]
fn Add(form: DraftForm, side: &'static str, word: Word) -> impl IntoView {
    // Keys are made by time, so that people stay in the order in which they were added.
    let add = move |_| form.set(&format!("{LIST}/{}/side", new_uuid().simple()), side);
    view! { <button type="button" class="chip add" on:click=add><Icon sign=Sign::Plus/>{say(word)}</button> }
}

/// Who of the company is known and not at the table yet: a tap, and they are.
#[component]
fn Acquaintances(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let absent = Memo::new(move |_| {
        let there: Vec<String> = form.items(LIST).iter().map(|key| form.text(&format!("{LIST}/{key}/name"))).collect();
        let mut people = known.with(|known| known.people.clone());
        people.retain(|person| !there.contains(&person.name));
        people
    });
    let chip = move |person: Acquaintance| {
        let said = with_post(&person.name, &person.title);
        let label = {
            let said = said.clone();
            let language = speaking();
            move || field::ADD_THIS_PERSON.fill(language.get(), &[("name", &said)])
        };
        view! {
            <button type="button" class="chip" aria-label=label on:click=move |_| seat(form, &person)>
                <Icon sign=Sign::Plus/>{said}
            </button>
        }
    };
    view! {
        <Show when=move || absent.with(|absent| !absent.is_empty())>
            <div class="wrap acquaintances">{move || absent.get().into_iter().map(chip).collect_view()}</div>
        </Show>
    }
}

fn seat(form: DraftForm, person: &Acquaintance) {
    // A contact's own id is the key: two phones that add the same one add one.
    let key = person.contact.map_or_else(|| new_uuid().simple().to_string(), |contact| contact.to_string());
    let path = |field: &str| format!("{LIST}/{key}/{field}");
    let contact = person.contact.map(|contact| contact.to_string()).unwrap_or_default();
    let fields = [
        (path("side"), "theirs".to_owned()),
        (path("name"), person.name.clone()),
        (path("title"), person.title.clone()),
        (path("contact"), contact),
    ];
    form.set_all(fields.iter().map(|(path, text)| (path.as_str(), text.clone())));
}

/// Somebody of the own unit: there or not.
#[component]
fn Colleague(form: DraftForm, person: Listed) -> impl IntoView {
    let name = person.facets.title.clone();
    let id = person.id.to_string();
    let element = format!("colleague-{id}");
    let key = {
        let person = person.clone();
        Memo::new(move |_| form.items(LIST).into_iter().find(|key| is(form, key, &person)))
    };
    let value = Signal::derive(move || if key.get().is_some() { "true".to_owned() } else { String::new() });
    let written = name.clone();
    let tap = move |_| match key.get_untracked() {
        Some(key) => form.remove_item(LIST, &key),
        None => {
            // The person's own id is the key: two phones that add the same colleague add one.
            let path = |field: &str| format!("{LIST}/{id}/{field}");
            let fields =
                [(path("side"), "ours".to_owned()), (path("name"), written.clone()), (path("person"), id.clone())];
            form.set_all(fields.iter().map(|(path, text)| (path.as_str(), text.clone())));
        }
    };
    view! { <Toggle bind=Bind::reading(element, value).telling(tap) name/> }
}

/// People by name and title, each removable.
#[component]
fn People(form: DraftForm, keys: Memo<Vec<String>>) -> impl IntoView {
    let any = Memo::new(move |_| keys.with(|keys| !keys.is_empty()));
    view! {
        <div class="stack people">
            {move || any.get().then(|| view! {
                <div class="person heads" aria-hidden="true">
                    <small>{say(field::PERSON_NAME)}</small><small>{say(field::PERSON_TITLE)}</small>
                </div>
            })}
            <For each=move || keys.get() key=String::clone let:key>
                <Person form key/>
            </For>
        </div>
    }
}

#[component]
fn Person(form: DraftForm, key: String) -> impl IntoView {
    let language = speaking();
    let path = |field: &str| format!("{LIST}/{key}/{field}");
    let (name, title) = (Bind::field(form, path("name")), Bind::field(form, path("title")));
    let called = path("name");
    let label = move || field::REMOVE_PERSON.fill(language.get(), &[("name", &form.text(&called))]);
    view! {
        <div class="person">
            <TextInput bind=name label=say(field::PERSON_NAME) placeholder=say(field::PERSON_NAME) bare=true/>
            <TextInput bind=title label=say(field::PERSON_TITLE) placeholder=say(field::PERSON_TITLE) bare=true/>
            <button type="button" class="remove" aria-label=label on:click=move |_| form.remove_item(LIST, &key)>
                <Icon sign=Sign::Close/>
            </button>
        </div>
    }
}
