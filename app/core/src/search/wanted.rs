use std::cell::Cell;
use std::ops::Range;

use super::index::{BEGINS_WORD, Index, usize_range};
use super::pattern::{Glyph, Manner, Pattern};

/// How well a word fits, the best first. Initials count one less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Whole,
    Begins,
    BeginsWord,
    Inside,
    /// Not in a name, but in what is known beside it.
    Beside,
}

pub(super) const FITS: usize = 5;

/// A word that is looked for.
pub(super) struct Wanted<'a> {
    index: &'a Index,
    pub pattern: Pattern,
    /// For each glyph, whether the word may begin with it.
    beginnings: Vec<bool>,
    /// What [`Pattern::advance`] says of each place in the word and each glyph, once it was asked.
    in_full: Vec<Cell<u8>>,
    by_initials: Vec<Cell<u8>>,
    /// The word as a credit code has it, where it may be part of one.
    in_code: Option<String>,
}

const NOT_ASKED: u8 = 1 << 7;

impl<'a> Wanted<'a> {
    pub fn new(index: &'a Index, pattern: Pattern) -> Self {
        let may_begin = |glyph: &Glyph| pattern.advance(0, glyph, Manner::Initials) != 0;
        let beginnings = index.glyphs.iter().map(may_begin).collect();
        // Letters alone are somebody's name: every other code has two of them in a row.
        let characters = pattern.characters();
        let is_of_code =
            characters.iter().all(char::is_ascii_alphanumeric) && characters.iter().any(char::is_ascii_digit);
        let in_code = is_of_code.then(|| characters.iter().collect());
        let asked = vec![Cell::new(NOT_ASKED); pattern.len() * index.glyphs.len()];
        Self { index, pattern, beginnings, in_full: asked.clone(), by_initials: asked, in_code }
    }

    /// How well the word fits a company; `None` where it is not found there.
    pub fn fit(&self, place: usize) -> Option<Fit> {
        let (begin, company) = (self.index.before(place).beside, self.index.companies[place]);
        let in_names = self.in_name(begin..company.title);
        let in_names = match in_names {
            Some(Fit::Whole) => in_names,
            in_title => better(in_title, self.in_name(company.title..company.name)),
        };
        let found = better(in_names, self.code_fit(place));
        found.or_else(|| self.in_beside(company.name..company.beside))
    }

    fn in_name(&self, range: Range<u32>) -> Option<Fit> {
        let text = &self.index.text[usize_range(&range)];
        let mut best = None;
        for from in 0..text.len() {
            if !self.beginnings[usize::from(text[from] & !BEGINS_WORD)] {
                continue;
            }
            best = better(best, self.fit_at(text, from));
            // What comes later is at best the beginning of a word.
            if best.is_some_and(|best| best <= Fit::BeginsWord) {
                break;
            }
        }
        best
    }

    fn fit_at(&self, text: &[u16], from: usize) -> Option<Fit> {
        let end = from + self.reach(&text[from..], Manner::Initials)?;
        let in_full = !self.pattern.has_letters() || self.reach(&text[from..], Manner::Full).is_some();
        let fit = match (from, end) {
            (0, end) if end == text.len() => Fit::Whole,
            (0, _) => Fit::Begins,
            _ if text[from] & BEGINS_WORD != 0 => Fit::BeginsWord,
            _ => Fit::Inside,
        };
        Some(match fit {
            Fit::Whole if !in_full => Fit::Begins,
            Fit::Begins if !in_full => Fit::BeginsWord,
            fit => fit,
        })
    }

    /// Initials say too little of what stands beside a name.
    fn in_beside(&self, range: Range<u32>) -> Option<Fit> {
        let text = &self.index.text[usize_range(&range)];
        let begins = |from: &usize| self.beginnings[usize::from(text[*from] & !BEGINS_WORD)];
        let mut places = (0..text.len()).filter(begins);
        places.any(|from| self.reach(&text[from..], Manner::Full).is_some()).then_some(Fit::Beside)
    }

    fn reach(&self, text: &[u16], manner: Manner) -> Option<usize> {
        let asked = if manner == Manner::Full { &self.in_full } else { &self.by_initials };
        self.pattern.reach(text.len(), |number, place| {
            let glyph = usize::from(text[number] & !BEGINS_WORD);
            let known = &asked[place * self.index.glyphs.len() + glyph];
            if known.get() == NOT_ASKED {
                known.set(self.pattern.advance(place, &self.index.glyphs[glyph], manner));
            }
            known.get()
        })
    }

    fn code_fit(&self, place: usize) -> Option<Fit> {
        let (wanted, code) = (self.in_code.as_deref()?, self.index.code(place));
        match code.find(wanted)? {
            0 if code.len() == wanted.len() => Some(Fit::Whole),
            0 => Some(Fit::Begins),
            _ => Some(Fit::Inside),
        }
    }
}

fn better(one: Option<Fit>, other: Option<Fit>) -> Option<Fit> {
    one.into_iter().chain(other).min()
}
