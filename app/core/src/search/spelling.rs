//! How names and what is typed are made comparable.

/// A character as it is compared, and where it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    pub character: char,
    /// Its first byte in the text, and the first behind it.
    pub from: usize,
    pub to: usize,
    /// The first of a word: behind a blank, a bracket, a hyphen, or where another script begins.
    pub begins_word: bool,
}

/// The characters of a text as they are compared: small letters, half width, without brackets, marks
/// and blanks, so that 西门子中国 finds 西门子（中国）.
pub(super) fn spelled(text: &str) -> impl Iterator<Item = Spelled> {
    let mut before = None::<char>;
    text.char_indices().filter_map(move |(from, written)| {
        let character = folded(written);
        if !character.is_alphanumeric() {
            before = None;
            return None;
        }
        let begins_word = before.is_none_or(|before| script(before) != script(character));
        before = Some(character);
        Some(Spelled { character, from, to: from + written.len_utf8(), begins_word })
    })
}

/// What was typed, word by word. An input method that is composing puts apostrophes between
/// syllables: those are passed over as all marks are.
pub(super) fn words(typed: &str) -> Vec<Vec<char>> {
    let words = typed.split(|c| folded(c).is_whitespace());
    let words = words.map(|word| spelled(word).map(|spelled| spelled.character).collect::<Vec<char>>());
    words.filter(|word| !word.is_empty()).collect()
}

/// Half width, small letters; ü as the v that keyboards have for it.
pub(super) fn folded(c: char) -> char {
    let half = match c {
        '\u{3000}' => ' ',
        '【' | '〔' | '［' => '(',
        '】' | '〕' | '］' => ')',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    match half {
        'ü' | 'Ü' => 'v',
        half if half.is_ascii() => half.to_ascii_lowercase(),
        half => half.to_lowercase().next().unwrap_or(half),
    }
}

fn script(c: char) -> u8 {
    match c {
        c if c.is_ascii_digit() => 0,
        c if c < '\u{2e80}' => 1,
        _ => 2,
    }
}
