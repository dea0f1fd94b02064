use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::store::StoreError;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

/// Where the contents of attachments lie.
#[derive(Clone, Debug)]
pub enum AttachmentPlace {
    Folder(PathBuf),
    S3 {
        bucket: String,
        /// May be empty.
        prefix: String,
        settings: S3Settings,
    },
}

/// Variables as `AWS_REGION` with their values. Not shown: there are secrets among them.
#[derive(Clone, Default)]
pub struct S3Settings(pub Vec<(&'static str, String)>);

/// The variables that are looked at, as other programs spell them.
pub const S3_VARIABLES: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT",
    "AWS_ENDPOINT_URL",
    "AWS_ALLOW_HTTP",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_SERVER_SIDE_ENCRYPTION",
    "AWS_SSE_KMS_KEY_ID",
];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no bucket; it takes s3://bucket or s3://bucket/prefix")]
pub struct NoBucket(String);

/// A request to S3 that is not answered in this time is given up.
const ANSWER: Duration = Duration::from_secs(10);
const RETRIES: usize = 2;

impl AttachmentPlace {
    /// Reads a folder's path or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// Where an address of S3 names no bucket.
    pub fn read(spelled: &str, settings: S3Settings) -> Result<Self, NoBucket> {
        let Some(rest) = spelled.strip_prefix("s3://") else {
            return Ok(Self::Folder(spelled.into()));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(NoBucket(spelled.to_owned()));
        }
        Ok(Self::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned(), settings })
    }

    /// Makes the folder where there is none; does not speak to S3 yet.
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        match self {
            Self::Folder(folder) => {
                let no_folder = |source| StoreError::NoFolder { folder: folder.display().to_string(), source };
                std::fs::create_dir_all(folder).map_err(no_folder)?;
                // What was acknowledged survives a power cut, not only a crash.
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true);
                Ok(Arc::new(store))
            }
            Self::S3 { bucket, prefix, settings } => {
                // The first to ask for it decides; there is only one to choose from.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let store = settings.builder().with_bucket_name(bucket).build().map_err(StoreError::Settings)?;
                Ok(Arc::new(PrefixStore::new(store, prefix.as_str())))
            }
        }
    }
}

impl S3Settings {
    fn builder(&self) -> AmazonS3Builder {
        let retry = RetryConfig { max_retries: RETRIES, retry_timeout: ANSWER, backoff: BackoffConfig::default() };
        let options = ClientOptions::new().with_timeout(ANSWER).with_connect_timeout(ANSWER);
        let builder = AmazonS3Builder::new().with_client_options(options).with_retry(retry);
        self.0.iter().fold(builder, |builder, (name, value)| {
            match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            }
        })
    }
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl fmt::Display for AttachmentPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3 { bucket, prefix, .. } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}
