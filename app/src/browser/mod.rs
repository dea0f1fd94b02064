//! What only a browser has: requests, server events, timers, other tabs. Compiled into the bundle
//! alone.

mod events;
mod host;
mod http;
mod start;
mod tabs;

pub use http::{sign_in, sign_out, whoami};
pub use start::{Settings, keep_settings, open_device, remember_profile, remembered_profile, settings};
