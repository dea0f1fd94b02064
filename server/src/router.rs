use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use zoufang_core::wire::{BLOB_PIECE_BYTES, PUSH_MAX_BODY};

use crate::api::{blobs, events, health, pull, push, session};
use crate::auth::refuse_foreign_origins;
use crate::error::{ApiError, in_one_shape, panicked};
use crate::state::AppState;
use crate::{pages, security};

/// Bytes of a body where nothing larger is called for.
const SMALL_BODY: usize = 16 * 1024;
/// How long a request may take, its arrival included.
const TIME: Duration = Duration::from_secs(30);

/// The same for a piece of a content, which is as large as a request gets: 256 KiB at 12 kbit/s.
const TIME_OF_A_PIECE: Duration = Duration::from_secs(180);

/// Every address of the server.
pub fn router(state: AppState) -> Router {
    let blobs = get(blobs::read).head(blobs::ask).patch(blobs::receive);
    let blobs = Router::new()
        .route("/v1/blobs/{hash}", blobs.layer(DefaultBodyLimit::max(BLOB_PIECE_BYTES)))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME_OF_A_PIECE));
    let api = Router::new()
        .route("/v1/session", get(session::show).post(session::begin).delete(session::end))
        .route("/v1/sync/pull", get(pull::pull))
        .route("/v1/sync/push", post(push::push).layer(DefaultBodyLimit::max(PUSH_MAX_BODY)))
        .route("/v1/health", get(health::check))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME))
        .merge(blobs)
        // Stays open as long as its listener.
        .route("/v1/sync/events", get(events::events))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(async || ApiError::WrongMethod);

    Router::new()
        .nest("/api", api)
        // Nesting leaves this one out.
        .route("/api/", any(async || ApiError::NotFound))
        .route("/sw.js", get(service_worker))
        .merge(pages::routes(&state))
        .fallback(pages::files(&state))
        .layer(from_fn_with_state(state.clone(), refuse_foreign_origins))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(in_one_shape))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(gets_smaller()))
        .layer(from_fn(security::headers))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}

/// What every line of the log about a request begins with. What stands behind the path says what
/// somebody was looking for, and stays out.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// Contents of attachments are as small as they get, and are asked for in parts.
fn gets_smaller() -> impl Predicate {
    let sound = NotForContentType::const_new("audio/");
    DefaultPredicate::new().and(sound).and(NotForContentType::const_new("application/pdf"))
}

async fn service_worker(State(state): State<AppState>) -> Response {
    state.site.worker()
}
