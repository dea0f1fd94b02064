/// How one character is read: a syllable without its tone, ü as v. At most six letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Syllable {
    letters: [u8; 6],
    length: u8,
}

impl Syllable {
    fn new(text: &str) -> Option<Self> {
        let mut letters = [0; 6];
        let is_syllable = (1..=letters.len()).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
        is_syllable.then(|| {
            letters[..text.len()].copy_from_slice(text.as_bytes());
            Self { letters, length: text.len() as u8 }
        })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.letters[..usize::from(self.length)]
    }

    /// How many letters its initial has: two of zh, ch, sh.
    pub(super) fn initial(&self) -> usize {
        if matches!(self.as_bytes(), [b'z' | b'c' | b's', b'h', ..]) { 2 } else { 1 }
    }
}

/// How characters are read, each in every way that a dictionary knows: 重 is chong and zhong. The table of
/// them is a file of its own (`app/public/readings.txt`), since whoever does not search need not load it;
/// a test holds it against the `pinyin` crate, from whose dictionary it was made.
#[derive(Clone, Debug, Default)]
pub struct Readings(Vec<(char, Syllable)>);

impl Readings {
    /// Reads a table with a line for each syllable: the syllable, a blank, and the characters that are
    /// read so. What is not of that form is passed over: a search without a reading still finds.
    pub fn parse(table: &str) -> Self {
        let line = |line: &str| -> Option<(Syllable, Vec<char>)> {
            let (syllable, characters) = line.split_once(' ')?;
            Some((Syllable::new(syllable)?, characters.chars().collect()))
        };
        let mut readings: Vec<(char, Syllable)> = Vec::with_capacity(table.len() / 3);
        for (syllable, characters) in table.lines().filter_map(line) {
            readings.extend(characters.into_iter().map(|character| (character, syllable)));
        }
        readings.sort_unstable_by_key(|(character, syllable)| (*character, syllable.letters));
        Self(readings)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, character: char) -> impl Iterator<Item = Syllable> {
        let from = self.0.partition_point(|(known, _)| *known < character);
        self.0[from..].iter().take_while(move |(known, _)| *known == character).map(|(_, syllable)| *syllable)
    }
}
