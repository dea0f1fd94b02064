use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use zoufang_core::id::DeviceId;
use zoufang_core::wire::{PULL_MAX_BYTES, PULL_MAX_ROWS, PullPage};

use super::Parameters;
use crate::auth::SignedIn;
use crate::clock;
use crate::error::ApiError;
use crate::pull::{PullError, Times, next_page};
use crate::refusals::refusals;
use crate::state::AppState;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// As the page before told it; none for a first pull.
    cursor: Option<String>,
    /// The device that asks: its person sees it in the list of their devices, and may revoke it.
    #[param(value_type = Option<DeviceId>)]
    device: Option<DeviceId>,
}

refusals!(
    Refusals: Malformed, SignInNeeded, SessionExpired, DeviceOfAnother, Revoked, StaleCursor, TookTooLong, Unavailable,
    Internal,
);

/// The next page of rows: the records as they stand, of all that one may see.
///
/// Without a cursor it begins: first units, people and chains, then one's own trips, then everything else,
/// each from the latest to the oldest. Once `more` is false, the cursor asks for what has changed since. Rows
/// and cursor are stored together. A page holds at least one row, however large.
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
    mut reader: SignedIn,
    headers: HeaderMap,
    Parameters(From { cursor, device }): Parameters<From>,
) -> Result<Response, ApiError> {
    if let Some(device) = device {
        reader.speak_for(&state, device, &headers).await?;
        if reader.confined {
            return Err(ApiError::Revoked);
        }
    }
    let cursor = cursor.filter(|cursor| !cursor.is_empty());
    let times = Times { now: clock::now(), lease: state.config.lease };
    let page = next_page(&state.db, reader.profile.tenant, &reader.actor, cursor.as_deref(), times).await;
    match page {
        Ok(page) => Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], page).into_response()),
        Err(PullError::StaleCursor) => Err(ApiError::StaleCursor),
        Err(PullError::Storage(error)) => Err(error.into()),
    }
}
