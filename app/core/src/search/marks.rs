use std::ops::Range;

use super::pattern::{Glyph, Manner, Pattern};
use super::readings::Readings;
use super::spelling::{spelled, words};

/// Where in a text what was typed is found, as ranges of bytes in order: of each word its best place. `in_name`
/// says that initials count, as they do in names.
pub fn marks(typed: &str, text: &str, in_name: bool, readings: &Readings) -> Vec<Range<usize>> {
    let manner = if in_name { Manner::Initials } else { Manner::Full };
    let spelled: Vec<_> = spelled(text).collect();
    let glyph = |character| Glyph { character, readings: readings.of(character).collect() };
    let glyphs: Vec<Glyph> = spelled.iter().map(|spelled| glyph(spelled.character)).collect();
    let mut marks: Vec<Range<usize>> = Vec::new();
    for pattern in words(typed).into_iter().map(Pattern::new) {
        let reach = |from: usize, manner| {
            let glyphs = &glyphs[from..];
            pattern.reach(glyphs.len(), |number, place| pattern.advance(place, &glyphs[number], manner))
        };
        // Full readings before initials, beginnings of words before their insides.
        let rank = |from: &usize| {
            let in_full = reach(*from, Manner::Full).is_some();
            (*from != 0, !spelled[*from].begins_word, !in_full)
        };
        let found = (0..glyphs.len()).filter(|from| reach(*from, manner).is_some()).min_by_key(rank);
        let Some(from) = found else { continue };
        let end = from + reach(from, manner).unwrap_or(1);
        marks.push(spelled[from].from..spelled[end - 1].to);
    }
    marks.sort_by_key(|mark| mark.start);
    merged(marks)
}

pub(super) fn merged(marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    merged
}
