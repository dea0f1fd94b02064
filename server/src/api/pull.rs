use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Parameters;
use crate::auth::SignedIn;
use crate::clock;
use crate::error::ApiError;
use crate::pull::{PullError, next_page};
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct From {
    /// As the page before told it; none for a first pull.
    cursor: Option<String>,
}

/// `GET /api/v1/sync/pull?cursor=`: the next page of rows, `zoufang_core::wire::PullPage`.
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
