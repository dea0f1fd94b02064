use leptos::prelude::*;
use zoufang_core::domain::comment::{NOTE, QUESTION};
use zoufang_core::sync::Trouble;

use super::desk::Desk;
use super::review::{Review, Said, stepper};
use crate::components::{CommentBox, Icon, Sign, names};
use crate::device::here;
use crate::words::{console, say, speaking};

/// The buttons of a reviewer, and the question with which a visit goes back.
#[component]
pub fn Verdicts() -> impl IntoView {
    let review = Review::get();
    let language = speaking();
    view! {
        <Show when=move || review.judges.get()>
            <p class="small desk-keys">
                <kbd class="key">"K"</kbd> " " {say(console::PREVIOUS)} " " <kbd class="key">"J"</kbd> " " {say(console::NEXT)}
            </p>
            <div class="desk-verdicts" role="group" aria-label=move || console::ACTIONS.in_language(language.get())>
                <Buttons/>
            </div>
        </Show>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let review = Review::get();
    let step = StoredValue::new_local(stepper(review));
    let go_on = move || step.with_value(|step| step(1));
    let next = move || {
        if review.is_current.get_untracked() {
            go_on();
        }
    };
    let open = move || if review.returning.get() { "true" } else { "false" };
    let waits = move || (!review.is_current.get()).then_some("true");
    view! {
        <button
            type="button" class="button quiet small" aria-expanded=open aria-controls="desk-ask" aria-disabled=waits
            on:click=move |_| review.return_it(!review.returning.get_untracked())
        >
            <Icon sign=Sign::Returned/> {say(console::RETURN)} " " <kbd class="key">"R"</kbd>
        </button>
        <Show
            when=move || !review.is_reviewed()
            fallback=move || view! {
                <button type="button" class="button small" aria-disabled=waits on:click=move |_| next()>
                    {say(console::NEXT)} " " <kbd class="key">"J"</kbd>
                </button>
            }
        >
            <button type="button" class="button quiet small" aria-disabled=waits on:click=move |_| review.reviewed(|| ())>
                <Icon sign=Sign::Done/> {say(console::REVIEWED)}
            </button>
            <button type="button" class="button small" aria-disabled=waits on:click=move |_| review.reviewed(go_on)>
                {say(console::REVIEWED_NEXT)} " " <kbd class="key">"Enter"</kbd>
            </button>
        </Show>
    }
}

/// The question, below the buttons that opened it.
#[component]
pub fn Asking() -> impl IntoView {
    let review = Review::get();
    let asking = Memo::new(move |_| review.open.get().filter(|_| review.returning.get()));
    view! {
        <div id="desk-ask">
            {move || asking.get().map(|about| view! {
                <div class="desk-ask">
                    <button type="button" class="text-button" on:click=move |_| review.returning.set(false)>
                        {say(console::CANCEL)} " " <kbd class="key">"Esc"</kbd>
                    </button>
                    <CommentBox
                        about purpose=QUESTION label=console::ASK button=console::SEND_BACK example=console::ASK_HINT
                        also=move |()| review.returned()
                        done=move |()| review.returning.set(false)
                        focused=true
                    />
                </div>
            })}
        </div>
    }
}

/// What became of the last act, and of what is on its way.
#[component]
pub fn Outcome() -> impl IntoView {
    let (review, desk) = (Review::get(), Desk::get());
    let here = here();
    let language = speaking();
    let said = move || {
        let language = language.get();
        match review.said.get()? {
            Said::LastOne => Some(console::LAST_ONE.in_language(language).to_owned()),
            Said::NotSaved(error) => {
                let why = names::store_error(&error).in_language(language);
                Some(console::NOT_SAVED.fill(language, &[("why", why)]))
            }
        }
    };
    let refused = move || {
        let reason = desk.sending.with(|sending| Some(names::reason(sending.refusal(review.open.get()?)?.code)))?;
        let why = reason.in_language(language.get());
        Some(console::SET_ASIDE.fill(language.get(), &[("why", why)]))
    };
    let waits = move || {
        let open = review.open.get()?;
        let word = match here.get()?.status().get().trouble? {
            Trouble::Offline => console::TO_BE_SENT,
            Trouble::SignInAgain | Trouble::Revoked => console::TO_BE_SENT_SIGNED_IN,
            _ => return None,
        };
        let under_way = desk.sending.with(|sending| sending.is_under_way(open));
        under_way.then(|| word.in_language(language.get()).to_owned())
    };
    let failed = move || matches!(review.said.get(), Some(Said::NotSaved(_))) || refused().is_some();
    let told = Memo::new(move |_| refused().or_else(said).or_else(waits));
    view! {
        <div role="status">
            {move || told.get().map(|told| view! { <p class="banner" class:bad=failed>{told}</p> })}
        </div>
    }
}

/// Where a note is written. Not beside an open question: one thing at a time.
#[component]
pub fn NoteBox() -> impl IntoView {
    let review = Review::get();
    let sent = RwSignal::new(0_u32);
    let open = Memo::new(move |_| {
        let may = review.comments.get() && !review.returning.get();
        review.open.get().filter(|_| may).map(|open| (open, sent.get()))
    });
    move || {
        open.get().map(|(about, _)| {
            view! {
                <div class="desk-note">
                    <CommentBox
                        about purpose=NOTE label=console::WRITE_NOTE button=console::SEND_NOTE
                        example=console::NOTE_HINT
                        also=|()| Vec::new()
                        done=move |()| sent.update(|sent| *sent += 1)
                    />
                </div>
            }
        })
    }
}
