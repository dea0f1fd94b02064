use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use zoufang_core::wire::{BLOB_PIECE_BYTES, CHANGE_MAX_BYTES, PUSH_MAX_BODY};

use crate::api::{blobs, devices, events, hand_in, health, lock, pull, push, quarantine, reference, session};
use crate::auth::refuse_foreign_origins;
use crate::error::{ApiError, in_one_shape, panicked};
use crate::state::AppState;
use crate::{pages, security};

/// Bytes of a body where nothing larger is called for.
pub const SMALL_BODY: usize = 16 * 1024;
/// How long a request may take, its arrival included.
const TIME: Duration = Duration::from_secs(30);

/// The same for a piece of a content, which is as large as a request gets: 256 KiB at 12 kbit/s.
pub const TIME_OF_A_PIECE: Duration = Duration::from_secs(180);

/// The interface below `/api`. What is added with `routes!` stands in the document by its own
/// annotation; nothing is added otherwise.
pub fn api() -> OpenApiRouter<AppState> {
    let blobs = routes!(blobs::read, blobs::ask, blobs::receive);
    let blobs = OpenApiRouter::new()
        .routes(blobs.layer(DefaultBodyLimit::max(BLOB_PIECE_BYTES)))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME_OF_A_PIECE));
    OpenApiRouter::new()
        .routes(routes!(session::show, session::begin, session::end))
        .routes(routes!(devices::list))
        .routes(routes!(devices::revoke))
        .routes(routes!(devices::key))
        .routes(routes!(lock::key))
        .routes(routes!(lock::open))
        .routes(routes!(lock::ask_for))
        .routes(routes!(pull::pull))
        .routes(routes!(push::push).layer(DefaultBodyLimit::max(PUSH_MAX_BODY)))
        .routes(routes!(hand_in::hand_in).layer(DefaultBodyLimit::max(PUSH_MAX_BODY)))
        .routes(routes!(quarantine::decide).layer(DefaultBodyLimit::max(CHANGE_MAX_BYTES)))
        .routes(routes!(health::check))
        .routes(routes!(reference::document))
        .routes(routes!(reference::page))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME))
        .merge(blobs)
        // Stays open as long as its listener.
        .routes(routes!(events::events))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}

/// Every address of the server.
pub fn router(state: AppState) -> Router {
    let (api, _) = api().split_for_parts();
    let api = api.fallback(async || ApiError::NotFound).method_not_allowed_fallback(async || ApiError::WrongMethod);

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{api, router};
    use crate::state::AppState;

    /// axum lists its routes only to whoever debugs it.
    #[tokio::test]
    async fn every_route_of_the_interface_stands_in_the_document() {
        let folder = tempfile::tempdir().unwrap();
        let (state, _stop) = AppState::in_folder(folder.path()).await;
        let debug = format!("{:?}", router(state));
        let addresses = debug.split('"').filter(|text| text.starts_with("/api"));
        // Left out: what answers where nothing is, and what the console's pages ask of their server.
        let known = |path: &&str| *path == "/api/" || path.contains("__private__") || path.starts_with("/api/fn/");
        let routes: BTreeSet<String> = addresses.filter(|path| !known(path)).map(str::to_owned).collect();
        let (_, document) = api().split_for_parts();
        let documented = document.paths.paths.keys();
        let documented = documented.map(|path| format!("/api{}", path.trim_end_matches('/'))).collect();
        assert_eq!(routes, documented, "add routes to `api` with `routes!`, and annotate their handlers");
    }
}
