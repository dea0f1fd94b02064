use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use zoufang_core::wire::{CHANGE_MAX_BYTES, PROTOCOL, PUSH_MAX_BODY, PUSH_MAX_CHANGES, Push, PushReply};

use super::{Arrived, Body};
use crate::auth::{HandingIn, SignedIn};
use crate::error::ApiError;
use crate::inbox::{Delivery, Received};
use crate::refusals::refusals;
use crate::state::AppState;

refusals!(
    Refusals: Malformed, UnknownProtocol, SignInNeeded, SessionExpired, ForeignOrigin, DeviceOfAnother,
    TooLarge, WrongContentType, TookTooLong, Unavailable, Internal,
);

/// Takes in what a device has to send.
///
/// An answer of 200 means that all that it calls `stored` is on the disk, and holds an outcome for each
/// change, in their order. Any other answer, or none, leaves open what was stored: the same is sent again,
/// under the same numbers, and nothing is doubled. One change that cannot be applied keeps back no other.
///
/// Fates: `applied`; `merged`, beside what the sender had not seen; `conflict`, a field holds two values
/// now; `duplicate`, was here already; `held`, waits for a record that has not come; `quarantined`, kept for
/// the office; `cloned`, another content has the number: take a new device id and send again; `retry`: send
/// again. The last two are not stored, all others are. What a revoked device hands in is `quarantined`.
#[utoipa::path(
    post,
    path = "/v1/sync/push",
    operation_id = "push",
    tag = "sync",
    request_body = Push,
    responses((status = 200, description = "What became of each change.", body = PushReply), Refusals),
    security(("session" = [])),
    extensions(("x-limits" = json!({
        "bodyBytes": PUSH_MAX_BODY, "changes": PUSH_MAX_CHANGES, "bytesOfOneChange": CHANGE_MAX_BYTES,
    }))),
)]
pub async fn push(
    State(state): State<AppState>,
    headers: HeaderMap,
    Arrived(HandingIn(mut sender), Body(push)): Arrived<HandingIn, Body<Push>>,
) -> Result<Json<PushReply>, ApiError> {
    let Push { protocol, device, changes } = push;
    if !(1..=PROTOCOL).contains(&protocol) {
        return Err(ApiError::UnknownProtocol(protocol));
    }
    if changes.len() > PUSH_MAX_CHANGES {
        return Err(ApiError::TooLarge(format!("at most {PUSH_MAX_CHANGES} changes")));
    }
    sender.speak_for(&state, device, &headers).await?;
    let changes = changes.into_iter().map(|raw| Received::read(raw, device)).collect();
    let SignedIn { profile, actor, confined, .. } = sender;
    let delivery = Delivery { tenant: profile.tenant, actor, device, confined, by_hand: false, changes };
    Ok(Json(state.inbox.push(delivery).await?))
}
