//! Why the interface refuses: stable codes with their statuses, and what the document of the
//! interface says of them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use zoufang_core::wire::UPLOAD_OFFSET;

/// For programs: what stands in `error.code`. A code keeps its name and its status for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    NotFound,
    WrongMethod,
    Malformed,
    WrongContentType,
    TooLarge,
    TookTooLong,
    UnknownProtocol,
    SignInNeeded,
    SessionExpired,
    WrongLogin,
    TooManyAttempts,
    ForeignOrigin,
    DeviceOfAnother,
    Revoked,
    StaleCursor,
    NotAllowed,
    DecidedMeanwhile,
    NotApplicable,
    WrongOffset,
    WrongChecksum,
    WrongHash,
    ContentNotTaken,
    TooManyUploads,
    Unavailable,
    Internal,
}

impl Code {
    pub fn status(self) -> StatusCode {
        self.entry().0
    }

    pub fn as_str(self) -> &'static str {
        self.entry().1
    }

    /// The number that comes with it in a header, and what that tells.
    fn header(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::TooManyAttempts | Self::Unavailable => Some(("retry-after", "Seconds to wait.")),
            Self::WrongOffset => Some((UPLOAD_OFFSET, "Bytes that have come.")),
            _ => None,
        }
    }

    /// The status, the name, and what it means for a client.
    fn entry(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "nothing is there, or nothing that you may see"),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "the address takes other methods"),
            Self::Malformed => {
                (StatusCode::BAD_REQUEST, "malformed", "the request cannot be read; sending it again does not help")
            }
            Self::WrongContentType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_content_type", "the body must be called application/json")
            }
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "send less at a time"),
            Self::TookTooLong => {
                (StatusCode::REQUEST_TIMEOUT, "took_too_long", "it took longer than it may; send it again")
            }
            Self::UnknownProtocol => {
                (StatusCode::BAD_REQUEST, "unknown_protocol", "the server does not speak the protocol that was named")
            }
            Self::SignInNeeded => {
                (StatusCode::UNAUTHORIZED, "sign_in_needed", "there is no session, or it was ended; sign in")
            }
            Self::SessionExpired => {
                (StatusCode::UNAUTHORIZED, "session_expired", "the session was not used for long, or is old; sign in")
            }
            Self::WrongLogin => (StatusCode::UNAUTHORIZED, "wrong_login", "login and password match no account"),
            Self::TooManyAttempts => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "wait as long as retry-after says")
            }
            Self::ForeignOrigin => {
                (StatusCode::FORBIDDEN, "foreign_origin", "a browser sent it on behalf of another site")
            }
            Self::DeviceOfAnother => {
                (StatusCode::FORBIDDEN, "device_of_another", "another account uses the device id; take a new one")
            }
            Self::Revoked => {
                (StatusCode::FORBIDDEN, "revoked", "the device of this session was revoked; hand in what it holds")
            }
            Self::StaleCursor => (StatusCode::GONE, "stale_cursor", "the cursor is void; pull from the start"),
            Self::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed", "your role may not do this"),
            Self::DecidedMeanwhile => (
                StatusCode::CONFLICT,
                "decided_meanwhile",
                "somebody has decided over it, or it is applied by now; look at it again",
            ),
            Self::NotApplicable => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_applicable",
                "it cannot be applied so; `reason` says why and in which field",
            ),
            Self::WrongOffset => {
                (StatusCode::CONFLICT, "wrong_offset", "so much has come as upload-offset says; go on there")
            }
            Self::WrongChecksum => {
                (StatusCode::UNPROCESSABLE_ENTITY, "wrong_checksum", "the piece was garbled on its way; send it again")
            }
            Self::WrongHash => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong_hash",
                "the whole is not what the address says, and was dropped; begin anew with what it says",
            ),
            Self::ContentNotTaken => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content_not_taken",
                "the content is of no kind that may be attached, and was dropped",
            ),
            Self::TooManyUploads => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_uploads", "finish some of those that were begun")
            }
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "the server is busy or cannot reach its storage; try again after retry-after",
            ),
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed; x-request-id tells where to look")
            }
        }
    }
}

/// Declares a type that stands for what an operation may be refused with, in its entry in the
/// document.
macro_rules! refusals {
    ($name:ident: $($code:ident),+ $(,)?) => {
        struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
                $crate::refusals::responses(&[$($crate::refusals::Code::$code),+])
            }
        }
    };
}
pub(crate) use refusals;

/// One response for each status, with its codes in words and, for programs, in `x-codes`.
pub fn responses(codes: &[Code]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<StatusCode, Vec<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status()).or_default().push(*code);
    }
    by_status.into_iter().map(|(status, codes)| (status.as_str().to_owned(), response(&codes).into())).collect()
}

fn response(codes: &[Code]) -> Response {
    let meanings: Vec<String> = codes.iter().map(|code| format!("`{}`: {}.", code.as_str(), code.entry().2)).collect();
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    let response = ResponseBuilder::new()
        .description(meanings.join(" "))
        .content("application/json", body)
        .extensions(Some(Extensions::from_iter([("x-codes", serde_json::json!(names))])));
    let told = codes.iter().filter_map(|code| code.header());
    let integer = || HeaderBuilder::new().schema(Some(Schema::from(Object::with_type(Type::Integer))));
    let with_header =
        |response: ResponseBuilder, (name, about)| response.header(name, integer().description(Some(about)).build());
    told.fold(response, with_header).build()
}
