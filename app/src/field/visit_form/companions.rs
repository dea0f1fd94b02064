use leptos::prelude::*;

use super::known::{Companion, Known};
use super::people::LIST;
use crate::components::{Icon, Sign};
use crate::form::DraftForm;
use crate::store::new_uuid;
use crate::words::{Language, field, speaking};

/// Who of ours was at this company the last time and is not at the table yet: one tap for all of them.
#[component]
pub fn Companions(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let language = speaking();
    let absent = Memo::new(move |_| {
        let there = |companion: &Companion| form.items(LIST).iter().any(|key| is(form, key, companion));
        let mut companions = known.with(|known| known.companions.clone());
        companions.retain(|companion| !there(companion));
        companions
    });
    let label = move || {
        let between = if language.get() == Language::Chinese { "、" } else { ", " };
        let names = absent.with(|absent| absent.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(between));
        field::ALONG_LAST_TIME.fill(language.get(), &[("names", &names)])
    };
    let take = move |_| {
        for companion in absent.get_untracked() {
            seat(form, &companion);
        }
    };
    view! {
        <Show when=move || absent.with(|absent| !absent.is_empty())>
            <div class="offer">
                <button type="button" class="chip" on:click=take><Icon sign=Sign::Plus/>{label}</button>
            </div>
        </Show>
    }
}

fn is(form: DraftForm, key: &str, companion: &Companion) -> bool {
    let text = |field: &str| form.text(&format!("{LIST}/{key}/{field}"));
    match companion.person.as_str() {
        "" => text("side") == "ours" && text("name") == companion.name,
        person => text("person") == person,
    }
}

fn seat(form: DraftForm, companion: &Companion) {
    let Companion { person, name, title } = companion.clone();
    // The person's own id is the key, as where they are tapped by themselves.
    let key = if person.is_empty() { new_uuid().simple().to_string() } else { person.clone() };
    let fields = [("side", "ours".to_owned()), ("name", name), ("title", title), ("person", person)];
    let fields = fields.map(|(field, text)| (format!("{LIST}/{key}/{field}"), text));
    form.set_all(fields.iter().map(|(path, text)| (path.as_str(), text.clone())));
}
