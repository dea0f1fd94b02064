//! The pages that the app renders, the files that it is made of, and what both know of the request.

use std::convert::Infallible;
use std::sync::Arc;

use app::console::reads::{OfficeReads, ReadError};
use app::{App, RequestSession, offline_shell, shell};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, any_service, get};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use zoufang_core::permission::Role;

use crate::auth::SignedIn;
use crate::error::{ApiError, SERVER_FUNCTION_ERROR};
use crate::office::SignedInOffice;
use crate::security::content_policy;
use crate::state::AppState;

/// Bytes that a server function takes: what it is asked, never what is stored.
const QUESTION: usize = 16 * 1024;

/// The app's pages, its server functions, and the shell that opens it without network.
pub fn routes(state: &AppState) -> Router<AppState> {
    let document = document(state);
    // Rendered once: it is the same for everybody.
    let offline = offline_shell(&state.site.assets);
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), contexts(state), document)
        .layer(RequestBodyLimitLayer::new(QUESTION))
        .layer(from_fn(with_the_right_status))
        .layer(from_fn_with_state(state.clone(), know_the_reader))
        .route("/_shell", get(async move || Html(offline)))
}

/// Files of the site folder; where there is none, the app's page that says so.
pub fn files(state: &AppState) -> MethodRouter<AppState, Infallible> {
    let render = render_app_async_with_context(contexts(state), document(state));
    let to_know = state.clone();
    let missing = move |request: Request| async move {
        // Only an address without an ending is meant for people.
        if request.uri().path().rsplit('/').next().is_some_and(|name| name.contains('.')) {
            return StatusCode::NOT_FOUND.into_response();
        }
        match with_reader(&to_know, request).await {
            Ok(request) => {
                let mut page = render(request).await;
                *page.status_mut() = StatusCode::NOT_FOUND;
                page
            }
            Err(elsewhere) => elsewhere,
        }
    };
    let files = ServeDir::new(&state.site.folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .fallback(missing.into_service());
    any_service(files).layer(from_fn(tell_caches))
}

async fn tell_caches(request: Request, next: Next) -> Response {
    // There a name is the hash of the content, so the content never changes.
    let is_hashed = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if is_hashed && is_there {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    }
    // Of most files there are several, compressed and not.
    headers.entry(VARY).or_insert(HeaderValue::from_static("accept-encoding"));
    response
}

async fn know_the_reader(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match with_reader(&state, request).await {
        Ok(request) => next.run(request).await,
        Err(elsewhere) => elsewhere,
    }
}

/// A server function that fails says 500, whatever it says in words; who asks without a session, or
/// for what is not there, is told so in the status as well.
async fn with_the_right_status(request: Request, next: Next) -> Response {
    let (mut parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::INTERNAL_SERVER_ERROR || !parts.headers.contains_key(SERVER_FUNCTION_ERROR) {
        return Response::from_parts(parts, body);
    }
    let Ok(words) = to_bytes(body, QUESTION).await else { return ApiError::Internal.into_response() };
    parts.status = match serde_json::from_slice(&words) {
        Ok(ReadError::SignedOut) => StatusCode::UNAUTHORIZED,
        Ok(ReadError::NotFound) => StatusCode::NOT_FOUND,
        Ok(ReadError::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        Ok(ReadError::Unreachable) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Response::from_parts(parts, words.into())
}

/// The request with who reads, for [`contexts`]; or the answer that sends them to where they
/// belong.
async fn with_reader(state: &AppState, mut request: Request) -> Result<Request, Response> {
    let reader = match SignedIn::find(state, request.headers()).await {
        Ok(reader) => Some(reader),
        Err(ApiError::SignInNeeded | ApiError::SessionExpired | ApiError::Revoked) => None,
        Err(error) => return Err(error.into_response()),
    };
    let role = reader.as_ref().map(|reader| reader.profile.role);
    if let Some(elsewhere) = redirect(request.uri(), role) {
        return Err(Redirect::to(&elsewhere).into_response());
    }
    if let Some(reader) = reader {
        request.extensions_mut().insert(reader);
    }
    Ok(request)
}

/// The field opens without a session, from what the phone holds; the console does not.
fn redirect(uri: &Uri, role: Option<Role>) -> Option<String> {
    let path = uri.path();
    let is_console = path == "/desk" || path.starts_with("/desk/");
    match role {
        None if is_console => {
            let next = uri.path_and_query().map_or(path, |whole| whole.as_str());
            Some(format!("/sign-in?next={}", encoded(next)))
        }
        Some(role) if path == "/sign-in" => Some(if role.is_desk() { "/desk" } else { "/" }.to_owned()),
        Some(role) if path == "/" && role.is_desk() => Some("/desk".to_owned()),
        _ => None,
    }
}

/// Fit to be the value of a parameter.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// What pages and server functions find in the context of a request.
fn contexts(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let state = state.clone();
    move || {
        provide_context(state.site.assets.clone());
        let reader = use_context::<Parts>().and_then(|parts| parts.extensions.get::<SignedIn>().cloned());
        provide_context(RequestSession(reader.as_ref().map(|reader| reader.profile.clone())));
        if let Some(reader) = reader {
            provide_context(OfficeReads(Arc::new(SignedInOffice::new(state.db.clone(), reader))));
        }
        if let Some((nonce, response)) = use_nonce().zip(use_context::<ResponseOptions>()) {
            response.insert_header(CONTENT_SECURITY_POLICY, content_policy(&nonce));
        }
    }
}

fn document(state: &AppState) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let site = Arc::clone(&state.site);
    move || shell(site.assets.clone()).into_any()
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;
    use zoufang_core::permission::Role;

    use super::redirect;

    #[test]
    fn people_are_sent_to_where_they_belong() {
        let to = |path: &str, role| redirect(&path.parse::<Uri>().unwrap(), role);
        assert_eq!(
            to("/desk/visits?a=1&b=%E4%BA%BA", None).unwrap(),
            "/sign-in?next=/desk/visits%3Fa%3D1%26b%3D%25E4%25BA%25BA"
        );
        assert_eq!(to("/", None), None, "the phone opens without a session");
        assert_eq!(to("/desktop", None), None);
        assert_eq!(to("/sign-in", None), None);
        assert_eq!(to("/sign-in?next=/x", Some(Role::Member)).unwrap(), "/");
        assert_eq!(to("/sign-in", Some(Role::Office)).unwrap(), "/desk");
        assert_eq!(to("/", Some(Role::Office)).unwrap(), "/desk");
        assert_eq!(to("/", Some(Role::Leader)), None);
        assert_eq!(to("/desk", Some(Role::Office)), None);
    }
}
