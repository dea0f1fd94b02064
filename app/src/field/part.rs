//! The pages of the field but today's, as a part of the bundle of their own: a first use waits for
//! today's page alone, and the rest follows while it stands.

#[cfg(feature = "hydrate")]
use std::cell::Cell;

#[cfg(feature = "hydrate")]
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

use super::coming::Coming;
use super::{
    CompaniesPage, CompanyPage, ContactFormPage, ContactPage, ContactsPage, FollowUpsPage, LibraryPage, MaterialPage,
    MyPage, PlanFormPage, PlanPage, TripFormPage, TripPage, TripReportPage, TripsPage, VisitFormPage, VisitPage,
    VisitsPage,
};
#[cfg(feature = "hydrate")]
use crate::device::Device;
#[cfg(feature = "hydrate")]
use crate::parts::Work;
use crate::parts::at_once;

/// A page that lies in the part.
#[derive(Clone, Copy, Debug)]
pub enum FieldPage {
    Companies,
    Company,
    Visits,
    Visit,
    VisitForm,
    Contacts,
    Contact,
    ContactForm,
    FollowUps,
    Trips,
    Trip,
    TripForm,
    TripReport,
    Plan,
    PlanForm,
    Library,
    Material,
    Me,
}

impl ChooseView for FieldPage {
    async fn choose(self) -> AnyView {
        #[cfg(feature = "hydrate")]
        if A_PAGE_STANDS.get() {
            // The page before, and whatever had the focus there, goes only now.
            crate::focus::begin_at_heading();
        }
        opened(self).unwrap_or_else(|| view! { <Coming page=self/> }.into_any())
    }

    /// The page before stays for as long as a part takes that lies on the device. What the press of a link
    /// took has ended before the next page is made: on a slow phone both together hold it up. A page that
    /// the server rendered is taken over without a pause.
    async fn preload(&self) {
        #[cfg(feature = "hydrate")]
        {
            crate::browser::at_most(SOON, load_field()).await;
            if A_PAGE_STANDS.get() {
                TimeoutFuture::new(0).await;
            }
        }
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    static A_PAGE_STANDS: Cell<bool> = const { Cell::new(false) };
}

/// The first page was made, or taken over from the server: those that follow come from it.
#[cfg(feature = "hydrate")]
pub fn a_page_stands() {
    A_PAGE_STANDS.set(true);
}

/// In ms; afterwards the page says that it is coming.
#[cfg(feature = "hydrate")]
const SOON: u32 = 300;

/// The page, where its part is here; on the server it always is.
pub fn opened(page: FieldPage) -> Option<AnyView> {
    at_once(field(page))
}

/// Whether the page at this address is neither today's, nor sign-in, nor of the console.
#[cfg(feature = "hydrate")]
pub fn is_apart(location: &web_sys::Location) -> bool {
    let path = location.pathname().unwrap_or_default();
    path != "/" && path != "/sign-in" && !crate::console::is_at(location)
}

/// Fetches the part once today's page stands, and has the service worker keep it: whoever leaves the
/// network then has every page. What the device need not keep any more goes then, which no page waits for.
#[cfg(feature = "hydrate")]
pub fn fetch_the_rest(device: Option<Device>) {
    leptos::task::spawn_local(async {
        // Where it fails, whoever opens a page is told; the service worker tries at each start.
        let _ = load_field().await;
        crate::browser::keep_parts();
        if let Some(device) = device {
            let_go_of_packs(device).await;
        }
    });
}

/// Lets go of what was fetched for trips that are over, once the part is here that does it. Where it does not
/// come, the next start does.
#[cfg(feature = "hydrate")]
pub async fn let_go_of_packs(device: Device) {
    if load_field().await.is_ok()
        && let Ok(work) = letting_go_of_packs(device).await
    {
        work.await;
    }
}

#[cfg(feature = "hydrate")]
#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn letting_go_of_packs(device: Device) -> Result<Work<()>, SplitLoaderError> {
    Ok(Box::pin(async move { device.let_go_of_packs().await }))
}

#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible, preload(load_field))]
pub fn field(page: FieldPage) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        FieldPage::Companies => view! { <CompaniesPage/> }.into_any(),
        FieldPage::Company => view! { <CompanyPage/> }.into_any(),
        FieldPage::Visits => view! { <VisitsPage/> }.into_any(),
        FieldPage::Visit => view! { <VisitPage/> }.into_any(),
        FieldPage::VisitForm => view! { <VisitFormPage/> }.into_any(),
        FieldPage::Contacts => view! { <ContactsPage/> }.into_any(),
        FieldPage::Contact => view! { <ContactPage/> }.into_any(),
        FieldPage::ContactForm => view! { <ContactFormPage/> }.into_any(),
        FieldPage::FollowUps => view! { <FollowUpsPage/> }.into_any(),
        FieldPage::Trips => view! { <TripsPage/> }.into_any(),
        FieldPage::Trip => view! { <TripPage/> }.into_any(),
        FieldPage::TripForm => view! { <TripFormPage/> }.into_any(),
        FieldPage::TripReport => view! { <TripReportPage/> }.into_any(),
        FieldPage::Plan => view! { <PlanPage/> }.into_any(),
        FieldPage::PlanForm => view! { <PlanFormPage/> }.into_any(),
        FieldPage::Library => view! { <LibraryPage/> }.into_any(),
        FieldPage::Material => view! { <MaterialPage/> }.into_any(),
        FieldPage::Me => view! { <MyPage/> }.into_any(),
    })
}
