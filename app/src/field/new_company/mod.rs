//! A company that somebody meets in the field: a few lines, kept as they are typed. The office completes
//! it later.

mod resembling;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::{Kind, Uscc, first_contact, uscc};
use zoufang_core::id::{PersonId, RecordId};

use crate::clock::{now_ms, today};
use crate::components::input::{Bind, Check, TextInput};
use crate::components::{Icon, Renewal, Sign, names};
use crate::device::Device;
use crate::directory::Directory;
use crate::form::{Draft, DraftForm, Found, open_form};
use crate::store::{StoreError, new_uuid};
use crate::words::{field, say};
use resembling::Resembling;

#[component]
pub fn NewCompany(
    device: Device,
    directory: Directory,
    name: String,
    /// The form around it cannot end before the company is made.
    #[prop(into, optional)]
    wanted: Signal<bool>,
    /// The company is on the disk: it was made, or was there already.
    #[prop(into)]
    on_made: Callback<RecordId>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    Renewal::get().hold();
    let form = open_form(device.clone(), begun(device, name));
    move || match form.get() {
        Some(Ok(Some(form))) => view! { <Writing form directory wanted on_made on_cancel/> }.into_any(),
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
    if let Some(draft) = kept {
        return Ok(Some(Found::Kept(under_name(draft, &name))));
    }
    let mut draft = Draft::new(Kind::COMPANY, RecordId(new_uuid()), now_ms());
    // Who adds a company in the field stands before it: most likely nobody of the city did before.
    for (path, text) in claim(&device, true) {
        draft.set(&path, &text, now_ms());
    }
    Ok(Some(Found::Begun(under_name(draft, &name))))
}

fn under_name(mut draft: Draft, name: &str) -> Draft {
    if draft.text("name").is_empty() {
        draft.set("name", name.trim(), now_ms());
    }
    draft
}

/// What claims the first contact for whoever is signed in; or takes that back.
fn claim(device: &Device, on: bool) -> Vec<(String, String)> {
    let profile = device.profile();
    let path = |part| first_contact::path(profile.person, part);
    let mut claim = vec![
        (path("day"), today().to_string()),
        (path("by"), profile.name.clone()),
        (path("unit"), profile.unit_name.clone()),
    ];
    if !on {
        claim.push((path("with"), String::new()));
        claim.iter_mut().for_each(|(_, text)| text.clear());
    }
    claim
}

#[component]
fn Writing(
    form: DraftForm,
    directory: Directory,
    wanted: Signal<bool>,
    on_made: Callback<RecordId>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<StoreError>);
    let make = move |_| {
        // Domestic companies have a code; where a foreign one sits, the office fills in.
        if let Ok(code) = form.text_untracked("code").parse::<Uscc>() {
            form.set_all([("code", code.to_string()), ("country", "CN".to_owned())]);
        }
        spawn_local(async move {
            if !form.settle().await {
                return;
            }
            let Ok(Some(edit)) = form.finish() else { return };
            let (company, key) = (edit.record, form.draft().with_untracked(Draft::key));
            form.end();
            match form.device().save(&[edit], &[key]).await {
                Ok(_) => {
                    // The page may be gone.
                    on_made.try_run(company);
                }
                Err(error) => {
                    form.go_on();
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let instead = move |company| {
        drop_draft(form);
        on_made.run(company);
    };
    let give_up = move |_| {
        drop_draft(form);
        on_cancel.run(());
    };
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
            <CodeInput form/>
            <Resembling form directory on_chosen=instead/>
            <FirstContactInput form/>
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

fn drop_draft(form: DraftForm) {
    form.end();
    let (device, key) = (form.device(), form.draft().with_untracked(Draft::key));
    spawn_local(async move {
        if let Err(error) = device.drop_draft(&key).await {
            leptos::logging::error!("a draft could not be removed: {error}");
        }
    });
}

#[component]
fn CodeInput(form: DraftForm) -> impl IntoView {
    // Copied codes bring spaces along.
    let code = Bind::field(form, "code").telling(move |text| {
        let text: String = text.split_whitespace().collect();
        form.set("code", &text);
        if uscc::cannot_become_right(&text) {
            form.leave("code");
        }
    });
    view! { <TextInput bind=code label=say(field::CODE) hint=say(field::CODE_HINT)/> }
}

/// Who called on it first: on, unless somebody says that it was not them.
#[component]
fn FirstContactInput(form: DraftForm) -> impl IntoView {
    let me: PersonId = form.device().profile().person;
    let day = first_contact::path(me, "day");
    let by = first_contact::path(me, "by");
    let claimed = Memo::new(move |_| !form.text(&by).is_empty());
    let switch =
        Bind::reading("claim", Signal::derive(move || if claimed.get() { "true".to_owned() } else { String::new() }))
            .telling(move |on| {
                let claim = claim(&form.device(), !on.is_empty());
                form.set_all(claim.iter().map(|(path, text)| (path.as_str(), text.clone())));
            });
    let with = first_contact::path(me, "with");
    view! {
        <div class="stack">
            <Check bind=switch name=say(field::CLAIM_FIRST_CONTACT)/>
            <p class="hint">{say(field::CLAIM_MEANS)}</p>
            <Show when=move || claimed.get()>
                <div class="pair">
                    <TextInput
                        bind=Bind::field(form, day.clone())
                        label=say(field::FIRST_CONTACT_DAY)
                        kind="date"
                        latest=today().to_string()
                    />
                    <TextInput bind=Bind::field(form, with.clone()) label=say(field::FIRST_CONTACT_WITH)/>
                </div>
            </Show>
        </div>
    }
}
