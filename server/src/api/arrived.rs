use std::future::poll_fn;
use std::pin::pin;

use axum::extract::{FromRequest, FromRequestParts, Request};

use crate::error::ApiError;

/// Who sends, and what: as they may when all of it has come. A body may take minutes, in which its sender signs out,
/// gets another post, or has the device revoked.
#[derive(Debug)]
pub struct Arrived<Sender, Sent>(pub Sender, pub Sent);

impl<Sender, Sent, S> FromRequest<S> for Arrived<Sender, Sent>
where
    S: Send + Sync,
    Sender: FromRequestParts<S, Rejection = ApiError> + Send,
    Sent: FromRequest<S, Rejection: Into<ApiError>> + Send,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        // Before anything is read: a stranger's body is not waited for.
        let sender = Sender::from_request_parts(&mut parts, state).await?;
        let (sent, was_waited_for) = {
            let mut reading = pin!(Sent::from_request(Request::from_parts(parts.clone(), body), state));
            let mut was_waited_for = false;
            let sent = poll_fn(|context| {
                let sent = reading.as_mut().poll(context);
                was_waited_for |= sent.is_pending();
                sent
            });
            (sent.await.map_err(Into::into), was_waited_for)
        };
        // Mostly all of it has come with the head.
        let sender = if was_waited_for { Sender::from_request_parts(&mut parts, state).await? } else { sender };
        Ok(Self(sender, sent?))
    }
}
