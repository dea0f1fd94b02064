//! Both ends of sync as pure functions: [`intake`] is what the server does with a change,
//! [`rebase`] what a phone shows of a record, [`Engine`] when the phone sends and fetches rows,
//! [`Uploads`] when it sends the contents that belong to them.

mod dialogue;
mod engine;
mod intake;
mod lease;
mod mend;
mod rebase;
mod renumber;
mod stand;
mod uploads;
mod waiting;

pub use dialogue::{Answer, Effect, Event, Failure, Status, StoreFailed, Trouble, Which};
pub use engine::{Engine, PAGE_CHANGES};
pub use intake::{Intake, intake, intake_vouched, oversize, parent, read_change};
pub use lease::Lease;
pub use mend::mend;
pub use rebase::rebase;
pub use renumber::{renumber, same_but_for_numbers};
pub use stand::{Fetched, Shelved, Stand, Sweep};
pub use uploads::{Come, Content, GivenUp, Unsent, UploadEffect, UploadEvent, Uploads};
pub use waiting::Waiting;

/// Between half of `ms` and all of it (splitmix64).
fn jitter(seed: &mut u64, ms: u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ms / 2 + (mixed ^ (mixed >> 31)) % (ms / 2 + 1)
}
