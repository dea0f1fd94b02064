use uuid::Uuid;

/// A small seeded generator (splitmix64): the same seed tells the same story on every machine.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5a0f_a9e5)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to but without `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            return None;
        }
        let n = self.below(of.len() as u64);
        of.get(usize::try_from(n).unwrap_or(0))
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for n in (1..all.len()).rev() {
            let other = self.below(n as u64 + 1);
            all.swap(n, usize::try_from(other).unwrap_or(0));
        }
    }

    pub fn uuid(&mut self) -> Uuid {
        let drawn = Uuid::from_u64_pair(self.next(), self.next()).into_bytes();
        // As devices spell what they drew: an id of another version is not drawn.
        uuid::Builder::from_random_bytes(drawn).into_uuid()
    }
}
