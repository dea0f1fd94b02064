//! What the tests stand on: a server of their own, people who speak to it, devices that write.

mod city;
mod database;
mod device;
pub mod people;
pub mod server;

pub use city::{Place, Who};
pub use device::{Device, instant, new_id};
pub use people::{Reply, SignedIn};
pub use server::TestServer;
