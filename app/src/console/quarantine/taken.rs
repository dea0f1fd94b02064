use leptos::prelude::*;
use zoufang_core::wire::{Decision, ReasonCode};

use crate::clock::today;
use crate::components::{Icon, Sign, moments, names};
use crate::console::reads::DecisionTaken;
use crate::words::{Word, console, names as words, say, speaking};

/// Why a change was set aside. `code` is as spelled on the wire.
pub fn why(code: &str) -> Word {
    // One that this program does not know yet.
    serde_json::from_value::<ReasonCode>(code.into()).map_or(words::R_UNKNOWN, names::reason)
}

/// What was decided, by whom and when.
#[component]
pub fn TakenLine(taken: DecisionTaken) -> impl IntoView {
    let language = speaking();
    let DecisionTaken { decision, by, at, .. } = taken;
    let (sign, word) = match decision {
        Decision::Accept => (Sign::Done, console::ACCEPTED),
        Decision::Mend => (Sign::Done, console::MENDED),
        Decision::Refuse => (Sign::Returned, console::REFUSED),
    };
    let who = move || {
        let time = moments::instant_with_day(at, today(), language.get());
        console::FROM_AUTHOR.fill(language.get(), &[("author", &by), ("time", &time)])
    };
    view! {
        <span class="desk-taken" class:refused=decision == Decision::Refuse>
            <Icon sign/> <b>{say(word)}</b> <small class="num">{who}</small>
        </span>
    }
}
