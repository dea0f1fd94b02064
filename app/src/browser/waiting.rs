//! Waiting for no longer than somebody has patience.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use leptos::ev::{self, EventDescriptor};
use leptos::prelude::{document, window_event_listener};
use wasm_bindgen::JsCast;

const LATER: u32 = 10_000;
/// In ms; of a press whose end nobody hears of, outside of the window.
const LONG_PRESS: u32 = 2_000;

/// What `work` gives, or nothing where it takes more than so many ms; then it is dropped.
pub async fn at_most<T>(ms: u32, work: impl Future<Output = T>) -> Option<T> {
    let (over, mut overdue) = oneshot::channel::<()>();
    let _timer = Timeout::new(ms, move || drop(over));
    let mut work = pin!(work);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => pin!(&mut overdue).poll(context).map(|_| None),
    })
    .await
}

/// Until the browser says that there is a network, or ten seconds: it is not always right.
pub async fn online_or_later() {
    heard_or(ev::online, LATER).await;
}

/// Until nothing is pressed any more and the press has done what it does. What moves before takes the place
/// away from under the finger.
pub async fn press_ended() {
    let root = document().document_element();
    if root.is_some_and(|root| root.matches(":active").unwrap_or_default()) {
        heard_or(ev::pointerup, LONG_PRESS).await;
    }
    // A tap is told as a press, an end and a click, all at once.
    TimeoutFuture::new(0).await;
}

async fn heard_or<E>(event: E, ms: u32)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let (tell, told) = oneshot::channel::<()>();
    let tell = Cell::new(Some(tell));
    let heard = window_event_listener(event, move |_| drop(tell.take()));
    at_most(ms, told).await;
    heard.remove();
}
