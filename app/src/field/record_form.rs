//! What the forms of plans and trips have in common: finding the draft, the address that names it, the end.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::ending::focus_first_wrong;
use crate::clock::now_ms;
use crate::components::{Confirm, Icon, Sign, names};
use crate::device::Device;
use crate::form::{Draft, DraftForm, Found, Keeping, open_form};
use crate::store::StoreError;
use crate::words::{Word, field, say, speaking};

/// The draft of a record, or of a part of it, that the device keeps; else the record to amend. `None` where
/// the device has neither.
pub async fn find(device: &Device, kind: Kind, id: RecordId, part: &str) -> Result<Option<Found>, StoreError> {
    let kept = device.draft(&Draft::key_of(&kind, id, part)).await?;
    if let Some(draft) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(Found::Kept(draft)));
    }
    let view = device.view(id).await?.filter(|view| view.record.kind == kind && view.record.is_alive());
    Ok(view.map(|view| Found::Begun(Draft::amending(view.record, now_ms()).of_part(part))))
}

/// The form, once it was found.
pub fn opened(
    device: Device,
    find: impl Future<Output = Result<Option<Found>, StoreError>> + 'static,
    show: impl Fn(DraftForm) -> AnyView + Send + 'static,
) -> AnyView {
    let form = open_form(device, find);
    let shown = move || match form.get() {
        None => view! { <div class="bone tall" aria-hidden="true"></div> }.into_any(),
        Some(Ok(Some(form))) => show(form),
        Some(Ok(None)) => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="banner bad" role="alert">{say(names::store_error(&error))}</p> }.into_any()
        }
    };
    shown.into_any()
}

/// From the first kept keystroke on the address names the draft, so that a reload finds it again.
pub fn remember_in_address(form: DraftForm, address: fn(RecordId) -> String) {
    let kept = Memo::new(move |_| matches!(form.keeping().get(), Keeping::Kept(_)));
    Effect::new(move |_| {
        if !kept.get() {
            return;
        }
        let path = address(form.draft().with_untracked(|draft| draft.record));
        // Not through the router: it would take the form apart under the typing hands.
        if let Ok(history) = window().history()
            && window().location().pathname().is_ok_and(|here| here != path)
        {
            let _ = history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&path));
        }
    });
}

/// Why the form is not finished. What was typed stays.
#[derive(Clone, Debug, PartialEq)]
enum Unfinished {
    /// So many places have to be mended.
    Findings(usize),
    Store(StoreError),
}

/// The end of the form, one way or the other. `before` puts in order what is about to be saved.
#[component]
pub fn FinishRecord(
    form: DraftForm,
    word: Word,
    /// Where its record is shown.
    address: fn(RecordId) -> String,
    /// Where one goes on when a new one was thrown away.
    list: &'static str,
    #[prop(into)] before: Callback<()>,
) -> impl IntoView {
    let language = speaking();
    let told = RwSignal::new(None::<Unfinished>);
    let navigate = use_navigate();
    let leave = move |to: &str| {
        // Back must not lead into a form that is over.
        navigate(to, NavigateOptions { replace: true, ..NavigateOptions::default() });
    };
    let saved = leave.clone();
    let finish = move |_| {
        before.run(());
        let saved = saved.clone();
        spawn_local(async move {
            match save(form).await {
                Ok(record) => saved(&address(record)),
                Err(unfinished) => {
                    let wrong = matches!(unfinished, Unfinished::Findings(_));
                    told.try_set(Some(unfinished));
                    if wrong {
                        request_animation_frame(focus_first_wrong);
                    }
                }
            }
        });
    };
    let sentence = move || match told.get()? {
        Unfinished::Findings(count) => Some(field::TO_MEND.fill(language.get(), &[("n", &count.to_string())])),
        Unfinished::Store(error) => {
            let (not_saved, why) = (field::NOT_SAVED.in_language(language.get()), names::store_error(&error));
            Some(format!("{not_saved}{}", why.in_language(language.get())))
        }
    };
    let discarded = Callback::new(move |record: RecordId| {
        let is_new = form.draft().with_untracked(Draft::is_new);
        leave(if is_new { list.to_owned() } else { address(record) }.as_str());
    });
    view! {
        <div class="finish">
            {move || sentence().map(|sentence| view! {
                <p class="problem" role="alert"><Icon sign=Sign::Warning/>{sentence}</p>
            })}
            <button type="button" class="button wide" on:click=finish>{say(word)}</button>
        </div>
        <Discard form on_gone=discarded/>
    }
}

async fn save(form: DraftForm) -> Result<RecordId, Unfinished> {
    let edit = form.finish().map_err(|findings| Unfinished::Findings(findings.len()))?;
    let (record, key) = form.draft().with_untracked(|draft| (draft.record, draft.key()));
    form.end();
    let edits: Vec<_> = edit.into_iter().collect();
    match form.device().save(&edits, &[key]).await {
        Ok(_) => Ok(record),
        Err(error) => {
            form.go_on();
            Err(Unfinished::Store(error))
        }
    }
}

/// Throws the draft away, after asking. Where nothing was typed there is nothing to throw away.
#[component]
fn Discard(form: DraftForm, on_gone: Callback<RecordId>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let is_new = form.draft().with_untracked(Draft::is_new);
    let discard = move |()| {
        form.end();
        spawn_local(async move {
            let (device, key, record) = form.draft().with_untracked(|draft| (form.device(), draft.key(), draft.record));
            if let Err(error) = device.drop_draft(&key).await {
                leptos::logging::error!("a draft could not be removed: {error}");
            }
            on_gone.run(record);
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
