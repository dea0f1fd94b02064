use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Told, Trouble};
use crate::components::input::{Bind, TextInput};
use crate::focus::take_up;
use crate::lock::{DeviceKey, Pin};
use crate::store::LocalStore;
use crate::words::{Word, lock as words, say, speaking};

const ID: &str = "pin";

/// Asks for the PIN. `on_key` has the device's key once it is right. Who types a wrong one too often waits.
#[component]
pub fn PinForm(
    label: Word,
    button: Word,
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let (typed, busy, trouble) = (RwSignal::new(String::new()), RwSignal::new(false), Trouble::default());
    let waiting = Waiting::begin(store, trouble);
    take_up(ID);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || waiting.left.get_untracked() > 0 {
            return;
        }
        // One that cannot be a PIN is not tried: it costs no time either.
        let Ok(pin) = Pin::new(&typed.get_untracked()) else { return trouble.tell(words::WEAK_LENGTH) };
        trouble.clear();
        busy.set(true);
        spawn_local(async move {
            match tried(&store.get_value(), &pin, waiting.waited_for()).await {
                Ok(key) => on_key.run(key),
                Err(why) => {
                    trouble.tell(why);
                    typed.try_set(String::new());
                    waiting.look().await;
                }
            }
            busy.try_set(false);
        });
    };
    let language = speaking();
    let said = move || match (waiting.left.get(), busy.get()) {
        (0, false) => button.in_language(language.get()).to_owned(),
        (0, true) => words::WORKING.in_language(language.get()).to_owned(),
        (left, _) => words::WAITING.fill(language.get(), &[("n", &format!("{}:{:02}", left / 60, left % 60))]),
    };
    // A button that has the focus keeps it while one waits.
    let barred = move || (busy.get() || waiting.left.get() > 0).then_some("true");
    view! {
        <form class="stack" autocomplete="off" on:submit=submit>
            <TextInput bind=Bind::to(ID, typed) label=say(label) keys="numeric" hidden=true/>
            <Told trouble/>
            <button class="button wide" aria-disabled=barred>{said}</button>
        </form>
    }
}

/// What wrong tries cost, counted down on this page.
#[derive(Clone, Copy)]
struct Waiting {
    store: StoredValue<LocalStore, LocalStorage>,
    trouble: Trouble,
    /// Seconds.
    left: RwSignal<u32>,
    /// How many wrong tries there were when the waiting began.
    tries: StoredValue<u32>,
}

impl Waiting {
    fn begin(store: StoredValue<LocalStore, LocalStorage>, trouble: Trouble) -> Self {
        let waiting = Self { store, trouble, left: RwSignal::new(0), tries: StoredValue::new(0) };
        #[cfg(feature = "hydrate")]
        spawn_local(waiting.look());
        waiting
    }

    fn waited_for(self) -> u32 {
        self.tries.try_get_value().unwrap_or_default()
    }

    /// How many wrong tries there are by now, in whatever tab.
    async fn look(self) {
        let Some(store) = self.store.try_get_value() else { return };
        let lock = store.lock().await.ok().flatten();
        let (tries, seconds) = lock.map_or((0, 0), |lock| (lock.wrong, lock.wait_s()));
        self.tries.try_set_value(tries);
        if seconds == 0 || self.left.try_set(seconds).is_some() {
            return;
        }
        if seconds < 60 {
            self.trouble.tell_number(words::WAIT_SECONDS, seconds);
        } else {
            self.trouble.tell_number(words::WAIT_MINUTES, seconds / 60);
        }
        self.count_down();
    }

    fn count_down(self) {
        let second = std::time::Duration::from_secs(1);
        set_timeout(
            move || {
                // The page may be gone.
                let left = self.left.try_update(|left| {
                    *left = left.saturating_sub(1);
                    *left
                });
                match left {
                    Some(0) => self.trouble.clear(),
                    Some(_) => self.count_down(),
                    None => {}
                }
            },
            second,
        );
    }
}

#[cfg(feature = "hydrate")]
async fn tried(store: &LocalStore, pin: &Pin, waited_for: u32) -> Result<DeviceKey, Word> {
    let tried = crate::browser::key_by_pin(store, pin, waited_for).await;
    tried.map_err(|failure| super::why(&failure, words::WRONG))
}

#[cfg(not(feature = "hydrate"))]
async fn tried(_store: &LocalStore, _pin: &Pin, _waited_for: u32) -> Result<DeviceKey, Word> {
    super::only_in_browsers()
}
