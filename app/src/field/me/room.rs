use leptos::prelude::*;
use zoufang_core::sync::Trouble;

use crate::clock::{known_skew, now_ms, today};
use crate::components::{moments, skew_said};
use crate::device::{Device, follow};
use crate::words::{common, field, say, speaking};

/// How much room the device's storage takes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    used_mb: f64,
    quota_mb: f64,
    lasting: bool,
}

/// How sync, clock and storage of this device stand.
#[component]
pub fn RoomCard(device: Device) -> impl IntoView {
    let language = speaking();
    let status = device.status();
    let contact = move || {
        let at = status.get().last_contact;
        at.map_or_else(
            || field::NO_CONTACT.in_language(language.get()).to_owned(),
            |at| {
                field::LAST_CONTACT
                    .fill(language.get(), &[("at", &moments::instant_with_day(at, today(), language.get()))])
            },
        )
    };
    let trouble = move || status.get().trouble.map(|trouble| say(told(trouble))());
    let skew = move || skew_said(known_skew(), now_ms(), language.get());
    let room = follow(|_device| async { Ok(measured().await) });
    let used = move || {
        let room = room.found()??;
        let parts = [("used", sized(room.used_mb)), ("all", sized(room.quota_mb))];
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(field::ROOM.fill(language.get(), &parts))
    };
    let lasting = move || {
        let word = if room.found()??.lasting { field::ROOM_LASTING } else { field::ROOM_MAY_GO };
        Some(word.in_language(language.get()))
    };
    view! {
        <section class="card stack">
            <h2>{say(field::THIS_DEVICE)}</h2>
            <p>{contact}</p>
            {move || trouble().map(|trouble| view! { <p class="banner">{trouble}</p> })}
            {move || skew().map(|skew| view! { <p class="banner" role="status">{skew}</p> })}
            {move || used().map(|used| view! { <p class="num">{used}</p> })}
            {move || lasting().map(|lasting| view! { <p class="small">{lasting}</p> })}
        </section>
    }
}

fn sized(mb: f64) -> String {
    if mb < 1_000.0 { format!("{mb:.1} MB") } else { format!("{:.1} GB", mb / 1_024.0) }
}

fn told(trouble: Trouble) -> crate::words::Word {
    match trouble {
        Trouble::Offline => field::TROUBLE_OFFLINE,
        Trouble::ServerBusy => field::TROUBLE_BUSY,
        Trouble::SignInAgain => field::TROUBLE_SIGN_IN,
        Trouble::Revoked => common::TROUBLE_REVOKED,
        Trouble::Storage => field::TROUBLE_STORAGE,
        Trouble::Refused => field::TROUBLE_REFUSED,
    }
}

async fn measured() -> Option<Room> {
    #[cfg(feature = "hydrate")]
    {
        const MB: f64 = 1_048_576.0;
        let crate::browser::Room { used, quota, lasting } = crate::browser::room().await?;
        Some(Room { used_mb: used / MB, quota_mb: quota / MB, lasting })
    }
    #[cfg(not(feature = "hydrate"))]
    None
}
