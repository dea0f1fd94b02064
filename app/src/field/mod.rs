//! The phone's screens. They read the device's store only, and work without network.

mod attaching;
mod coming;
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
mod part;
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

// What the forms of the desk have in common with the phone's.
pub use ending::Ending;
pub use keeping::{KeepingLine, remember_in_address};
pub use library::Shared;
pub use part::FieldPage;
#[cfg(feature = "hydrate")]
pub use part::{a_page_stands, fetch_the_rest, is_apart, let_go_of_packs, load_field};
pub use record_form::opened_or;
pub use today::TodayPage;

use companies::CompaniesPage;
use company::CompanyPage;
use contact::{ContactFormPage, ContactPage, ContactsPage};
use follow_ups::FollowUpsPage;
use library::{LibraryPage, MaterialPage};
use me::MyPage;
use plans::{PlanFormPage, PlanPage};
use trips::{TripFormPage, TripPage, TripReportPage, TripsPage};
use visit::VisitPage;
use visit_form::VisitFormPage;
use visits::VisitsPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use zoufang_core::id::RecordId;

/// One's own before the others', both in their order.
fn own_first<T>(all: Vec<T>, is_own: impl Fn(&T) -> bool) -> Vec<T> {
    let (mut own, others): (Vec<T>, Vec<T>) = all.into_iter().partition(is_own);
    own.extend(others);
    own
}

/// The record that the address names.
fn record_in_address() -> Memo<Option<RecordId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("id").and_then(|id| id.parse().ok()))
}
