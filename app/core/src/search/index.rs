use std::collections::BTreeMap;
use std::ops::Range;

use super::kernel::{Nearness, kernel, nearness};
use super::pattern::{Glyph, Pattern};
use super::places::place_prefix;
use super::readings::Readings;
use super::spelling::{Spelled, spelled, words};
use super::wanted::{FITS, Fit, Wanted};

/// What is known of a company, as a search sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its full name; may be the same.
    pub name: &'a str,
    /// Where it sits, its chain.
    pub beside: &'a str,
    pub code: &'a str,
}

/// What a search finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Places of companies in the order in which they were added, the best first.
    pub shown: Vec<usize>,
    pub all: usize,
}

/// The bit of a place in the text with which a word begins; the others are the number of its glyph.
pub(super) const BEGINS_WORD: u16 = 1 << 15;
/// As many characters as there may be; those that come later are not found by themselves.
const MOST_GLYPHS: usize = (1 << 15) - 1;

/// The texts of companies, one behind the other, each character as the number of its glyph: what a
/// word may begin with is reckoned once for each glyph, and then every place is one look-up.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) glyphs: Vec<Glyph>,
    /// Numbers of the usual characters by their code point, 0 for none; and of the rare ones.
    usual: Vec<u16>,
    rare: BTreeMap<char, u16>,
    pub(super) text: Vec<u16>,
    pub(super) companies: Vec<Company>,
    codes: String,
    kernels: Vec<u16>,
}

/// Where the texts of a company end; they begin where those before end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Company {
    pub title: u32,
    pub name: u32,
    pub beside: u32,
    code: u32,
    kernel_of_title: u32,
    kernel_of_name: u32,
}

impl Index {
    pub fn len(&self) -> usize {
        self.companies.len()
    }

    pub fn is_empty(&self) -> bool {
        self.companies.is_empty()
    }

    /// Learns how characters are read, those that are here and those to come.
    pub fn learn(&mut self, readings: &Readings) {
        for glyph in &mut self.glyphs {
            glyph.readings = readings.of(glyph.character).collect();
        }
    }

    pub fn add(&mut self, texts: &Texts<'_>, readings: &Readings) {
        let name = if texts.name == texts.title { "" } else { texts.name };
        let mut company = Company::default();
        for (text, end) in
            [(texts.title, &mut company.title), (name, &mut company.name), (texts.beside, &mut company.beside)]
        {
            let spelled: Vec<Spelled> = spelled(text).collect();
            // 宇通 begins a word in 郑州宇通.
            let behind_place = place_prefix(&spelled.iter().map(|spelled| spelled.character).collect::<Vec<char>>());
            for (at, Spelled { character, begins_word, .. }) in spelled.into_iter().enumerate() {
                let glyph = self.glyph(character, readings);
                self.text.push(if begins_word || at == behind_place { glyph | BEGINS_WORD } else { glyph });
            }
            *end = place(self.text.len());
        }
        for (text, end) in [(texts.title, &mut company.kernel_of_title), (name, &mut company.kernel_of_name)] {
            for character in kernel(text) {
                let glyph = self.glyph(character, readings);
                self.kernels.push(glyph);
            }
            *end = place(self.kernels.len());
        }
        self.codes.extend(spelled(texts.code).map(|spelled| spelled.character));
        company.code = place(self.codes.len());
        self.companies.push(company);
    }

    /// Companies in which every word of what was typed is found, at most `most` of them. A company stands
    /// where its worst word puts it; of equals, in the order in which they were added.
    pub fn find(&self, typed: &str, most: usize) -> Found {
        let mut patterns: Vec<Wanted<'_>> =
            words(typed).into_iter().map(|word| Wanted::new(self, Pattern::new(word))).collect();
        if patterns.is_empty() {
            return Found { shown: (0..self.len().min(most)).collect(), all: self.len() };
        }
        // The longest word leaves the fewest companies to the others.
        patterns.sort_by_key(|wanted| std::cmp::Reverse(wanted.pattern.len()));
        let mut by_fit: [Vec<usize>; FITS] = Default::default();
        let mut all = 0;
        for place in 0..self.companies.len() {
            let worst = patterns.iter().try_fold(Fit::Whole, |worst, wanted| Some(worst.max(wanted.fit(place)?)));
            if let Some(fit) = worst {
                all += 1;
                let found = &mut by_fit[fit as usize];
                if found.len() < most {
                    found.push(place);
                }
            }
        }
        Found { shown: by_fit.into_iter().flatten().take(most).collect(), all }
    }

    /// The company that bears this credit code.
    pub fn with_code(&self, code: &str) -> Option<usize> {
        let code: String = spelled(code).map(|spelled| spelled.character).collect();
        (0..self.companies.len()).find(|place| !code.is_empty() && self.code(*place) == code)
    }

    /// Companies whose name resembles this one, the nearest first.
    pub fn resembling(&self, name: &str, most: usize) -> Vec<usize> {
        let kernel: Vec<u16> = kernel(name).into_iter().map(|character| self.number(character)).collect();
        let near = |place: usize| -> Option<(Nearness, usize)> {
            let (begin, company) = (self.before(place).kernel_of_name, self.companies[place]);
            let (of_title, of_name) = (begin..company.kernel_of_title, company.kernel_of_title..company.kernel_of_name);
            let nearness = [of_title, of_name].into_iter().filter_map(|range| {
                nearness(&kernel, &self.kernels[usize_range(&range)], |one, other| self.sound_alike(one, other))
            });
            Some((nearness.min()?, place))
        };
        let mut found: Vec<(Nearness, usize)> = (0..self.companies.len()).filter_map(near).collect();
        found.sort_unstable();
        found.into_iter().take(most).map(|(_, place)| place).collect()
    }

    fn sound_alike(&self, one: u16, other: u16) -> bool {
        let (one, other) = (&self.glyphs[usize::from(one)], &self.glyphs[usize::from(other)]);
        one.readings.iter().any(|reading| other.readings.contains(reading))
    }

    fn glyph(&mut self, character: char, readings: &Readings) -> u16 {
        if self.glyphs.is_empty() {
            // Number 0 is of those that have none.
            self.glyphs.push(Glyph { character: '\0', readings: Box::default() });
            self.usual = vec![0; 1 << 16];
        }
        let known = self.number(character);
        if known != 0 || self.glyphs.len() >= MOST_GLYPHS {
            return known;
        }
        let number = self.glyphs.len() as u16;
        self.glyphs.push(Glyph { character, readings: readings.of(character).collect() });
        match self.usual.get_mut(character as usize) {
            Some(usual) => *usual = number,
            None => {
                self.rare.insert(character, number);
            }
        }
        number
    }

    fn number(&self, character: char) -> u16 {
        let rare = || self.rare.get(&character).copied().unwrap_or(0);
        self.usual.get(character as usize).copied().unwrap_or_else(rare)
    }

    pub(super) fn before(&self, place: usize) -> Company {
        place.checked_sub(1).map(|before| self.companies[before]).unwrap_or_default()
    }

    pub(super) fn code(&self, place: usize) -> &str {
        &self.codes[usize_range(&(self.before(place).code..self.companies[place].code))]
    }
}

fn place(length: usize) -> u32 {
    u32::try_from(length).expect("the texts of a city's companies are no four thousand million characters")
}

pub(super) fn usize_range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
