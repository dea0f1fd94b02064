use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use zoufang_core::domain::Kind;
use zoufang_core::domain::contact::WAYS;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Op, Record, Value};

use super::PLACE;
use super::list::title_of;
use super::touch::{Touched, touched};
use crate::clock::today;
use crate::components::{Confirm, FieldFrame, Icon, Sign, loaded, moments, names};
use crate::device::{Device, follow, here};
use crate::field::photos::{Photos, may_remove};
use crate::field::record_in_address;
use crate::store::{Edit, StoreError};
use crate::words::{Word, contact as words, field, say, speaking};

/// 决策人, 影响决策, 具体经办, 联络.
pub fn part(code: &str) -> Word {
    match code {
        "decides" => words::DECIDES,
        "influences" => words::INFLUENCES,
        "handles" => words::HANDLES,
        _ => words::LIAISES,
    }
}

pub fn weight(code: &str) -> Word {
    if code == "high" { words::IMPORTANT } else { words::USUAL }
}

#[component]
pub fn ContactPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=words::CONTACT let:_device>
            {move || id.get().map_or_else(
                || view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                |id| view! { <Contact id/> }.into_any(),
            )}
        </FieldFrame>
    }
}

#[component]
fn Contact(id: RecordId) -> impl IntoView {
    let read = follow(move |device| async move {
        let Some(view) = device.view(id).await? else { return Ok(None) };
        let found = view.record.is_alive().then_some(view.record);
        Ok(touched(&device, found.into_iter().collect()).await?.into_iter().next())
    });
    loaded(read, move |found| match found {
        Some(touched) => view! {
            <Who touched=touched.clone()/>
            <Photos of=id/>
            <Removal contact=touched.contact/>
        }
        .into_any(),
        None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
    })
}

/// Who it is, and the ways to reach them.
#[component]
fn Who(touched: Touched) -> impl IntoView {
    let language = speaking();
    let Touched { contact, last, times } = touched;
    let text = |path: &str| contact.text(path).map(str::to_owned);
    let company = text("company").map(|id| {
        view! { <a class="to-company" href=format!("/companies/{id}")>{text("company_name")}</a> }
    });
    let left = contact.get("left") == Some(&Value::Bool(true));
    let tags = [
        left.then_some(words::LEFT),
        text("part").map(|code| part(&code)),
        text("weight").filter(|code| code == "high").map(|code| weight(&code)),
    ];
    let told = move || match last {
        Some(last) => {
            let last = moments::near(last, today(), language.get());
            words::MET_TIMES.fill(language.get(), &[("n", &times.to_string()), ("last", &last)])
        }
        None => words::NOT_MET.in_language(language.get()).to_owned(),
    };
    let ways = WAYS.iter().filter_map(|way| Some((*way, text(way)?)));
    let ways: Vec<_> = ways.map(|(way, value)| view! { <li><Way way value/></li> }).collect();
    view! {
        <section class="card stack">
            <div>
                <h2>{text("name")} " " <small>{title_of(&contact)}</small></h2>
                <p>{company}</p>
            </div>
            <p class="wrap">
                {tags.into_iter().flatten().map(|tag| view! { <span class="tag">{say(tag)}</span> }).collect_view()}
            </p>
            <p class="small">{told}</p>
            <ul class="lines ways">{ways}</ul>
            {text("note").map(|note| view! { <p class="plain-text">{note}</p> })}
            <a class="button quiet wide" href=format!("{PLACE}/{}/edit", contact.id)>
                <Icon sign=Sign::Pen/>{say(field::AMEND)}
            </a>
        </section>
    }
}

/// A number or an address: a tap calls or writes, another copies.
#[component]
fn Way(way: &'static str, value: String) -> impl IntoView {
    let language = speaking();
    let (word, scheme) = match way {
        "mobile" => (words::MOBILE, Some("tel")),
        "phone" => (words::PHONE, Some("tel")),
        "email" => (words::EMAIL, Some("mailto")),
        _ => (words::WECHAT, None),
    };
    let copied = RwSignal::new(None::<bool>);
    let copy = {
        let value = value.clone();
        move |_| {
            #[cfg(feature = "hydrate")]
            {
                let value = value.clone();
                spawn_local(async move {
                    // The page may be gone.
                    copied.try_set(Some(crate::browser::copy(&value).await));
                });
            }
            #[cfg(not(feature = "hydrate"))]
            let _ = &value;
        }
    };
    let label = {
        let value = value.clone();
        move || words::COPY_THIS.fill(language.get(), &[("value", &value)])
    };
    let act = scheme.map(|scheme| {
        let word = if scheme == "tel" { words::CALL } else { words::WRITE };
        // What people put between the digits is not dialled.
        let plain: String = value.chars().filter(|c| !c.is_whitespace() && (scheme != "tel" || *c != '-')).collect();
        view! { <a class="chip" href=format!("{scheme}:{plain}")>{say(word)}</a> }
    });
    let told = move || copied.get().map(|done| say(if done { words::COPIED } else { words::NOT_COPIED }));
    view! {
        <div class="way">
            <span><small>{say(word)}</small> <b class="num">{value}</b></span>
            <span class="wrap">
                {act}
                <button type="button" class="chip" aria-label=label on:click=copy>{say(words::COPY)}</button>
            </span>
        </div>
        <p class="small" role="status">{told}</p>
    }
}

/// Whoever keeps somebody as a contact lets go of them again, too.
#[component]
fn Removal(contact: Record) -> impl IntoView {
    let here = here();
    let (asking, failed) = (RwSignal::new(false), RwSignal::new(None::<StoreError>));
    let (id, life) = (contact.id, StoredValue::new(contact.life_dots()));
    let may = move || here.get().is_some_and(|device| may_remove(device.profile(), &contact));
    let navigate = StoredValue::new_local(use_navigate());
    let remove = move |()| {
        let Some(device) = here.get_untracked() else { return };
        spawn_local(async move {
            match end(&device, id, life.get_value()).await {
                Ok(()) => drop(navigate.try_with_value(|navigate| navigate(PLACE, Default::default()))),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        <Show when=may>
            <button type="button" class="text-button" on:click=move |_| asking.set(true)>
                <Icon sign=Sign::Bin/>{say(words::REMOVE)}
            </button>
        </Show>
        {move || failed.get().map(|error| view! {
            <p class="problem" role="alert">{say(names::store_error(&error))}</p>
        })}
        <Confirm
            open=asking title=words::REMOVE_ASK text=words::REMOVE_MEANS yes=words::REMOVE no=field::CANCEL on_yes=remove
        />
    }
}

async fn end(device: &Device, contact: RecordId, life: Vec<zoufang_core::merge::Dot>) -> Result<(), StoreError> {
    let fields = std::collections::BTreeMap::new();
    let edit = Edit { record: contact, kind: Kind::CONTACT, op: Op::Delete, life, fields };
    device.save(&[edit], &[]).await.map(drop)
}
