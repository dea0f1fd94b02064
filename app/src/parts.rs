//! Parts of the bundle that come after the rest.

use std::task::{Context, Poll, Waker};

use leptos::wasm_split::SplitLoaderError;

/// What a part makes, where it is here; on the server it always is.
pub fn at_once<T>(made: impl Future<Output = Result<T, SplitLoaderError>>) -> Option<T> {
    let making = std::pin::pin!(made);
    match making.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => made.ok(),
        Poll::Pending => None,
    }
}
