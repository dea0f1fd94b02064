use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::material::Validity;
use zoufang_core::id::RecordId;
use zoufang_core::search::Sought;

use super::filters::{Narrowing, Validities};
use super::state::{Library, may_write};
use crate::clock::today;
use crate::components::material::{ValidityTag, sort_word};
use crate::components::{Icon, RecordState, Sign, StateBadge, bound, joined, moments};
use crate::console::address;
use crate::console::desk::Desk;
use crate::console::heading::Heading;
use crate::console::reads::{MaterialFilter, MaterialLine, VALIDITIES};
use crate::console::sight::keep_in_sight;
use crate::console::trouble::Trouble;
use crate::device::{Device, follow, here};
use crate::form::Draft;
use crate::session::Session;
use crate::store::StoreError;
use crate::words::{console, field, library, say, speaking};

/// The materials of the city, in the order of the phone's library.
#[component]
pub fn LibraryList() -> impl IntoView {
    let desk = Desk::get();
    let session = Session::get();
    let is_first = move || desk.address.with(|address| address.page.is_list());
    let writes = move || session.profile().is_some_and(|profile| may_write(&profile));
    let new = move || desk.address.with(|address| address::new_material(&address.materials));
    view! {
        <section class="desk-list" aria-labelledby="list-title">
            <header class="desk-list-head">
                <div class="between">
                    <Heading is_first=Signal::derive(is_first) id="list-title">{say(library::LIBRARY)}</Heading>
                    {move || writes().then(|| view! {
                        <a class="text-button" href=new><Icon sign=Sign::Plus/>{say(library::WRITE_NEW)}</a>
                    })}
                </div>
                <Transition><Validities/></Transition>
                <Narrowing/>
            </header>
            <Begun/>
            <Transition fallback=|| view! { <p class="empty">{say(console::LOADING)}</p> }><Lines/></Transition>
        </section>
    }
}

/// Forms that were begun at this desk and not finished, the latest first.
async fn read_begun(device: &Device) -> Result<Vec<Draft>, StoreError> {
    let entries = device.drafts().await?;
    let drafts = entries.iter().filter_map(|entry| serde_json::from_str::<Draft>(&entry.text).ok());
    let mut begun: Vec<Draft> = drafts.filter(|draft| draft.kind == Kind::MATERIAL && !draft.is_untouched()).collect();
    begun.sort_by_key(|draft| std::cmp::Reverse(draft.started.touched));
    Ok(begun)
}

#[component]
fn Begun() -> impl IntoView {
    let begun = follow(|device| async move { read_begun(&device).await });
    let line = |draft: Draft| {
        let title = draft.text("title");
        let title = move || if title.is_empty() { say(library::NO_TITLE_YET)().to_owned() } else { title.clone() };
        view! {
            <li>
                <a class="desk-line" href=address::amend_material(draft.record)>
                    <span class="between"><b>{title}</b><StateBadge state=RecordState::Local/></span>
                    <span class="go">{say(field::GO_ON_WRITING)}</span>
                </a>
            </li>
        }
    };
    move || {
        let begun = begun.found().filter(|begun| !begun.is_empty())?;
        Some(view! {
            <ul class="desk-lines" aria-label=say(field::DRAFTS)>{begun.into_iter().map(line).collect_view()}</ul>
        })
    }
}

