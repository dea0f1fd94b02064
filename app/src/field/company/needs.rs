use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::dossier::Told;
use zoufang_core::domain::{Day, Kind};
use zoufang_core::merge::{Op, Path, Value, settle};

use crate::clock::today;
use crate::components::{moments, names};
use crate::device::{Device, here};
use crate::store::{Edit, StoreError};
use crate::words::{field, names as words, say, speaking};

/// What the company needs, and what of it was met; nothing where nothing was told.
#[component]
pub fn NeedsCard(needs: Vec<Told>) -> impl IntoView {
    let line = |told| view! { <li><NeedLine told/></li> };
    (!needs.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{say(field::OPEN_NEEDS)}</h2>
                <ul class="lines">{needs.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn NeedLine(told: Told) -> impl IntoView {
    let (here, language) = (here(), speaking());
    let failed = RwSignal::new(None::<StoreError>);
    let (day, met, name) = (told.day, told.met, names::need(&told.need));
    let near = move |day: Day| moments::near(day, today(), language.get());
    let when = move || match met {
        Some(met) => field::MET_ON.fill(language.get(), &[("day", &near(met))]),
        None => day.map(|day| field::TOLD_ON.fill(language.get(), &[("day", &near(day))])).unwrap_or_default(),
    };
    let (note, visit) = (told.note.clone(), told.visit);
    let (word, label) =
        if met.is_some() { (field::NOT_MET, field::NOT_MET_THIS) } else { (field::MET_NOW, field::MET_THIS) };
    let label = move || label.fill(language.get(), &[("need", name.in_language(language.get()))]);
    let toggle = move |_| {
        let Some(device) = here.get_untracked() else { return };
        let told = told.clone();
        spawn_local(async move {
            // The page may be gone.
            failed.try_set(end(&device, &told).await.err());
        });
    };
    view! {
        <div class="need">
            <a class="line" href=format!("/visits/{visit}")>
                <span class="between">
                    <b>{say(name)}</b>
                    {met.map(|_| view! { <span class="tag">{say(words::NEED_MET)}</span> })}
                </span>
                {(!note.is_empty()).then(|| view! { <span>{note}</span> })}
                <small>{when}</small>
            </a>
            <button type="button" class="text-button" aria-label=label on:click=toggle>{say(word)}</button>
        </div>
        {move || failed.get().map(|error| view! {
            <p class="problem" role="alert">{say(names::store_error(&error))}</p>
        })}
    }
}

/// Writes to the visit that told of it that the need is met as of today; or that it is not after all.
async fn end(device: &Device, told: &Told) -> Result<(), StoreError> {
    let Some(view) = device.view(told.visit).await?.filter(|view| view.record.is_alive()) else { return Ok(()) };
    let visit = view.record;
    let Ok(path) = format!("met/{}", told.need).parse::<Path>() else { return Ok(()) };
    let value = if told.met.is_some() { Value::Null } else { Value::from(today().to_string()) };
    let write = settle(Some(&visit), &path, value);
    let fields = BTreeMap::from([(path, write)]);
    let edit = Edit { record: visit.id, kind: Kind::VISIT, op: Op::Set, life: visit.life_dots(), fields };
    device.save(&[edit], &[]).await.map(drop)
}
