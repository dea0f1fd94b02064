//! What is left of a company's name without place and legal form, and which such names resemble each
//! other. A hint for whoever is about to add a company that is there already; never a refusal.

use super::places::place_prefix;
use super::spelling::folded;

/// Legal forms at the end of a name, the longer before those that they end with.
const FORMS: [&str; 12] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "股份公司",
    "总公司",
    "分公司",
    "公司",
    "集团",
    "控股",
    "股份",
    "总部",
];

/// The same in other countries, as words.
const FORMS_ABROAD: [&str; 20] = [
    "co",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "llc",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "se",
    "sa",
    "spa",
    "bv",
    "group",
    "holding",
    "holdings",
];

/// 宇通客车 of 郑州宇通客车股份有限公司, bosch of Bosch (China) Co., Ltd.: how it is compared.
pub fn kernel(name: &str) -> Vec<char> {
    let mut words = words_of(name);
    while words.len() > 1 && words.last().is_some_and(|word| FORMS_ABROAD.iter().any(|form| is(word, form))) {
        words.pop();
    }
    let whole: Vec<char> = words.concat();
    let place = place_prefix(&whole);
    let mut kernel = &whole[place..];
    while let Some(shorter) = FORMS.iter().find_map(|form| without_end(kernel, form)) {
        kernel = shorter;
    }
    // 上海公司 is a name of its own.
    if kernel.len() < 2 { whole } else { kernel.to_vec() }
}

/// The words of a name, without what stands in brackets where that is a place or a form: （中国）, （集团）.
fn words_of(name: &str) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = vec![Vec::new()];
    let mut opened = None;
    for character in name.chars().map(folded) {
        match character {
            '(' => {
                words.push(Vec::new());
                opened = Some(words.len() - 1);
            }
            ')' => {
                let from = opened.take().unwrap_or(words.len());
                if tells_nothing(&words[from.min(words.len())..].concat()) {
                    words.truncate(from);
                }
                words.push(Vec::new());
            }
            character if character.is_alphanumeric() => words.last_mut().expect("there is one").push(character),
            _ => words.push(Vec::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn tells_nothing(bracketed: &[char]) -> bool {
    let rest = &bracketed[place_prefix(bracketed)..];
    rest.is_empty() || is(rest, "china") || FORMS.iter().any(|form| is(rest, form))
}

fn is(word: &[char], text: &str) -> bool {
    text.chars().eq(word.iter().copied())
}

fn without_end<'a>(name: &'a [char], form: &str) -> Option<&'a [char]> {
    let rest = name.len().checked_sub(form.chars().count())?;
    is(&name[rest..], form).then_some(&name[..rest])
}

/// How near two names are, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    Same,
    /// Read in the same way, as what an input method offers first.
    SoundsAlike,
    /// One is how the other begins.
    Begins,
    /// So many characters were mistyped.
    Mistyped(usize),
}

/// How near two kernels are; `None` where nobody would take one for the other.
pub(super) fn nearness(one: &[u16], other: &[u16], sound_alike: impl Fn(u16, u16) -> bool) -> Option<Nearness> {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if shorter.len() < 2 {
        return None;
    }
    if one == other {
        return Some(Nearness::Same);
    }
    if one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a == b || sound_alike(*a, *b)) {
        return Some(Nearness::SoundsAlike);
    }
    if shorter.len() >= 4 && longer.starts_with(shorter) {
        return Some(Nearness::Begins);
    }
    let allowed = match longer.len() {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    (longer.len() - shorter.len() <= allowed)
        .then(|| mistyped(shorter, longer))
        .filter(|mistyped| *mistyped <= allowed)
        .map(Nearness::Mistyped)
}

/// How many characters were put in, left out or replaced.
fn mistyped(one: &[u16], other: &[u16]) -> usize {
    // What both begin and end with takes no part.
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[begin..], &other[begin..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - end], &other[..other.len() - end]);
    // Few pairs have but two characters left between: the others differ in more than a slip.
    if one.len() > 4 || other.len() > 4 {
        return usize::MAX;
    }
    let mut row = [0, 1, 2, 3, 4];
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[other.len()]
}
