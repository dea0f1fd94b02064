use std::ops::Range;

use leptos::prelude::*;

use super::bound;

/// A text of which parts are marked, as what a search has found in it. No component: lists of many are
/// drawn anew at every keystroke, in the nodes that are there.
pub fn marked(text: &str, marks: &[Range<usize>]) -> impl IntoView + use<> {
    let mut from = 0;
    let mut pieces = Vec::with_capacity(marks.len());
    for mark in marks {
        let (plain, found) = (bound(&text[from..mark.start]), text[mark.clone()].to_owned());
        pieces.push(view! { {plain}<mark>{found}</mark> });
        from = mark.end;
    }
    (pieces, bound(&text[from..]))
}
