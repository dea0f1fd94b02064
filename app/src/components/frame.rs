use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use zoufang_core::sync::Trouble;

use super::icon::{Icon, Sign};
use super::net::NetPill;
use super::places;
use super::skew::wrong_days_said;
use super::tabs::Tabs;
use super::title::PageTitle;
use super::update::NewVersion;
use crate::clock::{known_skew, now_ms};
use crate::device::{Device, here};
use crate::locked::{Locked, Wanted};
use crate::session::{Session, Who};
use crate::way_back::sign_in_and_return;
use crate::words::{Word, common, lock, say, speaking};

/// What every page of the field has: title, how sync stands, navigation. What the page shows comes
/// once the device is there; until then, and on the server, its bones.
#[component]
pub fn FieldFrame<F, V>(
    title: Word,
    /// A small line above the title.
    #[prop(optional)]
    above: Option<fn(&Device) -> AnyView>,
    /// A form: the navigation goes to its end, so that the thumb does not meet it while typing.
    #[prop(optional)]
    writing: bool,
    /// Whether a desk, which keeps no rows, has something to see here.
    #[prop(optional)]
    for_desks: bool,
    children: F,
) -> impl IntoView
where
    F: Fn(Device) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    framed(title, above, writing, for_desks, Box::new(move |device| children(device).into_any()))
}

type Content = Box<dyn Fn(Device) -> AnyView + Send + Sync>;
type Above = Option<fn(&Device) -> AnyView>;

/// Apart from the component, which is compiled anew for each page. What all pages have stays as it is from one to
/// the next, and the focus on it: so a lock hides the frame and does not take its place.
fn framed(title: Word, above: Above, writing: bool, for_desks: bool, content: Content) -> impl IntoView {
    send_away_if_signed_out();
    let here = here();
    let who = Session::get().who();
    let locked = Memo::new(move |_| match who.get() {
        Who::Locked(profile) => Some(profile),
        Who::Unknown | Who::SignedOut | Who::SignedIn(_) => None,
    });
    let is_locked = Memo::new(move |_| locked.with(Option::is_some));
    // Nobody is held up who writes, nor where none can be put on, nor on the way to what exports unsent work.
    let holds_up = !writing && !for_desks;
    let wants_lock =
        Memo::new(move |_| holds_up && here.get().is_some_and(|device| device.lacks_lock() && device.can_lock()));
    // Said where it is not asked for on the spot.
    let lock_is_due = Memo::new(move |_| !wants_lock.get() && here.get().is_some_and(|device| device.lacks_lock()));
    view! {
        {move || locked.get().map(|profile| view! { <Locked profile/> })}
        <a class="skip button small" href="#main" hidden=is_locked>{say(common::SKIP)}</a>
        <div class=if writing { "field-frame writing" } else { "field-frame" } hidden=is_locked>
            <header class="bar">
                {above.map(|above| move || here.get().map(|device| view! { <small class="above">{above(&device)}</small> }))}
                <WayUp/>
                <PageTitle text=say(title)/>
                <NetPill/>
            </header>
            <Banners writing lock_is_due/>
            <main id="main" class="stack loose" tabindex="-1">
                {move || match here.get() {
                    None => view! { <Bones/> }.into_any(),
                    Some(device) if device.is_desk() && !for_desks => view! { <DeskInstead/> }.into_any(),
                    Some(device) if wants_lock.get() => view! { <Wanted device/> }.into_any(),
                    Some(device) => content(device),
                }}
            </main>
            <Tabs/>
        </div>
    }
}

/// To the page above this one: an app that stands on the home screen has no browser's way back. It is there on each
/// page, since the server does not know which one its bones are for.
#[component]
fn WayUp() -> impl IntoView {
    let language = speaking();
    let path = use_location().pathname;
    let href = move || path.with(|path| places::above(path).unwrap_or_default().to_owned());
    let is_place = move || path.with(|path| places::above(path).is_none());
    let label = move || common::UP.in_language(language.get());
    view! { <a class="up" href=href hidden=is_place aria-label=label><Icon sign=Sign::Back/></a> }
}

/// Whoever is not signed in goes to the sign-in page and comes back.
fn send_away_if_signed_out() {
    let who = Session::get().who();
    let navigate = use_navigate();
    let sign_in = sign_in_and_return();
    Effect::new(move |_| {
        if who.get() == Who::SignedOut {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&sign_in.get_untracked(), options);
        }
    });
}

#[component]
fn Bones() -> impl IntoView {
    view! {
        <div class="stack" aria-hidden="true">
            <div class="bone tall"></div>
            <div class="bone"></div>
            <div class="bone"></div>
        </div>
    }
}

/// A desk keeps no rows: its pages lie in the console.
#[component]
fn DeskInstead() -> impl IntoView {
    view! {
        <section class="card stack">
            <p>{say(common::DESK_HINT)}</p>
            <a class="button" href="/desk">{say(common::TO_DESK)}</a>
        </section>
    }
}

/// Of a storage that does not open, or was emptied, nobody reads elsewhere.
#[component]
pub fn BadlyKept() -> impl IntoView {
    let session = Session::get();
    view! { {move || session.badly_kept().map(|word| view! { <p class="banner bad" role="alert">{say(word)}</p> })} }
}

/// What the user should know on every page: what stands in the way of sync, and a new version.
#[component]
fn Banners(writing: bool, lock_is_due: Memo<bool>) -> impl IntoView {
    let here = here();
    let sign_in = sign_in_and_return();
    let trouble = Memo::new(move |_| here.get().and_then(|device| device.status().get().trouble));
    let banner = |class: &'static str, word: Word| view! { <p class=class role="status">{say(word)}</p> }.into_any();
    let to_sign_in = move |class: &'static str, word: Word| {
        view! {
            <div class=class role="alert">
                <p>{say(word)}</p>
                <a class="link" href=sign_in>{say(common::SIGN_IN_AGAIN)}</a>
            </div>
        }
        .into_any()
    };
    let language = speaking();
    let wrong_days = Memo::new(move |_| {
        here.get()?;
        wrong_days_said(known_skew(), now_ms(), language.get())
    });
    let lapsed = Memo::new(move |_| here.get().is_some_and(|device| device.lapsed().get()));
    view! {
        <BadlyKept/>
        {move || lapsed.get().then(|| banner("banner", common::LAPSED))}
        {move || wrong_days.get().map(|said| view! { <p class="banner bad" role="status">{said}</p> })}
        {move || lock_is_due.get().then(|| banner("banner", lock::REQUIRED_LATER))}
        {move || match trouble.get() {
            Some(Trouble::SignInAgain) => to_sign_in("banner", common::TROUBLE_SIGN_IN),
            Some(Trouble::Revoked) => to_sign_in("banner bad", common::TROUBLE_REVOKED),
            Some(Trouble::Storage) => banner("banner bad", common::TROUBLE_STORAGE),
            Some(Trouble::Refused) => banner("banner", common::TROUBLE_REFUSED),
            Some(Trouble::ServerBusy | Trouble::Offline) | None => ().into_any(),
        }}
        <NewVersion form_open=writing/>
    }
}
