use leptos::prelude::*;

use crate::words::{field, say};

/// How the app gets onto the home screen; nothing where it is there, or the browser knows no way.
#[component]
pub fn InstallCard() -> impl IntoView {
    let (offered, by_hand) = (RwSignal::new(false), RwSignal::new(false));
    #[cfg(feature = "hydrate")]
    follow(offered, by_hand);
    let how = move || {
        if offered.get() {
            return view! {
                <button type="button" class="button quiet wide" on:click=move |_| install()>{say(field::INSTALL)}</button>
            }
            .into_any();
        }
        view! { <p>{say(field::INSTALL_BY_HAND)}</p> }.into_any()
    };
    view! {
        <Show when=move || offered.get() || by_hand.get()>
            <section class="card stack">
                <h2>{say(field::INSTALL_TITLE)}</h2>
                <p class="small">{say(field::INSTALL_MEANS)}</p>
                {how}
            </section>
        </Show>
    }
}

#[cfg(feature = "hydrate")]
fn follow(offered: RwSignal<bool>, by_hand: RwSignal<bool>) {
    use crate::browser::{Installing, installing, on_installable};
    let look = move || {
        let now = installing();
        // The page may be gone.
        offered.try_set(now == Installing::Offered);
        by_hand.try_set(now == Installing::ByHand);
    };
    look();
    on_installable(look);
}

fn install() {
    #[cfg(feature = "hydrate")]
    crate::browser::install();
}
