use leptos::prelude::*;
use zoufang_core::wire::KnownDevice;

use super::{BETWEEN, joined, moments, names};
use crate::clock::today;
use crate::words::{Language, Word, common, say, speaking};

/// A device as people tell it from their others, and what may be done with it.
#[component]
pub fn DeviceLine(
    device: KnownDevice,
    /// The one that this page is on.
    is_this: bool,
    /// Whose it is, where that does not go without saying.
    #[prop(optional)]
    owner: Option<String>,
    #[prop(into)] on_revoke: Callback<()>,
) -> impl IntoView {
    let language = speaking();
    let KnownDevice { system, browser, first_seen, seen, revoked, .. } = device;
    let at = move |word: Word, instant: u64| {
        move || {
            let language = language.get();
            word.fill(language, &[("at", &moments::instant_with_day(instant, today(), language))])
        }
    };
    let standing = match revoked {
        Some(revoked) => view! { <small class="overdue">{at(common::DEVICE_REVOKED, revoked)}</small> }.into_any(),
        None if is_this => view! { <small class="tag">{say(common::THIS_DEVICE)}</small> }.into_any(),
        None => {
            let revoke = move |_| on_revoke.run(());
            view! {
                <button type="button" class="button small quiet" on:click=revoke>{say(common::REVOKE)}</button>
            }
            .into_any()
        }
    };
    let system = say(names::system(system.as_deref()));
    let browser = browser.as_deref().and_then(names::browser);
    let (title, sort) = match (owner, browser) {
        (Some(owner), Some(browser)) => (owner.into_any(), view! { {system} {BETWEEN} {say(browser)} }.into_any()),
        (Some(owner), None) => (owner.into_any(), system.into_any()),
        (None, Some(browser)) => (system.into_any(), say(browser).into_any()),
        (None, None) => (system.into_any(), ().into_any()),
    };
    view! {
        <div class="line device">
            <b>{title}</b>
            {standing}
            <small>{sort}</small>
            <span class="small times">
                <span>{at(common::DEVICE_SEEN, seen)}</span>
                <span>{at(common::DEVICE_SINCE, first_seen)}</span>
            </span>
        </div>
    }
}

/// The same in one line, where it is asked about.
pub fn device_said(device: &KnownDevice, owner: Option<&str>, language: Language) -> String {
    let seen = moments::instant_with_day(device.seen, today(), language);
    let seen = common::DEVICE_SEEN.fill(language, &[("at", &seen)]);
    let system = names::system(device.system.as_deref()).in_language(language);
    let browser = device.browser.as_deref().and_then(names::browser).map(|browser| browser.in_language(language));
    joined([owner.unwrap_or_default(), system, browser.unwrap_or_default(), &seen])
}
