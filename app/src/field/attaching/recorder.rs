use leptos::prelude::*;

use super::Attaching;
use crate::components::{Icon, Sign};
use crate::words::{Word, field, say, speaking};

/// The voice note of a form, while it is spoken.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    standing: RwSignal<Standing>,
    told: RwSignal<Option<Word>>,
    #[cfg(feature = "hydrate")]
    spoken: StoredValue<under_way::Place, LocalStorage>,
}

impl Voice {
    pub fn silent() -> Self {
        Self {
            standing: RwSignal::new(Standing::Silent),
            told: RwSignal::default(),
            #[cfg(feature = "hydrate")]
            spoken: StoredValue::new_local(under_way::Place::default()),
        }
    }

    pub fn is_speaking(self) -> bool {
        self.standing.with_untracked(|standing| *standing != Standing::Silent)
    }
}

/// Where a voice note stands.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser records"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Silent,
    /// The browser asks its owner.
    Asking,
    /// For so many seconds.
    Recording(u32),
}

/// A voice note: a tap begins, a tap ends it, and then it is a file like the others. Whoever leaves the
/// page has what was said until then.
#[component]
pub fn Recorder(attaching: Attaching) -> impl IntoView {
    let language = speaking();
    let Voice { standing, told, .. } = attaching.voice;
    #[cfg(feature = "hydrate")]
    attaching.keep_what_is_said();
    let tap = move |_| {
        #[cfg(feature = "hydrate")]
        match standing.get_untracked() {
            Standing::Silent => attaching.begin_recording(),
            Standing::Asking => {}
            Standing::Recording(_) => attaching.finish_recording(),
        }
    };
    let is_recording = move || matches!(standing.get(), Standing::Recording(_));
    let label = move || match standing.get() {
        Standing::Silent | Standing::Asking => field::RECORD_VOICE.in_language(language.get()).to_owned(),
        Standing::Recording(seconds) => {
            let time = format!("{}:{:02}", seconds / 60, seconds % 60);
            field::RECORDING_VOICE.fill(language.get(), &[("time", &time)])
        }
    };
    let busy = move || standing.get() == Standing::Asking || attaching.preparing.with(Option::is_some);
    view! {
        <button
            type="button" class="chip add" class:recording=is_recording disabled=busy
            aria-pressed=move || is_recording().to_string() on:click=tap
        >
            {move || view! { <Icon sign=if is_recording() { Sign::Stop } else { Sign::Microphone }/> }}
            {label}
        </button>
        {move || told.get().map(|why| view! {
            <p class="problem" role="alert"><Icon sign=Sign::Warning/>{say(why)}</p>
        })}
    }
}

#[cfg(feature = "hydrate")]
mod under_way {
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::time::Duration;

    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use leptos::wasm_bindgen::JsValue;

    use super::{Standing, Voice};
    use crate::browser::{NoRecording, Recording};
    use crate::clock::time_of_day;
    use crate::field::attaching::Attaching;
    use crate::words::{Language, senses};

    /// As long as a form takes it: about 5 MB.
    const LONGEST_SECONDS: u32 = 600;

    /// What is being said, if somebody speaks.
    pub type Place = Rc<RefCell<Option<Spoken>>>;

    /// What is being said, and what counts its seconds.
    #[derive(Debug)]
    pub struct Spoken {
        recording: Recording,
        ticking: Result<IntervalHandle, JsValue>,
    }

    impl Attaching {
        /// Whoever leaves the page has what was said until then.
        pub(super) fn keep_what_is_said(self) {
            let Some(place) = self.voice.spoken.try_get_value() else { return };
            let place = send_wrapper::SendWrapper::new(place);
            on_cleanup(move || {
                if let Some(kept) = self.take_up(&place) {
                    spawn_local(kept);
                }
            });
        }

        pub(super) fn begin_recording(self) {
            let Voice { standing, told, .. } = self.voice;
            told.set(None);
            standing.set(Standing::Asking);
            spawn_local(async move {
                match Recording::begin().await {
                    Ok(recording) => self.go_on(recording),
                    Err(why) => {
                        standing.try_set(Standing::Silent);
                        told.try_set(Some(match why {
                            NoRecording::Refused => senses::MICROPHONE_REFUSED,
                            NoRecording::NotThere => senses::NO_MICROPHONE,
                        }));
                    }
                }
            });
        }

        fn go_on(self, recording: Recording) {
            // The page may be gone: then nobody speaks into it.
            let Some(place) = self.voice.spoken.try_get_value() else {
                spawn_local(async move { drop(recording.finish("").await) });
                return;
            };
            self.voice.standing.set(Standing::Recording(0));
            let begun = ticks();
            let ticking = set_interval_with_handle(move || self.tick(begun), Duration::from_millis(500));
            place.replace(Some(Spoken { recording, ticking }));
        }

        fn tick(self, begun: f64) {
            let Some(place) = self.voice.spoken.try_get_value() else { return };
            let seconds = ((ticks() - begun) / 1_000.0) as u32;
            if place.borrow().as_ref().is_some_and(|spoken| spoken.recording.is_over()) {
                self.voice.told.try_set(Some(senses::RECORDING_BROKE_OFF));
                self.finish_recording();
            } else if seconds < LONGEST_SECONDS {
                self.voice.standing.try_set(Standing::Recording(seconds));
            } else {
                self.finish_recording();
            }
        }

        pub(super) fn finish_recording(self) {
            if let Some(kept) = self.what_was_said() {
                spawn_local(kept);
            }
        }

        /// Ends what is being said; it is kept when this is done. `None` where nobody speaks.
        pub fn what_was_said(self) -> Option<impl Future<Output = ()> + use<>> {
            self.take_up(&self.voice.spoken.try_get_value()?)
        }

        fn take_up(self, place: &Place) -> Option<impl Future<Output = ()> + use<>> {
            let Spoken { recording, ticking } = place.take()?;
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
            self.voice.standing.try_set(Standing::Silent);
            // A name that every system takes: without a colon.
            let time = time_of_day().to_string().replace(':', "");
            let name = format!("{}{time}", senses::VOICE_NOTE.in_language(Language::Chinese));
            let taking = self.expect(1);
            Some(async move {
                let file = recording.finish(&name).await;
                taking.take(file.into_iter().collect()).await;
            })
        }
    }

    /// In ms, by a clock that nobody sets.
    fn ticks() -> f64 {
        window().performance().map_or(0.0, |performance| performance.now())
    }
}
