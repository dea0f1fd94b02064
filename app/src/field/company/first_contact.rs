use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::first_contact::{Claim, path, standing};
use zoufang_core::merge::{Op, Record, Value, settle};

use crate::clock::today;
use crate::components::{joined, moments, names};
use crate::device::{Device, here};
use crate::store::{Edit, StoreError};
use crate::words::{Word, field, say, speaking};

/// Who called on the company first; where nobody says so, whoever did can.
#[component]
pub fn FirstContact(company: Record) -> impl IntoView {
    let (first, later) = standing(&company);
    let disputed = first.len() > 1;
    let none = first.is_empty();
    let lines = |word: Word, claims: Vec<Claim>| {
        (!claims.is_empty()).then(|| {
            let line = |claim| view! { <li><ClaimLine claim/></li> };
            view! {
                <h3>{say(word)}</h3>
                <ul class="lines">{claims.into_iter().map(line).collect_view()}</ul>
            }
        })
    };
    let line = |claim| view! { <li><ClaimLine claim/></li> };
    view! {
        <section class="card first-contact">
            <h2>{say(field::FIRST_CONTACT)}</h2>
            {disputed.then(|| view! { <p class="problem">{say(field::FIRST_CONTACT_DISPUTED)}</p> })}
            <ul class="lines">{first.into_iter().map(line).collect_view()}</ul>
            {lines(field::LATER_CLAIMS, later)}
            {none.then(|| view! { <ClaimNow company/> })}
        </section>
    }
}

#[component]
fn ClaimLine(claim: Claim) -> impl IntoView {
    let language = speaking();
    let who = joined([claim.unit, claim.by]);
    let with = claim.with;
    let met = move || (!with.is_empty()).then(|| field::MET.fill(language.get(), &[("name", &with)]));
    let day = move || moments::full(claim.day, language.get());
    view! { <p class="line"><b>{who}</b><small><time>{day}</time> " " {met}</small></p> }
}

#[component]
fn ClaimNow(company: Record) -> impl IntoView {
    let here = here();
    let failed = RwSignal::new(None::<StoreError>);
    let claim = move |_| {
        let Some(device) = here.get_untracked() else { return };
        let edit = claim_of(&device, &company);
        spawn_local(async move {
            failed.try_set(device.save(&[edit], &[]).await.err());
        });
    };
    view! {
        <p class="small">{say(field::NO_FIRST_CONTACT)}</p>
        {move || failed.get().map(|error| view! {
            <p class="problem" role="alert">{say(names::store_error(&error))}</p>
        })}
        <button type="button" class="button quiet small" on:click=claim>{say(field::CLAIM_FIRST_CONTACT)}</button>
    }
}

/// That whoever is signed in called on the company first, today.
fn claim_of(device: &Device, company: &Record) -> Edit {
    let profile = device.profile();
    let parts = [("day", today().to_string()), ("by", profile.name.clone()), ("unit", profile.unit_name.clone())];
    let write = |(part, text): (&str, String)| {
        let path = path(profile.person, part).parse().ok()?;
        let write = settle(Some(company), &path, Value::from(text));
        Some((path, write))
    };
    let fields: BTreeMap<_, _> = parts.into_iter().filter_map(write).collect();
    Edit { record: company.id, kind: company.kind.clone(), op: Op::Set, life: company.life_dots(), fields }
}
