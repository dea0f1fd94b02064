use std::path::{Path, PathBuf};
use std::time::Duration;

use server::cities::City;
use server::{Application, Config, DatabaseUrl, Db, demo};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Who;
use super::city::city;
use super::people::{Anonymous, SignedIn};

/// A server of one test. It stops when the test ends.
pub struct TestServer {
    folder: TempDir,
    address: String,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

/// How long the server waits for a database that somebody else holds: no test needs it to wait.
const PATIENCE: Duration = Duration::from_millis(50);

impl TestServer {
    /// With the test city.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        write_site(&folder.path().join("site"));
        let db = open(folder.path()).await;
        city().found(&db).await.expect("the test city is well formed");
        db.close().await;
        Self::run(folder).await
    }

    /// With the demo city.
    pub async fn start_with_demo() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        write_site(&folder.path().join("site"));
        let db = open(folder.path()).await;
        demo::load(&db).await.expect("the demo city is well formed");
        db.close().await;
        Self::run(folder).await
    }

    /// Stops and starts again on the same database.
    pub async fn restart(mut self) -> Self {
        self.stop().await;
        Self::run(self.folder).await
    }

    /// Waits until the server has let everybody go.
    pub async fn stop(&mut self) {
        if let Some(Running { stop, task }) = self.running.take() {
            let _ = stop.send(());
            task.await.expect("the server does not panic").expect("the network holds");
        }
    }

    /// Founds another city in the same database.
    pub async fn found(&self, city: &City) {
        let db = open(self.folder.path()).await;
        city.found(&db).await.expect("the city is well formed");
        db.close().await;
    }

    async fn run(folder: TempDir) -> Self {
        let config = Config {
            address: "127.0.0.1:0".parse().expect("an address"),
            database: url(folder.path()),
            site: folder.path().join("site"),
            origin: None,
            patience: PATIENCE,
        };
        let application = Application::build(config).await.expect("the server starts");
        let address = format!("http://{}", application.address());
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(application.run_until(async {
            let _ = stopped.await;
        }));
        Self { folder, address, running: Some(Running { stop, task }) }
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("zoufang.db")
    }

    pub fn anonymous(&self) -> Anonymous {
        Anonymous::new(&self.address)
    }

    pub async fn sign_in(&self, who: Who) -> SignedIn {
        self.anonymous().sign_in(&who.login(), &who.password()).await
    }
}

fn url(folder: &Path) -> DatabaseUrl {
    format!("sqlite://{}", folder.join("zoufang.db").display()).parse().expect("an address of a database")
}

async fn open(folder: &Path) -> Db {
    Db::open(&url(folder), PATIENCE).await.expect("the database opens")
}

/// A built app that is as small as it can be.
pub fn write_site(folder: &Path) {
    let assets = r#"{
        "js": "/pkg/app.1.js", "wasm": "/pkg/app.1.wasm", "css": "/pkg/style.1.css", "start": "/pkg/start.1.js",
        "precache": ["/pkg/app.1.js", "/icon.svg"], "version": "the-version"
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
