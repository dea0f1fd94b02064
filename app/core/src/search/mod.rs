//! Companies that are found at once, in memory: by a part of a name, by how it is read (yutong), by
//! initials (ytkc), mixed, by several words in any order, by credit code; and those whose name
//! resembles one that somebody is about to add. Words in whole texts, such as those of policies.

mod index;
mod kernel;
mod marks;
mod passages;
mod pattern;
mod places;
mod readings;
mod spelling;
mod wanted;

pub use index::{Found, Index, Texts};
pub use kernel::kernel;
pub use marks::marks;
pub use passages::{Passage, Sought};
pub use readings::Readings;
