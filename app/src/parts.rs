//! Parts of the bundle that come after the rest.

#[cfg(feature = "hydrate")]
use std::pin::Pin;

use std::task::{Context, Poll, Waker};

use leptos::wasm_split::SplitLoaderError;

/// Work that a part does.
#[cfg(feature = "hydrate")]
pub type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// Returns once the part of the field's pages is here. What needs it can wait: it comes as soon as there is a
/// network, or lies on the device.
#[cfg(feature = "hydrate")]
pub async fn field_is_here() {
    while crate::field::load_field().await.is_err() {
        crate::browser::online_or_later().await;
    }
}

/// What a part makes, where it is here; on the server it always is.
pub fn at_once<T>(made: impl Future<Output = Result<T, SplitLoaderError>>) -> Option<T> {
    let making = std::pin::pin!(made);
    match making.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => made.ok(),
        Poll::Pending => None,
    }
}
