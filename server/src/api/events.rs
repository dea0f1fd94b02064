use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, KeepAliveStream, Sse};
use serde::Deserialize;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;
use zoufang_core::id::DeviceId;
use zoufang_core::wire::Event;

use super::Parameters;
use crate::auth::{HandingIn, SignedIn, Standing};
use crate::db::SessionKey;
use crate::error::ApiError;
use crate::heads::Reached;
use crate::refusals::refusals;
use crate::state::AppState;

type Messages = ReceiverStream<Result<Message, Infallible>>;

/// Shorter than what proxies and mobile networks take for a dead connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often a stream looks whether its session still holds: an end by age is told by nobody.
const RECHECK: Duration = Duration::from_secs(60);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Of {
    /// The device that listens, as for a pull.
    #[param(value_type = Option<DeviceId>)]
    device: Option<DeviceId>,
}

refusals!(Refusals: Malformed, SignInNeeded, SessionExpired, DeviceOfAnother, Unavailable, Internal);

/// Says how far the city has come, at once and whenever it moves on, and when a content has come.
///
/// Server-sent events without names; the data of each are one `Event` in JSON. They say that there is
/// something to pull or to look at, and never what. Every 15 seconds without one bring a comment. A device that was
/// revoked is told that, and then nothing. The stream ends with the session and when the server stops; then
/// it is opened again.
#[utoipa::path(
    get,
    path = "/v1/sync/events",
    operation_id = "events",
    tag = "sync",
    params(Of),
    responses(
        (status = 200, description = "A stream that stays open.", content_type = "text/event-stream", body = Event),
        Refusals,
    ),
    security(("session" = [])),
    extensions(("x-limits" = json!({ "secondsBetweenComments": KEEP_ALIVE.as_secs() }))),
)]
pub async fn events(
    State(state): State<AppState>,
    HandingIn(mut listener): HandingIn,
    headers: HeaderMap,
    Parameters(Of { device }): Parameters<Of>,
) -> Result<Sse<KeepAliveStream<Messages>>, ApiError> {
    // First listen, then look: a change that commits in between is told twice, not missed, and of a
    // session that ends after this somebody tells.
    let ended = state.ended_sessions.subscribe();
    if let Some(device) = device {
        listener.speak_for(&state, device, &headers).await?;
    }
    let standing = SignedIn::standing(&state, listener.session).await;
    if standing == Standing::Over {
        return Err(ApiError::SignInNeeded);
    }
    let heads = state.heads.subscribe(listener.profile.tenant);
    let contents = heads.borrow().contents;
    let (head, _) = state.db.head(listener.profile.tenant).await?;
    let (sender, messages) = mpsc::channel(1);
    tokio::spawn(tell(state, (listener.session, standing), Reached { head, contents }, (heads, ended), sender));
    let messages: Messages = ReceiverStream::new(messages);
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

async fn tell(
    state: AppState,
    (session, mut standing): (SessionKey, Standing),
    mut told: Reached,
    (mut heads, mut ended): (watch::Receiver<Reached>, broadcast::Receiver<Option<SessionKey>>),
    messages: mpsc::Sender<Result<Message, Infallible>>,
) {
    let mut stopping = state.stopping.clone();
    let mut recheck = tokio::time::interval(RECHECK);
    recheck.tick().await;
    let said = |event| messages.send(Ok(message(&event)));
    let first = if standing == Standing::Confined { Event::Revoked } else { Event::Head { head: told.head } };
    if said(first).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            _ = messages.closed() => return,
            _ = stopping.changed() => return,
            key = ended.recv() => match key {
                Ok(Some(key)) if key != session => continue,
                _ => {}
            },
            _ = recheck.tick() => {}
            moved = heads.changed() => {
                let now = *heads.borrow_and_update();
                let moved_on = (now.head > told.head).then_some(Event::Head { head: now.head });
                let came = (now.contents > told.contents).then_some(Event::Content);
                for news in moved_on.into_iter().chain(came).filter(|_| standing == Standing::Valid) {
                    if said(news).await.is_err() {
                        return;
                    }
                }
                if moved.is_err() {
                    return;
                }
                told = Reached { head: now.head.max(told.head), ..now };
                continue;
            }
        }
        // Whatever it is good for may be less than before.
        let now = SignedIn::standing(&state, session).await;
        let is_news = now == Standing::Confined && standing == Standing::Valid;
        if now == Standing::Over || is_news && said(Event::Revoked).await.is_err() {
            return;
        }
        standing = if standing == Standing::Confined { standing } else { now };
    }
}

fn message(event: &Event) -> Message {
    let event = serde_json::to_string(event).expect("an event always has a spelling");
    Message::default().data(event)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::extract::State;
    use axum::http::HeaderMap;
    use uuid::Uuid;
    use zoufang_core::id::{PersonId, TenantId, UnitId};
    use zoufang_core::permission::{Actor, Role};
    use zoufang_core::wire::Profile;

    use super::{Of, events};
    use crate::api::Parameters;
    use crate::auth::{HandingIn, SignedIn};
    use crate::db::SessionKey;
    use crate::error::ApiError;
    use crate::state::AppState;

    /// Somebody whose session held when the request came, and has been ended since.
    fn signed_out_since() -> SignedIn {
        let (person, unit) = (PersonId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2)));
        let profile = Profile {
            tenant: TenantId(Uuid::from_u128(3)),
            tenant_name: String::new(),
            person,
            name: String::new(),
            role: Role::Member,
            unit,
            unit_name: String::new(),
            lock_required: false,
            now: 0,
        };
        let actor = Actor { person, unit, role: Role::Member, scope: BTreeSet::from([unit]) };
        SignedIn { session: SessionKey([7; 32]), actor, profile, device: None, confined: false }
    }

    #[tokio::test]
    async fn a_session_that_ends_between_the_door_and_the_stream_gets_no_stream() {
        let folder = tempfile::tempdir().unwrap();
        let (state, _stop) = AppState::in_folder(folder.path()).await;

        let of = Parameters(Of { device: None });
        let answer = events(State(state), HandingIn(signed_out_since()), HeaderMap::new(), of).await;

        assert!(matches!(answer, Err(ApiError::SignInNeeded)), "{:?}", answer.err());
    }
}
