use leptos::prelude::*;
use leptos::text_prop::TextProp;
use zoufang_core::domain::ValueType;
use zoufang_core::domain::visit::{GRADES, NEEDS};
use zoufang_core::merge::Value;

use crate::components::input::{Bind, Choices, TextBox, TextInput, Toggle, Toggles};
use crate::components::{amount_said, grouped, names};
use crate::form::DraftForm;
use crate::words::{common, field, names as words, say, speaking};

const AMOUNT: &str = "intent/amount";

/// What was said, and what they need.
#[component]
pub fn TalkFields(form: DraftForm) -> impl IntoView {
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
    }
}

/// What they mean to invest.
#[component]
pub fn IntentFields(form: DraftForm) -> impl IntoView {
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
            <TextInput
                bind=Bind::field(form, AMOUNT)
                label=say(words::AMOUNT)
                keys="text"
                unit=common::YI_YUAN
                hint
            />
            <Choices bind=Bind::field(form, "intent/grade") label=say(words::GRADE) choices=grades may_be_none=true/>
        </div>
    }
}
