//! Forms whose every keystroke is on the disk.

mod draft;
mod keeper;
mod opened;

pub use draft::{Draft, Started};
pub use keeper::{DraftForm, Keeping};
pub use opened::{Found, open_form};
