use std::path::{Path, PathBuf};

use app::Assets;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The folder that the builder writes: bundle, style, icons, service worker.
#[derive(Clone, Debug)]
pub struct Site {
    pub folder: PathBuf,
    pub assets: Assets,
    /// The service worker with this release's constants before it.
    worker: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error("the app is not built: {path} is missing; run `cargo xtask build`, or name its folder in ZOUFANG_SITE")]
    NotBuilt { path: String },
    #[error("{path} cannot be read: {why}; run `cargo xtask build` again")]
    Garbled { path: String, why: String },
}

/// Pages that the service worker leaves to the network.
const CONSOLE: [&str; 1] = ["/desk"];

impl Site {
    /// Reads once, at the start: a running server serves one release.
    ///
    /// # Errors
    /// Where the folder does not hold a built app.
    pub fn open(folder: &Path) -> Result<Self, SiteError> {
        let path = folder.join("assets.json");
        let assets: Assets = serde_json::from_str(&read(&path)?)
            .map_err(|why| SiteError::Garbled { path: path.display().to_string(), why: why.to_string() })?;
        let worker = constants(&assets) + &read(&folder.join("sw.js"))?;
        Ok(Self { folder: folder.to_owned(), assets, worker })
    }

    /// `/sw.js`: asked for anew at every start of the app, so that a new release is noticed.
    pub fn worker(&self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        (headers, self.worker.clone()).into_response()
    }
}

fn read(path: &Path) -> Result<String, SiteError> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SiteError::NotBuilt { path: path.display().to_string() },
        _ => SiteError::Garbled { path: path.display().to_string(), why: error.to_string() },
    })
}

/// JSON is JavaScript as well.
fn constants(assets: &Assets) -> String {
    let json = |value: serde_json::Value| value.to_string();
    format!(
        "const VERSION={};\nconst PRECACHE={};\nconst PARTS={};\nconst CONSOLE={};\n",
        json(assets.version.as_str().into()),
        json(assets.precache.clone().into()),
        json(assets.parts.clone().into()),
        json(CONSOLE.to_vec().into()),
    )
}
