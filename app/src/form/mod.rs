//! Forms whose every keystroke is on the disk.

mod attached;
mod beside;
mod draft;
mod keeper;
mod opened;

pub use attached::{Incoming, NotTaken, Refused, attached};
pub use beside::Unwritten;
pub use draft::{Draft, Started};
pub use keeper::{DraftForm, Keeping};
pub use opened::{Found, open_form};
