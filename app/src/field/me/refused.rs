use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::Kind;
use zoufang_core::merge::{Change, Op};

use crate::clock::now_ms;
use crate::components::{Confirm, names};
use crate::device::Device;
use crate::form::Draft;
use crate::store::{PutAway, StoreError};
use crate::words::{Word, field, say, say_with};

/// A change that the office has looked at and does not take.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub change: Change,
    /// Of the office.
    pub words: String,
}

impl Refused {
    /// The page on which its author writes on, where there is a form for it.
    fn written_at(&self) -> Option<String> {
        let Change { kind, record, op, .. } = &self.change;
        match (kind, op) {
            (_, Op::Delete | Op::Restore) => None,
            (kind, Op::Set) if *kind == Kind::VISIT => Some(format!("/visits/{record}/edit")),
            // Of one that stands the desk holds no row to amend.
            (kind, Op::Set) if *kind == Kind::MATERIAL && self.change.life.is_empty() => {
                Some(format!("/desk/materials/{record}/edit"))
            }
            (kind, Op::Set) if *kind == Kind::COMMENT => {
                Some(format!("/visits/{}", self.change.fields.get("about")?.value.as_text()?))
            }
            _ => None,
        }
    }
}

/// What the office said of it, and what its author may do now.
#[component]
pub fn RefusedChange(refused: Refused, device: Device) -> impl IntoView {
    let (asking, told) = (RwSignal::new(false), RwSignal::new(None::<Word>));
    let navigate = StoredValue::new_local(use_navigate());
    let words = say_with(field::REFUSED_WORDS, vec![("words", refused.words.clone())]);
    let to_form = refused.written_at();
    let (change, device) = (StoredValue::new(refused.change), StoredValue::new_local(device));
    let end = move |to_form: Option<String>| {
        let (change, device) = (change.get_value(), device.get_value());
        spawn_local(async move {
            match put_away(&device, &change, to_form.is_some()).await {
                Ok(PutAway::Done) => {
                    if let Some(to_form) = to_form {
                        navigate.try_with_value(|navigate| navigate(&to_form, Default::default()));
                    }
                }
                Ok(PutAway::NotRefused) => drop(told.try_set(Some(field::NOT_REFUSED))),
                Ok(PutAway::DraftThere) => drop(told.try_set(Some(field::DRAFT_THERE))),
                Err(error) => drop(told.try_set(Some(names::store_error(&error)))),
            }
        });
    };
    let take_up = to_form.map(|to_form| {
        view! {
            <button type="button" class="button small" on:click=move |_| end(Some(to_form.clone()))>
                {say(field::TAKE_UP)}
            </button>
        }
    });
    view! {
        <div class="refused stack">
            <p class="banner bad">{words}</p>
            <div class="refused-acts">
                {take_up}
                <button type="button" class="button quiet small" on:click=move |_| asking.set(true)>
                    {say(field::PUT_AWAY)}
                </button>
            </div>
            <p role="status" class="problem">{move || told.get().map(say)}</p>
            <Confirm
                open=asking title=field::PUT_AWAY_TITLE text=field::PUT_AWAY_TEXT yes=field::PUT_AWAY_YES
                no=field::PUT_AWAY_NO on_yes=move |()| end(None)
            />
        </div>
    }
}

async fn put_away(device: &Device, change: &Change, into_form: bool) -> Result<PutAway, StoreError> {
    if !into_form {
        return device.put_away(change.dot(), None).await;
    }
    // Of a record that only this change makes there is nothing that stands without it.
    let stands = device.view(change.record).await?.filter(|view| view.known).map(|view| view.record);
    let draft = Draft::of_refused(change, stands, now_ms());
    device.put_away(change.dot(), Some(&draft)).await
}
