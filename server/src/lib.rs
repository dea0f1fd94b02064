//! The server of Zoufang: pages, sync, accounts, storage.
//!
//! * `router`: every address.
//! * `api`: the interface of the phones; `pages`: what the app renders; `office`: what the console
//!   reads.
//! * `inbox`: the way of a change to the disk; `pull`: the way of rows to a device.
//! * `attachments`: the way of photos and files to the store and back.
//! * `neighbours`: other servers on the same database.
//! * `refusals`: why the interface refuses.
//! * `auth`: who asks; `security`: what browsers are told.
//! * `db`: all SQL.
//! * [`cities`] and [`demo`]: how a database begins.

// A page is one type, as deep as the page; what renders it here needs room for its name.
#![recursion_limit = "512"]

mod api;
mod attachments;
mod auth;
pub mod cities;
mod clock;
pub mod config;
mod db;
pub mod demo;
mod error;
mod heads;
mod inbox;
mod neighbours;
mod office;
mod pages;
mod pull;
mod refusals;
mod router;
mod security;
mod site;
mod spelling;
mod state;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use attachments::Attachments;
pub use attachments::{AttachmentPlace, S3Settings, StoreError};
pub use auth::{PasswordError, Passwords};
pub use config::Config;
pub use db::{DatabaseUrl, Db, StorageError, UnknownDatabase};
use heads::Heads;
use site::{Site, SiteError};
use state::AppState;

/// How long requests that are under way may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// The server, bound to its port and ready to run.
#[derive(Debug)]
pub struct Application {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    db: Db,
    stopping: watch::Sender<bool>,
}

/// Why the server could not start. A sentence that tells the cause names no source beside it, or it would be told twice.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{address} cannot be listened on: {cause}")]
    Address { address: SocketAddr, cause: std::io::Error },
    #[error("the database {url} cannot be used: {cause}")]
    Database { url: DatabaseUrl, cause: StorageError },
    #[error("attachments cannot be kept in {place}: {cause}")]
    Attachments { place: AttachmentPlace, cause: StoreError },
    #[error(transparent)]
    Site(#[from] SiteError),
    #[error(transparent)]
    Passwords(#[from] PasswordError),
}

impl Application {
    /// Opens the database and takes the port.
    ///
    /// # Errors
    /// Where the database, the place of attachments, the built app or the port cannot be had.
    pub async fn build(config: Config) -> Result<Self, StartError> {
        let site = Site::open(&config.site)?;
        let db = Db::open(&config.database, config.patience)
            .await
            .map_err(|cause| StartError::Database { url: config.database.clone(), cause })?;
        let heads = Heads::default();
        let attachments = Attachments::open(db.clone(), heads.clone(), &config.attachments)
            .map_err(|cause| StartError::Attachments { place: config.attachments.clone(), cause })?;
        let address = config.address;
        let cannot_listen = |cause| StartError::Address { address, cause };
        let listener = TcpListener::bind(address).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let (stopping, is_stopping) = watch::channel(false);
        let state = AppState::new(config, db.clone(), (heads, attachments), site, is_stopping).await?;
        Ok(Self { listener, address, router: router::router(state), db, stopping })
    }

    /// Where it listens; with the port that was found, where 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Serves until `stop` comes to pass, then lets requests that are under way finish.
    ///
    /// # Errors
    /// Where the network fails.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let Self { listener, router, db, stopping, .. } = self;
        let mut is_stopping = stopping.subscribe();
        let graceful = async move {
            stop.await;
            // Streams end by themselves when they see this.
            stopping.send_replace(true);
        };
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serve = axum::serve(listener, service).with_graceful_shutdown(graceful);
        let too_long = async move {
            let _ = is_stopping.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(GRACE).await;
        };
        let served = tokio::select! {
            served = serve.into_future() => served,
            () = too_long => {
                tracing::warn!("some requests did not finish in time");
                Ok(())
            }
        };
        db.close().await;
        served
    }
}
