use leptos::html;
use leptos::prelude::*;

use crate::words::{Word, say};

/// A question before something that cannot be undone. `open` shows it; both answers close it.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    title: Word,
    /// To whom or what it happens, where the title does not say.
    #[prop(optional, into)]
    about: Signal<String>,
    text: Word,
    yes: Word,
    no: Word,
    #[prop(into)] on_yes: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), wanted) = (dialog.get(), open.get()) else { return };
        if wanted && !dialog.open() {
            // Only a dialog that is open already refuses.
            let _ = dialog.show_modal();
        } else if !wanted {
            dialog.close();
        }
    });
    let agree = move |_| {
        open.set(false);
        on_yes.run(());
    };
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby="confirm-title" on:close=move |_| open.set(false)>
            <div class="stack">
                <h2 id="confirm-title">{say(title)}</h2>
                {move || Some(about.get()).filter(|about| !about.is_empty()).map(|about| view! { <p><b>{about}</b></p> })}
                <p>{say(text)}</p>
                <div class="row">
                    <button type="button" class="button quiet grow" on:click=move |_| open.set(false)>{say(no)}</button>
                    <button type="button" class="button grow" on:click=agree>{say(yes)}</button>
                </div>
            </div>
        </dialog>
    }
}
