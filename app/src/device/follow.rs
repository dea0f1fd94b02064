use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;

use super::{Device, here};
use crate::store::StoreError;

/// What the device was asked for, as it stands: `None` until it has answered.
#[derive(Debug)]
pub struct Reading<T: 'static>(RwSignal<Option<Result<T, StoreError>>>);

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: Clone + Send + Sync> Reading<T> {
    pub fn get(self) -> Option<Result<T, StoreError>> {
        self.0.get()
    }

    /// For what may as well be absent while the device is reading or cannot read.
    pub fn found(self) -> Option<T> {
        self.get()?.ok()
    }
}

/// Reads from the device and follows it, and what else `read` looks at before its future begins.
/// Whoever looks at the answer is told only when it differs.
pub fn follow<T, F>(read: impl Fn(Device) -> F + 'static) -> Reading<T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, StoreError>> + 'static,
{
    let answer = RwSignal::new(None);
    ask_again(Box::new(move |device, turn| {
        let reading = read(device);
        Box::pin(async move {
            let read = Some(reading.await);
            // The page may be gone, or a later question answered before.
            if turn.is_news() && answer.try_with_untracked(|before| *before != read) == Some(true) {
                answer.set(read);
            }
        })
    }));
    Reading(answer)
}

type Asked = Pin<Box<dyn Future<Output = ()>>>;

/// Apart from `follow`, since that is compiled once for each type that is read.
fn ask_again(ask: Box<dyn Fn(Device, Turn) -> Asked>) {
    let here = here();
    let answered = Rc::new(Cell::new(0));
    Effect::new(move |turns: Option<u32>| {
        let this = turns.unwrap_or_default() + 1;
        if let Some(device) = here.get() {
            device.version();
            leptos::task::spawn_local(ask(device, Turn { this, answered: Rc::clone(&answered) }));
        }
        this
    });
}

/// Which of the questions it was that a future answers. An answer shows though it is asked again already:
/// the next one may take as long.
struct Turn {
    this: u32,
    answered: Rc<Cell<u32>>,
}

impl Turn {
    fn is_news(&self) -> bool {
        self.answered.replace(self.this.max(self.answered.get())) < self.this
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::Turn;

    #[test]
    fn an_answer_shows_unless_a_later_one_has_come_before_it() {
        let answered = Rc::new(Cell::new(0));
        let news = |this| Turn { this, answered: Rc::clone(&answered) }.is_news();
        assert!(news(1), "the next question is under way and has not answered");
        assert!(news(3));
        assert!(!news(2), "it tells of what was before");
        assert!(news(4));
    }
}
