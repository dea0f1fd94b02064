use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event as Message, KeepAlive, KeepAliveStream, Sse};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use zoufang_core::wire::Event;

use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::state::AppState;

type Messages = ReceiverStream<Result<Message, Infallible>>;

/// Shorter than what proxies and mobile networks take for a dead connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often a stream looks whether its session still holds: an end by age is told by nobody.
const RECHECK: Duration = Duration::from_secs(60);

/// `GET /api/v1/sync/events`: says how far the tenant has come, at once and whenever it moves on.
/// It says nothing else, and ends with the session.
pub async fn events(
    State(state): State<AppState>,
    listener: SignedIn,
) -> Result<Sse<KeepAliveStream<Messages>>, ApiError> {
    // First listen, then look: a change that commits in between is told twice, not missed.
    let heads = state.heads.subscribe(listener.profile.tenant);
    let (head, _) = state.db.head(listener.profile.tenant).await?;
    let (sender, messages) = mpsc::channel(1);
    tokio::spawn(tell(state, listener, head, heads, sender));
    let messages: Messages = ReceiverStream::new(messages);
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

async fn tell(
    state: AppState,
    listener: SignedIn,
    mut head: u64,
    mut heads: watch::Receiver<u64>,
    messages: mpsc::Sender<Result<Message, Infallible>>,
) {
    let mut ended = state.ended_sessions.subscribe();
    let mut stopping = state.stopping.clone();
    let mut recheck = tokio::time::interval(RECHECK);
    recheck.tick().await;
    let said = |head| messages.send(Ok(message(head)));
    if said(head).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            _ = messages.closed() => return,
            _ = stopping.changed() => return,
            key = ended.recv() => match key {
                Ok(Some(key)) if key != listener.session => {}
                _ if SignedIn::is_still_valid(&state, listener.session).await => {}
                _ => return,
            },
            _ = recheck.tick() => {
                if !SignedIn::is_still_valid(&state, listener.session).await {
                    return;
                }
            }
            moved = heads.changed() => {
                let now = *heads.borrow_and_update();
                if moved.is_err() || now > head && said(now).await.is_err() {
                    return;
                }
                head = now.max(head);
            }
        }
    }
}

fn message(head: u64) -> Message {
    let event = serde_json::to_string(&Event::Head { head }).expect("a number always has a spelling");
    Message::default().data(event)
}
