use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use zoufang_core::wire::{ErrorBody, ErrorDetail, Reason, UPLOAD_OFFSET};

use crate::attachments::{StoreError, UploadError};
use crate::auth::PasswordError;
use crate::db::StorageError;
use crate::inbox::{NotDecided, NotTakenIn};
use crate::refusals::Code;

/// Every refusal of the interface: a [`Code`] with its status, and a sentence. What happened inside is
/// logged and never sent.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("there is nothing at this address")]
    NotFound,
    #[error("this address does not take this method")]
    WrongMethod,
    #[error("the request cannot be read: {0}")]
    Malformed(String),
    #[error("the body must be JSON, with the header content-type: application/json")]
    WrongContentType,
    #[error("the request is too large; send {0} at a time")]
    TooLarge(String),
    #[error("the request took too long to arrive or to answer; send it again")]
    TookTooLong,
    #[error("protocol {0} is not spoken here, only up to {max}; use the app that this server delivers", max = zoufang_core::wire::PROTOCOL)]
    UnknownProtocol(u32),
    #[error("sign in first")]
    SignInNeeded,
    #[error("the session has expired; sign in again, nothing on the device is lost")]
    SessionExpired,
    #[error("login and password do not match an account")]
    WrongLogin,
    #[error("too many attempts; wait {} seconds", .0.as_secs())]
    TooManyAttempts(Duration),
    #[error("the request comes from another site")]
    ForeignOrigin,
    #[error("this device is signed in to another account; take a new device id")]
    DeviceOfAnother,
    #[error("this device was revoked: it may hand in what it holds, and gets nothing any more")]
    Revoked,
    #[error("the cursor is not known here any more; pull from the start")]
    StaleCursor,
    #[error("your role may not do this")]
    NotAllowed,
    #[error("somebody has decided over it meanwhile; look at it again")]
    DecidedMeanwhile,
    #[error("it cannot be applied so: {}; mend it or refuse it", .0.message)]
    NotApplicable(Reason),
    #[error(transparent)]
    Upload(UploadError),
    #[error("the server cannot reach its storage now; try again")]
    Unavailable,
    #[error("the server cannot reach its storage now; try again")]
    Storage(#[from] StorageError),
    #[error("the server is busy; try again")]
    Busy,
    #[error("the server failed; the request id is in the header x-request-id")]
    Internal,
}

/// How long a client that was told to try again should wait.
const RETRY_SECONDS: u64 = 5;

impl ApiError {
    pub fn too_many_bytes() -> Self {
        Self::TooLarge("fewer bytes".to_owned())
    }

    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::WrongMethod => Code::WrongMethod,
            Self::Malformed(_) => Code::Malformed,
            Self::WrongContentType => Code::WrongContentType,
            Self::TooLarge(_) => Code::TooLarge,
            Self::TookTooLong => Code::TookTooLong,
            Self::UnknownProtocol(_) => Code::UnknownProtocol,
            Self::SignInNeeded => Code::SignInNeeded,
            Self::SessionExpired => Code::SessionExpired,
            Self::WrongLogin => Code::WrongLogin,
            Self::TooManyAttempts(_) => Code::TooManyAttempts,
            Self::ForeignOrigin => Code::ForeignOrigin,
            Self::DeviceOfAnother => Code::DeviceOfAnother,
            Self::Revoked => Code::Revoked,
            Self::StaleCursor => Code::StaleCursor,
            Self::NotAllowed => Code::NotAllowed,
            Self::DecidedMeanwhile => Code::DecidedMeanwhile,
            Self::NotApplicable(_) => Code::NotApplicable,
            Self::Upload(error) => upload_code(error),
            Self::Unavailable | Self::Storage(_) | Self::Busy => Code::Unavailable,
            Self::Internal => Code::Internal,
        }
    }

    fn reason(&self) -> Option<Reason> {
        match self {
            Self::NotApplicable(reason) => Some(reason.clone()),
            _ => None,
        }
    }

    /// The refusal that a bare status stands for: what the framework says by itself.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::WrongContentType,
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_many_bytes(),
            StatusCode::REQUEST_TIMEOUT => Self::TookTooLong,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_server_error() => Self::Internal,
            _ => Self::Malformed("it does not have the form that is expected here".to_owned()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Storage(error) = &self {
            tracing::error!(%error, "the database failed");
        }
        let (status, code) = (self.code().status(), self.code().as_str().to_owned());
        let error = ErrorDetail { code, message: self.to_string(), reason: self.reason() };
        let mut response = (status, Json(ErrorBody { error })).into_response();
        let wait = match self {
            Self::TooManyAttempts(wait) => Some(wait.as_secs().max(1)),
            _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(RETRY_SECONDS),
            _ => None,
        };
        if let Self::Upload(UploadError::WrongOffset(received)) = self {
            response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(received));
        }
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn upload_code(error: &UploadError) -> Code {
    match error {
        UploadError::WrongLength(_) => Code::TooLarge,
        UploadError::WrongPiece => Code::Malformed,
        UploadError::WrongChecksum => Code::WrongChecksum,
        UploadError::WrongOffset(_) => Code::WrongOffset,
        UploadError::WrongHash => Code::WrongHash,
        UploadError::NotTaken(_) => Code::ContentNotTaken,
        UploadError::TooMany => Code::TooManyUploads,
        UploadError::NotNoted(_) | UploadError::Storage(_) | UploadError::Store(_) => Code::Unavailable,
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Storage(error) => error.into(),
            UploadError::NotNoted(_) => Self::Unavailable,
            UploadError::Store(error) => error.into(),
            error => Self::Upload(error),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store of attachments failed");
        Self::Unavailable
    }
}

impl From<Infallible> for ApiError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<NotTakenIn> for ApiError {
    fn from(error: NotTakenIn) -> Self {
        match error {
            NotTakenIn::DeviceOfAnother(_) => Self::DeviceOfAnother,
            NotTakenIn::Overloaded => Self::Busy,
            NotTakenIn::NotStored => Self::Unavailable,
        }
    }
}

impl From<NotDecided> for ApiError {
    fn from(error: NotDecided) -> Self {
        match error {
            NotDecided::NotFound => Self::NotFound,
            NotDecided::NotAllowed => Self::NotAllowed,
            NotDecided::Meanwhile => Self::DecidedMeanwhile,
            NotDecided::NotApplicable(reason) => Self::NotApplicable(reason),
            NotDecided::Overloaded => Self::Busy,
            NotDecided::NotStored => Self::Unavailable,
        }
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        tracing::error!(%error, "a password could not be verified");
        match error {
            PasswordError::Overloaded => Self::Busy,
            PasswordError::Hash(_) | PasswordError::Panicked(_) => Self::Internal,
        }
    }
}

/// The header by which a server function tells its client of an error of its own.
pub const SERVER_FUNCTION_ERROR: &str = "serverfnerror";

/// Gives refusals of the interface that come from the framework the one shape of all.
pub async fn in_one_shape(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE);
    let is_json = content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let is_fine = !status.is_client_error() && !status.is_server_error();
    if !is_api || is_fine || is_json || response.headers().contains_key(SERVER_FUNCTION_ERROR) {
        return response;
    }
    let mut shaped = ApiError::of_status(status).into_response();
    *shaped.status_mut() = status;
    shaped
}

/// The answer to a request whose handling panicked.
pub fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    tracing::error!(panic = words.as_deref().unwrap_or("without words"), "handling a request panicked");
    ApiError::Internal.into_response()
}
