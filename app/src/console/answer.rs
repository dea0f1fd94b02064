use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::reads::ReadError;
use crate::clock::now_ms;

/// What the server last said to a question. Where it could not be asked, the last good answer to
/// the same question stands, with the trouble beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer<Q, T> {
    pub question: Q,
    pub found: Option<T>,
    pub trouble: Option<ReadError>,
    /// When it was found, milliseconds since 1970.
    pub at: u64,
    /// The turn in which it was asked for.
    pub turn: u64,
}

impl<Q, T> Answer<Q, T> {
    /// Where there is nothing to ask for.
    pub fn nothing(question: Q, turn: u64) -> Self {
        Self { question, found: None, trouble: None, at: now_ms(), turn }
    }

    pub fn not_found(question: Q, turn: u64) -> Self {
        Self { trouble: Some(ReadError::NotFound), ..Self::nothing(question, turn) }
    }
}

/// The last good answer.
pub type Kept<Q, T> = StoredValue<Option<Answer<Q, T>>>;

/// Asks, and falls back on what is kept.
pub async fn ask<Q, T>(
    kept: Kept<Q, T>,
    question: Q,
    turn: u64,
    answer: impl Future<Output = Result<T, ReadError>>,
) -> Answer<Q, T>
where
    Q: PartialEq + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    match answer.await {
        Ok(found) => Answer { found: Some(found), ..Answer::nothing(question, turn) },
        // What has left the reader's scope must leave the screen.
        Err(ReadError::NotFound) => Answer::not_found(question, turn),
        Err(trouble) => {
            let last = kept.try_get_value().flatten().filter(|last| last.question == question);
            let last = last.unwrap_or_else(|| Answer::nothing(question, turn));
            Answer { trouble: Some(trouble), turn, ..last }
        }
    }
}

/// Keeps what the page was rendered with, and every good answer after it.
pub fn keep<Q, T>(kept: Kept<Q, T>, answers: Resource<Answer<Q, T>>)
where
    Q: Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if let Some(answer) = answers.get().filter(|answer| answer.trouble.is_none()) {
            kept.set_value(Some(answer));
        }
    });
}
