use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Doing, Problem};
use crate::components::input::{Bind, TextInput};
use crate::lock::{DeviceKey, Pin};
use crate::store::LocalStore;
use crate::words::{Word, lock as words, say, speaking};

/// Asks for the PIN. `on_key` has the device's key once it is right. Who types a wrong one too often waits.
#[component]
pub fn PinForm(
    id: &'static str,
    label: Word,
    button: Word,
    store: StoredValue<LocalStore, LocalStorage>,
    #[prop(into)] on_key: Callback<DeviceKey>,
) -> impl IntoView {
    let language = speaking();
    let (typed, busy, problem) = (RwSignal::new(String::new()), RwSignal::new(false), Problem::default());
    let wait = RwSignal::new(0_u32);
    follow_wait(store, wait);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || wait.get_untracked() > 0 {
            return;
        }
        // One that cannot be a PIN is not tried: it costs no time either.
        let Ok(pin) = Pin::new(&typed.get_untracked()) else { return problem.tell(words::WEAK_LENGTH) };
        problem.clear();
        busy.set(true);
        spawn_local(async move {
            match tried(store, pin).await {
                Ok(key) => on_key.run(key),
                Err(why) => {
                    problem.tell(why);
                    typed.try_set(String::new());
                    follow_wait(store, wait);
                }
            }
            busy.try_set(false);
        });
    };
    let waiting = move || {
        let left = wait.get();
        (left > 0).then(|| words::WAIT.fill(language.get(), &[("n", &left.to_string())]))
    };
    view! {
        <form class="stack" on:submit=submit>
            <TextInput
                bind=Bind::to(id, typed).with_problem(Signal::derive(waiting))
                label=say(label) kind="password" keys="numeric" autocomplete="current-password"
            />
            {problem.shown()}
            <Show when=move || wait.get() == 0><Doing busy word=button/></Show>
        </form>
    }
}

async fn tried(store: StoredValue<LocalStore, LocalStorage>, pin: Pin) -> Result<DeviceKey, Word> {
    #[cfg(feature = "hydrate")]
    {
        let tried = crate::browser::key_by_pin(&store.get_value(), &pin).await;
        tried.map_err(|why| super::why_not_unlocked(&why, words::WRONG))
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (store, pin);
        Err(words::FAILED)
    }
}

/// Counts down what wrong tries cost, on this page.
fn follow_wait(store: StoredValue<LocalStore, LocalStorage>, wait: RwSignal<u32>) {
    #[cfg(feature = "hydrate")]
    spawn_local(async move {
        let lock = store.get_value().lock().await.ok().flatten();
        let seconds = lock.map_or(0, |lock| lock.wait_s());
        if seconds == 0 || wait.try_set(seconds).is_some() {
            return;
        }
        count_down(wait);
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (store, wait);
}

#[cfg(feature = "hydrate")]
fn count_down(wait: RwSignal<u32>) {
    let second = std::time::Duration::from_secs(1);
    set_timeout(
        move || {
            let left = wait.try_update(|left| {
                *left = left.saturating_sub(1);
                *left
            });
            // The page may be gone.
            if left.is_some_and(|left| left > 0) {
                count_down(wait);
            }
        },
        second,
    );
}
