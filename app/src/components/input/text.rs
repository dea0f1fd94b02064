use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::Bind;
use crate::components::{Icon, Sign};
use crate::words::{Word, common, say};

/// One line to type into.
#[component]
pub fn TextInput(
    bind: Bind,
    #[prop(into)] label: TextProp,
    /// Says that it has to be filled.
    #[prop(optional)]
    must: bool,
    /// `text`, `search`, `password`, `date`, `time` …
    #[prop(default = "text")]
    kind: &'static str,
    /// Of a date: none after this one.
    #[prop(optional, into)]
    latest: Option<String>,
    /// Which keys the phone shows: `decimal`, `numeric` …
    #[prop(optional)]
    keys: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    /// Stands at the end of the line: 亿元.
    #[prop(optional)]
    unit: Option<Word>,
    #[prop(optional, into)] hint: Option<TextProp>,
    /// The label is for readers of the screen only.
    #[prop(optional)]
    bare: bool,
    /// What is typed is not to be read over somebody's shoulder, nor kept or filled in by the browser, as it does
    /// with passwords.
    #[prop(optional)]
    hidden: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let value = bind.value;
    // Written only where it differs: an input method that is composing must not be disturbed.
    Effect::new(move |_| {
        let text = value.get();
        if let Some(input) = node.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let (problem, on_input, on_leave) = (bind.problem, bind.on_input, bind.on_leave);
    let has_hint = hint.is_some();
    view! {
        <div class="field">
            <Label id=bind.id.clone() label must bare/>
            <span class=if unit.is_some() { "with-unit" } else { "without-unit" }>
                <input
                    node_ref=node
                    class=if hidden { "input masked" } else { "input" }
                    spellcheck=hidden.then_some("false")
                    autocapitalize=hidden.then_some("none")
                    id=bind.id.clone()
                    type=kind
                    inputmode=keys
                    max=latest
                    autocomplete=autocomplete
                    placeholder=placeholder.map(|text| move || text.get())
                    aria-required=must.then_some("true")
                    aria-invalid=move || problem.get().map(|_| "true")
                    aria-describedby=described_by(&bind, has_hint)
                    on:input=move |event| on_input.run(event_target_value(&event))
                    // A browser tells it of what is taken away with its page, too.
                    on:blur=move |_| {
                        on_leave.try_run(());
                    }
                />
                {unit.map(|unit| view! { <small>{say(unit)}</small> })}
            </span>
            <Below bind hint/>
        </div>
    }
}

/// Several lines to type into.
#[component]
pub fn TextBox(
    bind: Bind,
    #[prop(into)] label: TextProp,
    #[prop(optional)] must: bool,
    #[prop(optional)] tall: bool,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional, into)] hint: Option<TextProp>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let value = bind.value;
    Effect::new(move |_| {
        let text = value.get();
        if let Some(input) = node.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let (problem, on_input, on_leave) = (bind.problem, bind.on_input, bind.on_leave);
    let has_hint = hint.is_some();
    view! {
        <div class="field">
            <Label id=bind.id.clone() label must/>
            <textarea
                node_ref=node
                class=if tall { "input tall" } else { "input" }
                id=bind.id.clone()
                placeholder=placeholder.map(|text| move || text.get())
                aria-required=must.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described_by(&bind, has_hint)
                on:input=move |event| on_input.run(event_target_value(&event))
                on:blur=move |_| {
                    on_leave.try_run(());
                }
            ></textarea>
            <Below bind hint/>
        </div>
    }
}

#[component]
pub(super) fn Label(id: String, label: TextProp, must: bool, #[prop(optional)] bare: bool) -> impl IntoView {
    view! {
        <label class=if bare { "unseen" } else { "label" } for=id>
            {move || label.get()}
            {must.then(|| view! { <span class="must">{say(common::MUST)}</span> })}
        </label>
    }
}

/// Hint and problem below an input.
#[component]
fn Below(bind: Bind, hint: Option<TextProp>) -> impl IntoView {
    let (hint_id, problem_id) = (bind.hint_id(), bind.problem_id());
    view! {
        {hint.map(|hint| view! { <p class="hint" id=hint_id>{move || hint.get()}</p> })}
        <Problem id=problem_id problem=bind.problem/>
    }
}

/// What is wrong, told below the input it is about.
#[component]
pub fn Problem(id: String, #[prop(into)] problem: Signal<Option<String>>) -> impl IntoView {
    move || {
        let id = id.clone();
        problem.get().map(|text| {
            view! {
                <p class="problem" id=id>
                    <Icon sign=Sign::Warning/>
                    {text}
                </p>
            }
        })
    }
}

/// The ids of what stands below an input, as far as it is there.
pub(super) fn described_by(bind: &Bind, has_hint: bool) -> impl Fn() -> Option<String> + Send + Sync + use<> {
    let (hint, problem_id, problem) = (has_hint.then(|| bind.hint_id()), bind.problem_id(), bind.problem);
    move || match (hint.clone(), problem.get().map(|_| problem_id.clone())) {
        (Some(hint), Some(problem)) => Some(format!("{problem} {hint}")),
        (hint, problem) => hint.or(problem),
    }
}
