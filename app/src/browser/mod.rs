//! What only a browser has: requests, server events, timers, other tabs. Compiled into the bundle
//! alone.

mod account;
mod apple;
mod assets;
mod attachment;
mod bringing;
mod bytes;
mod clipboard;
mod contents;
mod deadline;
mod events;
mod host;
mod http;
mod install;
mod lock;
mod picture;
mod position;
mod readings;
mod recording;
mod room;
mod share;
mod start;
mod tabs;
mod unsent_file;
mod uploading;
mod waiting;
mod worker;

pub use account::{Remembered, remember_profile, remembered};
pub use assets::asset;
pub use attachment::{Prepared, prepare};
pub use bytes::{ObjectUrl, save_file};
pub use clipboard::copy;
pub use contents::{Fetched, content_of};
pub use http::{SignInFailure, ask_for_locks, decide, devices, revoke, sign_in, sign_out};
pub use install::{Installing, install, installing, on_installable};
pub use lock::{LockFailure, change_pin, key_by_password, key_by_pin, put_lock};
pub use position::{NoPosition, Position, position};
pub use readings::readings;
pub use recording::{NoRecording, Recording};
pub use room::{Room, room};
pub use share::share;
pub use start::{Settings, keep_settings, open_device, settings, store_of};
pub use unsent_file::{Opened, Written, open_unsent, write_unsent};
pub use waiting::{at_most, online_or_later, press_ended};
pub use worker::{keep_parts, on_new_version, take_over};
