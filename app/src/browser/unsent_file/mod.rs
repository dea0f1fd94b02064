//! The file of what is unsent, written and read so that one content at a time is in memory.

mod read;
mod seal;
mod write;

pub use read::{Opened, open_unsent};
pub use write::{Written, write_unsent};
