use std::collections::BTreeMap;

use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Change, Op};
use zoufang_core::wire::ReasonCode;

use super::contents::PhotosLine;
use super::refused::{Refused, RefusedChange};
use crate::clock::today;
use crate::components::{BETWEEN, RecordState, StateBadge, moments, names};
use crate::device::Device;
use crate::store::{StoreError, Waiting};
use crate::words::{field, say, say_with, speaking};

/// Records that the page names; the others are counted.
const SHOWN: usize = 50;

/// A record of which something is on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct OnItsWay {
    record: RecordId,
    kind: Kind,
    title: String,
    changes: usize,
    /// An attachment that is removed with it.
    removed: bool,
    /// Of the last change, milliseconds since 1970.
    at: u64,
    aside: Vec<ReasonCode>,
    refused: Vec<Refused>,
}

/// What the server does not keep yet, or keeps aside, by record; the oldest first.
pub async fn read_queue(device: &Device) -> Result<Vec<OnItsWay>, StoreError> {
    let mut queue: Vec<OnItsWay> = Vec::new();
    let mut places: BTreeMap<RecordId, usize> = BTreeMap::new();
    for outgoing in device.outbox().await? {
        let (change, aside) = match outgoing.waiting {
            Waiting::Kept(_) => continue,
            // It is counted with its content.
            Waiting::Unsent if is_with_its_content(&outgoing.change) => continue,
            Waiting::Unsent => (outgoing.change, None),
            Waiting::Aside(reason) | Waiting::Stuck(reason) => (outgoing.change, Some(reason)),
        };
        let place = *places.entry(change.record).or_insert_with(|| {
            queue.push(OnItsWay {
                record: change.record,
                kind: change.kind.clone(),
                title: String::new(),
                changes: 0,
                removed: false,
                at: 0,
                aside: Vec::new(),
                refused: Vec::new(),
            });
            queue.len() - 1
        });
        let line = &mut queue[place];
        line.changes += usize::from(aside.is_none());
        line.removed = change.op == Op::Delete;
        line.at = change.at.millis();
        if let Some(reason) = aside {
            // Of several for the same reason it is said once.
            if !line.aside.contains(&reason.code) {
                line.aside.push(reason.code);
            }
            if reason.code == ReasonCode::Refused {
                line.refused.push(Refused { change, words: reason.message });
            }
        }
    }
    for line in queue.iter_mut().take(SHOWN) {
        if let Some(view) = device.view(line.record).await? {
            let facets = line.kind.spec().map(|spec| (spec.facets)(&view.record));
            line.title = facets.map(|facets| facets.title).unwrap_or_default();
        }
    }
    Ok(queue)
}

fn is_with_its_content(change: &Change) -> bool {
    change.kind == Kind::ATTACHMENT && change.op != Op::Delete
}

#[component]
pub fn QueueCard(queue: Vec<OnItsWay>, device: Device) -> impl IntoView {
    let contents = device.to_upload();
    let is_empty = queue.is_empty();
    let any = Memo::new(move |_| contents.get().contents > 0);
    let none = move || (is_empty && !any.get()).then(|| view! { <p class="empty">{say(field::QUEUE_EMPTY)}</p> });
    let more = queue.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| say_with(field::QUEUE_MORE, vec![("n", more.to_string())]));
    let line = move |on_its_way: OnItsWay| {
        let refused = on_its_way.refused.clone();
        let change = |refused| view! { <RefusedChange refused device=device.clone()/> };
        view! { <li><QueueLine on_its_way/> {refused.into_iter().map(change).collect_view()}</li> }
    };
    view! {
        <section class="card">
            <h2>{say(field::QUEUE)}</h2>
            {none}
            {move || any.get().then(|| view! { <PhotosLine contents/> })}
            <ul class="lines">{queue.into_iter().take(SHOWN).map(line).collect_view()}</ul>
            {more.map(|more| view! { <p class="small">{more}</p> })}
        </section>
    }
}

#[component]
fn QueueLine(on_its_way: OnItsWay) -> impl IntoView {
    let language = speaking();
    let OnItsWay { record, kind, title, changes, removed, at, aside, .. } = on_its_way;
    let what = if removed { field::REMOVAL } else { names::kind(kind.as_str()) };
    let state = if aside.is_empty() { RecordState::Waiting } else { RecordState::of_aside(aside.iter().copied()) };
    let when = move || moments::instant_with_day(at, today(), language.get());
    let count = (changes > 1).then(|| say_with(field::QUEUE_CHANGES, vec![("n", changes.to_string())]));
    let href = match kind.as_str() {
        "visit" => Some(format!("/visits/{record}")),
        "contact" => Some(format!("/contacts/{record}")),
        "company" => Some(format!("/companies/{record}")),
        "trip" => Some(format!("/trips/{record}")),
        "plan" => Some(format!("/plans/{record}")),
        "material" => Some(format!("/desk/materials/{record}")),
        _ => None,
    };
    view! {
        <a class="line" href=href>
            <span class="between"><b>{say(what)} " " {title}</b> <StateBadge state/></span>
            <small><time>{when}</time> {count.map(|count| view! { {BETWEEN} {count} })}</small>
            {aside.into_iter().map(why).collect_view()}
        </a>
    }
}

/// What is wrong, and what to do about it.
fn why(code: ReasonCode) -> impl IntoView {
    view! {
        <small class="overdue">{say(names::reason(code))}</small>
        <small>{say(names::remedy(code))}</small>
    }
}
