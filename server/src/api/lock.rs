use std::time::Instant;

use app::lock::{Envelope, LockSecret};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;
use zoufang_core::id::TenantId;
use zoufang_core::wire::{LockKey, LockPolicy, OpenLock, OpenedLock};

use super::{Arrived, Body};
use crate::auth::{Caller, SignedIn};
use crate::clock;
use crate::db::{AuditEntry, AuditEvent, LockKey as DrawnKey};
use crate::error::ApiError;
use crate::refusals::refusals;
use crate::router::SMALL_BODY;
use crate::state::{ATTEMPTS_BY_ADDRESS, ATTEMPTS_BY_LOGIN, ATTEMPTS_WINDOW, AppState};

refusals!(ToTell: SignInNeeded, SessionExpired, Revoked, TookTooLong, Unavailable, Internal);

/// What a phone seals its key with, so that a forgotten PIN loses nothing.
///
/// The same for all phones of a city. The phone keeps what it sealed; the server never sees it before it is
/// to be opened.
#[utoipa::path(
    get,
    path = "/v1/lock/key",
    operation_id = "lock_key",
    tag = "lock",
    responses((status = 200, description = "The public half.", body = LockKey), ToTell),
    security(("session" = [])),
)]
pub async fn key(State(state): State<AppState>, asker: SignedIn) -> Result<Json<LockKey>, ApiError> {
    let tenant = asker.profile.tenant;
    let kept = match state.db.lock_key_of(tenant).await? {
        Some(kept) => kept,
        None => draw(&state, tenant).await?,
    };
    let public = kept.secret.public().ok_or(ApiError::Internal)?;
    Ok(Json(LockKey { key: kept.id, public }))
}

/// Another request may draw one at the same moment: the first counts.
async fn draw(state: &AppState, tenant: TenantId) -> Result<DrawnKey, ApiError> {
    let secret = LockSecret::draw().map_err(|_| ApiError::Internal)?;
    let drawn = DrawnKey { id: Uuid::new_v4(), secret };
    let mut writing = state.db.begin().await?;
    let kept = writing.keep_lock_key(tenant, drawn, clock::now()).await?.ok_or(ApiError::Internal)?;
    writing.commit().await?;
    Ok(kept)
}

refusals!(
    ToOpen: Malformed, WrongLogin, ForeignOrigin, TookTooLong, TooLarge, WrongContentType, TooManyAttempts,
    Unavailable, Internal,
);

/// Opens the key of a locked phone for whoever knows the password of the person for whom it was sealed.
///
/// No session is needed, and none begins: on a locked phone it may be over. Attempts count as those to sign
/// in do. It is written into the audit log.
#[utoipa::path(
    post,
    path = "/v1/lock/open",
    operation_id = "open_lock",
    tag = "lock",
    request_body = OpenLock,
    responses((status = 200, description = "The phone's key.", body = OpenedLock), ToOpen),
    extensions(("x-limits" = json!({
        "bodyBytes": SMALL_BODY, "attemptsOfOneLogin": ATTEMPTS_BY_LOGIN,
        "attemptsOfOneAddress": ATTEMPTS_BY_ADDRESS, "attemptsWithinSeconds": ATTEMPTS_WINDOW.as_secs(),
    }))),
)]
pub async fn open(
    State(state): State<AppState>,
    caller: Caller,
    Body(OpenLock { password, key, sealed }): Body<OpenLock>,
) -> Result<Json<OpenedLock>, ApiError> {
    let now = Instant::now();
    state.attempts.by_address.attempt(&caller.0, now).map_err(ApiError::TooManyAttempts)?;
    let foreign = || ApiError::Malformed("no key of this server opens what was sealed".to_owned());
    let (tenant, secret) = state.db.lock_key(key).await?.ok_or_else(foreign)?;
    let kept = secret.open(&Envelope { key, sealed }).map_err(|_| foreign())?;
    let account = state.db.account_of(tenant, kept.person).await?;
    // Of somebody who has no account tries are counted all the same.
    let counted = account.as_ref().map_or_else(|| kept.person.to_string(), |(login, _)| login.clone());
    state.attempts.by_login.attempt(&counted, now).map_err(ApiError::TooManyAttempts)?;
    let account = account.filter(|(_, account)| !account.disabled);
    let stored = account.as_ref().map(|(_, account)| account.password.clone());
    let is_right = state.passwords.verify(password, stored).await?;
    let entry = |event| AuditEntry {
        tenant: Some(tenant),
        person: Some(kept.person),
        at: clock::now(),
        event,
        address: Some(caller.0.to_string()),
        // Whoever has the city's public half can seal in anybody's name.
        detail: Some("lock of a phone that claims to be theirs".to_owned()),
    };
    if account.is_none() || !is_right {
        state.db.audit(entry(AuditEvent::SignInRefused)).await?;
        return Err(ApiError::WrongLogin);
    }
    state.attempts.by_login.forget(&counted);
    state.attempts.by_address.forgive(&caller.0);
    state.db.audit(entry(AuditEvent::LockOpened)).await?;
    Ok(Json(OpenedLock { device_key: kept.device_key.spell() }))
}

refusals!(
    ToAsk: Malformed, SignInNeeded, SessionExpired, ForeignOrigin, Revoked, NotAllowed, TookTooLong, TooLarge,
    WrongContentType, Unavailable, Internal,
);

/// Says whether each phone of the city is to have a lock.
///
/// A phone without one asks its user for a PIN from the next time on that it hears of it.
#[utoipa::path(
    put,
    path = "/v1/lock/policy",
    operation_id = "lock_policy",
    tag = "lock",
    request_body = LockPolicy,
    responses((status = 204, description = "It is said."), ToAsk),
    security(("session" = [])),
)]
pub async fn ask_for(
    State(state): State<AppState>,
    caller: Caller,
    Arrived(asker, Body(LockPolicy { required })): Arrived<SignedIn, Body<LockPolicy>>,
) -> Result<StatusCode, ApiError> {
    let entry = |event| AuditEntry {
        tenant: Some(asker.profile.tenant),
        person: Some(asker.actor.person),
        at: clock::now(),
        event,
        address: Some(caller.0.to_string()),
        detail: Some(format!("a lock on each phone: {required}")),
    };
    if !asker.actor.role.oversees_devices() {
        state.db.audit(entry(AuditEvent::NotAllowed)).await?;
        return Err(ApiError::NotAllowed);
    }
    let mut writing = state.db.begin().await?;
    writing.require_lock(asker.profile.tenant, required).await?;
    writing.audit(&[entry(AuditEvent::LockPolicy)]).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
