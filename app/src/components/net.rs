use leptos::prelude::*;
use zoufang_core::sync::{Status, Trouble};

use super::icon::{Icon, Sign};
use crate::device::here;
use crate::store::ToUpload;
use crate::words::{Language, common, speaking};

/// How sync stands, and how much of this device waits; always in sight.
#[component]
pub fn NetPill() -> impl IntoView {
    let here = here();
    let language = speaking();
    let standing = Memo::new(move |_| {
        let device = here.get()?;
        let shown = standing(device.status().get(), device.is_desk());
        let ToUpload { contents, given_up, .. } = device.to_upload().get();
        Some((shown, Left { changes: device.unsent().get(), contents, given_up, aside: device.aside().get() }))
    });
    let class = move || match standing.get() {
        Some((Standing::Trouble(_), _) | (_, Left { given_up: 1.., .. } | Left { aside: 1.., .. })) => "net warn",
        _ => "net",
    };
    view! {
        <span class=class role="status" aria-label=move || common::SYNC.in_language(language.get())>
            {move || standing.get().map(|(standing, left)| {
                let (sign, words) = told(standing, left, language.get());
                view! { <Icon sign/> {words} }
            })}
        </span>
    }
}

/// What of the status shows. While nothing waits here, each fetch would only make the pill flicker.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Trouble(Trouble),
    Syncing,
    Calm,
}

/// What is only on this device.
#[derive(Clone, Copy, PartialEq)]
struct Left {
    changes: u32,
    contents: u32,
    /// Of these the server takes none.
    given_up: u32,
    /// Changes that it has and does not count.
    aside: u32,
}

fn standing(status: Status, is_desk: bool) -> Standing {
    // A desk keeps no rows and asks for none, so nothing is ever missing from it.
    let reached = status.complete || is_desk;
    match status.trouble {
        Some(trouble) => Standing::Trouble(trouble),
        None if !reached => Standing::Syncing,
        None => Standing::Calm,
    }
}

fn told(standing: Standing, Left { changes, contents, given_up, aside }: Left, language: Language) -> (Sign, String) {
    let (sign, word) = match standing {
        Standing::Trouble(Trouble::Offline) => (Sign::Offline, common::NET_OFFLINE),
        Standing::Trouble(Trouble::SignInAgain) => (Sign::Warning, common::NET_SIGN_IN),
        Standing::Trouble(Trouble::Revoked) => (Sign::Warning, common::NET_REVOKED),
        Standing::Trouble(Trouble::ServerBusy) => (Sign::Warning, common::NET_BUSY),
        Standing::Trouble(Trouble::Storage) => (Sign::Warning, common::NET_STORAGE),
        Standing::Trouble(Trouble::Refused) => (Sign::Warning, common::NET_REFUSED),
        Standing::Syncing => (Sign::Syncing, common::NET_SYNCING),
        Standing::Calm if changes > 0 || contents > 0 => (Sign::Syncing, common::NET_SYNCING),
        Standing::Calm if given_up > 0 => {
            return (Sign::Warning, common::NET_GIVEN_UP.fill(language, &[("n", &given_up.to_string())]));
        }
        Standing::Calm if aside > 0 => {
            return (Sign::Warning, common::NET_ASIDE.fill(language, &[("n", &aside.to_string())]));
        }
        Standing::Calm => (Sign::Done, common::NET_ALL_SENT),
    };
    let mut words = word.in_language(language).to_owned();
    for (word, count) in [(common::NET_UNSENT, changes), (common::NET_PHOTOS, contents)] {
        if count > 0 {
            words = format!("{words} · {}", word.fill(language, &[("n", &count.to_string())]));
        }
    }
    (sign, words)
}
