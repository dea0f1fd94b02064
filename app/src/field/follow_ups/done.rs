use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::domain::follow_up::FollowUp;
use zoufang_core::id::RecordId;

use super::open::Followed;
use crate::clock::{now_ms, today};
use crate::components::input::{Bind, TextInput};
use crate::components::{Icon, Renewal, Sign, names};
use crate::device::{Device, here};
use crate::form::{Draft, DraftForm, Found, open_form};
use crate::store::{Edit, StoreError};
use crate::words::{field, say, speaking};

/// The way to end a follow-up: with a note, which is kept as it is typed in a draft of its visit.
#[component]
pub fn EndingLine(followed: Followed) -> impl IntoView {
    let (here, language) = (here(), speaking());
    let asked = RwSignal::new(false);
    let (visit, follow_up) = (followed.visit, StoredValue::new(followed.follow_up));
    let label = {
        let what = follow_up.with_value(|follow_up| follow_up.what.clone());
        move || field::END_THIS.fill(language.get(), &[("what", &what)])
    };
    let opened = move || {
        let form = open_form(here.get_untracked()?, begun(here.get_untracked()?, visit));
        Some(move || match form.get() {
            Some(Ok(Some(form))) if is_apart(form, &follow_up.get_value()) => {
                view! { <Ending form follow_up=follow_up.get_value() asked/> }.into_any()
            }
            Some(Ok(Some(_))) => view! {
                <p class="small">
                    {say(field::DRAFT_IN_THE_WAY)} " "
                    <a class="link" href=format!("/visits/{visit}/edit")>{say(field::GO_ON_WRITING)}</a>
                </p>
            }
            .into_any(),
            Some(Ok(None)) => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
            Some(Err(error)) => {
                view! { <p class="problem" role="alert">{say(names::store_error(&error))}</p> }.into_any()
            }
            None => ().into_any(),
        })
    };
    view! {
        <Show
            when=move || asked.get()
            fallback=move || {
                let label = label.clone();
                view! {
                    <button type="button" class="text-button" aria-label=label on:click=move |_| asked.set(true)>
                        <Icon sign=Sign::Done/>{say(field::END_IT)}
                    </button>
                }
            }
        >
            {opened()}
        </Show>
    }
}

/// The draft of the visit that the device keeps, or one that amends it.
async fn begun(device: Device, visit: RecordId) -> Result<Option<Found>, StoreError> {
    let kept = device.draft(&format!("{}/{visit}", Kind::VISIT)).await?;
    if let Some(draft) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(Found::Kept(draft)));
    }
    let view = device.view(visit).await?.filter(|view| view.record.is_alive());
    Ok(view.map(|view| Found::Begun(Draft::amending(view.record, now_ms()))))
}

/// Whether nothing else of the visit is being written: that must not be sent half finished.
fn is_apart(form: DraftForm, follow_up: &FollowUp) -> bool {
    let own = [follow_up.path("done"), follow_up.path("done_day"), follow_up.path("done_note")];
    form.draft().with_untracked(|draft| draft.typed().all(|path| own.iter().any(|own| own == path.as_str())))
}

#[component]
fn Ending(form: DraftForm, follow_up: FollowUp, asked: RwSignal<bool>) -> impl IntoView {
    Renewal::get().hold();
    let failed = RwSignal::new(None::<StoreError>);
    let note = Bind::field(form, follow_up.path("done_note"));
    let end = move |_| {
        let edit = form.draft().with_untracked(|draft| {
            let mut draft = draft.clone();
            draft.set(&follow_up.path("done"), "true", now_ms());
            draft.set(&follow_up.path("done_day"), &today().to_string(), now_ms());
            draft.edit()
        });
        let Ok(Some(edit)) = edit else { return form.show_all() };
        spawn_local(async move {
            if let Err(error) = save(form, edit).await {
                form.go_on();
                failed.try_set(Some(error));
            }
        });
    };
    let give_up = move |_| {
        form.end();
        let (device, key) = (form.device(), form.draft().with_untracked(Draft::key));
        spawn_local(async move {
            if let Err(error) = device.drop_draft(&key).await {
                leptos::logging::error!("a draft could not be removed: {error}");
            }
        });
        asked.set(false);
    };
    view! {
        <div class="stack ending">
            <TextInput bind=note label=say(field::DONE_NOTE) placeholder=say(field::DONE_NOTE_HINT)/>
            {move || failed.get().map(|error| view! {
                <p class="problem" role="alert">{say(names::store_error(&error))}</p>
            })}
            <div class="row">
                <button type="button" class="button quiet small" on:click=give_up>{say(field::CANCEL)}</button>
                <button type="button" class="button small" on:click=end>{say(field::END_NOW)}</button>
            </div>
        </div>
    }
}

async fn save(form: DraftForm, edit: Edit) -> Result<(), StoreError> {
    let key = form.draft().with_untracked(Draft::key);
    form.end();
    form.device().save(&[edit], &[key]).await.map(drop)
}
