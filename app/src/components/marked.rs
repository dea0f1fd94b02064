use std::ops::Range;

use leptos::prelude::*;

/// A text of which parts are marked, as what a search has found in it.
#[component]
pub fn Marked(
    text: String,
    /// Ranges of bytes, in order.
    #[prop(into)]
    marks: Signal<Vec<Range<usize>>>,
) -> impl IntoView {
    // Most lines stay as they are from one keystroke to the next.
    let marks = Memo::new(move |_| marks.get());
    move || {
        let mut from = 0;
        let mut pieces = Vec::new();
        for mark in marks.get() {
            pieces.push((text[from..mark.start].to_owned(), text[mark.clone()].to_owned()));
            from = mark.end;
        }
        let piece = |(plain, marked): (String, String)| view! { {plain}<mark>{marked}</mark> };
        let rest = text[from..].to_owned();
        view! { {pieces.into_iter().map(piece).collect_view()}{rest} }
    }
}
