use leptos::prelude::*;
use zoufang_core::domain::TimeOfDay;

use super::reads::ReadError;
use crate::way_back::sign_in_and_return;
use crate::words::{Word, common, console, say, speaking};

/// Why what stands below may be old or missing, and what to do.
#[component]
pub fn Trouble(
    trouble: ReadError,
    /// When what is shown was read; `None` where nothing is.
    since: Option<u64>,
    /// What is said of what is not there.
    #[prop(default = console::NOT_FOUND)]
    not_found: Word,
) -> impl IntoView {
    let language = speaking();
    let again = sign_in_and_return();
    let word = match (&trouble, since) {
        (ReadError::SignedOut, _) => console::SIGNED_OUT,
        (ReadError::NotFound, _) => not_found,
        (ReadError::Unavailable, _) => console::UNAVAILABLE,
        (ReadError::Unreachable, None) => console::UNREACHABLE,
        (ReadError::Unreachable, Some(_)) => console::UNREACHABLE_SINCE,
    };
    let time = since.map(|at| TimeOfDay::at(at).to_string()).unwrap_or_default();
    let sign_in = (trouble == ReadError::SignedOut).then(|| {
        view! { <a class="link" href=again rel="external">{say(common::SIGN_IN_AGAIN)}</a> }
    });
    view! {
        <div class="banner" role="status">
            <p>{move || word.fill(language.get(), &[("time", &time)])}</p>
            {sign_in}
        </div>
    }
}
