use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock::today;
use crate::components::{RecordState, StateBadge, moments, names};
use crate::device::{Device, follow};
use crate::store::{Entrusted, StoreError};
use crate::words::{field, say, speaking};

/// What others gave to this device, and how much of it the server has; nothing where there is none.
#[component]
pub fn EntrustedFiles(device: Device) -> impl IntoView {
    let files = follow(|device| async move { device.entrusted().await });
    let device = StoredValue::new_local(device);
    move || {
        let files = files.found().filter(|files| !files.is_empty())?;
        let line = |file| view! { <li><EntrustedFile file device/></li> };
        Some(view! {
            <h3>{say(field::ENTRUSTED)}</h3>
            <ul class="lines">{files.into_iter().map(line).collect_view()}</ul>
        })
    }
}

#[component]
fn EntrustedFile(file: Entrusted, device: StoredValue<Device, LocalStorage>) -> impl IntoView {
    let language = speaking();
    let failed = RwSignal::new(None::<StoreError>);
    let (missing, is_handed_in) = (file.missing(), file.is_handed_in());
    let Entrusted { file, name, made, aside, left, contents, stuck, .. } = file;
    let state = match () {
        () if missing > 0 || stuck > 0 => RecordState::ToMend,
        () if is_handed_in => RecordState::Received,
        () => RecordState::Waiting,
    };
    let of = move || {
        let made = moments::instant_with_day(made, today(), language.get());
        field::ENTRUSTED_OF.fill(language.get(), &[("name", &name), ("at", &made)])
    };
    let stand = move || {
        let language = language.get();
        let counted = [
            (field::ENTRUSTED_LACKS, missing),
            (field::ENTRUSTED_LEFT, left as usize),
            (field::ENTRUSTED_CONTENTS, contents),
            (field::ENTRUSTED_STUCK, stuck),
        ];
        let open = counted.into_iter().filter(|(_, n)| *n > 0);
        let open: Vec<String> = open.map(|(word, n)| word.fill(language, &[("n", &n.to_string())])).collect();
        match (open.is_empty(), aside) {
            (false, _) => open.join(field::SENTENCE_BETWEEN.in_language(language)),
            (true, 0) => field::ENTRUSTED_DONE.in_language(language).to_owned(),
            (true, aside) => field::ENTRUSTED_ASIDE.fill(language, &[("aside", &aside.to_string())]),
        }
    };
    let forget = move |_| {
        let file = file.clone();
        spawn_local(async move {
            if let Err(error) = device.get_value().forget_entrusted(&file).await {
                failed.try_set(Some(error));
            }
        });
    };
    let done = is_handed_in.then(|| {
        view! { <button type="button" class="button quiet small" on:click=forget>{say(field::ENTRUSTED_FORGET)}</button> }
    });
    view! {
        <div class="line">
            <span class="between"><b>{of}</b> <StateBadge state/></span>
            <small>{stand}</small>
            {done}
            <small class="problem" role="status">{move || failed.get().map(|error| say(names::store_error(&error)))}</small>
        </div>
    }
}
