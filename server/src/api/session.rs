use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use zoufang_core::id::{PersonId, TenantId};
use zoufang_core::wire::{Profile, SignIn};

use super::Body;
use crate::auth::{Caller, SESSION_MAX_MS, SessionCookie, SignedIn, Token};
use crate::clock;
use crate::db::{AuditEntry, AuditEvent, SessionKey};
use crate::error::ApiError;
use crate::refusals::refusals;
use crate::router::SMALL_BODY;
use crate::state::{ATTEMPTS_BY_ADDRESS, ATTEMPTS_BY_LOGIN, ATTEMPTS_WINDOW, AppState};

refusals!(ToShow: SignInNeeded, SessionExpired, Revoked, TookTooLong, Unavailable, Internal);

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/v1/session",
    operation_id = "session",
    tag = "session",
    responses((status = 200, description = "The holder of the session.", body = Profile), ToShow),
    security(("session" = [])),
)]
pub async fn show(signed_in: SignedIn) -> Json<Profile> {
    Json(signed_in.profile)
}

refusals!(
    ToBegin: Malformed, WrongLogin, ForeignOrigin, TookTooLong, TooLarge, WrongContentType, TooManyAttempts,
    Unavailable, Internal,
);

/// Signs in.
///
/// The answer sets the cookie `__Host-session`; the session that the request came with ends. Somebody who
/// does not exist, who may not, and who gives a wrong password get the same answer after the same time.
#[utoipa::path(
    post,
    path = "/v1/session",
    operation_id = "sign_in",
    tag = "session",
    request_body = SignIn,
    responses(
        (
            status = 200, description = "Signed in.", body = Profile,
            headers(("set-cookie" = String, description = "The session: 43 characters of base64url.")),
        ),
        ToBegin,
    ),
    extensions(("x-limits" = json!({
        "bodyBytes": SMALL_BODY, "attemptsOfOneLogin": ATTEMPTS_BY_LOGIN,
        "attemptsOfOneAddress": ATTEMPTS_BY_ADDRESS, "attemptsWithinSeconds": ATTEMPTS_WINDOW.as_secs(),
    }))),
)]
pub async fn begin(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Body(SignIn { login, password }): Body<SignIn>,
) -> Result<impl IntoResponse, ApiError> {
    let login = normal(&login);
    admit(&state, &login, caller)?;
    let account = state.db.account_by_login(&login).await?;
    let stored = account.as_ref().filter(|account| !account.disabled).map(|account| account.password.clone());
    let is_right = state.passwords.verify(password, stored).await?;
    let Some(account) = account.filter(|_| is_right) else {
        state.db.audit(entry(AuditEvent::SignInRefused, None, caller)).await?;
        return Err(ApiError::WrongLogin);
    };
    state.attempts.by_login.forget(&login);
    state.attempts.by_address.forgive(&caller.0);

    let token = Token::draw().map_err(|_| ApiError::Internal)?;
    let earlier = SessionCookie::token(&headers).map(Token::key);
    open(&state, token.key(), earlier, (account.tenant, account.person), caller).await?;
    let signed_in = SignedIn::of_session(&state, token.key()).await?;
    let cookie = [(SET_COOKIE, SessionCookie::set(token, SESSION_MAX_MS / 1000))];
    Ok((AppendHeaders(cookie), Json(signed_in.profile)))
}

refusals!(ToEnd: ForeignOrigin, TookTooLong, Unavailable, Internal);

/// Signs out, also where the session is over already.
#[utoipa::path(
    delete,
    path = "/v1/session",
    operation_id = "sign_out",
    tag = "session",
    responses(
        (
            status = 204, description = "Signed out.",
            headers(("set-cookie" = String, description = "Takes the cookie away.")),
        ),
        ToEnd,
    ),
)]
pub async fn end(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    if let Some(key) = SessionCookie::token(&headers).map(Token::key) {
        let whose = state.db.session(key).await?.map(|row| (row.tenant, row.person));
        let mut writing = state.db.begin().await?;
        writing.end_session(key).await?;
        if whose.is_some() {
            writing.audit(&[entry(AuditEvent::SignedOut, whose, caller)]).await?;
        }
        writing.commit().await?;
        // Nobody may be listening.
        let _ = state.ended_sessions.send(Some(key));
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, SessionCookie::clear())])))
}

/// The most characters of a login.
const LOGIN_CHARS: usize = 60;

/// Logins are told apart by letters, not by their size or the blanks around them.
pub fn normal(login: &str) -> String {
    login.trim().to_lowercase().chars().take(LOGIN_CHARS).collect()
}

fn admit(state: &AppState, login: &str, caller: Caller) -> Result<(), ApiError> {
    let now = Instant::now();
    state.attempts.by_address.attempt(&caller.0, now).map_err(ApiError::TooManyAttempts)?;
    state.attempts.by_login.attempt(&login.to_owned(), now).map_err(ApiError::TooManyAttempts)
}

/// Begins a session in the place of the one that the browser had.
async fn open(
    state: &AppState,
    key: SessionKey,
    earlier: Option<SessionKey>,
    whose: (TenantId, PersonId),
    caller: Caller,
) -> Result<(), ApiError> {
    let now = clock::now();
    let mut writing = state.db.begin().await?;
    if let Some(earlier) = earlier {
        writing.end_session(earlier).await?;
    }
    // Those that are over are kept a while, so that their holders learn why they are asked again.
    writing.forget_sessions(now.saturating_sub(2 * SESSION_MAX_MS)).await?;
    writing.add_session(key, whose.0, whose.1, now).await?;
    writing.audit(&[entry(AuditEvent::SignedIn, Some(whose), caller)]).await?;
    writing.commit().await?;
    // Nobody may be listening.
    earlier.map(|earlier| state.ended_sessions.send(Some(earlier)));
    Ok(())
}

fn entry(event: AuditEvent, whose: Option<(TenantId, PersonId)>, caller: Caller) -> AuditEntry {
    AuditEntry {
        tenant: whose.map(|(tenant, _)| tenant),
        person: whose.map(|(_, person)| person),
        at: clock::now(),
        event,
        address: Some(caller.0.to_string()),
        detail: None,
    }
}
