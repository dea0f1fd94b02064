use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Doing, Problem};
use crate::components::input::{Bind, TextInput};
use crate::lock::{Pin, WeakPin};
use crate::words::{Word, lock as words, say, speaking};

/// Asks for a new PIN, twice. `on_pin` has it once both agree and it is not a weak one.
#[component]
pub fn NewPin(
    /// Before the ids of its inputs, which are unique on a page.
    id: &'static str,
    label: Word,
    button: Word,
    busy: RwSignal<bool>,
    problem: Problem,
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
        problem.clear();
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
        <form class="stack" on:submit=submit>
            <TextInput
                bind=Bind::to(format!("{id}-pin"), first).with_problem(Signal::derive(told))
                label=say(label) kind="password" keys="numeric" autocomplete="new-password"
            />
            <TextInput
                bind=Bind::to(format!("{id}-again"), second).with_problem(Signal::derive(not_the_same))
                label=say(words::PIN_AGAIN) kind="password" keys="numeric" autocomplete="new-password"
            />
            {problem.shown()}
            <Doing busy word=button/>
        </form>
    }
}
