use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::{Problem as Wrong, ValueType};
use zoufang_core::merge::Value;
use zoufang_core::wire::{Decide, Decision};

use super::begun::{Begun, BegunField};
use super::deciding::{Act, decide};
use super::fields::{Field, FieldState};
use crate::components::input::{Bind, Select, TextBox, TextInput, id_of};
use crate::components::{problem_said, value_said};
use crate::words::{Language, console, say, speaking};

/// Texts that may grow beyond this are typed into several lines.
const ONE_LINE: usize = 200;

/// One field as it is being mended.
#[derive(Clone, Debug)]
struct Mended {
    field: Field,
    /// What stood in the input at first.
    came: String,
    typed: RwSignal<String>,
    left_out: RwSignal<bool>,
    /// It was left, or sent: time to say what is wrong with what is typed.
    tried: RwSignal<bool>,
}

impl Mended {
    fn of(field: Field, begun: &Begun) -> Self {
        let typed = match (field.state, &field.kept.value) {
            (FieldState::Fits(holds), Some(value)) => holds.typed(value),
            // A text that is too long is shortened. What is no text, or no day, would not show as it came, and stands
            // beside the input.
            (FieldState::Wrong(ValueType::Text(_)), Some(Value::Text(text))) => text.to_string(),
            _ => String::new(),
        };
        let unknown = field.state == FieldState::Unknown;
        let stands = begun.mended.get(&field.kept.path).cloned();
        let BegunField { typed: stands, left_out } =
            stands.unwrap_or_else(|| BegunField { typed: typed.clone(), left_out: unknown });
        Self {
            typed: RwSignal::new(stands),
            came: typed,
            left_out: RwSignal::new(left_out || unknown),
            tried: RwSignal::new(false),
            field,
        }
    }

    /// Where it differs from what came.
    fn begun(&self) -> Option<(String, BegunField)> {
        let begun = BegunField { typed: self.typed.get(), left_out: self.left_out.get() };
        let unknown = self.field.state == FieldState::Unknown;
        let differs = begun.typed != self.came || begun.left_out != unknown;
        differs.then(|| (self.field.kept.path.clone(), begun))
    }

    /// Nothing where it stays as it came.
    fn wanted(&self) -> Result<Option<Value>, Wrong> {
        let typed = self.typed.get();
        match self.field.state {
            FieldState::Unknown => Ok(None),
            FieldState::Fits(_) if typed == self.came => Ok(None),
            FieldState::Fits(holds) => holds.parse(&typed).map(Some),
            // An empty one would clear what the record holds; to leave it out says something else.
            FieldState::Wrong(holds) => match holds.parse(&typed)? {
                Value::Null => Err(Wrong::Missing),
                value => Ok(Some(value)),
            },
        }
    }

    fn problem(&self, language: Language) -> Option<String> {
        let problem = self.wanted().err().filter(|_| self.tried.get() && !self.left_out.get());
        problem.map(|problem| problem_said(&problem, language))
    }
}

/// Each field with what is to stand in it; those that are wrong first.
#[component]
pub fn Mending(act: Act, fields: Vec<Field>) -> impl IntoView {
    let begun = act.beginning.begun;
    let fields: Vec<Mended> =
        begun.with_untracked(|begun| fields.into_iter().map(|field| Mended::of(field, begun)).collect());
    let (wrong, fine): (Vec<Mended>, Vec<Mended>) = fields.iter().cloned().partition(|mended| mended.field.is_wrong());
    let open = wrong.is_empty();
    let input = move |mended| view! { <MendedField act mended/> };
    let rest = (!fine.is_empty()).then(|| {
        view! {
            <details class="desk-raw" open=open>
                <summary>{say(console::OTHER_FIELDS)}</summary>
                <div class="stack loose">{fine.into_iter().map(input).collect_view()}</div>
            </details>
        }
    });
    let fields = StoredValue::new(fields);
    Effect::new(move |_| {
        let mended: BTreeMap<String, BegunField> =
            fields.with_value(|fields| fields.iter().filter_map(Mended::begun).collect());
        if begun.with_untracked(|begun| begun.mended != mended) {
            begun.update(|begun| begun.mended = mended);
        }
    });
    let nothing = RwSignal::new(false);
    let mend = move |_| {
        let found = fields.with_value(|fields| {
            fields.iter().for_each(|mended| mended.tried.set(true));
            mending(fields)
        });
        nothing.set(found.as_ref().is_some_and(is_empty));
        if let Some(decide) = found.filter(|decide| !is_empty(decide)) {
            act.send(decide);
        }
    };
    view! {
        <p class="small">{say(console::MEND_HINT)}</p>
        <div class="stack loose">{wrong.into_iter().map(input).collect_view()}</div>
        {rest}
        <Show when=move || nothing.get()><p class="problem" role="alert">{say(console::NOTHING_MENDED)}</p></Show>
        <div>
            <button type="button" class="button small" disabled=move || act.is_under_way() on:click=mend>
                {say(console::MEND_SEND)}
            </button>
        </div>
    }
}

