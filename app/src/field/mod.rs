//! The phone's screens. They read the device's store only, and work without network.

mod attaching;
mod companies;
mod company;
mod company_search;
mod contact;
mod drafts;
mod ending;
mod follow_ups;
mod keeping;
mod library;
mod me;
mod new_company;
mod people;
mod photos;
mod plans;
mod record_form;
mod today;
mod trips;
mod visit;
mod visit_form;
mod visit_line;
mod visits;

pub use companies::CompaniesPage;
pub use company::CompanyPage;
pub use contact::{ContactFormPage, ContactPage, ContactsPage};
pub use follow_ups::FollowUpsPage;
pub use library::{LibraryPage, MaterialPage, Shared};
pub use me::MyPage;
pub use plans::{PlanFormPage, PlanPage};
pub use today::TodayPage;
pub use trips::{TripFormPage, TripPage, TripReportPage, TripsPage};
pub use visit::VisitPage;
pub use visit_form::VisitFormPage;
pub use visits::VisitsPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use zoufang_core::id::RecordId;

/// The record that the address names.
fn record_in_address() -> Memo<Option<RecordId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("id").and_then(|id| id.parse().ok()))
}
