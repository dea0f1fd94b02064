use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio::sync::watch;

use crate::attachments::Attachments;
use crate::auth::{PasswordError, Passwords, Throttle};
use crate::config::Config;
use crate::db::Db;
use crate::heads::Heads;
use crate::inbox::Inbox;
use crate::neighbours::{EndedSessions, Neighbours};
use crate::site::Site;

/// What all handlers share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    pub config: Arc<Config>,
    pub db: Db,
    pub inbox: Inbox,
    pub attachments: Attachments,
    pub heads: Heads,
    pub passwords: Passwords,
    pub attempts: Arc<Attempts>,
    /// For whoever has a stream open under one.
    pub ended_sessions: EndedSessions,
    /// Turns true when the server is about to stop.
    pub stopping: watch::Receiver<bool>,
    pub site: Arc<Site>,
    leptos: LeptosOptions,
}

/// Sign-ins that were tried of late.
#[derive(Debug)]
pub struct Attempts {
    pub by_login: Throttle<String>,
    /// Many more: a whole office may share one address.
    pub by_address: Throttle<IpAddr>,
}

/// In which attempts are counted.
pub const ATTEMPTS_WINDOW: Duration = Duration::from_secs(15 * 60);
pub const ATTEMPTS_BY_LOGIN: u32 = 10;
pub const ATTEMPTS_BY_ADDRESS: u32 = 100;
/// Ended sessions that a stream may lag behind before it asks the database.
const ENDED_SESSIONS: usize = 64;

impl AppState {
    /// Starts the write path, listens to other servers on the same database, and clears away what
    /// nobody finished sending.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub async fn new(
        config: Config,
        db: Db,
        (heads, attachments): (Heads, Attachments),
        site: Site,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, PasswordError> {
        let attempts = Attempts {
            by_login: Throttle::new(ATTEMPTS_BY_LOGIN, ATTEMPTS_WINDOW),
            by_address: Throttle::new(ATTEMPTS_BY_ADDRESS, ATTEMPTS_WINDOW),
        };
        let ended_sessions = EndedSessions::new(ENDED_SESSIONS);
        if let Some(announcements) = db.announcements() {
            let neighbours =
                Neighbours { db: db.clone(), heads: heads.clone(), ended_sessions: ended_sessions.clone() };
            tokio::spawn(neighbours.hear(announcements, stopping.clone()));
        }
        tokio::spawn(attachments.clone().keep_house(stopping.clone()));
        Ok(Self {
            inbox: Inbox::open(db.clone(), heads.clone()),
            passwords: Passwords::new().await?,
            attachments,
            attempts: Arc::new(attempts),
            ended_sessions,
            leptos: LeptosOptions::builder().output_name("app").build(),
            site: Arc::new(site),
            config: Arc::new(config),
            db,
            heads,
            stopping,
        })
    }
}

/// What a test asks inside the server; it stops when the sender is dropped.
#[cfg(test)]
impl AppState {
    pub async fn in_folder(folder: &std::path::Path) -> (Self, watch::Sender<bool>) {
        let assets = r#"{"js": "", "loader": "", "wasm": "", "css": "", "desk_css": "", "start": "", "photo": "", "lock": "", "precache": [],
            "parts": [], "version": ""}"#;
        std::fs::write(folder.join("assets.json"), assets).unwrap();
        std::fs::write(folder.join("sw.js"), "").unwrap();
        let config = Config {
            address: "127.0.0.1:0".parse().unwrap(),
            database: format!("sqlite://{}", folder.join("zoufang.db").display()).parse().unwrap(),
            site: folder.to_owned(),
            attachments: crate::attachments::AttachmentPlace::Folder(folder.join("attachments")),
            origin: None,
            lease: Duration::from_secs(86_400),
            patience: Duration::from_millis(50),
        };
        let db = Db::open(&config.database, config.patience).await.unwrap();
        let heads = Heads::default();
        let attachments = Attachments::open(db.clone(), heads.clone(), &config.attachments).unwrap();
        let (stop, stopping) = watch::channel(false);
        (Self::new(config, db, (heads, attachments), Site::open(folder).unwrap(), stopping).await.unwrap(), stop)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
