//! The sign-in page.

use leptos::prelude::*;

#[component]
pub fn SignInPage() -> impl IntoView {}
