use std::sync::Arc;

use leptos::prelude::*;
use zoufang_core::domain::Uscc;
use zoufang_core::id::RecordId;

use crate::components::{Icon, Sign};
use crate::directory::{Directory, Entry};
use crate::form::DraftForm;
use crate::words::{field, say};

/// Companies that are told of at most.
const TOLD: usize = 3;

/// Companies that the new one may be, each to be taken instead: the one that bears the code, and those
/// whose name resembles it. A warning and no refusal: there are companies of nearly the same name.
#[component]
pub fn Resembling(form: DraftForm, directory: Directory, #[prop(into)] on_chosen: Callback<RecordId>) -> impl IntoView {
    let code = Memo::new(move |_| form.text("code").parse::<Uscc>().ok());
    let names = Memo::new(move |_| [form.text("name"), form.text("short")]);
    let same_code = Memo::new(move |_| code.with(|code| directory.with_code(code.as_ref()?.as_str())));
    let near = Memo::new(move |_| {
        let mut near = names.with(|names| directory.resembling(names, TOLD));
        near.retain(|entry| same_code.with(|same| same.as_ref() != Some(entry)));
        near
    });
    let line = move |entry: Arc<Entry>| {
        let id = entry.id;
        view! {
            <li>
                <button type="button" on:click=move |_| on_chosen.run(id)>
                    <b>{entry.title.clone()}</b>
                    <small>{entry.subtitle.clone()}</small>
                </button>
            </li>
        }
    };
    view! {
        <div role="status">
            {move || same_code.get().map(|entry| view! {
                <p class="problem"><Icon sign=Sign::Warning/>{say(field::CODE_IS_KNOWN)}</p>
                <ul class="suggestions" aria-label=say(field::CODE_IS_KNOWN)>{line(entry)}</ul>
            })}
            {move || Some(near.get()).filter(|near| !near.is_empty()).map(|near| view! {
                <p class="problem"><Icon sign=Sign::Warning/>{say(field::NAME_RESEMBLES)}</p>
                <ul class="suggestions" aria-label=say(field::NAME_RESEMBLES)>
                    {near.into_iter().map(line).collect_view()}
                </ul>
            })}
        </div>
    }
}
