use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use zoufang_core::id::DeviceId;

use super::locks::LockPolicyCard;
use super::reads::{DeviceOf, ReadError};
use super::server_fns;
use super::trouble::Trouble;
use crate::components::{Confirm, DeviceLine, TabTitle, device_said};
use crate::device::follow;
use crate::words::{Language, common, console, say, speaking};

/// The devices of everybody in the city, for the administration: a phone may be lost with its owner
/// out of reach.
#[component]
pub fn Devices() -> impl IntoView {
    let language = speaking();
    let turn = RwSignal::new(0_u32);
    let devices = Resource::new_blocking(move || turn.get(), |_| server_fns::devices());
    let (asked, asking, failed) = (RwSignal::new(None::<DeviceOf>), RwSignal::new(false), RwSignal::new(false));
    let wanted = RwSignal::new(String::new());
    let ask = Callback::new(move |device| {
        asked.set(Some(device));
        asking.set(true);
    });
    view! {
        <article class="desk-visit desk-aside">
            <TabTitle text=move || console::DEVICES.in_language(language.get())/>
            <h1 class="desk-title">{say(console::DEVICES)}</h1>
            <p class="small">{say(console::DEVICES_HINT)}</p>
            <LockPolicyCard/>
            <input
                class="input" r#type="search"
                aria-label=move || console::DEVICES_OF.in_language(language.get())
                placeholder=move || console::DEVICES_OF.in_language(language.get())
                prop:value=wanted
                on:input=move |event| wanted.set(event_target_value(&event))
            />
            <Show when=move || failed.get()>
                <p class="banner bad" role="alert">{say(common::REVOKE_FAILED)}</p>
            </Show>
            <Transition>{move || devices.get().map(|answer| lines(answer, wanted, ask))}</Transition>
            <Confirm
                open=asking
                title=common::REVOKE_ASK
                about=Signal::derive(move || {
                    asked.with(|asked| asked.as_ref().map(|asked| asked.said(language.get())).unwrap_or_default())
                })
                text=common::REVOKE_MEANS
                yes=common::REVOKE
                no=console::CANCEL
                on_yes=move |()| revoke(asked.get_untracked().map(|asked| asked.device.device), turn, failed)
            />
        </article>
    }
}

impl DeviceOf {
    fn said(&self, language: Language) -> String {
        device_said(&self.device, Some(&self.owner), language)
    }
}

fn lines(answer: Result<Vec<DeviceOf>, ReadError>, wanted: RwSignal<String>, ask: Callback<DeviceOf>) -> impl IntoView {
    let own = follow(|device| async move { device.meta().await });
    let trouble = answer.as_ref().err().cloned();
    let devices = answer.unwrap_or_default();
    let line = move |of: DeviceOf| {
        let DeviceOf { owner, device } = of.clone();
        let is_this = own.found().is_some_and(|meta| meta.device == device.device);
        view! { <li><DeviceLine device is_this owner on_revoke=move |()| ask.run(of.clone())/></li> }
    };
    let shown = move || {
        let wanted = wanted.get();
        let devices = devices.iter().filter(|device| device.owner.contains(wanted.trim())).cloned();
        devices.map(line).collect_view()
    };
    view! {
        {trouble.map(|trouble| view! { <Trouble trouble since=None/> })}
        <ul class="lines">{shown}</ul>
    }
}

fn revoke(device: Option<DeviceId>, turn: RwSignal<u32>, failed: RwSignal<bool>) {
    #[cfg(feature = "hydrate")]
    if let Some(device) = device {
        spawn_local(async move {
            failed.try_set(crate::browser::revoke(device).await.is_err());
            turn.try_update(|turn| *turn += 1);
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (device, turn, failed);
}
