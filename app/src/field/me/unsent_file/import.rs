use leptos::ev::Event;
use leptos::prelude::*;

use crate::clock::today;
use crate::components::{moments, names};
use crate::device::Device;
use crate::store::Taken;
use crate::unsent_file::{Manifest, NotTaken};
use crate::words::{Language, field, say, speaking};

/// How far the taking is.
#[derive(Clone)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has files"))]
enum Standing {
    Idle,
    Checking,
    /// It was checked to its last byte, and nothing was taken yet.
    Found(Box<Manifest>),
    Taking,
    Done(Taken),
    Failed(NotTaken),
}

/// Takes a file: checks it, says what it holds, asks, and only then takes it.
#[component]
pub fn Import(device: Device) -> impl IntoView {
    let language = speaking();
    let standing = RwSignal::new(Standing::Idle);
    let profile = device.profile().clone();
    let acts = Acts::new(device, standing);
    let found = move |manifest: Box<Manifest>| {
        let is_own = manifest.is_of(&profile);
        let means = if is_own { field::IMPORT_OWN } else { field::IMPORT_OF_ANOTHER };
        let (of, name) = (manifest.clone(), manifest.name.clone());
        let holds = move || {
            let (language, made) = (language.get(), moments::instant_with_day(of.made, today(), language.get()));
            let what = super::told(&of, language);
            let parts =
                [("name", of.name.as_str()), ("unit", of.unit_name.as_str()), ("at", made.as_str()), ("what", &what)];
            field::IMPORT_FOUND.fill(language, &parts)
        };
        let means = move || means.fill(language.get(), &[("name", &name)]);
        view! {
            <p><b>{holds}</b></p>
            <p>{means}</p>
            <div class="row">
                <button type="button" class="button quiet grow" on:click=move |_| standing.set(Standing::Idle)>
                    {say(field::CANCEL)}
                </button>
                <button type="button" class="button grow" on:click=move |_| acts.take()>{say(field::IMPORT_YES)}</button>
            </div>
        }
    };
    let busy = move || standing.with(|standing| matches!(standing, Standing::Checking | Standing::Taking));
    let told = move || match standing.get() {
        Standing::Idle => ().into_any(),
        Standing::Checking => view! { <p>{say(field::IMPORT_CHECKING)}</p> }.into_any(),
        Standing::Taking => view! { <p>{say(field::IMPORTING)}</p> }.into_any(),
        Standing::Found(manifest) => found(manifest).into_any(),
        Standing::Done(taken) => view! { <p>{move || said(taken, language.get())}</p> }.into_any(),
        Standing::Failed(why) => view! { <p class="problem">{move || refused(&why, language.get())}</p> }.into_any(),
    };
    view! {
        // The input lies over its words, unseen, as with photos.
        <label class="choice">
            <input type="file" aria-label=say(field::IMPORT) disabled=busy on:change=move |event| acts.choose(&event)/>
            <span class="button quiet wide">{say(field::IMPORT)}</span>
        </label>
        <div class="stack" role="status">{told}</div>
    }
}

fn said(Taken { changes, drafts, drafts_there }: Taken, language: Language) -> String {
    let mut words = match (changes, drafts) {
        (0, 0) => field::IMPORTED_NOTHING.in_language(language).to_owned(),
        (0, _) => field::IMPORTED_DRAFTS.in_language(language).to_owned(),
        _ => field::IMPORTED.in_language(language).to_owned(),
    };
    if drafts_there > 0 {
        words += &field::DRAFTS_LEFT.fill(language, &[("n", &drafts_there.to_string())]);
    }
    words
}

fn refused(why: &NotTaken, language: Language) -> String {
    let word = match why {
        NotTaken::NotOurs => field::FILE_NOT_OURS,
        NotTaken::Newer => field::FILE_NEWER,
        NotTaken::Damaged => field::FILE_DAMAGED,
        NotTaken::Unreadable => field::FILE_NOT_READ,
        NotTaken::OtherCity(city) => return field::FILE_OTHER_CITY.fill(language, &[("city", city)]),
        NotTaken::Store(error) => {
            let why = names::store_error(error).in_language(language);
            return field::IMPORT_STOPPED.fill(language, &[("why", why)]);
        }
    };
    word.in_language(language).to_owned()
}

/// What the buttons do.
#[derive(Clone, Copy)]
struct Acts {
    #[cfg(feature = "hydrate")]
    device: StoredValue<Device, LocalStorage>,
    #[cfg(feature = "hydrate")]
    opened: StoredValue<Option<crate::browser::Opened>, LocalStorage>,
    #[cfg(feature = "hydrate")]
    standing: RwSignal<Standing>,
}

#[cfg(feature = "hydrate")]
impl Acts {
    fn new(device: Device, standing: RwSignal<Standing>) -> Self {
        Self { device: StoredValue::new_local(device), opened: StoredValue::new_local(None), standing }
    }

    fn choose(self, event: &Event) {
        let input = event_target::<web_sys::HtmlInputElement>(event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file may be chosen again after it was refused.
        input.set_value("");
        self.standing.set(Standing::Checking);
        leptos::task::spawn_local(async move {
            let opened = crate::browser::open_unsent(file, self.device.get_value().profile()).await;
            let shown = match &opened {
                Ok(opened) => Standing::Found(Box::new(opened.manifest.clone())),
                Err(why) => Standing::Failed(why.clone()),
            };
            self.opened.try_set_value(opened.ok());
            self.standing.try_set(shown);
        });
    }

    fn take(self) {
        let Some(opened) = self.opened.get_value() else { return };
        self.standing.set(Standing::Taking);
        leptos::task::spawn_local(async move {
            let taken = opened.take(&self.device.get_value()).await;
            self.standing.try_set(taken.map_or_else(Standing::Failed, Standing::Done));
        });
    }
}

#[cfg(not(feature = "hydrate"))]
impl Acts {
    fn new(_device: Device, _standing: RwSignal<Standing>) -> Self {
        Self {}
    }

    fn choose(self, _event: &Event) {}

    fn take(self) {}
}
