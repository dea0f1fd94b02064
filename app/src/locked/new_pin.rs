use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Submit, Told, Trouble};
use crate::components::input::{Bind, TextInput};
use crate::lock::{Pin, WeakPin};
use crate::words::{Word, lock as words, say, speaking};

/// Asks for a new PIN, twice. `on_pin` has it once both agree and it is not a weak one.
#[component]
pub fn NewPin(
    label: Word,
    button: Word,
    busy: RwSignal<bool>,
    trouble: Trouble,
    #[prop(into)] on_pin: Callback<Pin>,
) -> impl IntoView {
    let language = speaking();
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Told when it is asked for, not while somebody types.
    let (weak, other) = (RwSignal::new(None::<Word>), RwSignal::new(false));
    let told = move || weak.get().map(|word| word.in_language(language.get()).to_owned());
    let not_the_same = move || other.get().then(|| words::NOT_THE_SAME.in_language(language.get()).to_owned());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        trouble.clear();
        let pin = Pin::new(&first.get_untracked());
        weak.set(pin.as_ref().err().map(|weak| match weak {
            WeakPin::Length => words::WEAK_LENGTH,
            WeakPin::Guessed => words::WEAK_GUESSED,
        }));
        let Ok(pin) = pin else { return };
        other.set(Pin::new(&second.get_untracked()).as_ref() != Ok(&pin));
        if !other.get_untracked() {
            on_pin.run(pin);
        }
    };
    view! {
        <form class="stack" autocomplete="off" on:submit=submit>
            <TextInput
                bind=Bind::to("new-pin", first).with_problem(Signal::derive(told))
                label=say(label) hint=say(words::LONGER_IS_BETTER) keys="numeric" hidden=true
            />
            <TextInput
                bind=Bind::to("new-pin-again", second).with_problem(Signal::derive(not_the_same))
                label=say(words::PIN_AGAIN) keys="numeric" hidden=true
            />
            <Told trouble/>
            <Submit busy word=button/>
        </form>
    }
}
