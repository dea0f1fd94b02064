//! What is only on this device, into a file; and such a file of somebody, onto this device.

mod entrusted;
mod export;
mod import;

use leptos::prelude::*;

use crate::device::Device;
use crate::unsent_file::Manifest;
use crate::words::{Language, field, say};
use entrusted::EntrustedFiles;
use export::Export;
use import::Import;

#[component]
pub fn UnsentFileCard(device: Device) -> impl IntoView {
    view! {
        <section class="card stack" id="unsent-file">
            <h2>{say(field::UNSENT_FILE)}</h2>
            <p class="small">{say(field::UNSENT_FILE_MEANS)}</p>
            <Export device=device.clone()/>
            <Import device=device.clone()/>
            <EntrustedFiles device/>
        </section>
    }
}

/// How much a file holds.
fn told(manifest: &Manifest, language: Language) -> String {
    let drafts = manifest.drafts.iter().filter(|draft| !draft.key.starts_with("attachment/")).count();
    let counts = [
        (field::FILE_RECORDS, manifest.records()),
        (field::FILE_PHOTOS, manifest.photos()),
        (field::FILE_DRAFTS, drafts),
    ];
    let told = counts.iter().filter(|(_, n)| *n > 0);
    let told: Vec<String> = told.map(|(word, n)| word.fill(language, &[("n", &n.to_string())])).collect();
    told.join(field::LIST_COMMA.in_language(language))
}
