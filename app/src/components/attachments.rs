use std::collections::BTreeSet;

use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::icon::{Icon, Sign};
use super::picture::{Picture, address_of};
use super::voice_note::{VoiceNote, is_sound};
use crate::words::{common, field, say, speaking};

/// A photo or a file as any screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentItem {
    pub id: RecordId,
    /// Hash of the content.
    pub blob: String,
    /// Hash of a small picture of it; files have none.
    pub thumb: Option<String>,
    pub name: String,
    /// Of the content; an office that has an older page open is not told.
    #[serde(default)]
    pub media: String,
}

impl AttachmentItem {
    /// `None` where the record does not say what it is.
    pub fn of(record: &Record) -> Option<Self> {
        let text = |path: &str| record.text(path).map(str::to_owned);
        let (name, media) = (text("name").unwrap_or_default(), text("type").unwrap_or_default());
        Some(Self { id: record.id, blob: text("blob")?, thumb: text("thumb"), name, media })
    }
}

/// Which of the attachments may be removed here, and who asks about it.
#[derive(Clone, Debug, Default)]
pub struct Removing {
    pub may: BTreeSet<RecordId>,
    pub ask: Option<Callback<RecordId>>,
}

/// Photos to be opened, and files. On the phone they come from the device where it holds them.
#[component]
pub fn Attachments(items: Vec<AttachmentItem>, on_device: bool, #[prop(optional)] removing: Removing) -> impl IntoView {
    let opened = RwSignal::new(None::<(usize, String)>);
    let playing = RwSignal::new(None::<String>);
    let (photos, files): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.thumb.is_some());
    let language = speaking();
    let Removing { may, ask } = removing;
    let may_remove = |id: RecordId, name: Box<dyn Fn() -> String + Send>| {
        let ask = ask.filter(|_| may.contains(&id))?;
        let label = move || field::REMOVE_ATTACHMENT.fill(language.get(), &[("name", &name())]);
        Some(view! {
            <button type="button" class="remove" aria-label=label on:click=move |_| ask.run(id)>
                <Icon sign=Sign::Close/>
            </button>
        })
    };
    let photo = |(place, item): (usize, AttachmentItem)| {
        let number = (place + 1).to_string();
        let called = number.clone();
        let label = move || field::SEE_PHOTO.fill(language.get(), &[("n", &number)]);
        let name = move || field::PHOTO_ALT.fill(language.get(), &[("n", &called)]);
        let remove = may_remove(item.id, Box::new(name));
        let class = remove.is_some().then_some("kept-photo");
        let open = move |_| opened.set(Some((place + 1, item.blob.clone())));
        view! {
            <li class=class>
                <button type="button" class="photo" aria-label=label on:click=open>
                    <Picture hash=item.thumb.unwrap_or_default() on_device/>
                </button>
                {remove}
            </li>
        }
    };
    let file = |item: AttachmentItem| {
        let name = item.name.clone();
        let remove = may_remove(item.id, Box::new(move || name.clone()));
        let class = remove.is_some().then_some("kept-photo");
        let shown = match is_sound(&item.media) {
            true => {
                let AttachmentItem { blob, name, media, .. } = item;
                view! { <VoiceNote hash=blob media name on_device playing/> }.into_any()
            }
            false => view! { <FileLink item on_device/> }.into_any(),
        };
        view! { <li class=class>{shown}{remove}</li> }
    };
    let (any, any_file) = (!photos.is_empty(), !files.is_empty());
    view! {
        {any.then(|| view! { <ul class="photos">{photos.into_iter().enumerate().map(photo).collect_view()}</ul> })}
        {any_file.then(|| view! { <ul class="files">{files.into_iter().map(file).collect_view()}</ul> })}
        <Opened opened on_device/>
    }
}

#[component]
fn FileLink(item: AttachmentItem, on_device: bool) -> impl IntoView {
    let address = address_of(item.blob, &item.media, on_device);
    view! {
        <a class="file" href=move || address.get() download=item.name.clone()>
            <Icon sign=Sign::File/>
            {item.name.clone()}
        </a>
    }
}

/// The photo that was tapped, as large as the screen.
#[component]
fn Opened(opened: RwSignal<Option<(usize, String)>>, on_device: bool) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let language = speaking();
    Effect::new(move |_| {
        let (Some(dialog), wanted) = (dialog.get(), opened.with(Option::is_some)) else { return };
        if wanted && !dialog.open() {
            // Only a dialog that is open already refuses.
            let _ = dialog.show_modal();
        } else if !wanted {
            dialog.close();
        }
    });
    let label = move || {
        let number = opened.with(|opened| opened.as_ref().map(|(number, _)| number.to_string()));
        number.map(|number| field::PHOTO_ALT.fill(language.get(), &[("n", &number)]))
    };
    view! {
        <dialog class="opened" node_ref=dialog aria-label=label on:close=move |_| opened.set(None)>
            {move || opened.get().map(|(_, hash)| view! { <Picture hash on_device/> })}
            <button type="button" class="button quiet small" on:click=move |_| opened.set(None)>
                <Icon sign=Sign::Close/>
                {say(common::CLOSE)}
            </button>
        </dialog>
    }
}
