use leptos::prelude::*;

use super::Attaching;
use crate::components::{Icon, Sign};
use crate::words::{Word, field, say, speaking};
#[cfg(feature = "hydrate")]
use under_way::Spoken;

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
    let (standing, told) = (RwSignal::new(Standing::Silent), RwSignal::new(None::<Word>));
    #[cfg(feature = "hydrate")]
    let spoken = Spoken::of(attaching, standing, told);
    let tap = move |_| {
        #[cfg(feature = "hydrate")]
        match standing.get_untracked() {
            Standing::Silent => spoken.begin(),
            Standing::Asking => {}
            Standing::Recording(_) => spoken.finish(),
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

    use super::Standing;
    use crate::browser::{NoRecording, Recording};
    use crate::clock::{now_ms, time_of_day};
    use crate::field::attaching::Attaching;
    use crate::words::{Language, Word, senses};

    /// As long as a form takes it: about 5 MB.
    const LONGEST_SECONDS: u32 = 600;

    /// What is being said.
    #[derive(Clone, Copy)]
    pub struct Spoken {
        attaching: Attaching,
        standing: RwSignal<Standing>,
        told: RwSignal<Option<Word>>,
        recording: StoredValue<Rc<RefCell<Option<Recording>>>, LocalStorage>,
    }

    impl Spoken {
        pub fn of(attaching: Attaching, standing: RwSignal<Standing>, told: RwSignal<Option<Word>>) -> Self {
            let recording = Rc::default();
            let spoken = Self { attaching, standing, told, recording: StoredValue::new_local(Rc::clone(&recording)) };
            let kept = send_wrapper::SendWrapper::new(recording);
            on_cleanup(move || attach(attaching, &kept));
            spoken
        }

        pub fn begin(self) {
            self.told.set(None);
            self.standing.set(Standing::Asking);
            spawn_local(async move {
                match Recording::begin().await {
                    Ok(recording) => self.go_on(recording),
                    Err(why) => {
                        self.standing.try_set(Standing::Silent);
                        self.told.try_set(Some(match why {
                            NoRecording::Refused => senses::MICROPHONE_REFUSED,
                            NoRecording::NotThere => senses::NO_MICROPHONE,
                        }));
                    }
                }
            });
        }

        fn go_on(self, recording: Recording) {
            // The page may be gone: then nobody speaks into it.
            let Some(place) = self.recording.try_get_value() else {
                spawn_local(async move { drop(recording.finish("").await) });
                return;
            };
            place.replace(Some(recording));
            self.standing.set(Standing::Recording(0));
            let begun = now_ms();
            let ticking = StoredValue::new(None::<IntervalHandle>);
            let tick = move || {
                let seconds = u32::try_from((now_ms() - begun) / 1_000).unwrap_or(LONGEST_SECONDS);
                match self.standing.try_get_untracked() {
                    Some(Standing::Recording(_)) if seconds < LONGEST_SECONDS => {
                        self.standing.set(Standing::Recording(seconds));
                    }
                    Some(Standing::Recording(_)) => self.finish(),
                    _ => {
                        if let Some(handle) = ticking.try_get_value().flatten() {
                            handle.clear();
                        }
                    }
                }
            };
            if let Ok(handle) = set_interval_with_handle(tick, Duration::from_millis(500)) {
                ticking.set_value(Some(handle));
            }
        }

        pub fn finish(self) {
            self.standing.try_set(Standing::Silent);
            if let Some(place) = self.recording.try_get_value() {
                attach(self.attaching, &place);
            }
        }
    }

    fn attach(attaching: Attaching, place: &Rc<RefCell<Option<Recording>>>) {
        let Some(recording) = place.take() else { return };
        // A name that every system takes: without a colon.
        let time = time_of_day().to_string().replace(':', "");
        let name = format!("{}{time}", senses::VOICE_NOTE.in_language(Language::Chinese));
        let taking = attaching.expect(1);
        spawn_local(async move {
            let file = recording.finish(&name).await;
            taking.take(file.into_iter().collect()).await;
        });
    }
}
