use axum::Json;
use axum::extract::State;
use zoufang_core::wire::{PROTOCOL, PUSH_MAX_CHANGES, Push, PushReply};

use super::Body;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::inbox::{Delivery, Received};
use crate::state::AppState;

/// `POST /api/v1/sync/push`: takes in what a device has to send. An answer of 200 means that all
/// that it calls `stored` is on the disk; any other means that nothing of it is.
pub async fn push(
    State(state): State<AppState>,
    sender: SignedIn,
    Body(push): Body<Push>,
) -> Result<Json<PushReply>, ApiError> {
    let Push { protocol, device, changes } = push;
    if !(1..=PROTOCOL).contains(&protocol) {
        return Err(ApiError::UnknownProtocol(protocol));
    }
    if changes.len() > PUSH_MAX_CHANGES {
        return Err(ApiError::TooLarge(format!("at most {PUSH_MAX_CHANGES} changes")));
    }
    let changes = changes.into_iter().map(|raw| Received::read(raw, device)).collect();
    let delivery = Delivery { tenant: sender.profile.tenant, actor: sender.actor, device, changes };
    Ok(Json(state.inbox.push(delivery).await?))
}
