//! The app: its routes, and what all pages share.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

use crate::components::Renewal;
use crate::console::Console;
use crate::field::{FieldPage, TodayPage};
use crate::focus::FocusFollowsPages;
use crate::session::Session;
use crate::sign_in::SignInPage;
use crate::words::{Language, Speaking, common, say};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Speaking(RwSignal::new(Language::default())));
    Session::provide();
    Renewal::provide();
    #[cfg(feature = "hydrate")]
    Effect::new(|_| apply_settings());

    view! {
        <Title formatter=|title: String| if title.is_empty() { "走访".to_owned() } else { format!("{title} · 走访") }/>
        <Router>
            <FocusFollowsPages/>
            <Routes fallback=|| view! { <NotFound/> }>
                // The field: read from the device, works without network.
                <Route path=path!("/") view=TodayPage/>
                <Route path=path!("/companies") view=FieldPage::Companies/>
                <Route path=path!("/companies/:id") view=FieldPage::Company/>
                <Route path=path!("/visits") view=FieldPage::Visits/>
                <Route path=path!("/visits/new") view=FieldPage::VisitForm/>
                <Route path=path!("/visits/:id") view=FieldPage::Visit/>
                <Route path=path!("/visits/:id/edit") view=FieldPage::VisitForm/>
                <Route path=path!("/contacts") view=FieldPage::Contacts/>
                <Route path=path!("/contacts/new") view=FieldPage::ContactForm/>
                <Route path=path!("/contacts/:id") view=FieldPage::Contact/>
                <Route path=path!("/contacts/:id/edit") view=FieldPage::ContactForm/>
                <Route path=path!("/follow-ups") view=FieldPage::FollowUps/>
                <Route path=path!("/trips") view=FieldPage::Trips/>
                <Route path=path!("/trips/new") view=FieldPage::TripForm/>
                <Route path=path!("/trips/:id") view=FieldPage::Trip/>
                <Route path=path!("/trips/:id/edit") view=FieldPage::TripForm/>
                <Route path=path!("/trips/:id/report") view=FieldPage::TripReport/>
                <Route path=path!("/plans/new") view=FieldPage::PlanForm/>
                <Route path=path!("/plans/:id") view=FieldPage::Plan/>
                <Route path=path!("/plans/:id/edit") view=FieldPage::PlanForm/>
                <Route path=path!("/library") view=FieldPage::Library/>
                <Route path=path!("/library/:id") view=FieldPage::Material/>
                <Route path=path!("/me") view=FieldPage::Me/>
                // The console: read through the server. The page stays while its addresses change; it
                // comes whole, so that it reads without JavaScript.
                <ParentRoute path=path!("/desk") view={Lazy::<Console>::new()} ssr=SsrMode::Async>
                    <Route path=path!("") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("visits/:id") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("devices") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("materials") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("materials/:id") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("materials/:id/edit") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("quarantine") view=nothing ssr=SsrMode::Async/>
                    <Route path=path!("quarantine/:number") view=nothing ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/sign-in") view=SignInPage/>
            </Routes>
        </Router>
    }
}

/// What a page of the console adds to its frame, which shows all by the address: one function for all, since a
/// route is compiled anew for each that it is given.
fn nothing() {}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <main class="page stack loose">
            <h1>{say(common::NOT_FOUND)}</h1>
            <p><a class="button" href="/">{say(common::TO_START)}</a></p>
        </main>
    }
}

/// Language, theme and size as this device remembers them. Run after hydration, so that the first
/// rendering agrees with the server's.
#[cfg(feature = "hydrate")]
pub(crate) fn apply_settings() {
    let settings = crate::browser::settings();
    let language = Language::from_tag(&settings.language);
    crate::words::speaking().set(language);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language.tag());
        let _ = match settings.theme.as_str() {
            "" => root.remove_attribute("data-theme"),
            theme => root.set_attribute("data-theme", theme),
        };
        let _ = match settings.text.as_str() {
            "" => root.remove_attribute("data-text"),
            text => root.set_attribute("data-text", text),
        };
    }
}
