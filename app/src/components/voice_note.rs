use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{HtmlAudioElement, HtmlInputElement};
use zoufang_core::sync::Trouble;

use super::icon::{Icon, Sign};
use super::picture::address_of;
use crate::device::here;
use crate::words::{Word, say, senses, speaking};

/// Later than any note ends, in seconds.
const BEHIND_THE_END: f64 = 1e9;
/// Where a note stands is told in tenths of a second.
const TENTHS: f64 = 10.0;

/// Whether a content of this type can be heard.
pub fn is_sound(media: &str) -> bool {
    media.starts_with("audio/")
}

/// A voice note to be heard on the spot, and to be saved under its name. `playing` is the note that
/// sounds, of all that are shown together: one at a time.
#[component]
pub fn VoiceNote(
    hash: String,
    media: String,
    name: String,
    on_device: bool,
    playing: RwSignal<Option<String>>,
) -> impl IntoView {
    let here = here();
    let unheard = RwSignal::new(None::<Word>);
    let length = RwSignal::new(None::<u32>);
    let turn = RwSignal::new(0_u32);
    let contents = Memo::new(move |_| here.get().map_or(0, |device| device.contents().get()));
    let offline =
        Memo::new(move |_| here.get().is_some_and(|device| device.status().get().trouble == Some(Trouble::Offline)));
    // What could not be had is asked for again: by a device with a lock past what the browser keeps.
    Effect::new(move |before: Option<(u64, bool)>| {
        let now @ (_, is_offline) = (contents.get(), offline.get());
        let came_back = before.is_some_and(|(_, was_offline)| was_offline) && length.get_untracked().is_none();
        if before.is_some_and(|before| before != now) && !is_offline && (came_back || unheard.get_untracked().is_some())
        {
            unheard.set(None);
            length.set(None);
            turn.update(|turn| *turn += 1);
        }
        now
    });
    move || {
        turn.track();
        let address = address_of(hash.clone(), &media, on_device);
        let is_here = Memo::new(move |_| address.with(|address| address.as_deref().is_none_or(is_local)));
        let told = Memo::new(move |_| {
            let (unheard, is_unknown) = (unheard.get(), length.with(Option::is_none));
            // What came while it was heard is heard to its end.
            let is_out_of_reach = offline.get() && !is_here.get() && (is_unknown || unheard.is_some());
            if is_out_of_reach { Some(senses::VOICE_NEEDS_NETWORK) } else { unheard }
        });
        let (hash, media, called) = (hash.clone(), media.clone(), name.clone());
        let sound = move || match told.get() {
            Some(why) => view! { <p class="player hint">{say(why)}</p> }.into_any(),
            None => {
                let note = Note { hash: hash.clone(), media: media.clone(), name: called.clone() };
                view! { <Sound note address unheard length playing/> }.into_any()
            }
        };
        view! {
            <a class="file" href=move || address.get() download=name.clone()>
                <Icon sign=Sign::Microphone/>
                {name.clone()}
            </a>
            {sound}
        }
    }
}

fn is_local(address: &str) -> bool {
    address.starts_with("blob:")
}

#[derive(Clone, Debug)]
struct Note {
    hash: String,
    media: String,
    name: String,
}

