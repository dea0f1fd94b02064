//! Forms whose every keystroke is on the disk.

mod draft;
mod keeper;

pub use draft::{Draft, Started};
pub use keeper::{DraftForm, Keeping};
