use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::refusals::refusals;
use crate::state::AppState;

#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

refusals!(Refusals: TookTooLong, Unavailable, Internal);

/// Whether the server works: 200 where its database answers.
#[utoipa::path(
    get,
    path = "/v1/health",
    operation_id = "health",
    tag = "server",
    responses((status = 200, description = "The database answers.", body = Health), Refusals),
)]
pub async fn check(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    state.db.ping().await?;
    Ok(Json(Health { status: "ok" }))
}