/// What plays it. From the server nothing is fetched before somebody wants to hear it.
#[component]
fn Sound(
    note: Note,
    address: RwSignal<Option<String>>,
    unheard: RwSignal<Option<Word>>,
    length: RwSignal<Option<u32>>,
    playing: RwSignal<Option<String>>,
) -> impl IntoView {
    let language = speaking();
    let Note { hash, media, name } = note;
    let audio = NodeRef::<html::Audio>::new();
    let (at, sounds) = (RwSignal::new(0_u32), RwSignal::new(false));
    // While its end is being looked for: recorders do not write how long it became.
    let measuring = StoredValue::new(false);

    let measured = move || {
        let Some(audio) = audio.get_untracked() else { return };
        let duration = audio.duration();
        if duration.is_finite() {
            length.set(Some(tenths(duration)));
            if measuring.get_value() {
                measuring.set_value(false);
                audio.set_current_time(0.0);
                // The end that was looked for ended it.
                if sounds.get_untracked() {
                    play(&audio);
                }
            }
        } else if duration.is_infinite() && !measuring.get_value() {
            measuring.set_value(true);
            audio.set_current_time(BEHIND_THE_END);
        }
    };
    let tapped = move |_| {
        let Some(audio) = audio.get_untracked() else { return };
        if sounds.get_untracked() {
            // Not from the event of it, which does not come while the end is looked for.
            sounds.set(false);
            pause(&audio);
        } else {
            play(&audio);
        }
    };
    let stopped = move |_| {
        if !measuring.get_value() {
            sounds.set(false);
        }
    };
    let moved = move |_| {
        if let Some(audio) = audio.get_untracked()
            && !measuring.get_value()
        {
            at.set(tenths(audio.current_time()));
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        if let Some(audio) = audio.get_untracked() {
            let chosen = event_target::<HtmlInputElement>(&event).value_as_number() / TENTHS;
            audio.set_current_time(chosen);
            at.set(tenths(chosen));
        }
    };
    let failed = move |_| {
        let cannot = audio.get_untracked().is_some_and(|audio| audio.can_play_type(&media).is_empty());
        let is_here = address.with_untracked(|address| address.as_deref().is_some_and(is_local));
        sounds.set(false);
        unheard.set(Some(if cannot || is_here { senses::VOICE_NOT_PLAYED } else { senses::VOICE_NOT_HERE_YET }));
    };
    let own = hash.clone();
    Effect::new(move |_| {
        let another = playing.with(|playing| playing.as_ref().is_some_and(|playing| *playing != own));
        if another && let Some(audio) = audio.get_untracked() {
            pause(&audio);
        }
    });
    let begun = move |_| {
        sounds.set(true);
        playing.set(Some(hash.clone()));
    };

    let preload =
        move || address.with(|address| if address.as_deref().is_some_and(is_local) { "metadata" } else { "none" });
    let time = move || match length.get() {
        Some(length) => format!("{} / {}", clock(at.get()), clock(length)),
        None => clock(at.get()),
    };
    let (called, also_called) = (name.clone(), name);
    let label = move || {
        let word = if sounds.get() { senses::PAUSE } else { senses::PLAY };
        word.fill(language.get(), &[("name", &called)])
    };
    let position = move || senses::PLAYED_UP_TO.fill(language.get(), &[("name", &also_called)]);
    view! {
        <div class="player">
            <audio
                node_ref=audio preload=preload src=move || address.get()
                on:loadedmetadata=move |_| measured() on:durationchange=move |_| measured()
                on:timeupdate=moved on:play=begun on:pause=stopped on:ended=stopped on:error=failed
            ></audio>
            <button
                type="button" class="chip" aria-label=label
                disabled=move || address.with(Option::is_none) on:click=tapped
            >
                {move || view! { <Icon sign=if sounds.get() { Sign::Pause } else { Sign::Play }/> }}
            </button>
            <input
                type="range" min="0" step="any" aria-label=position aria-valuetext=time
                max=move || length.get().unwrap_or_default().to_string()
                disabled=move || length.with(Option::is_none)
                prop:value=move || at.get().to_string() on:input=chosen
            />
            <span class="time" aria-hidden="true">{time}</span>
        </div>
    }
}

/// Of seconds. Whole figures: what reads and writes others is as large as a page.
fn tenths(seconds: f64) -> u32 {
    // Notes are minutes long: far below where the conversion would not be exact.
    (seconds.max(0.0) * TENTHS) as u32
}

/// `0:07`; what has begun of a second does not count.
fn clock(tenths: u32) -> String {
    let whole = tenths / 10;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// Where it cannot be played the element tells so by an event.
fn play(audio: &HtmlAudioElement) {
    #[cfg(feature = "hydrate")]
    if let Ok(begun) = audio.play() {
        leptos::task::spawn_local(async move { drop(wasm_bindgen_futures::JsFuture::from(begun).await) });
    }
    #[cfg(not(feature = "hydrate"))]
    let _: &HtmlAudioElement = audio;
}

fn pause(audio: &HtmlAudioElement) {
    // Nothing but a missing element refuses.
    let _ = audio.pause();
}
