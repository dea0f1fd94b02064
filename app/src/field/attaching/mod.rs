//! What is attached to a form: photos, files, voice notes; each on the disk as soon as it shows.

mod recorder;
#[cfg(feature = "hydrate")]
mod taking;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::id::RecordId;

use recorder::{Recorder, Voice};

use crate::components::{Icon, Picture, Sign, VoiceNote, is_sound, names};
use crate::form::{Draft, DraftForm, Incoming, NotTaken, Refused, attached};
use crate::words::{Language, Word, field, say, speaking};

/// Attachments of one form.
const MOST: usize = 30;

/// What is being attached to a form: what is on the disk, and what is on its way there.
#[derive(Clone, Copy, Debug)]
pub struct Attaching {
    form: DraftForm,
    kept: RwSignal<Vec<Draft>>,
    /// Which one of how many is being made smaller.
    preparing: RwSignal<Option<(usize, usize)>>,
    refused: RwSignal<Vec<Refused>>,
    /// The voice note that sounds, by its hash.
    playing: RwSignal<Option<String>>,
    /// The one that is being spoken.
    voice: Voice,
}

impl Attaching {
    /// Goes on with what was attached before.
    pub fn begin(form: DraftForm) -> Self {
        let Incoming { preparing, refused, .. } = form.device().incoming(record_of(form));
        let attaching = Self {
            form,
            kept: RwSignal::default(),
            preparing: preparing.into(),
            refused: refused.into(),
            playing: RwSignal::default(),
            voice: Voice::silent(),
        };
        attaching.read();
        let drafted = form.device().drafted();
        Effect::new(move |begun: Option<()>| {
            drafted.track();
            // Another window has taken something in, or a page of this form that was left.
            if begun.is_some() {
                attaching.read();
            }
        });
        attaching
    }

    pub fn is_preparing(self) -> bool {
        self.preparing.with_untracked(Option::is_some)
    }

    /// Something is on its way into the form: chosen, or being spoken.
    pub fn is_busy(self) -> bool {
        self.is_preparing() || self.voice.is_speaking()
    }

    /// Ends the voice note that is being spoken. Tells whether it is kept, or there was none.
    pub async fn end_recording(self) -> bool {
        #[cfg(feature = "hydrate")]
        if let Some(kept) = self.what_was_said() {
            kept.await;
            // The page may be gone: then there is nothing to go on with.
            return self.refused.try_with_untracked(Vec::is_empty).unwrap_or(false);
        }
        true
    }

    fn read(self) {
        let (device, of) = (self.form.device(), record_of(self.form));
        spawn_local(async move {
            // A store that cannot be read is told where something is written to it.
            if let Ok(kept) = attached(&device, of).await {
                // The page may be gone.
                self.kept.try_set(kept);
            }
        });
    }

    fn remove(self, draft: &Draft) {
        let (device, key, hashes) = (self.form.device(), draft.key(), hashes(draft));
        let name = draft.text("name");
        spawn_local(async move {
            match device.drop_attached(&[key], &hashes).await {
                Ok(()) => self.read(),
                Err(error) => {
                    self.refused.try_update(|refused| refused.push(Refused::One(name, NotTaken::Store(error))));
                }
            }
        });
    }
}

fn record_of(form: DraftForm) -> RecordId {
    form.draft().with_untracked(|draft| draft.record)
}

/// The contents that a draft of an attachment names.
pub fn hashes(draft: &Draft) -> Vec<String> {
    ["blob", "thumb"].map(|path| draft.text(path)).into_iter().filter(|hash| !hash.is_empty()).collect()
}

