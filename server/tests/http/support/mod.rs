//! What the tests stand on: a server of their own, people who speak to it, devices that write.

pub mod blobs;
mod city;
pub mod cluster;
mod database;
mod device;
pub mod people;
pub mod photo;
pub mod places;
pub mod program;
pub mod s3;
pub mod server;
mod stream;

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::timeout;

pub use city::{Place, Who};
pub use database::{Database, Home};
pub use device::{Device, instant, new_id};
pub use people::{Reply, SignedIn};
pub use server::TestServer;
pub use stream::Stream;

/// How long a test waits for what is to come; longer than anything takes where nothing is wrong.
pub const AT_MOST: Duration = Duration::from_secs(120);

/// Waits until it holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            yield_now().await;
        }
    };
    timeout(AT_MOST, waiting).await.unwrap_or_else(|_| panic!("waited in vain until {what}"));
}

/// The paths of all files below a folder, in their order; none where there is no folder.
pub fn files_below(folder: &std::path::Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(files_below(&path)),
            path => files.push(path.display().to_string()),
        }
    }
    files.sort();
    files
}
