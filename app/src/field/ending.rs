//! How a form ends: saved, or thrown away after asking.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use zoufang_core::id::RecordId;

use super::attaching::{Attaching, hashes};
use crate::components::{Confirm, Icon, Sign, names, when_there_is_room_again};
use crate::device::Device;
use crate::form::{Draft, DraftForm, Keeping, attached};
use crate::store::{Edit, StoreError};
use crate::words::{Word, field, say, speaking};

/// Lists of a form, with the fields that tell that an item of theirs is meant.
pub type Lists = &'static [(&'static str, &'static [&'static str])];

/// Why the form is not finished. What was typed stays.
#[derive(Clone, Debug, PartialEq)]
enum Unfinished {
    /// Some places have to be mended; the form tells which.
    Findings,
    /// What was chosen last is not on the disk yet.
    Preparing,
    /// The voice note that was being spoken was not kept; beside it stands why.
    NoteNotKept,
    Store(StoreError),
    /// Another window has finished it, or thrown it away.
    Over,
}

/// The end of a form, one way or the other.
#[component]
pub fn Ending(
    form: DraftForm,
    /// Where records of the kind lie: `/visits`.
    place: &'static str,
    /// Where one goes on when a new one was thrown away, if not there.
    #[prop(optional, into)]
    list: Option<&'static str>,
    #[prop(optional, into)] attaching: Option<Attaching>,
    /// Puts in order what is about to be saved.
    #[prop(optional, into)]
    before: Option<Callback<()>>,
    #[prop(default = field::FINISH)] word: Word,
    /// Stands below the button.
    #[prop(optional, into)]
    note: Option<Word>,
) -> impl IntoView {
    let language = speaking();
    let told = RwSignal::new(None::<Unfinished>);
    let list = list.unwrap_or(place);
    let navigate = use_navigate();
    let leave = navigate.clone();
    let is_idle = move || attaching.is_none_or(|attaching| !attaching.is_busy());
    form.when_over(is_idle, move || {
        let (leave, device, record) = (leave.clone(), form.device(), form.draft().with_untracked(|draft| draft.record));
        device.let_go_of_incoming(record);
        spawn_local(async move {
            let is_there = matches!(device.view(record).await, Ok(Some(_)));
            go_on(&leave, if is_there { format!("{place}/{record}") } else { list.to_owned() });
        });
    });
    when_there_is_room_again(form, move || {
        if told.get_untracked() == Some(Unfinished::Store(StoreError::Full)) {
            told.set(None);
        }
    });
    let (under_way, again) = (StoredValue::new(false), StoredValue::new(false));
    let finish = move |_| {
        if under_way.get_value() {
            again.set_value(true);
            return;
        }
        under_way.set_value(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let saved = loop {
                again.try_set_value(false);
                // Where the form has gone meanwhile there is nothing to put in order.
                before.and_then(|before| before.try_run(()));
                let saved = save(form, attaching).await;
                // A tap meanwhile meant the form as it has become.
                if saved.is_ok() || again.try_get_value() != Some(true) {
                    break saved;
                }
            };
            under_way.try_set_value(false);
            match saved {
                Ok(record) => go_on(&navigate, format!("{place}/{record}")),
                Err(unfinished) => {
                    let wrong = matches!(unfinished, Unfinished::Findings);
                    told.try_set(Some(unfinished));
                    if wrong {
                        request_animation_frame(focus_first_wrong);
                    }
                }
            }
        });
    };
    let sentence = move || match told.get()? {
        // What is left of them: each that is mended counts no more.
        Unfinished::Findings => match form.findings().len() {
            0 => None,
            count => Some(field::TO_MEND.fill(language.get(), &[("n", &count.to_string())])),
        },
        Unfinished::Preparing => Some(field::STILL_PREPARING.in_language(language.get()).to_owned()),
        Unfinished::Over => None,
        Unfinished::NoteNotKept => Some(field::NOTE_NOT_KEPT.in_language(language.get()).to_owned()),
        Unfinished::Store(error) => {
            let (not_saved, why) = (field::NOT_SAVED.in_language(language.get()), names::store_error(&error));
            Some(format!("{not_saved}{}", why.in_language(language.get())))
        }
    };
    view! {
        <div class="finish">
            {move || sentence().map(|sentence| view! {
                <p class="problem" role="alert"><Icon sign=Sign::Warning/>{sentence}</p>
            })}
            <button type="button" class="button wide" on:click=finish>{say(word)}</button>
        </div>
        {note.map(|note| view! { <p class="small promise">{say(note)}</p> })}
        <Discard form place list with_attachments=attaching.is_some()/>
    }
}

/// Back must not lead into a form that is over.
fn go_on(navigate: &impl Fn(&str, NavigateOptions), to: String) {
    navigate(&to, NavigateOptions { replace: true, ..NavigateOptions::default() });
}

