use leptos::prelude::*;
use zoufang_core::wire::KnownDevice;

use super::{moments, names};
use crate::clock::today;
use crate::words::{common, say, speaking};

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
    let KnownDevice { system, first_seen, seen, revoked, .. } = device;
    let at = move |instant| moments::instant(instant, today(), language.get());
    let times = move || {
        let (since, seen) = (at(first_seen), at(seen));
        common::DEVICE_TIMES.fill(language.get(), &[("since", &since), ("seen", &seen)])
    };
    let standing = match revoked {
        Some(revoked) => {
            let words = move || common::DEVICE_REVOKED.fill(language.get(), &[("at", &at(revoked))]);
            view! { <small class="overdue">{words}</small> }.into_any()
        }
        None if is_this => view! { <small class="tag">{say(common::THIS_DEVICE)}</small> }.into_any(),
        None => {
            let revoke = move |_| on_revoke.run(());
            view! {
                <button type="button" class="button small quiet" on:click=revoke>{say(common::REVOKE)}</button>
            }
            .into_any()
        }
    };
    view! {
        <div class="line">
            <span class="between">
                <b>{say(names::system(system.as_deref()))} {owner.map(|owner| format!(" · {owner}"))}</b>
                {standing}
            </span>
            <small>{times}</small>
        </div>
    }
}
