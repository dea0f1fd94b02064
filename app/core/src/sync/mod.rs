//! Both ends of sync as pure functions: [`intake`] is what the server does with a change,
//! [`rebase`] what a phone shows of a record, [`Engine`] when the phone sends and fetches.

mod dialogue;
mod engine;
mod intake;
mod rebase;
mod renumber;
mod stand;
mod waiting;

pub use dialogue::{Answer, Effect, Event, Failure, Status, StoreFailed, Trouble, Which};
pub use engine::{Engine, PAGE_CHANGES};
pub use intake::{Intake, intake, oversize, parent, read_change};
pub use rebase::rebase;
pub use renumber::{renumber, same_but_for_numbers};
pub use stand::{Fetched, Shelved, Stand, Sweep};
pub use waiting::Waiting;