#[component]
fn Lines() -> impl IntoView {
    let desk = Desk::get();
    let library = Library::get();
    let here = here();
    let language = speaking();
    let shown = Memo::new(move |_| {
        let answer = library.list.get();
        let question = answer.as_ref().and_then(|answer| answer.question.clone()).unwrap_or_default();
        let found = answer.and_then(|answer| answer.found).map(|list| list.lines).unwrap_or_default();
        with_own(found, &question, library, here.get().as_ref())
    });
    let trouble = move || {
        let answer = library.list.get()?;
        let since = answer.found.is_some().then_some(answer.at);
        answer.trouble.map(|trouble| view! { <Trouble trouble since not_found=library::ON_PHONES/> })
    };
    let told = move || {
        let answer = library.list.get()?;
        let total = answer.found?.total;
        Some(match (total, answer.question == Some(MaterialFilter::default())) {
            (0, true) if shown.with(Vec::is_empty) => library::NOTHING_YET.in_language(language.get()).to_owned(),
            (0, false) if shown.with(Vec::is_empty) => library::NONE_FITS.in_language(language.get()).to_owned(),
            _ => library::COUNT.fill(language.get(), &[("n", &total.to_string())]),
        })
    };
    let open = Memo::new(move |_| desk.address.with(|address| address.material()));
    let line = move |line: MaterialLine| view! { <li><Line line open/></li> };
    view! {
        {trouble}
        <ul class="desk-lines">{move || shown.get().into_iter().map(line).collect_view()}</ul>
        <footer class="desk-paging"><small class="num">{told}</small></footer>
    }
}

/// The server's lines with what was made here and is on its way, without what was taken off.
fn with_own(
    mut lines: Vec<MaterialLine>,
    filter: &MaterialFilter,
    library: Library,
    device: Option<&Device>,
) -> Vec<MaterialLine> {
    let Some(device) = device else { return lines };
    let sought = Sought::new(filter.text.as_deref().unwrap_or_default());
    library.sending.with(|sending| {
        let stands = |id: RecordId| sending.stands(id, None, device.who());
        let gone = |line: &MaterialLine| sending.takes_off(line.id);
        lines.retain(|line| !gone(line));
        let fits = |line: &MaterialLine| filter.sort.as_ref().is_none_or(|sort| line.sort == *sort);
        let made = sending.made().filter(|id| !lines.iter().any(|line| line.id == *id) && !sending.takes_off(*id));
        let made = made.filter_map(stands).map(|record| MaterialLine::of(&record, &sought, today())).filter(fits);
        let mut own: Vec<MaterialLine> = made.filter(|line| is_of(filter, line.validity)).collect();
        own.append(&mut lines);
        own
    })
}

fn is_of(filter: &MaterialFilter, validity: Validity) -> bool {
    filter.validity.as_deref().is_none_or(|wanted| VALIDITIES[validity.place()] == wanted)
}

/// sort · number · issuer, and at the end of the line until when.
#[component]
fn Line(line: MaterialLine, open: Memo<Option<RecordId>>) -> impl IntoView {
    let desk = Desk::get();
    let library = Library::get();
    let language = speaking();
    let MaterialLine { id, sort, title, beside, passage, until, validity } = line;
    let href = move || desk.address.with(|address| address::material(id, &address.materials));
    let current = move || (open.get() == Some(id)).then_some("true");
    let node = NodeRef::new();
    keep_in_sight(node, move || open.get() == Some(id));
    let origin = move || {
        let sort = sort_word(&sort).in_language(language.get());
        joined([sort, &bound(&beside)])
    };
    // What decides: since when, or until when, it may be held out.
    let until = move || {
        let (word, day) = match validity {
            Validity::NotYet(day) => (library::STARTS_THEN, day),
            Validity::Ended(day) => (library::ENDED_THEN, day),
            Validity::InForce => (library::ENDS_THEN, until?),
        };
        Some(word.fill(language.get(), &[("day", &moments::full(day, language.get()))]))
    };
    let state = move || library.sending.with(|sending| sending.state(id));
    view! {
        <a class="desk-line" node_ref=node href=href aria-current=current>
            <span class="between">
                <b>{title}</b>
                {move || match state() {
                    Some(state) => view! { <StateBadge state/> }.into_any(),
                    None => view! { <ValidityTag validity/> }.into_any(),
                }}
            </span>
            <small class="num">{origin}</small>
            <small class="num">{until}</small>
            <small class="desk-summary">{passage}</small>
        </a>
    }
}
