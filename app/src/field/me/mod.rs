//! Who is signed in, what is on its way, and this device's settings.

mod contents;
mod devices;
mod install;
mod lock;
mod queue;
mod refused;
mod room;
mod settings;
mod sign_out;
mod unsent_file;

use leptos::prelude::*;
use zoufang_core::wire::Profile;

use super::drafts::{DraftsCard, read_drafts};
use crate::components::{BETWEEN, FieldFrame, appearing, loaded, names};
use crate::device::{Device, follow};
use crate::words::{common, say};
use contents::{GivenUpCard, read_given_up};
use devices::DevicesCard;
use install::InstallCard;
use lock::LockCard;
use queue::{QueueCard, read_queue};
use room::RoomCard;
use settings::SettingsCard;
use sign_out::SignOut;
use unsent_file::UnsentFileCard;

#[component]
pub fn MyPage() -> impl IntoView {
    view! {
        <FieldFrame title=common::TAB_ME for_desks=true let:device>
            <Me device/>
        </FieldFrame>
    }
}

#[component]
fn Me(device: Device) -> impl IntoView {
    let drafts = follow(|device| async move { read_drafts(&device).await });
    let queue = follow(|device| async move { read_queue(&device).await });
    let given_up = follow(|device| async move { read_given_up(&device).await });
    let (profile, shown) = (device.profile().clone(), device.clone());
    view! {
        <WhoCard profile/>
        {loaded(queue, move |queue| view! { <QueueCard queue device=shown.clone()/> })}
        {appearing(given_up, |given_up| view! { <GivenUpCard given_up/> })}
        {appearing(drafts, |drafts| view! { <DraftsCard drafts/> })}
        <UnsentFileCard device=device.clone()/>
        <RoomCard device=device.clone()/>
        <DevicesCard device=device.clone()/>
        {(!device.is_desk()).then(|| view! { <LockCard device=device.clone()/> })}
        <InstallCard/>
        <SettingsCard/>
        <SignOut device/>
    }
}

#[component]
fn WhoCard(profile: Profile) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{profile.name}</h2>
            <p>{profile.unit_name} {BETWEEN} {say(names::role(profile.role))}</p>
            <p class="small">{profile.tenant_name}</p>
            {profile.role.is_desk().then(|| view! {
                <p><a class="text-button" href="/desk">{say(common::TO_DESK)}</a></p>
            })}
        </section>
    }
}
