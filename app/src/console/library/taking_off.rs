use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use zoufang_core::merge::{Op, Record};

use crate::components::{Confirm, Icon, Sign, names};
use crate::console::address;
use crate::console::desk::Desk;
use crate::device::here;
use crate::store::{Edit, StoreError};
use crate::words::{console, library, say};

/// Takes a material off all phones, after asking once.
#[component]
pub fn TakingOff(material: Memo<Option<Record>>) -> impl IntoView {
    let desk = Desk::get();
    let here = here();
    let (asking, failed) = (RwSignal::new(false), RwSignal::new(None::<StoreError>));
    let navigate = StoredValue::new_local(use_navigate());
    let take_off = move |()| {
        let Some((device, material)) = here.get_untracked().zip(material.get_untracked()) else { return };
        let list = desk.address.with_untracked(|address| address::library_list(&address.materials));
        spawn_local(async move {
            match device.save(&[deletion(&material)], &[]).await {
                Ok(_) => drop(navigate.try_with_value(|navigate| navigate(&list, Default::default()))),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        <button type="button" class="text-button" on:click=move |_| asking.set(true)>
            <Icon sign=Sign::Bin/>{say(library::TAKE_OFF)}
        </button>
        {move || failed.get().map(|error| view! {
            <p class="problem" role="alert">{say(names::store_error(&error))}</p>
        })}
        <Confirm
            open=asking title=library::TAKE_OFF_ASK text=library::TAKE_OFF_MEANS yes=library::TAKE_OFF no=console::CANCEL
            on_yes=take_off
        />
    }
}

fn deletion(material: &Record) -> Edit {
    let (record, kind, life) = (material.id, material.kind.clone(), material.life_dots());
    Edit { record, kind, op: Op::Delete, life, fields: BTreeMap::new() }
}
