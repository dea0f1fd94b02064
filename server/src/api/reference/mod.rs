//! The reference of the interface, made of what stands on its handlers: a document for programs
//! (OpenAPI 3.1) and a page for people.

mod page;
mod schema;

use std::sync::LazyLock;

use axum::Json;
use axum::extract::State;
use axum::response::Html;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, RefOr};
use utoipa::{Modify, OpenApi};
use zoufang_core::wire::{ErrorBody, PROTOCOL};

use crate::refusals::refusals;
use crate::state::AppState;

/// What is said of the interface as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Zoufang 走访",
        description = "What the phones and desks of a city speak with their server. Bodies are JSON in UTF-8. \
            Every refusal has the one shape of `ErrorBody`; its `code` is for programs and keeps its meaning. \
            Every answer carries the header `x-request-id`, which the server's log knows too. Fields are only \
            ever added: a client passes over fields, kinds, fates and codes that it does not know. Instants \
            are milliseconds since 1970 (UTC). What lies below `/api/fn/` belongs to the pages of the console \
            and changes with them.",
    ),
    components(schemas(ErrorBody)),
    modifiers(&Session, &Protocol),
    tags(
        (name = "session", description = "Who one is."),
        (name = "devices", description = "On what somebody works, and the end of what was lost."),
        (name = "lock", description = "PINs of phones: what is sealed for the server, and opened by a password."),
        (name = "sync", description = "What a device sends and fetches."),
        (name = "attachments", description = "Photos and files: their contents, which follow their records."),
        (name = "office", description = "What the office decides."),
        (name = "server", description = "The server itself."),
    ),
)]
struct Base;

/// How callers prove who they are.
struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut Document) {
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            "__Host-session",
            "Given by a sign-in. It ends after 30 days without use, and 90 days after the sign-in.",
        ));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// The document counts as the protocol does; releases of the program have numbers of their own.
struct Protocol;

impl Modify for Protocol {
    fn modify(&self, document: &mut Document) {
        document.info.version = PROTOCOL.to_string();
    }
}

/// The document of every route of the interface.
static DOCUMENT: LazyLock<serde_json::Value> = LazyLock::new(|| {
    let (_, routes) = crate::router::api().split_for_parts();
    let below_api = |base: &str, path: &str| format!("{base}{}", path.trim_end_matches('/'));
    let mut document = Base::openapi().nest_with_path_composer("/api", routes, below_api);
    leave_out_what_is_never_said(&mut document);
    leave_out_bodies_where_there_are_none(&mut document);
    serde_json::to_value(document).expect("the document is texts and numbers, which JSON can always tell")
});

/// What stands among the choices only so that readers pass over what a later server says.
fn leave_out_what_is_never_said(document: &mut Document) {
    for schema in document.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
        if let RefOr::T(Schema::Object(object)) = schema
            && let Some(choices) = &mut object.enum_values
        {
            choices.retain(|choice| choice != "unknown");
        }
    }
}

/// An answer to HEAD tells in its status and its headers what it has to tell.
fn leave_out_bodies_where_there_are_none(document: &mut Document) {
    let heads = document.paths.paths.values_mut().filter_map(|item| item.head.as_mut());
    for response in heads.flat_map(|head| head.responses.responses.values_mut()) {
        if let RefOr::T(response) = response {
            response.content.clear();
        }
    }
}

refusals!(Refusals: TookTooLong, Internal);

/// This reference for programs.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "openapi",
    tag = "server",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value), Refusals),
)]
pub async fn document() -> Json<&'static serde_json::Value> {
    Json(&DOCUMENT)
}

/// This reference for people.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "reference",
    tag = "server",
    responses((status = 200, description = "A page.", content_type = "text/html", body = String), Refusals),
)]
pub async fn page(State(state): State<AppState>) -> Html<String> {
    Html(page::render(&DOCUMENT, [&state.site.assets.css, &state.site.assets.desk_css]))
}
