use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use zoufang_core::id::DeviceId;
use zoufang_core::permission::Actor;
use zoufang_core::wire::Profile;

use super::cookie::SessionCookie;
use crate::clock;
use crate::db::{SessionKey, SessionRow};
use crate::error::ApiError;
use crate::state::AppState;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// A session ends when it was not used for so long.
const SESSION_IDLE_MS: u64 = 30 * DAY_MS;
/// A session ends so long after the sign-in, used or not.
pub const SESSION_MAX_MS: u64 = 90 * DAY_MS;
/// How far the note of a session's last use may lag behind, so that reading does not write.
pub(super) const TOUCH_AFTER_MS: u64 = DAY_MS / 24;

/// Somebody with a valid session. Taken as an argument of a handler, it lets nobody else in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: SessionKey,
    pub actor: Actor,
    pub profile: Profile,
    /// The one for which the session spoke last.
    pub device: Option<DeviceId>,
    /// The device was revoked: its person may hand in what it holds, and reads nothing.
    pub confined: bool,
}

/// The same, or somebody who may only hand in what a revoked device holds.
#[derive(Clone, Debug)]
pub struct HandingIn(pub SignedIn);

/// What a session is good for that was valid once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    /// To hand in.
    Confined,
    Over,
}

impl SignedIn {
    /// Who the cookie of a request stands for.
    ///
    /// # Errors
    /// [`ApiError::SignInNeeded`] where it stands for nobody, [`ApiError::SessionExpired`] where it
    /// did until its time was over, [`ApiError::Revoked`] where its device was revoked.
    pub async fn find(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let HandingIn(found) = HandingIn::find(state, headers).await?;
        if found.confined { Err(ApiError::Revoked) } else { Ok(found) }
    }

    /// Who holds a session, confined or not; else errors as in [`SignedIn::find`].
    pub async fn of_session(state: &AppState, session: SessionKey) -> Result<Self, ApiError> {
        let row = state.db.session(session).await?.ok_or(ApiError::SignInNeeded)?;
        let now = clock::now();
        if is_over(&row, now) {
            return Err(ApiError::SessionExpired);
        }
        if now.saturating_sub(row.used) > TOUCH_AFTER_MS
            && let Err(error) = state.db.touch_session(session, now).await
        {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        let SessionRow {
            tenant,
            tenant_name,
            person,
            name,
            unit,
            unit_name,
            role,
            device,
            confined,
            lock_required,
            ..
        } = row;
        let scope = state.db.scope(tenant, unit).await?;
        Ok(Self {
            session,
            actor: Actor { person, unit, role, scope },
            profile: Profile { tenant, tenant_name, person, name, role, unit, unit_name, lock_required, now },
            device,
            confined,
        })
    }

    /// What a session is still good for.
    pub async fn standing(state: &AppState, session: SessionKey) -> Standing {
        match state.db.session(session).await {
            Ok(Some(row)) if is_over(&row, clock::now()) => Standing::Over,
            Ok(Some(row)) if row.confined => Standing::Confined,
            Ok(None) => Standing::Over,
            // A database in trouble signs nobody out.
            Ok(Some(_)) | Err(_) => Standing::Valid,
        }
    }
}

impl HandingIn {
    async fn find(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let token = SessionCookie::token(headers).ok_or(ApiError::SignInNeeded)?;
        Ok(Self(SignedIn::of_session(state, token.key()).await?))
    }
}

fn is_over(session: &SessionRow, now: u64) -> bool {
    now.saturating_sub(session.used) > SESSION_IDLE_MS || now.saturating_sub(session.created) > SESSION_MAX_MS
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Self::find(state, &parts.headers).await
    }
}

impl FromRequestParts<AppState> for HandingIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Self::find(state, &parts.headers).await
    }
}
