//! A server that speaks S3, on this machine and in this process.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use server::{AttachmentPlace, S3Settings};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};

const KEY: &str = "zoufang";
pub const SECRET: &str = "a secret of the tests";
const BUCKET: &str = "city";
const PLACE: &str = "s3://city/attachments";

/// It stops when the test ends.
pub struct S3 {
    folder: TempDir,
    service: S3Service,
    address: String,
    /// Listens to nobody: as long as it is bound nobody else is given the port.
    _port: TcpSocket,
    serving: JoinHandle<()>,
}

impl S3 {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for S3");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a store"));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let port = TcpSocket::new_v4().expect("a socket");
        port.set_reuseaddr(true).expect("a port may be shared by whoever asks for it by name");
        port.bind(([127, 0, 0, 1], 0).into()).expect("a port");
        let address = port.local_addr().expect("an address").to_string();
        let listener = TcpListener::bind(&address).await.expect("the same port");
        let serving = tokio::spawn(serve(listener, service.clone()));
        Self { folder, service, address, _port: port, serving }
    }

    /// Ends it, with all connections.
    pub async fn stop(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    /// Serves again what was there, at the same address.
    pub async fn start_again(&mut self) {
        let listener = TcpListener::bind(&self.address).await.expect("the same port");
        self.serving = tokio::spawn(serve(listener, self.service.clone()));
    }

    pub fn place(&self) -> AttachmentPlace {
        AttachmentPlace::read(PLACE, S3Settings(self.settings().into())).expect("a bucket")
    }

    /// The same as an operator says it to the program.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        [("ZOUFANG_ATTACHMENTS", PLACE.to_owned())].into_iter().chain(self.settings()).collect()
    }

    fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
        ]
    }

    /// The names of all objects below a prefix of the place.
    pub fn objects(&self, prefix: &str) -> Vec<String> {
        super::files_below(&self.folder.path().join(BUCKET).join("attachments").join(prefix))
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    // They end with this.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        connections.spawn(async move {
            let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
