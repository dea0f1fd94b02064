use leptos::prelude::*;

use crate::components::{Icon, Sign};
use crate::words::{library, say};

/// What became of sending a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The phone has asked with what to send it.
    Sent,
    Copied,
    Failed,
}

/// Hands a text to the phone's own way of sending; where there is none it is copied.
#[component]
pub fn ShareButton(#[prop(into)] title: String, text: Signal<String>, quiet: bool) -> impl IntoView {
    let shared = RwSignal::new(None::<Shared>);
    let share = move |_| {
        let (title, text) = (title.clone(), text.get_untracked());
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(async move {
            let became = crate::browser::share(&title, &text).await;
            // The page may be gone.
            shared.try_set(Some(became));
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (title, text, shared);
    };
    let told = move || match shared.get()? {
        Shared::Sent => None,
        Shared::Copied => Some(say(library::SHARED)),
        Shared::Failed => Some(say(library::NOT_SHARED)),
    };
    view! {
        <button type="button" class=if quiet { "button quiet wide" } else { "button wide" } on:click=share><Icon sign=Sign::Share/>{say(library::SHARE)}</button>
        <p role="status" class="small">{move || told().map(|told| told())}</p>
    }
}
