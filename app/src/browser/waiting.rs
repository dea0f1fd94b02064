//! Waiting for no longer than somebody has patience.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::prelude::window_event_listener;

const LATER: u32 = 10_000;

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
    let (tell, told) = oneshot::channel::<()>();
    let tell = Cell::new(Some(tell));
    let heard = window_event_listener(ev::online, move |_| drop(tell.take()));
    at_most(LATER, told).await;
    heard.remove();
}
