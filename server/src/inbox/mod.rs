//! The way of a change from a device to the disk.
//!
//! A [`Delivery`] is what one push brings. The [`Inbox`] gathers the deliveries that wait and takes
//! them in with one transaction; a [`batch`] holds the records, numbers and waiting changes that
//! concern them, and rules over each change with `zoufang_core`'s `intake`. What is carried for somebody else
//! must first prove whose it is ([`by_hand`]). What the office decides over
//! a change that was set aside goes the same way ([`decide`]).
//!
//! **Invariant:** nothing is answered as stored before the transaction has committed and is on the disk, and of a
//! transaction that fails nothing remains.

mod batch;
mod by_hand;
mod decide;
mod known;
mod received;
mod rest;
mod sequencer;
mod waiting;
mod working_set;

use zoufang_core::id::{DeviceId, TenantId};
use zoufang_core::permission::Actor;
use zoufang_core::wire::PushReply;

pub use batch::take_in;
pub use decide::{NotDecided, Ruling};
pub use received::Received;
pub use sequencer::Inbox;

/// The changes of one push, and who sends them: that comes from the session, never from the push.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub tenant: TenantId,
    pub actor: Actor,
    pub device: DeviceId,
    /// The sender may only hand in: everything goes to quarantine.
    pub confined: bool,
    /// The sender does not speak for the device, and carries what was made on it.
    pub by_hand: bool,
    /// In the order of the device.
    pub changes: Vec<Received>,
}

/// What became of a delivery.
pub type Receipt = Result<PushReply, DeviceOfAnother>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("device {0} belongs to another account")]
pub struct DeviceOfAnother(pub DeviceId);

/// Why a push has no receipt. Nothing of it is on the disk, unless the database was lost in the middle of
/// a commit: then all of it may be, and the same push again finds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTakenIn {
    #[error(transparent)]
    DeviceOfAnother(#[from] DeviceOfAnother),
    #[error("too many pushes are waiting")]
    Overloaded,
    #[error("the changes could not be stored")]
    NotStored,
}
