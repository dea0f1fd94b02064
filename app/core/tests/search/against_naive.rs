//! The index finds what looking at every company in every way finds, in the order of its ranks.

use proptest::prelude::*;
use zoufang_core::search::{Index, Readings, Texts};

use crate::readings::TABLE;

/// All texts that a word may be written as to stand for these characters: of each its own self, a whole
/// reading, or an initial; whether initials were used.
fn spellings(characters: &[char], initials: bool) -> Vec<String> {
    let mut spellings = vec![String::new()];
    for character in characters {
        let mut ways = vec![character.to_string()];
        for reading in read(*character) {
            if initials {
                ways.push(reading[..1].to_owned());
                if ["zh", "ch", "sh"].iter().any(|double| reading.starts_with(double)) {
                    ways.push(reading[..2].to_owned());
                }
            }
            ways.push(reading);
        }
        spellings = spellings.iter().flat_map(|begun| ways.iter().map(move |way| format!("{begun}{way}"))).collect();
    }
    spellings
}

fn read(character: char) -> Vec<String> {
    let line = |line: &str| {
        let (syllable, characters) = line.split_once(' ')?;
        characters.contains(character).then(|| syllable.to_owned())
    };
    TABLE.lines().filter_map(line).collect()
}

/// How many characters from the first on the word stands for; of the last its beginning will do.
fn reach(word: &str, characters: &[char], initials: bool) -> Option<usize> {
    (1..=characters.len()).find(|end| {
        let (last, others) = characters[..*end].split_last().unwrap();
        spellings(others, initials).iter().any(|begun| {
            let Some(rest) = word.strip_prefix(begun.as_str()).filter(|rest| !rest.is_empty()) else { return false };
            let typed_so_far = read(*last).iter().any(|reading| reading.starts_with(rest));
            typed_so_far || spellings(&[*last], initials).iter().any(|way| way == rest)
        })
    })
}

fn rank_in(word: &str, name: &[char]) -> Option<usize> {
    let ranks = (0..name.len()).filter_map(|from| {
        let end = from + reach(word, &name[from..], true)?;
        let in_full = reach(word, &name[from..], false).is_some();
        Some(match (from, end == name.len(), in_full) {
            (0, true, true) => 0,
            (0, true, false) | (0, false, true) => 1,
            (0, false, false) => 2,
            _ if begins_word(name, from) => 2,
            _ => 3,
        })
    });
    ranks.min()
}

/// Behind a place, of which there is but one, or where Latin letters end or begin.
fn begins_word(name: &[char], at: usize) -> bool {
    let behind_place = at.is_multiple_of(2)
        && name[..at].chunks(2).all(|two| two == ['西', '安'])
        && !name[at..].starts_with(&['西', '安']);
    behind_place || name[at - 1].is_ascii() != name[at].is_ascii()
}

fn rank(word: &str, title: &[char], beside: &[char]) -> Option<usize> {
    let in_beside = || (0..beside.len()).any(|from| reach(word, &beside[from..], false).is_some()).then_some(4);
    rank_in(word, title).or_else(in_beside)
}

fn characters(most: usize) -> impl Strategy<Value = Vec<char>> {
    // Few, of many readings and of readings that begin like others.
    prop::collection::vec(prop::sample::select("安西先长重行乐n𠮷曾".chars().collect::<Vec<_>>()), 1..most)
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "安", "长", "𠮷", "an", "x", "xi", "xian", "zh", "zhong", "chang", "h", "hang", "y", "ue", "n", "ceng", "c",
        "le",
    ]);
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_index_answers_as_looking_everywhere_does(
        companies in prop::collection::vec((characters(5), characters(3)), 1..12),
        words in prop::collection::vec(typed(), 1..3),
        most in 1..12_usize,
    ) {
        let readings = Readings::parse(TABLE);
        let mut index = Index::default();
        for (title, beside) in &companies {
            let (title, beside): (String, String) = (title.iter().collect(), beside.iter().collect());
            index.add(&Texts { title: &title, name: &title, beside: &beside, code: "" }, &readings);
        }
        let mut expected: Vec<(usize, usize)> = companies
            .iter()
            .enumerate()
            .filter_map(|(place, (title, beside))| {
                let ranks = words.iter().map(|word| rank(word, title, beside));
                Some((ranks.collect::<Option<Vec<usize>>>()?.into_iter().max()?, place))
            })
            .collect();
        expected.sort();
        let found = index.find(&words.join(" "), most);
        prop_assert_eq!(found.all, expected.len());
        let shown: Vec<usize> = expected.into_iter().take(most).map(|(_, place)| place).collect();
        prop_assert_eq!(found.shown, shown);
    }

    #[test]
    fn nothing_that_is_typed_breaks_a_search(typed in any::<String>(), title in any::<String>()) {
        let readings = Readings::parse(TABLE);
        let mut index = Index::default();
        index.add(&Texts { title: &title, name: "", beside: &typed, code: &title }, &readings);
        prop_assert!(index.find(&typed, 3).all <= 1);
        index.resembling(&typed, 3);
        for range in zoufang_core::search::marks(&typed, &title, true, &readings) {
            prop_assert!(title.get(range).is_some());
        }
    }
}
