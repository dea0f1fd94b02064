//! Where what belongs to a track was recorded, by its tables.

use std::ops::Range;

use super::inside;

/// Pieces of a track beside the sound; whoever has more records something else than sound.
const MOST: usize = 100_000;

/// The places of a track's pieces in the file, in no order, as its tables tell them; they may lead anywhere.
///
/// `None` where the tables cannot be read, or lead to more than [`MOST`].
pub fn recorded(content: &[u8], track: Range<usize>) -> Option<Vec<Range<usize>>> {
    let tables = inside(content, track, &[b"mdia", b"minf", b"stbl"])?;
    let table = |name: &[u8; 4]| Some(&content[inside(content, tables.clone(), &[name])?]);
    let starts: Vec<usize> = match table(b"stco") {
        Some(table) => entries::<4>(table, 4)?.map(number).take(MOST + 1).collect(),
        None => entries::<8>(table(b"co64")?, 4)?.map(number).take(MOST + 1).collect(),
    };
    if starts.len() > MOST {
        return None;
    }
    let mut samples = match table(b"stsz") {
        Some(table) => Samples::of(table)?,
        None => Samples::of_small(table(b"stz2")?)?,
    };
    let mut runs = entries::<12>(table(b"stsc")?, 4)?.peekable();
    let mut in_each = 0;
    let mut places = Vec::with_capacity(starts.len());
    for (place, start) in starts.into_iter().enumerate() {
        // A run begins with that piece, counted from one, and holds until the next begins.
        if let Some(run) = runs.next_if(|run| number(&run[..4]) <= place + 1) {
            in_each = number(&run[4..8]);
        }
        places.push(start..start.saturating_add(samples.bytes_of(in_each)));
    }
    Some(places)
}

/// What of the places lies in the recorded parts, which are in order; no byte comes twice.
pub fn places_within(recorded: &[Range<usize>], mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| place.start);
    let mut found = Vec::new();
    let mut done = 0;
    for place in places {
        let (start, end) = (place.start.max(done), place.end);
        done = done.max(end);
        let first = recorded.partition_point(|part| part.end <= start);
        let parts = recorded[first..].iter().take_while(|part| part.start < end);
        found.extend(parts.map(|part| part.start.max(start)..part.end.min(end)).filter(|part| !part.is_empty()));
    }
    found
}

/// How many bytes each sample of a track has.
enum Samples<'a> {
    Alike(usize),
    Each(Box<dyn Iterator<Item = &'a [u8]> + 'a>),
}

impl<'a> Samples<'a> {
    fn of(table: &'a [u8]) -> Option<Self> {
        let alike = number(table.get(4..8)?);
        Some(if alike > 0 { Self::Alike(alike) } else { Self::Each(Box::new(entries::<4>(table, 8)?)) })
    }

    /// By the table for samples that are small.
    fn of_small(table: &'a [u8]) -> Option<Self> {
        Some(Self::Each(match table.get(7)? {
            8 => Box::new(entries::<1>(table, 8)?),
            16 => Box::new(entries::<2>(table, 8)?),
            // Two to a byte: nobody writes it.
            _ => return None,
        }))
    }

    /// Of so many that follow.
    fn bytes_of(&mut self, count: usize) -> usize {
        match self {
            Self::Alike(bytes) => bytes.saturating_mul(count),
            Self::Each(sizes) => sizes.take(count).fold(0, |sum, size| sum.saturating_add(number(size))),
        }
    }
}

/// The entries of a table, whose number stands at `at`, of so many bytes each.
fn entries<const BYTES: usize>(table: &[u8], at: usize) -> Option<impl Iterator<Item = &[u8]>> {
    let count = number(table.get(at..at + 4)?);
    Some(table[at + 4..].chunks_exact(BYTES).take(count))
}

fn number(bytes: &[u8]) -> usize {
    let number = bytes.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    usize::try_from(number).unwrap_or(usize::MAX)
}
