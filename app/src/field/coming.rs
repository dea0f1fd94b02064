use leptos::prelude::*;

use super::part::{FieldPage, opened};
use crate::components::FieldFrame;
use crate::words::{common, say};

/// Stands in for a page whose part is not here yet, and makes room for it when it comes.
#[component]
pub fn Coming(page: FieldPage) -> impl IntoView {
    let come = RwSignal::new(false);
    let away = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        while super::part::load_field().await.is_err() {
            // Whoever has gone elsewhere waits no longer.
            if away.try_set(true).is_some() {
                return;
            }
            crate::browser::online_or_later().await;
        }
        if come.try_set(true).is_none() {
            crate::focus::begin_at_heading();
            crate::browser::keep_parts();
        }
    });
    view! {
        {move || match come.get().then(|| opened(page)).flatten() {
            Some(view) => view,
            None => view! {
                <FieldFrame title=common::PAGE_COMING for_desks=true let:_device>
                    <div class="bone" aria-hidden="true"></div>
                    <Show when=move || away.get()>
                        <p class="banner" role="status">{say(common::PAGE_NEEDS_NETWORK)}</p>
                    </Show>
                </FieldFrame>
            }
            .into_any(),
        }}
    }
}
