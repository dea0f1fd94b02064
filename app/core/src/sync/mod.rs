//! Both ends of sync as pure functions: [`intake`] is what the server does with a change,
//! [`rebase`] what a phone shows of a record, [`Engine`] when the phone sends and fetches.

mod engine;
mod intake;
mod rebase;
mod renumber;

pub use engine::{Effect, Engine, Event, Failure, PAGE_CHANGES, Status, StoreFailed, Trouble};
pub use intake::{Intake, intake, parent, read_change};
pub use rebase::rebase;
pub use renumber::renumber;
