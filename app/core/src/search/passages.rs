use std::ops::Range;

use super::marks::merged;
use super::spelling::{Spelled, spelled, words};

/// Words that are looked for in whole texts, each as it is written: no readings, no initials, since in a
/// long text those find everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought(Vec<Vec<char>>);

/// A piece of a text in which something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Ranges of bytes of what was found.
    pub marks: Vec<Range<usize>>,
}

/// Characters before the first place, and all in all.
const BEFORE: usize = 16;
const LENGTH: usize = 72;

impl Sought {
    pub fn new(typed: &str) -> Self {
        Self(words(typed))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word stands in one of the texts.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<Vec<Spelled>> = texts.iter().map(|text| spelled(text).collect()).collect();
        self.0.iter().all(|word| texts.iter().any(|text| places(word, text).next().is_some()))
    }

    /// Every place of every word, as ranges of bytes in order.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let letters: Vec<Spelled> = spelled(text).collect();
        let mut marks: Vec<Range<usize>> = self.0.iter().flat_map(|word| places(word, &letters)).collect();
        marks.sort_by_key(|mark| mark.start);
        merged(marks)
    }

    /// What stands around the first place; the beginning of the text where there is none.
    pub fn passage(&self, text: &str) -> Passage {
        let marks = self.marks(text);
        let first = marks.first().map_or(0, |mark| mark.start);
        let from = text[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(place, _)| place);
        let to = text[from..].char_indices().nth(LENGTH).map_or(text.len(), |(place, _)| from + place);
        let (begin, end) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
        let shift = |place: usize| place.clamp(from, to) - from + begin.len();
        let marks = marks.iter().filter(|mark| mark.start < to).map(|mark| shift(mark.start)..shift(mark.end));
        let marks = marks.filter(|mark| !mark.is_empty()).collect();
        // One line: a mark stays where it is, since both have one byte.
        Passage { text: format!("{begin}{}{end}", text[from..to].replace('\n', " ")), marks }
    }
}

fn places<'a>(word: &'a [char], letters: &'a [Spelled]) -> impl Iterator<Item = Range<usize>> + 'a {
    letters
        .windows(word.len())
        .filter(|window| window.iter().map(|letter| letter.character).eq(word.iter().copied()))
        .map(|window| window[0].from..window[window.len() - 1].to)
}
