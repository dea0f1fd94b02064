//! The phone's screens. They read the device's store only, and work without network.

use leptos::prelude::*;

#[component]
pub fn TodayPage() -> impl IntoView {}
#[component]
pub fn CompaniesPage() -> impl IntoView {}
#[component]
pub fn CompanyPage() -> impl IntoView {}
#[component]
pub fn VisitsPage() -> impl IntoView {}
#[component]
pub fn VisitPage() -> impl IntoView {}
#[component]
pub fn VisitFormPage() -> impl IntoView {}
#[component]
pub fn MyPage() -> impl IntoView {}
