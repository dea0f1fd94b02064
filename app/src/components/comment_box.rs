use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::input::{Bind, TextBox};
use super::not_kept::NotSaved;
use super::update::Renewal;
use crate::clock::now_ms;
use crate::device::{Device, here};
use crate::form::{Draft, DraftForm, Found, Keeping, open_form};
use crate::store::{Edit, StoreError, new_uuid};
use crate::words::{Word, say, speaking};

/// A place to write a comment on a record; what is typed is kept like any other draft. `also` gives
/// further edits that are saved with it, in the same transaction.
#[component]
pub fn CommentBox(
    about: RecordId,
    /// One of `zoufang_core::domain::comment::PURPOSES`.
    purpose: &'static str,
    label: Word,
    button: Word,
    #[prop(into)] also: Callback<(), Vec<Edit>>,
    #[prop(into)] done: Callback<()>,
    /// What a good one reads like.
    #[prop(optional)]
    example: Option<Word>,
    /// Whoever opened it wants to type at once.
    #[prop(optional)]
    focused: bool,
) -> impl IntoView {
    let here = here();
    move || {
        let form = here.get().map(|device| open_form(device.clone(), begun(device, about, purpose)));
        form.map(|form| {
            move || {
                let form = form.get().and_then(Result::ok).flatten();
                form.map(|form| view! { <Writing form label button also done example focused/> })
            }
        })
    }
}

#[component]
fn Writing(
    form: DraftForm,
    label: Word,
    button: Word,
    also: Callback<(), Vec<Edit>>,
    done: Callback<()>,
    example: Option<Word>,
    focused: bool,
) -> impl IntoView {
    let failed = RwSignal::new(None::<StoreError>);
    hold_update_while_typing(form);
    form.when_over(
        || true,
        move || {
            done.try_run(());
        },
    );
    let send = move |_| {
        failed.set(None);
        spawn_local(async move {
            if !form.settle().await {
                return;
            }
            let Ok(Some(comment)) = form.finish() else { return };
            // Where the page is gone, the comment is kept as it was begun.
            let Some(more) = also.try_run(()) else { return };
            let edits: Vec<Edit> = std::iter::once(comment).chain(more).collect();
            let key = form.draft().with_untracked(Draft::key);
            form.end();
            match form.device().save(&edits, &[key]).await {
                Ok(_) => {
                    // The page may be gone.
                    done.try_run(());
                }
                Err(error) => {
                    form.go_on();
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let bind = Bind::field(form, "text");
    if focused {
        let id = bind.id.clone();
        Effect::new(move |_| {
            let input = document().get_element_by_id(&id).and_then(|input| input.dyn_into::<HtmlElement>().ok());
            let _ = input.map(|input| input.focus());
        });
    }
    let language = speaking();
    let placeholder = TextProp::from(move || example.map(|word| word.in_language(language.get())).unwrap_or_default());
    view! {
        <div class="stack">
            <TextBox bind label=say(label) placeholder/>
            <NotSaved form failed/>
            <div><button type="button" class="button small" on:click=send>{say(button)}</button></div>
        </div>
    }
}

fn hold_update_while_typing(form: DraftForm) {
    let update = Renewal::get();
    let typed = Memo::new(move |_| form.keeping().get() != Keeping::Untouched);
    Effect::new(move |_| {
        if typed.get() {
            update.hold();
        }
    });
}

/// The comment that was begun on this record for this purpose, or a new one.
async fn begun(device: Device, about: RecordId, purpose: &'static str) -> Result<Option<Found>, StoreError> {
    let about = about.to_string();
    let same =
        |draft: &Draft| draft.kind == Kind::COMMENT && draft.text("about") == about && draft.text("purpose") == purpose;
    let drafts = device.drafts().await?;
    let kept = drafts.iter().filter_map(|entry| serde_json::from_str(&entry.text).ok()).find(same);
    Ok(Some(kept.map_or_else(
        || {
            let mut draft = Draft::new(Kind::COMMENT, RecordId(new_uuid()), now_ms());
            draft.set("about", &about, now_ms());
            draft.set("purpose", purpose, now_ms());
            Found::Begun(draft)
        },
        Found::Kept,
    )))
}
