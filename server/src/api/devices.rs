use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;
use zoufang_core::id::{BlobHash, DeviceId, PersonId};
use zoufang_core::permission::manages_devices;
use zoufang_core::wire::{DeviceKey, DeviceList};

use super::Parameters;
use crate::auth::{Caller, SignedIn};
use crate::clock;
use crate::db::{AuditEntry, AuditEvent, SealKey};
use crate::error::ApiError;
use crate::refusals::refusals;
use crate::state::AppState;

/// Devices that an answer names, the latest of them.
pub const MOST_DEVICES: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Of {
    /// Whose; one's own where nobody is named. Of others only an administrator may ask.
    #[param(value_type = Option<PersonId>)]
    person: Option<PersonId>,
}

refusals!(ToList: Malformed, SignInNeeded, SessionExpired, Revoked, NotFound, TookTooLong, Unavailable, Internal);

/// The devices on which somebody works, or did.
///
/// Those that were revoked are among them. A device is known from the first push or pull that names it.
#[utoipa::path(
    get,
    path = "/v1/devices",
    operation_id = "devices",
    tag = "devices",
    params(Of),
    responses((status = 200, description = "The one that was seen last comes first.", body = DeviceList), ToList),
    security(("session" = [])),
    extensions(("x-limits" = json!({ "devices": MOST_DEVICES }))),
)]
pub async fn list(
    State(state): State<AppState>,
    asker: SignedIn,
    Parameters(Of { person }): Parameters<Of>,
) -> Result<Json<DeviceList>, ApiError> {
    let (tenant, of) = (asker.profile.tenant, person.unwrap_or(asker.actor.person));
    if !manages_devices(&asker.actor, of) {
        return Err(ApiError::NotFound);
    }
    let devices = state.db.devices(tenant, Some(of), MOST_DEVICES).await?;
    Ok(Json(DeviceList { devices: devices.into_iter().map(|(_, device)| device).collect() }))
}

/// The device in the address; anything else there is no address.
#[derive(Debug, IntoParams)]
#[into_params(names("id"), parameter_in = Path)]
pub struct Address(#[param(value_type = DeviceId)] DeviceId);

impl FromRequestParts<AppState> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Path(device) = Path::<DeviceId>::from_request_parts(parts, state).await.map_err(|_| ApiError::NotFound)?;
        Ok(Self(device))
    }
}

refusals!(
    ToRevoke: SignInNeeded, SessionExpired, ForeignOrigin, Revoked, NotFound, TookTooLong, Unavailable, Internal,
);

/// Takes the city's trust from a device, for ever: a phone that was lost, say.
///
/// From then on nothing is read under a session that ever spoke for it, nor under those of its owner that
/// never said for which device they speak. What it holds may still be pushed, and is kept in quarantine.
/// Once more does no harm.
#[utoipa::path(
    delete,
    path = "/v1/devices/{id}",
    operation_id = "revoke_device",
    tag = "devices",
    params(Address),
    responses((status = 204, description = "It is revoked."), ToRevoke),
    security(("session" = [])),
)]
pub async fn revoke(
    State(state): State<AppState>,
    caller: Caller,
    asker: SignedIn,
    Address(device): Address,
) -> Result<StatusCode, ApiError> {
    let tenant = asker.profile.tenant;
    let owner = state.db.device_owner(tenant, device).await?.ok_or(ApiError::NotFound)?;
    let entry = |event| AuditEntry {
        tenant: Some(tenant),
        person: Some(asker.actor.person),
        at: clock::now(),
        event,
        address: Some(caller.0.to_string()),
        detail: Some(format!("device {device} of {owner}")),
    };
    if !manages_devices(&asker.actor, owner) {
        state.db.audit(entry(AuditEvent::NotAllowed)).await?;
        return Err(ApiError::NotFound);
    }
    let mut writing = state.db.begin().await?;
    let confined = writing.revoke_device(tenant, device, asker.session, clock::now()).await?;
    writing.audit(&[entry(AuditEvent::DeviceRevoked)]).await?;
    writing.commit().await?;
    for session in confined {
        // Nobody may be listening.
        let _ = state.ended_sessions.send(Some(session));
    }
    Ok(StatusCode::NO_CONTENT)
}

refusals!(
    ToSeal: SignInNeeded, SessionExpired, ForeignOrigin, DeviceOfAnother, Revoked, NotFound, TookTooLong, Unavailable,
    Internal,
);

/// What a device seals its changes with, so that somebody else may bring them.
///
/// One's own device alone; the session speaks for it from then on. The same again gives the same key.
#[utoipa::path(
    post,
    path = "/v1/devices/{id}/key",
    operation_id = "device_key",
    tag = "devices",
    params(Address),
    responses((status = 200, description = "For this device alone to keep.", body = DeviceKey), ToSeal),
    security(("session" = [])),
)]
pub async fn key(
    State(state): State<AppState>,
    mut asker: SignedIn,
    Address(device): Address,
    headers: HeaderMap,
) -> Result<Json<DeviceKey>, ApiError> {
    asker.speak_for(&state, device, &headers).await?;
    if asker.confined {
        return Err(ApiError::Revoked);
    }
    let mut drawn = [0; 32];
    getrandom::fill(&mut drawn).map_err(|_| ApiError::Internal)?;
    let mut writing = state.db.begin().await?;
    let key = writing.seal_key(asker.profile.tenant, device, SealKey(drawn)).await?.ok_or(ApiError::NotFound)?;
    writing.commit().await?;
    Ok(Json(DeviceKey { key: BlobHash(key.0).to_string() }))
}