/// Photos and files, each on the disk as soon as it shows.
#[component]
pub fn AttachmentFields(attaching: Attaching) -> impl IntoView {
    let language = speaking();
    let Attaching { kept, preparing, refused, .. } = attaching;
    let progress = move || {
        let (one, all) = preparing.get()?;
        Some(field::PREPARING.fill(language.get(), &[("n", &one.to_string()), ("all", &all.to_string())]))
    };
    view! {
        <fieldset class="field">
            <legend>{say(field::ATTACHMENTS)}</legend>
            <ul class="photos">
                <For each=move || kept.get() key=|draft| draft.record let:draft>
                    <Kept attaching draft/>
                </For>
            </ul>
            <div class="wrap">
                <Chooser attaching sign=Sign::Camera word=field::TAKE_PHOTOS accept="image/*"/>
                <Chooser attaching sign=Sign::File word=field::ADD_FILE accept=".pdf,.m4a,.ogg,.webm,application/pdf,audio/*"/>
                <Recorder attaching/>
            </div>
            <p class="hint" role="status">{progress}</p>
            {move || refused.get().into_iter().map(|refused| view! {
                <p class="problem" role="alert"><Icon sign=Sign::Warning/>{move || told(&refused, language.get())}</p>
            }).collect_view()}
        </fieldset>
    }
}

#[component]
fn Kept(attaching: Attaching, draft: Draft) -> impl IntoView {
    let language = speaking();
    let (record, name, thumb) = (draft.record, draft.text("name"), draft.text("thumb"));
    // Cameras call all their photos the same.
    let called = thumb.is_empty().then(|| name.clone());
    let label = move || {
        let called = called.clone().unwrap_or_else(|| {
            let number = attaching.kept.with(|kept| number_of(kept, record)).to_string();
            field::PHOTO_ALT.fill(language.get(), &[("n", &number)])
        });
        field::REMOVE_ATTACHMENT.fill(language.get(), &[("name", &called)])
    };
    let media = draft.text("type");
    let shown = if is_sound(&media) {
        let (hash, playing) = (draft.text("blob"), attaching.playing);
        view! { <VoiceNote hash media name on_device=true playing/> }.into_any()
    } else if thumb.is_empty() {
        view! { <span class="file"><Icon sign=Sign::File/>{name}</span> }.into_any()
    } else {
        view! { <span class="photo"><Picture hash=thumb on_device=true/></span> }.into_any()
    };
    view! {
        <li class="kept-photo">
            {shown}
            <button type="button" class="remove" aria-label=label on:click=move |_| attaching.remove(&draft)>
                <Icon sign=Sign::Close/>
            </button>
        </li>
    }
}

/// Which of the photos it is.
fn number_of(kept: &[Draft], record: RecordId) -> usize {
    let photos = kept.iter().filter(|draft| !draft.text("thumb").is_empty());
    photos.take_while(|draft| draft.record != record).count() + 1
}

/// The input lies over its chip, unseen, as with other choices. Whether the camera or the album opens
/// is the phone's to ask.
#[component]
fn Chooser(attaching: Attaching, sign: Sign, word: Word, accept: &'static str) -> impl IntoView {
    // What is chosen next would find the one before still in the way.
    let busy = move || attaching.preparing.with(Option::is_some);
    let chosen = move |event| {
        #[cfg(feature = "hydrate")]
        attaching.choose(&event);
        #[cfg(not(feature = "hydrate"))]
        let _: (leptos::ev::Event, Attaching) = (event, attaching);
    };
    view! {
        <label class="choice">
            <input type="file" accept=accept multiple disabled=busy aria-label=say(word) on:change=chosen/>
            <span class="chip add"><Icon sign/>{say(word)}</span>
        </label>
    }
}

fn told(refused: &Refused, language: Language) -> String {
    let (name, why) = match refused {
        Refused::TooMany(count) => {
            let parts = [("most", MOST.to_string()), ("n", count.to_string())];
            return field::TOO_MANY_FILES
                .fill(language, &parts.each_ref().map(|(name, value)| (*name, value.as_str())));
        }
        Refused::Rest(count) => return field::REST_NOT_ADDED.fill(language, &[("n", &count.to_string())]),
        Refused::One(name, why) => (name.as_str(), why),
    };
    let word = match why {
        NotTaken::Broken => field::IMAGE_BROKEN,
        NotTaken::Heic => field::IMAGE_HEIC,
        NotTaken::TooLarge => field::FILE_TOO_LARGE,
        NotTaken::Other => field::FILE_OTHER,
        NotTaken::Unreadable => field::FILE_UNREADABLE,
        NotTaken::Store(error) => {
            return field::FILE_NOT_KEPT.fill(language, &[("name", name)])
                + names::store_error(error).in_language(language);
        }
    };
    word.fill(language, &[("name", name)])
}
