//! Addresses that bring somebody back to where they are.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The sign-in page, which leads back to the page that stands open.
pub fn sign_in_and_return() -> Signal<String> {
    let location = use_location();
    Signal::derive(move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        let whole = if search.is_empty() { path } else { format!("{path}?{search}") };
        format!("/sign-in?next={}", encoded(&whole))
    })
}

/// Fit to be the value of a parameter; the same on server and browser, unlike the router's.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}
