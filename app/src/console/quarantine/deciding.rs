use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::wire::{Decide, Decision};

use super::begun::{Beginning, Doing};
use super::fields::Field;
use super::mending::Mending;
use super::sending::{NotDecided, send};
use crate::components::input::{Bind, TextBox};
use crate::components::{Confirm, Icon, Sign, names};
use crate::console::desk::{AsideShown, Desk};
use crate::console::reads::QuarantineEntry;
use crate::device::here;
use crate::words::{console, field, say, speaking};

/// What is being decided over a change, and how that stands.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    number: u64,
    /// How many decisions over it stand on this page.
    seen: u64,
    pub beginning: Beginning,
    under_way: RwSignal<bool>,
    failed: RwSignal<Option<NotDecided>>,
    desk: Desk,
}

impl Act {
    pub fn send(self, decide: Decide) {
        if self.under_way.get_untracked() {
            return;
        }
        self.under_way.set(true);
        self.failed.set(None);
        let decide = Decide { seen: self.seen, ..decide };
        let device = here().get_untracked();
        spawn_local(async move {
            let sent = send(self.number, decide).await;
            if sent.is_ok() {
                self.beginning.end(device).await;
            }
            // The page may be gone by then.
            let _ = self.under_way.try_set(false);
            if sent.is_ok() {
                show_the_top();
            }
            let is_news = matches!(sent, Ok(_) | Err(NotDecided::Meanwhile | NotDecided::NotTheirs));
            if is_news {
                self.desk.decisions.try_update(|decisions| *decisions += 1);
            }
            let _ = self.failed.try_set(sent.err());
        });
    }

    pub fn is_under_way(self) -> bool {
        self.under_way.get()
    }

    /// The field on which the server said no.
    pub fn refused_path(self) -> Option<String> {
        match self.failed.get()? {
            NotDecided::NotApplicable(reason) => reason.path.map(|path| path.to_string()),
            _ => None,
        }
    }
}

/// Where the decision stands then.
fn show_the_top() {
    if let Some(column) = document().get_element_by_id("open") {
        column.set_scroll_top(0);
        column.scroll_into_view();
    }
}

pub fn decide(decision: Decision) -> Decide {
    Decide { decision, seen: 0, words: String::new(), fields: Default::default(), without: Vec::new() }
}

/// The change that stands open and may be decided over. It follows the server in the browser alone: a decision needs
/// the program, and what is typed stays while the same change stands open.
#[component]
pub fn Deciding() -> impl IntoView {
    let desk = Desk::get();
    let open = RwSignal::new(None::<QuarantineEntry>);
    Effect::new(move |_| {
        let entry = match desk.aside.get() {
            Some(Ok(AsideShown::Entry(entry))) => Some(*entry).filter(|entry| entry.decides),
            // What was typed outlives an answer that did not come.
            Some(Err(_)) | None => return,
            Some(Ok(_)) => None,
        };
        if open.with_untracked(|open| *open != entry) {
            open.set(entry);
        }
    });
    move || open.get().map(|entry| view! { <Decisions entry/> })
}

#[component]
fn Decisions(entry: QuarantineEntry) -> impl IntoView {
    let language = speaking();
    let QuarantineEntry { line, fields, .. } = entry;
    let act = Act {
        number: line.id,
        seen: line.taken.map_or(0, |taken| taken.turn),
        beginning: Beginning::of(line.id),
        under_way: RwSignal::new(false),
        failed: RwSignal::new(None),
        desk: Desk::get(),
    };
    let again = act.seen > 0;
    let fields = Field::in_order(&line.kind, fields);
    let mendable = !fields.is_empty();
    let fields = StoredValue::new(fields);
    let told = move || act.failed.get().map(|failed| failed.said(language.get()));
    let Beginning { begun, taken_up, failed: not_kept, .. } = act.beginning;
    let doing = Memo::new(move |_| (begun.with(|begun| begun.doing), taken_up.get()));
    view! {
        <section class="card stack desk-decide" aria-labelledby="decide-title">
            <h2 id="decide-title">{say(if again { console::DECIDE_AGAIN } else { console::DECIDE })}</h2>
            <Choice act mendable/>
            {move || match doing.get().0 {
                Doing::Nothing => ().into_any(),
                Doing::Mending => view! { <Mending act fields=fields.get_value()/> }.into_any(),
                Doing::Refusing => view! { <Refusing act/> }.into_any(),
            }}
            {move || not_kept.get().map(|error| view! {
                <p class="problem" role="alert">{say(field::NOT_SAVED)} {say(names::store_error(&error))}</p>
            })}
            <div role="alert">{move || told().map(|told| view! { <p class="banner bad">{told}</p> })}</div>
        </section>
    }
}

/// The three decisions. To accept asks once more, since it cannot be taken back.
#[component]
fn Choice(act: Act, mendable: bool) -> impl IntoView {
    let language = speaking();
    let asking = RwSignal::new(false);
    let toggle = move |doing| {
        act.beginning.begun.update(|begun| begun.doing = if begun.doing == doing { Doing::Nothing } else { doing });
    };
    let open = move |doing| if act.beginning.begun.with(|begun| begun.doing) == doing { "true" } else { "false" };
    let mend = mendable.then(|| {
        view! {
            <button
                type="button" class="button quiet small" aria-expanded=move || open(Doing::Mending)
                on:click=move |_| toggle(Doing::Mending)
            >
                <Icon sign=Sign::Pen/> {say(console::MEND)}
            </button>
        }
    });
    let unreadable = (!mendable).then(|| view! { <p class="small">{say(console::CANNOT_MEND)}</p> });
    view! {
        {unreadable}
        <div class="desk-choose" role="group" aria-label=move || console::DECIDE.in_language(language.get())>
            <button
                type="button" class="button quiet small" disabled=move || act.is_under_way()
                on:click=move |_| asking.set(true)
            >
                <Icon sign=Sign::Done/> {say(console::ACCEPT)}
            </button>
            {mend}
            <button
                type="button" class="button quiet small" aria-expanded=move || open(Doing::Refusing)
                on:click=move |_| toggle(Doing::Refusing)
            >
                <Icon sign=Sign::Returned/> {say(console::REFUSE)}
            </button>
        </div>
        <Confirm
            open=asking title=console::ACCEPT_TITLE text=console::ACCEPT_TEXT yes=console::ACCEPT no=console::CANCEL
            on_yes=move |()| act.send(decide(Decision::Accept))
        />
    }
}

/// The words without which nothing is refused.
#[component]
fn Refusing(act: Act) -> impl IntoView {
    let language = speaking();
    let (begun, missing) = (act.beginning.begun, RwSignal::new(false));
    let words = Signal::derive(move || begun.with(|begun| begun.words.clone()));
    let problem = Signal::derive(move || {
        let missing = missing.get() && words.with(|words| words.trim().is_empty());
        missing.then(|| console::WORDS_MISSING.in_language(language.get()).to_owned())
    });
    let bind = Bind::reading("refusal-words", words).with_problem(problem);
    let bind = bind.telling(move |text| begun.update(|begun| begun.words = text));
    let refuse = move |_| {
        let words = words.get_untracked();
        if words.trim().is_empty() {
            missing.set(true);
            return;
        }
        act.send(Decide { words, ..decide(Decision::Refuse) });
    };
    view! {
        <TextBox bind label=say(console::WORDS) must=true hint=say(console::WORDS_HINT)/>
        <div>
            <button type="button" class="button small" disabled=move || act.is_under_way() on:click=refuse>
                {say(console::REFUSE_SEND)}
            </button>
        </div>
    }
}
