use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use server::{Application, Config, StartError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::database::{Database, Home, address};
use super::people::{Anonymous, SignedIn};
use super::{Who, files_below};

/// A server of one test. It stops when the test ends.
pub struct TestServer {
    home: Arc<Home>,
    address: String,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

/// How long the server waits for a database that somebody else holds: longer than whatever the tests beside it do.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const LEASE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl TestServer {
    /// With the test city.
    pub async fn start(database: Database) -> Self {
        Self::at(Arc::new(Home::with_city(database).await), PATIENCE).await
    }

    /// With the demo city.
    pub async fn start_with_demo(database: Database) -> Self {
        Self::at(Arc::new(Home::with_demo(database).await), PATIENCE).await
    }

    /// One more on the same database, or the first on one that is there already.
    pub async fn at(home: Arc<Home>, patience: Duration) -> Self {
        Self::try_at(home, patience).await.expect("the server starts")
    }

    pub async fn try_at(home: Arc<Home>, patience: Duration) -> Result<Self, StartError> {
        let config = Config {
            address: "127.0.0.1:0".parse().expect("an address"),
            database: address(&home.url()),
            site: home.path().join("site"),
            attachments: home.attachments(),
            origin: None,
            lease: LEASE,
            patience,
        };
        let application = Application::build(config).await?;
        let address = format!("http://{}", application.address());
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(application.run_until(async {
            let _ = stopped.await;
        }));
        Ok(Self { home, address, running: Some(Running { stop, task }) })
    }

    /// Stops and starts again on the same database.
    pub async fn restart(mut self) -> Self {
        self.stop().await;
        Self::at(self.home, PATIENCE).await
    }

    /// Waits until the server has let everybody go.
    pub async fn stop(&mut self) {
        if let Some(Running { stop, task }) = self.running.take() {
            let _ = stop.send(());
            task.await.expect("the server does not panic").expect("the network holds");
        }
    }

    pub fn home(&self) -> &Arc<Home> {
        &self.home
    }

    /// Where attachments lie, unless the home says something else.
    pub fn folder_of_attachments(&self) -> PathBuf {
        self.home.path().join("attachments")
    }

    pub fn files_of_attachments(&self) -> Vec<String> {
        files_below(&self.folder_of_attachments())
    }

    pub fn anonymous(&self) -> Anonymous {
        Anonymous::new(&self.address)
    }

    pub async fn sign_in(&self, who: Who) -> SignedIn {
        self.anonymous().sign_in(&who.login(), &who.password()).await
    }
}

/// A built app that is as small as it can be.
pub fn write_site(folder: &Path) {
    let assets = r#"{
        "js": "/pkg/app.1.js", "loader": "/pkg/parts.1.js", "wasm": "/pkg/app.1.wasm", "css": "/pkg/style.1.css", "desk_css": "/pkg/desk.1.css", "start": "/pkg/start.1.js",
        "photo": "/pkg/photo.1.js",
        "lock": "/pkg/lock.1.js",
        "precache": ["/pkg/app.1.js", "/icon.svg"], "parts": ["/pkg/split_field.wasm"], "version": "the-version"
    }"#;
    let files = [
        ("assets.json", assets),
        ("sw.js", "/* the worker */"),
        ("icon.svg", "<svg/>"),
        ("pkg/app.1.js", "the script"),
        ("pkg/app.1.js.br", "the script, smaller"),
    ];
    std::fs::create_dir_all(folder.join("pkg")).expect("a folder for the site");
    for (name, content) in files {
        std::fs::write(folder.join(name), content).expect("a file of the site");
    }
}
