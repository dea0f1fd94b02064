use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::Bind;
use super::text::{Label, Problem, described_by};
use crate::words::{Word, common, say};

/// One of a few: chips. The id of the group's first chip is that of its [`Bind`].
#[component]
pub fn Choices(
    bind: Bind,
    #[prop(into)] label: TextProp,
    /// Value and name of each.
    choices: Vec<(String, TextProp)>,
    /// A second tap takes the choice back.
    #[prop(optional)]
    may_be_none: bool,
) -> impl IntoView {
    let described = described_by(&bind, false);
    let (value, on_input, problem_id, problem) = (bind.value, bind.on_input, bind.problem_id(), bind.problem);
    let group = bind.id.clone();
    let chips = choices.into_iter().enumerate().map(move |(place, (choice, name))| {
        let id = if place == 0 { group.clone() } else { format!("{group}-{place}") };
        let (chosen, told) = (choice.clone(), choice.clone());
        let is_chosen = move || value.with(|value| *value == chosen);
        let tap = move |_| match value.get_untracked() == told {
            true if may_be_none => on_input.run(String::new()),
            true => {}
            false => on_input.run(told.clone()),
        };
        view! {
            <label class="choice">
                <input type="radio" id=id name=group.clone() value=choice prop:checked=is_chosen on:click=tap/>
                <span class="chip">{move || name.get()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" aria-describedby=described aria-invalid=move || problem.get().map(|_| "true")>
            <legend>{move || label.get()}</legend>
            <div class="wrap">{chips.collect_view()}</div>
            <Problem id=problem_id problem/>
        </fieldset>
    }
}

/// Any of a few: a frame for [`Toggle`]s.
#[component]
pub fn Toggles(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend>{move || label.get()}</legend>
            <div class="wrap">{children()}</div>
        </fieldset>
    }
}

/// A chip that is on or off; bound to `true` and nothing.
#[component]
pub fn Toggle(bind: Bind, #[prop(into)] name: TextProp) -> impl IntoView {
    view! { <label class="choice">{switch(bind)}<span class="chip">{move || name.get()}</span></label> }
}

/// What is so or is not, on a line of its own; bound to `true` and nothing.
#[component]
pub fn Check(bind: Bind, #[prop(into)] name: TextProp) -> impl IntoView {
    view! { <label class="check">{switch(bind)}<span>{move || name.get()}</span></label> }
}

fn switch(bind: Bind) -> impl IntoView {
    let (value, on_input) = (bind.value, bind.on_input);
    let is_on = move || value.with(|value| value == "true");
    let tap = move |event| on_input.run(if event_target_checked(&event) { "true".to_owned() } else { String::new() });
    view! { <input type="checkbox" id=bind.id prop:checked=is_on on:change=tap/> }
}

/// One of many: the phone's own list.
#[component]
pub fn Select(
    bind: Bind,
    #[prop(into)] label: TextProp,
    /// Value and name of each.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// The name of choosing none.
    #[prop(default = common::CHOOSE_NONE)]
    none: Word,
    /// Says that one has to be chosen.
    #[prop(optional)]
    must: bool,
) -> impl IntoView {
    let described = described_by(&bind, false);
    let (value, on_input, problem_id, problem) = (bind.value, bind.on_input, bind.problem_id(), bind.problem);
    let options = move || {
        let chosen = value.get();
        let option = |(value, name): (String, String)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{name}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <Label id=bind.id.clone() label must/>
            <select
                class="input"
                id=bind.id
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
                on:change=move |event| on_input.run(event_target_value(&event))
            >
                <option value="">{say(none)}</option>
                {options}
            </select>
            <Problem id=problem_id problem/>
        </div>
    }
}
