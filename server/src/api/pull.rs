use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use zoufang_core::wire::{PULL_MAX_BYTES, PULL_MAX_ROWS, PullPage};

use super::Parameters;
use crate::auth::SignedIn;
use crate::clock;
use crate::error::ApiError;
use crate::pull::{PullError, next_page};
use crate::refusals::refusals;
use crate::state::AppState;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// As the page before told it; none for a first pull.
    cursor: Option<String>,
}

refusals!(Refusals: Malformed, SignInNeeded, SessionExpired, StaleCursor, TookTooLong, Unavailable, Internal);

/// The next page of rows: the records as they stand, of all that one may see.
///
/// Without a cursor it begins: first units, people and chains, then everything else, each from the latest
/// to the oldest. Once `more` is false, the cursor asks for what has changed since. Rows and cursor are
/// stored together. A page holds at least one row, however large.
#[utoipa::path(
    get,
    path = "/v1/sync/pull",
    operation_id = "pull",
    tag = "sync",
    params(From),
    responses((status = 200, description = "A page.", body = PullPage), Refusals),
    security(("session" = [])),
    extensions(("x-limits" = json!({ "rows": PULL_MAX_ROWS, "bytes": PULL_MAX_BYTES }))),
)]
pub async fn pull(
    State(state): State<AppState>,
    reader: SignedIn,
    Parameters(From { cursor }): Parameters<From>,
) -> Result<Response, ApiError> {
    let cursor = cursor.filter(|cursor| !cursor.is_empty());
    let page = next_page(&state.db, reader.profile.tenant, &reader.actor, cursor.as_deref(), clock::now()).await;
    match page {
        Ok(page) => Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], page).into_response()),
        Err(PullError::StaleCursor) => Err(ApiError::StaleCursor),
        Err(PullError::Storage(error)) => Err(error.into()),
    }
}