/// Throws the draft away, after asking. Where nothing was typed there is nothing to throw away.
#[component]
fn Discard(form: DraftForm, place: &'static str, list: &'static str, with_attachments: bool) -> impl IntoView {
    let asking = RwSignal::new(false);
    let navigate = use_navigate();
    let is_new = form.draft().with_untracked(Draft::is_new);
    let discard = move |()| {
        let navigate = navigate.clone();
        form.end();
        spawn_local(async move {
            let (device, key, record) = form.draft().with_untracked(|draft| (form.device(), draft.key(), draft.record));
            let gone = match with_attachments {
                true => drop_all(&device, key, record).await,
                false => device.drop_draft(&key).await,
            };
            if let Err(error) = gone {
                leptos::logging::error!("a draft could not be removed: {error}");
            }
            go_on(&navigate, if is_new { list.to_owned() } else { format!("{place}/{record}") });
        });
    };
    view! {
        <Show when=move || form.keeping().get() != Keeping::Untouched>
            <button type="button" class="text-button" on:click=move |_| asking.set(true)>
                <Icon sign=Sign::Bin/>
                {if is_new { say(field::DISCARD).into_any() } else { say(field::DISCARD_CHANGES).into_any() }}
            </button>
        </Show>
        <Confirm
            open=asking
            title=field::DISCARD_ASK
            text=field::DISCARD_MEANS
            yes=field::DISCARD_YES
            no=field::KEEP_WRITING
            on_yes=discard
        />
    }
}

/// The draft, and what was attached to it.
async fn drop_all(device: &Device, key: String, of: RecordId) -> Result<(), StoreError> {
    let photos = attached(device, of).await?;
    let keys: Vec<String> = photos.iter().map(Draft::key).chain([key]).collect();
    let hashes: Vec<String> = photos.iter().flat_map(hashes).collect();
    device.drop_attached(&keys, &hashes).await?;
    device.let_go_of_incoming(of);
    Ok(())
}

async fn save(form: DraftForm, attaching: Option<Attaching>) -> Result<RecordId, Unfinished> {
    let finish = || form.finish().map_err(|_| Unfinished::Findings);
    if !form.settle().await {
        return Err(Unfinished::Over);
    }
    let mut edit = finish()?;
    if let Some(attaching) = attaching {
        if attaching.is_preparing() {
            return Err(Unfinished::Preparing);
        }
        if !attaching.end_recording().await {
            return Err(Unfinished::NoteNotKept);
        }
        // Until the note was kept somebody may have written on.
        edit = finish()?;
    }
    let (record, key) = form.draft().with_untracked(|draft| (draft.record, draft.key()));
    form.end();
    let saved = match attaching {
        Some(_) => save_all(&form.device(), edit, record, key).await,
        None => form.device().save(&edit.into_iter().collect::<Vec<_>>(), &[key]).await.map(drop),
    };
    match saved {
        Ok(()) => {
            form.device().let_go_of_incoming(record);
            Ok(record)
        }
        Err(error) => {
            form.go_on();
            Err(Unfinished::Store(error))
        }
    }
}

/// The record and what was attached to it, in one transaction.
async fn save_all(device: &Device, edit: Option<Edit>, id: RecordId, key: String) -> Result<(), StoreError> {
    let photos = attached(device, id).await?;
    let keys: Vec<String> = photos.iter().map(Draft::key).chain([key]).collect();
    // The program alone has filled them: there is nothing in them to mend.
    let photos = photos.iter().filter_map(|photo| photo.edit().ok().flatten());
    let edits: Vec<Edit> = edit.into_iter().chain(photos).collect();
    device.save(&edits, &keys).await.map(drop)
}

/// Rows that were added and left empty are not meant.
pub fn drop_empty_items(form: DraftForm, lists: Lists) {
    for (list, telling) in lists {
        for key in form.draft().with_untracked(|draft| draft.items(list)) {
            if telling.iter().all(|field| form.text_untracked(&format!("{list}/{key}/{field}")).trim().is_empty()) {
                form.remove_item(list, &key);
            }
        }
    }
}

/// Where the first finding is shown.
pub fn focus_first_wrong() {
    let Ok(Some(wrong)) = document().query_selector("main :is([aria-invalid=true], [data-wrong])") else { return };
    if let Ok(Some(folded)) = wrong.closest("details") {
        let _ = folded.set_attribute("open", "");
    }
    let inside = |place: &Element| place.query_selector("input").ok().flatten();
    let typed = if wrong.tag_name() == "FIELDSET" { inside(&wrong) } else { Some(wrong) };
    if let Some(typed) = typed.and_then(|typed| typed.dyn_into::<HtmlElement>().ok()) {
        let _ = typed.focus();
    }
}
