//! The handlers of `/api/v1`, one screen each: who asks, what they bring, what is done, the reply.

mod arrived;
pub mod blobs;
pub mod devices;
pub mod events;
pub mod hand_in;
pub mod health;
mod json;
pub mod lock;
pub mod pull;
pub mod push;
pub mod quarantine;
pub mod reference;
pub mod session;

use arrived::Arrived;
use json::{Body, Parameters};
