use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::id::PersonId;
use zoufang_core::merge::{Op, Path, Record, Stamp, Value, settle};

use crate::clock::today;
use crate::components::{BETWEEN, moments, names, value_or_none_said};
use crate::device::here;
use crate::field::people::Names;
use crate::store::{Edit, StoreError};
use crate::words::{field, say, speaking};

/// Ids that stand beside a name: of the two, the name is the one that a person can choose by.
const BESIDE_A_NAME: [&str; 2] = ["company", "chain"];

/// Fields that two people wrote without seeing each other: both values, and the choice.
#[component]
pub fn BothValues(visit: Record, people: Names) -> impl IntoView {
    let paths: Vec<Path> =
        visit.open_conflicts().filter(|path| !BESIDE_A_NAME.contains(&path.as_str())).cloned().collect();
    (!paths.is_empty()).then(|| {
        let conflict = move |path: Path| view! { <Conflict visit=visit.clone() path people=people.clone()/> };
        view! {
            <section class="card stack conflict">
                <h2>{say(field::BOTH_VALUES)}</h2>
                <p class="small">{say(field::BOTH_VALUES_MEANS)}</p>
                {paths.into_iter().map(conflict).collect_view()}
            </section>
        }
    })
}

#[component]
fn Conflict(visit: Record, path: Path, people: Names) -> impl IntoView {
    let failed = RwSignal::new(None::<StoreError>);
    let called = names::visit_field(path.as_str());
    let head = |(stamp, by, value): (Stamp, PersonId, &Value)| {
        let who = people.get(&by.into()).cloned().unwrap_or_default();
        view! { <Head visit=visit.clone() path=path.clone() value=value.clone() who at=stamp.at.millis() failed/> }
    };
    let heads = visit.heads(path.as_str()).into_iter().map(head).collect_view();
    view! {
        <div class="stack">
            <h3>{say(called)}</h3>
            <ul class="both">{heads}</ul>
            {move || failed.get().map(|error| view! {
                <p class="problem" role="alert">{say(names::store_error(&error))}</p>
            })}
        </div>
    }
}

#[component]
fn Head(
    visit: Record,
    path: Path,
    value: Value,
    who: String,
    at: u64,
    failed: RwSignal<Option<StoreError>>,
) -> impl IntoView {
    let language = speaking();
    let here = here();
    let when = move || moments::instant_with_day(at, today(), language.get());
    let said = {
        let (path, value) = (path.clone(), value.clone());
        move || value_or_none_said(&path, &value, language.get())
    };
    let take = move |_| {
        let Some(device) = here.get_untracked() else { return };
        let edit = settled(&visit, &path, value.clone());
        spawn_local(async move {
            failed.try_set(device.save(&[edit], &[]).await.err());
        });
    };
    view! {
        <li>
            <small>{who} {BETWEEN} <time>{when}</time></small>
            <p class="plain-text">{said}</p>
            <div><button type="button" class="button quiet small" on:click=take>{say(field::TAKE_THIS)}</button></div>
        </li>
    }
}

/// Writes the value as having seen all heads, so that the conflict ends. The id beside a name goes
/// with it.
fn settled(visit: &Record, path: &Path, value: Value) -> Edit {
    let mut fields = BTreeMap::from([(path.clone(), settle(Some(visit), path, value.clone()))]);
    let beside = path.as_str().strip_suffix("_name").and_then(|id| id.parse::<Path>().ok());
    if let Some(beside) = beside.filter(|beside| visit.in_conflict(beside.as_str())) {
        let writer = visit.heads(path.as_str()).into_iter().find(|(_, _, held)| **held == value);
        let same = |(stamp, _, _): &(Stamp, PersonId, &Value)| writer.is_some_and(|(of, _, _)| of.dot == stamp.dot);
        if let Some((_, _, id)) = visit.heads(beside.as_str()).into_iter().find(same) {
            fields.insert(beside.clone(), settle(Some(visit), &beside, id.clone()));
        }
    }
    Edit { record: visit.id, kind: visit.kind.clone(), op: Op::Set, life: visit.life_dots(), fields }
}
