use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::ValueType;
use zoufang_core::domain::trip::Stop;
use zoufang_core::merge::{Op, Path, Record, settle};

use super::{Outcome, Standing};
use crate::components::input::{Bind, TextInput};
use crate::components::{names, problem_said};
use crate::device::here;
use crate::store::{Edit, StoreError};
use crate::words::{Word, say, say_with, speaking, trips};

/// Reasons that one tap says. The record holds them in Chinese, as the report does.
const REASONS: [Word; 4] = [trips::MISSED_AWAY, trips::MISSED_LATER, trips::MISSED_OURS, trips::MISSED_ONLINE];

/// What the record takes of a reason.
const REASON: ValueType = ValueType::Text(200);

/// Says of a stop why nobody went there, and takes that back: what does so, and what stands below the stop.
pub fn missed(standing: Memo<Option<Standing>>, stop: Stop, outcome: Outcome) -> (AnyView, AnyView) {
    let here = here();
    let asking = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let named = |word: Word| say_with(word, vec![("company", stop.company_name.clone())]);
    let (mark, take_back) = (named(trips::MARK_MISSED_AT), named(trips::TAKE_BACK_MISSED));
    let key = stop.key.clone();
    let write = Callback::new(move |why: String| {
        // As the trip stands by now.
        let edit = standing.with_untracked(|standing| edit(&standing.as_ref()?.trip, &key, &why));
        let (Some(device), Some(edit)) = (here.get_untracked(), edit) else { return };
        spawn_local(async move {
            failed.try_set(device.save(&[edit], &[]).await.err());
        });
    });
    let why = match &outcome {
        Outcome::Missed(why) => Some(why.clone()),
        _ => None,
    };
    let is_missed = why.is_some();
    let told = move || {
        failed.get().map(|error| view! { <p class="problem" role="alert">{say(names::store_error(&error))}</p> })
    };
    let act = match is_missed {
        true => view! {
            <button type="button" class="text-button" aria-label=take_back on:click=move |_| write.run(String::new())>
                {say(trips::TAKE_BACK)}
            </button>
        }
        .into_any(),
        false => view! {
            <button
                type="button"
                class="text-button"
                aria-label=mark
                aria-expanded=move || asking.get().to_string()
                on:click=move |_| asking.update(|asking| *asking = !*asking)
            >
                {say(trips::MARK_MISSED)}
            </button>
        }
        .into_any(),
    };
    let below = view! {
        {why.map(|why| view! { <small>{why}</small> })}
        <Show when=move || asking.get() && !is_missed><Reasons key=stop.key.clone() write/></Show>
        {told}
    };
    (act, below.into_any())
}

#[component]
fn Reasons(key: String, write: Callback<String>) -> impl IntoView {
    let language = speaking();
    let other = RwSignal::new(String::new());
    let problem = Signal::derive(move || {
        let problem = other.with(|other| REASON.parse(other)).err()?;
        Some(problem_said(&problem, language.get()))
    });
    // Too long a reason is not saved, and stays to be made shorter.
    let save = move |_| {
        if problem.with_untracked(Option::is_none) {
            write.run(other.get_untracked());
        }
    };
    let chip = move |reason: Word| {
        view! {
            <button type="button" class="chip" on:click=move |_| write.run(reason.zh.to_owned())>{say(reason)}</button>
        }
    };
    view! {
        <fieldset class="field reasons">
            <legend>{say(trips::WHY_MISSED)}</legend>
            <div class="wrap">{REASONS.map(chip)}</div>
            <TextInput
                bind=Bind::to(format!("missed-{key}"), other).with_problem(problem)
                label=say(trips::OTHER_REASON)
            />
            <Show when=move || !other.with(|other| other.trim().is_empty())>
                <button type="button" class="button quiet small" on:click=save>
                    {say(trips::SAVE_REASON)}
                </button>
            </Show>
        </fieldset>
    }
}

/// Empty words take the reason back. `None` where they are too long.
fn edit(trip: &Record, key: &str, why: &str) -> Option<Edit> {
    let path: Path = format!("stops/{key}/missed").parse().ok()?;
    let value = REASON.parse(why).ok()?;
    let fields = BTreeMap::from([(path.clone(), settle(Some(trip), &path, value))]);
    Some(Edit { record: trip.id, kind: trip.kind.clone(), op: Op::Set, life: trip.life_dots(), fields })
}
