use axum::Json;
use axum::extract::State;
use zoufang_core::wire::{CHANGE_MAX_BYTES, HandIn, PROTOCOL, PUSH_MAX_BODY, PUSH_MAX_CHANGES, PushReply};

use super::{Arrived, Body};
use crate::auth::{HandingIn, SignedIn};
use crate::error::ApiError;
use crate::inbox::{Delivery, Received};
use crate::refusals::refusals;
use crate::state::AppState;

refusals!(
    Refusals: Malformed, UnknownProtocol, SignInNeeded, SessionExpired, ForeignOrigin, TooLarge, WrongContentType,
    TookTooLong, Unavailable, Internal,
);

/// Takes in what was made on another device, and is brought by whoever is signed in.
///
/// A change keeps its device, number, id and author: where the device belongs to whoever brings it, or where it
/// bears the seal of its device, it is taken as if that device had pushed it; `wrong_device` where another change
/// has the number. Everything else is `quarantined` with `handed_in`, for the office to decide, and leaves its
/// number and its id free for its author. The session does not speak for the device. The answer is that of a
/// push, without `cloned` and `retry`.
#[utoipa::path(
    post,
    path = "/v1/sync/hand-in",
    operation_id = "hand_in",
    tag = "sync",
    request_body = HandIn,
    responses((status = 200, description = "What became of each change.", body = PushReply), Refusals),
    security(("session" = [])),
    extensions(("x-limits" = json!({
        "bodyBytes": PUSH_MAX_BODY, "changes": PUSH_MAX_CHANGES, "bytesOfOneChange": CHANGE_MAX_BYTES,
    }))),
)]
pub async fn hand_in(
    State(state): State<AppState>,
    Arrived(HandingIn(bringer), Body(brought)): Arrived<HandingIn, Body<HandIn>>,
) -> Result<Json<PushReply>, ApiError> {
    let HandIn { protocol, device, changes } = brought;
    if !(1..=PROTOCOL).contains(&protocol) {
        return Err(ApiError::UnknownProtocol(protocol));
    }
    if changes.len() > PUSH_MAX_CHANGES {
        return Err(ApiError::TooLarge(format!("at most {PUSH_MAX_CHANGES} changes")));
    }
    let changes = changes.iter().map(|carried| Received::carried(carried, device)).collect();
    let SignedIn { profile, actor, confined, .. } = bringer;
    let delivery = Delivery { tenant: profile.tenant, actor, device, confined, by_hand: true, changes };
    Ok(Json(state.inbox.push(delivery).await?))
}
