use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::domain::follow_up::FollowUp;

use super::open::Followed;
use crate::clock::{now_ms, today};
use crate::components::input::{Bind, TextInput};
use crate::components::{NotSaved, Renewal};
use crate::device::here;
use crate::field::record_form::{find, opened};
use crate::focus;
use crate::form::{Draft, DraftForm};
use crate::store::{Edit, StoreError};
use crate::words::{field, say, speaking};

/// The way to end a follow-up: with a note, which is kept as it is typed, apart from whatever else is being
/// written of the visit.
#[component]
pub fn EndingLine(followed: Followed) -> impl IntoView {
    let (here, language) = (here(), speaking());
    let asked = RwSignal::new(false);
    let (visit, place) = (followed.visit, place_of(&followed));
    let follow_up = StoredValue::new(followed.follow_up);
    let id = button_id(&place);
    let label = {
        let what = follow_up.with_value(|follow_up| follow_up.what.clone());
        move || field::END_THIS.fill(language.get(), &[("what", &what)])
    };
    let shown = move || {
        let device = here.get_untracked()?;
        let part = follow_up.with_value(|follow_up| format!("{}-{}", follow_up.sort.list(), follow_up.key));
        let found = {
            let device = device.clone();
            async move { find(&device, Kind::VISIT, visit, &part).await }
        };
        let place = place.clone();
        let ending =
            move |form| view! { <Ending form follow_up=follow_up.get_value() place=place.clone() asked/> }.into_any();
        Some(opened(device, found, ending))
    };
    view! {
        <Show
            when=move || asked.get()
            fallback=move || {
                let (id, label) = (id.clone(), label.clone());
                view! {
                    <button type="button" id=id class="button quiet small end" aria-label=label on:click=move |_| asked.set(true)>
                        {say(field::END_IT)}
                    </button>
                }
            }
        >
            {shown()}
        </Show>
    }
}

/// The follow-up among all on the page: visits number theirs each for itself.
fn place_of(followed: &Followed) -> String {
    format!("{}-{}-{}", followed.visit, followed.follow_up.sort.list(), followed.follow_up.key)
}

fn button_id(place: &str) -> String {
    format!("end-{place}")
}

#[component]
fn Ending(form: DraftForm, follow_up: FollowUp, place: String, asked: RwSignal<bool>) -> impl IntoView {
    Renewal::get().hold();
    form.when_over(|| true, move || asked.set(false));
    let failed = RwSignal::new(None::<StoreError>);
    let note = Bind { id: format!("note-{place}"), ..Bind::field(form, follow_up.path("done_note")) };
    let (typed, asking) = (note.id.clone(), button_id(&place));
    Effect::new(move |_| focus::take_up(&typed));
    let end = move |_| {
        failed.set(None);
        let (done, done_day) = (follow_up.path("done"), follow_up.path("done_day"));
        spawn_local(async move {
            if !form.settle().await {
                return;
            }
            let edit = form.draft().with_untracked(|draft| {
                let mut draft = draft.clone();
                draft.set(&done, "true", now_ms());
                draft.set(&done_day, &today().to_string(), now_ms());
                draft.edit()
            });
            let Ok(Some(edit)) = edit else { return form.show_all() };
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
        focus::take_up(&asking);
    };
    view! {
        <div class="stack ending">
            <TextInput bind=note label=say(field::DONE_NOTE) placeholder=say(field::DONE_NOTE_HINT)/>
            <NotSaved form failed/>
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