/// What the form says; `None` where something typed does not fit.
fn mending(fields: &[Mended]) -> Option<Decide> {
    let mut mending = decide(Decision::Mend);
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    for mended in fields {
        let path = mended.field.kept.path.clone();
        if mended.left_out.get_untracked() {
            mending.without.push(path);
        } else if let Some(value) = untrack(|| mended.wanted()).ok()? {
            values.insert(path, value);
        }
    }
    Some(Decide { fields: values, ..mending })
}

fn is_empty(decide: &Decide) -> bool {
    decide.fields.is_empty() && decide.without.is_empty()
}

#[component]
fn MendedField(act: Act, mended: Mended) -> impl IntoView {
    let language = speaking();
    let Mended { field, typed, left_out, tried, .. } = mended.clone();
    let (named, path, label_of) = (field.clone(), field.kept.path.clone(), field.clone());
    let unknown = field.state == FieldState::Unknown;
    let problem = Signal::derive(move || mended.problem(language.get()));
    let id = format!("mend-{}", id_of(&path));
    let refused = move || act.refused_path().as_deref() == Some(path.as_str());
    let bind = Bind::to(id.clone(), typed).with_problem(problem).leaving(move || tried.set(true));
    let label = move || label_of.label(language.get());
    let came = field.is_wrong().then(|| {
        let told = field.clone();
        let told = move || told.told(language.get());
        view! { <p class="hint">{move || console::CAME_AS.fill(language.get(), &[("value", &told())])}</p> }
    });
    let input = {
        let label = label.clone();
        move || {
            (!left_out.get()).then(|| view! { <MendInput field=named.clone() bind=bind.clone() label=label.clone()/> })
        }
    };
    let why = unknown.then(|| view! { <p class="small">{say(console::UNKNOWN_FIELD)}</p> });
    let title = move || (left_out.get()).then(|| view! { <p class="label">{label()}</p> });
    view! {
        <div class="desk-mend" class:wrong=move || field.is_wrong() || refused()>
            {title}
            {input}
            {came}
            {why}
            <label class="check">
                <input
                    type="checkbox" disabled=unknown prop:checked=move || left_out.get()
                    on:change=move |event| left_out.set(event_target_checked(&event))
                />
                <span>{say(console::LEAVE_OUT)}</span>
            </label>
        </div>
    }
}

/// An input that fits what the field holds.
#[component]
fn MendInput(field: Field, bind: Bind, label: impl Fn() -> String + Clone + Send + Sync + 'static) -> impl IntoView {
    let label = TextProp::from(label);
    match field.state {
        FieldState::Unknown => ().into_any(),
        FieldState::Fits(holds) | FieldState::Wrong(holds) => match holds {
            ValueType::Text(most) if most > ONE_LINE => view! { <TextBox bind label/> }.into_any(),
            ValueType::Day => view! { <TextInput bind label kind="date"/> }.into_any(),
            ValueType::Time => view! { <TextInput bind label kind="time"/> }.into_any(),
            ValueType::Int(..) => view! { <TextInput bind label keys="numeric"/> }.into_any(),
            ValueType::Money => view! { <TextInput bind label hint=say(console::AMOUNT_HINT)/> }.into_any(),
            ValueType::OneOf(choices) => {
                let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
                view! { <MendChoice field bind label choices/> }.into_any()
            }
            ValueType::Bool => {
                let choices = ["true", "false"].map(str::to_owned).to_vec();
                view! { <MendChoice field bind label choices/> }.into_any()
            }
            ValueType::Text(_) | ValueType::Id | ValueType::Sha256 => view! { <TextInput bind label/> }.into_any(),
        },
    }
}

/// The choices by their names.
#[component]
fn MendChoice(field: Field, bind: Bind, label: TextProp, choices: Vec<String>) -> impl IntoView {
    let language = speaking();
    let choices = Signal::derive(move || {
        let named = |choice: &String| {
            let value = choice.parse::<bool>().map_or_else(|_| Value::from(choice.as_str()), Value::Bool);
            let said = field.path.as_ref().map(|path| value_said(path, &value, language.get())).unwrap_or_default();
            (choice.clone(), if said.is_empty() { choice.clone() } else { said })
        };
        choices.iter().map(named).collect::<Vec<_>>()
    });
    view! { <Select bind label choices/> }
}
