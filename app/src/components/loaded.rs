use leptos::prelude::*;

use super::names;
use crate::device::Reading;
use crate::store::StoreError;
use crate::words::say;

/// What was read from the device: bones until it is there, a sentence where the device could not
/// read, otherwise `show`. Made anew only when what was read has changed.
pub fn loaded<T, V>(reading: Reading<T>, show: impl Fn(T) -> V + Send + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    shown(reading, show, || view! { <div class="bone" aria-hidden="true"></div> }.into_any())
}

/// The same for what comes below something else: nothing stands in for it.
pub fn appearing<T, V>(reading: Reading<T>, show: impl Fn(T) -> V + Send + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    shown(reading, show, || ().into_any())
}

fn shown<T, V>(reading: Reading<T>, show: impl Fn(T) -> V + Send + 'static, meanwhile: fn() -> AnyView) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    drawn(Box::new(move || Some(reading.get()?.map(|read| show(read).into_any()))), meanwhile)
}

type Read = Box<dyn Fn() -> Option<Result<AnyView, StoreError>> + Send>;

/// Apart from `shown`, since that is compiled once for each type that is read.
fn drawn(read: Read, meanwhile: fn() -> AnyView) -> AnyView {
    let view = move || match read() {
        None => meanwhile(),
        Some(Ok(view)) => view,
        Some(Err(error)) => {
            view! { <p class="banner bad" role="alert">{say(names::store_error(&error))}</p> }.into_any()
        }
    };
    view.into_any()
}
