//! The office's screens. They are rendered by the server and read through server functions; they
//! write through the device's outbox like the field.

pub mod reads;

use leptos::prelude::*;

#[component]
pub fn DeskPage() -> impl IntoView {}
#[component]
pub fn DeskVisitPage() -> impl IntoView {}
