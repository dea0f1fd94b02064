//! What the tests stand on: a server of their own, people who speak to it, devices that write.

mod city;
pub mod cluster;
mod database;
mod device;
pub mod people;
pub mod program;
pub mod server;
mod stream;

pub use city::{Place, Who};
pub use database::{Database, Home};
pub use device::{Device, instant, new_id};
pub use people::{Reply, SignedIn};
pub use server::TestServer;
pub use stream::Stream;
