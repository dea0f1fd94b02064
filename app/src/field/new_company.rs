use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::clock::now_ms;
use crate::components::input::{Bind, TextInput};
use crate::components::{Icon, Renewal, Sign, names};
use crate::device::Device;
use crate::form::{Draft, DraftForm, Found, open_form};
use crate::store::{StoreError, new_uuid};
use crate::words::{field, say};

/// Characters of a credit code: a code of this length is whole, and can be told wrong at once.
const CODE_CHARS: usize = 18;

/// A few lines to make a company from, kept as they are typed. The office completes it later.
#[component]
pub fn NewCompany(
    device: Device,
    name: String,
    /// The form around it cannot end before the company is made.
    #[prop(into, optional)]
    wanted: Signal<bool>,
    /// The company is on the disk.
    #[prop(into)]
    on_made: Callback<RecordId>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    Renewal::get().hold();
    let form = open_form(device.clone(), begun(device, name));
    move || match form.get() {
        Some(Ok(Some(form))) => view! { <Writing form wanted on_made on_cancel/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="banner bad" role="alert">{say(names::store_error(&error))}</p> }.into_any()
        }
        Some(Ok(None)) | None => view! { <div class="bone" aria-hidden="true"></div> }.into_any(),
    }
}

/// A company that was begun and not finished, or a new one under the name that was searched.
async fn begun(device: Device, name: String) -> Result<Option<Found>, StoreError> {
    let drafts = device.drafts().await?;
    let unfinished = |draft: &Draft| draft.kind == Kind::COMPANY && draft.is_new();
    let kept = drafts.iter().filter_map(|entry| serde_json::from_str(&entry.text).ok()).find(unfinished);
    let (mut draft, found): (Draft, fn(Draft) -> Found) = match kept {
        Some(draft) => (draft, Found::Kept),
        None => (Draft::new(Kind::COMPANY, RecordId(new_uuid()), now_ms()), Found::Begun),
    };
    if draft.text("name").is_empty() {
        draft.set("name", name.trim(), now_ms());
    }
    Ok(Some(found(draft)))
}

#[component]
fn Writing(
    form: DraftForm,
    wanted: Signal<bool>,
    on_made: Callback<RecordId>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<StoreError>);
    let make = move |_| {
        // Domestic companies have a code; where a foreign one sits, the office fills in.
        let code = form.text_untracked("code").to_uppercase();
        if !code.is_empty() {
            form.set_all([("code", code), ("country", "CN".to_owned())]);
        }
        let Ok(Some(edit)) = form.finish() else { return };
        let (company, key) = (edit.record, form.draft().with_untracked(Draft::key));
        form.end();
        spawn_local(async move {
            match form.device().save(&[edit], &[key]).await {
                Ok(_) => on_made.run(company),
                Err(error) => {
                    form.go_on();
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let give_up = move |_| {
        form.end();
        let (device, key) = (form.device(), form.draft().with_untracked(Draft::key));
        on_cancel.run(());
        spawn_local(async move {
            if let Err(error) = device.drop_draft(&key).await {
                leptos::logging::error!("a draft could not be removed: {error}");
            }
        });
    };
    // Copied codes bring spaces along.
    let code = Bind::field(form, "code").telling(move |text| {
        let text: String = text.split_whitespace().collect();
        form.set("code", &text);
        if text.chars().count() >= CODE_CHARS {
            form.leave("code");
        }
    });
    view! {
        <section class="card stack" aria-labelledby="new-company">
            <h2 id="new-company">{say(field::NEW_COMPANY)}</h2>
            <Show when=move || wanted.get()>
                <p class="problem" data-wrong="" tabindex="-1"><Icon sign=Sign::Warning/>{say(field::MAKE_IT_FIRST)}</p>
            </Show>
            <TextInput bind=Bind::field(form, "name") label=say(field::COMPANY_NAME) must=true/>
            <div class="pair">
                <TextInput bind=Bind::field(form, "short") label=say(field::COMPANY_SHORT)/>
                <TextInput bind=Bind::field(form, "region") label=say(field::REGION)/>
            </div>
            <TextInput bind=code label=say(field::CODE) hint=say(field::CODE_HINT)/>
            {move || failed.get().map(|error| view! {
                <p class="problem" role="alert">{say(names::store_error(&error))}</p>
            })}
            <div class="row">
                <button type="button" class="button quiet" on:click=give_up>{say(field::CANCEL)}</button>
                <button type="button" class="button grow" on:click=make>{say(field::MAKE_COMPANY)}</button>
            </div>
        </section>
    }
}
