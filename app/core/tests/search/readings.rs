//! The table of readings that phones download is what the dictionary says.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::ToPinyinMulti;

pub const TABLE: &str = include_str!("../../../public/readings.txt");

fn by_dictionary(character: char) -> BTreeSet<String> {
    let readings = character.to_pinyin_multi().into_iter().flatten();
    readings.map(|reading| reading.plain().replace('ü', "v").replace('ê', "e")).collect()
}

#[test]
fn every_character_of_the_table_is_read_as_the_dictionary_says() {
    let mut readings: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
    for line in TABLE.lines() {
        let (syllable, characters) = line.split_once(' ').expect("a syllable, a blank, its characters");
        for character in characters.chars() {
            readings.entry(character).or_default().insert(syllable.to_owned());
        }
    }
    assert!(readings.len() >= 6_763, "all characters of GB 2312 and some of names: {}", readings.len());
    for (character, readings) in readings {
        assert_eq!(readings, by_dictionary(character), "{character}");
    }
}
