use super::readings::Syllable;

/// More of a word is not compared: hardly a name is longer.
const MOST: usize = 63;

/// A character of a name with the ways to read it.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub character: char,
    pub readings: Box<[Syllable]>,
}

/// How a word may stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// By the characters themselves and by whole syllables; of the last one its beginning will do,
    /// since somebody is typing it.
    Full,
    /// By initials too: ytkc, or yutkc.
    Initials,
}

/// One word that was typed.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    characters: Vec<char>,
    /// The same as bytes, 0 for what is no small Latin letter.
    letters: Vec<u8>,
}

impl Pattern {
    pub fn new(mut characters: Vec<char>) -> Self {
        characters.truncate(MOST);
        let letter = |c: &char| u8::try_from(*c).ok().filter(u8::is_ascii_lowercase).unwrap_or(0);
        let letters = characters.iter().map(letter).collect();
        Self { characters, letters }
    }

    pub fn len(&self) -> usize {
        self.characters.len()
    }

    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// Whether reading matters.
    pub fn has_letters(&self) -> bool {
        self.letters.iter().any(|letter| *letter != 0)
    }

    /// How many of the characters of a text the word stands for, beginning with the first. `advance` is
    /// [`Self::advance`] for a character, by its number in the text, and a place in the word.
    pub fn reach(&self, characters: usize, advance: impl Fn(usize, usize) -> u8) -> Option<usize> {
        let end = 1 << self.len();
        // A bit for each place in the word up to which the characters so far may be told.
        let mut places: u64 = 1;
        for number in 0..characters {
            let mut next = 0;
            while places != 0 {
                let place = places.trailing_zeros() as usize;
                next |= u64::from(advance(number, place)) << place;
                places &= places - 1;
            }
            match next {
                0 => return None,
                next if next & end != 0 => return Some(number + 1),
                next => places = next,
            }
        }
        None
    }

    /// How much of the word from `place` on may stand for this character: bit 1 for one letter, up to
    /// bit 6.
    pub fn advance(&self, place: usize, glyph: &Glyph, manner: Manner) -> u8 {
        let mut advance = if self.characters[place] == glyph.character { 1 << 1 } else { 0 };
        if self.letters[place] == 0 {
            return advance;
        }
        let rest = &self.letters[place..];
        for syllable in &glyph.readings {
            let read = syllable.as_bytes();
            let same = rest.iter().zip(read).take_while(|(typed, read)| typed == read).count();
            if same > 0 && (same == read.len() || same == rest.len()) {
                advance |= 1 << same;
            }
            if same > 0 && manner == Manner::Initials {
                advance |= 1 << 1;
                if same >= syllable.initial() {
                    advance |= 1 << syllable.initial();
                }
            }
        }
        advance
    }
}
