//! A new version of the app, which takes over at a moment when no form is open and nothing is only in the page's
//! memory.

use leptos::prelude::*;

use crate::words::{common, say};

/// Whether a new version lies ready, and how many forms it would disturb.
#[derive(Clone, Copy, Debug)]
pub struct Renewal {
    ready: RwSignal<bool>,
    forms: RwSignal<u32>,
}

impl Renewal {
    /// Made once, at the root.
    pub fn provide() {
        let update = Self { ready: RwSignal::new(false), forms: RwSignal::new(0) };
        provide_context(update);
        #[cfg(feature = "hydrate")]
        update.watch();
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// Something is being typed: until the component that says so is gone, the new version waits.
    pub fn hold(self) {
        self.forms.update(|forms| *forms += 1);
        on_cleanup(move || {
            self.forms.try_update(|forms| *forms = forms.saturating_sub(1));
        });
    }

    #[cfg(feature = "hydrate")]
    fn watch(self) {
        use std::time::Duration;

        /// A form that is left has its page's address replaced first; then it may be reloaded.
        const CALM: Duration = Duration::from_millis(400);

        crate::browser::on_new_version(move || self.ready.set(true));
        Effect::new(move |_| {
            if self.ready.get() && self.forms.get() == 0 {
                set_timeout(move || self.take_over(), CALM);
            }
        });
    }

    /// Not over a form that was opened meanwhile: it is asked for again when that is left.
    #[cfg(feature = "hydrate")]
    fn take_over(self) {
        crate::held::once_settled(Box::new(move || {
            if self.forms.get_untracked() == 0 {
                crate::browser::take_over();
            }
        }));
    }
}

/// Tells of a new version where it has to wait. On a page with a form open it waits until the page
/// is left.
#[component]
pub fn NewVersion(form_open: bool) -> impl IntoView {
    let update = Renewal::get();
    if form_open {
        update.hold();
    }
    view! {
        <Show when=move || update.ready.get() && update.forms.with(|forms| *forms > 0)>
            <p class="banner" role="status">{say(common::NEW_VERSION)}</p>
        </Show>
    }
}
