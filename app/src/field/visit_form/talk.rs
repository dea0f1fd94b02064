use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::ValueType;
use zoufang_core::domain::visit::{GRADES, NEEDS};
use zoufang_core::merge::Value;

use super::known::Known;
use super::offer::Offer;
use super::open_needs::OpenNeeds;
use crate::components::input::{Bind, Choices, TextBox, TextInput, Toggle, Toggles};
use crate::components::{amount_said, grouped, names};
use crate::form::DraftForm;
use crate::words::{Word, common, field, names as words, say, speaking};

const AMOUNT: &str = "intent/amount";

/// What was said, and what they need.
#[component]
pub fn TalkFields(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let need = move |code: &&'static str| {
        view! { <Toggle bind=Bind::field(form, format!("needs/{code}")) name=say(names::need(code))/> }
    };
    view! {
        <TextBox
            bind=Bind::field(form, "content")
            label=say(words::CONTENT)
            must=true
            tall=true
            placeholder=say(field::CONTENT_HINT)
        />
        <Toggles label=say(words::NEEDS)>{NEEDS.iter().map(need).collect_view()}</Toggles>
        <OpenNeeds form known/>
        {NEEDS.iter().map(|code| view! { <NeedNote form code/> }).collect_view()}
    }
}

/// What exactly they need, once they need it.
#[component]
fn NeedNote(form: DraftForm, code: &'static str) -> impl IntoView {
    let language = speaking();
    let needed = Memo::new(move |_| form.text(&format!("needs/{code}")) == "true");
    let label =
        move || field::NEED_WHAT.fill(language.get(), &[("need", names::need(code).in_language(language.get()))]);
    view! {
        <Show when=move || needed.get()>
            <TextInput bind=Bind::field(form, format!("need_notes/{code}")) label=label placeholder=say(hint(code))/>
        </Show>
    }
}

/// What one writes of such a need.
fn hint(code: &str) -> Word {
    match code {
        "land" => field::NEED_LAND,
        "plant" => field::NEED_PLANT,
        "energy" => field::NEED_ENERGY,
        "labour" | "talent" => field::NEED_PEOPLE,
        "funds" => field::NEED_FUNDS,
        _ => field::NEED_OTHER,
    }
}

/// What they mean to invest.
#[component]
pub fn IntentFields(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    let language = speaking();
    let wan = Memo::new(move |_| ValueType::Money.parse(&form.text(AMOUNT)).ok().as_ref().and_then(Value::as_int));
    let hint = move || match wan.get() {
        None => field::AMOUNT_HINT.in_language(language.get()).to_owned(),
        Some(wan) => {
            let amount = amount_said(wan, language.get());
            field::AMOUNT_MEANS.fill(language.get(), &[("amount", &amount), ("wan", &grouped(wan))])
        }
    };
    let grades = GRADES.iter().map(|grade| ((*grade).to_owned(), TextProp::from(*grade))).collect();
    view! {
        <div class="pair roomy">
            <div class="stack">
                <TextInput
                    bind=Bind::field(form, AMOUNT)
                    label=say(words::AMOUNT)
                    keys="text"
                    unit=common::YI_YUAN
                    hint
                />
                <Offer form path=AMOUNT known/>
            </div>
            <Choices bind=Bind::field(form, "intent/grade") label=say(words::GRADE) choices=grades may_be_none=true/>
        </div>
    }
}
