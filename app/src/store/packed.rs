//! Rows in one run of bytes: what a bundle of the browser's store is. A text there takes two bytes for each
//! letter as soon as one of them is Chinese, and each row would be an object to be taken apart and put
//! together again at every crossing.
//!
//! Of each row its key, text, line and marks follow each other, each with its length in bytes before it: 32
//! bits, the lowest byte first. Marks are parted by line ends, which none of them contains.

use super::{Entry, StoreError};

const MARK_END: char = '\n';

/// A row as it lies among others. What few are asked for is not looked at before.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a> {
    key: &'a str,
    text: &'a [u8],
    line: &'a [u8],
    marks: &'a str,
}

impl<'a> Packed<'a> {
    pub fn key(self) -> &'a str {
        self.key
    }

    pub fn marks(self) -> impl Iterator<Item = &'a str> {
        self.marks.split(MARK_END).filter(|mark| !mark.is_empty())
    }

    /// The row, or of it all but its text.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where its bytes are no text.
    pub fn entry(self, with_text: bool) -> Result<Entry, StoreError> {
        let text = if with_text { self.text } else { &[] };
        let read = |bytes| str::from_utf8(bytes).map(str::to_owned).map_err(|_| damaged());
        Ok(Entry {
            key: self.key.into(),
            text: read(text)?,
            line: read(self.line)?,
            marks: self.marks().map(str::to_owned).collect(),
        })
    }
}

pub fn pack(rows: &[&Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Entry { key, text, line, marks } in rows {
        for part in [key, text, line, &marks.join("\n")] {
            bytes.extend_from_slice(&(part.len() as u32).to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    bytes
}

/// # Errors
/// [`StoreError::Unreadable`] where the bytes are not those of whole rows.
pub fn unpack(mut bytes: &[u8]) -> Result<Vec<Packed<'_>>, StoreError> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        rows.push(next(&mut bytes).ok_or_else(damaged)?);
    }
    Ok(rows)
}

fn next<'a>(bytes: &mut &'a [u8]) -> Option<Packed<'a>> {
    let key = str::from_utf8(part(bytes)?).ok()?;
    let (text, line) = (part(bytes)?, part(bytes)?);
    Some(Packed { key, text, line, marks: str::from_utf8(part(bytes)?).ok()? })
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    Some(part)
}

fn damaged() -> StoreError {
    StoreError::Unreadable("rows that lie together are damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::{pack, unpack};

    fn row(key: &str, line: &str, marks: &[&str]) -> Entry {
        let marks = marks.iter().map(|mark| (*mark).to_owned()).collect();
        Entry { key: key.to_owned(), text: format!("{{\"走访\":\"{key}\"}}"), line: line.to_owned(), marks }
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let rows = [row("a", "第一行", &["kind/visit/1/a", "round/2"]), row("b", "", &[]), row("", "c", &["m"])];
        let bytes = pack(&rows.iter().collect::<Vec<_>>());
        let unpacked = unpack(&bytes).unwrap();
        assert_eq!(unpacked.iter().map(|row| row.entry(true).unwrap()).collect::<Vec<_>>(), rows);
        assert_eq!(unpacked[0].entry(false).unwrap(), Entry { text: String::new(), ..rows[0].clone() });
        assert_eq!((unpacked[1].key(), unpacked[0].marks().last()), ("b", Some("round/2")));
    }

    #[test]
    fn what_is_cut_off_is_not_taken_for_fewer_rows() {
        let bytes = pack(&[&row("a", "l", &["m"]), &row("b", "l", &["m"])]);
        let whole: Vec<usize> = (0..=bytes.len()).filter(|end| unpack(&bytes[..*end]).is_ok()).collect();
        assert_eq!(whole, [0, bytes.len() / 2, bytes.len()]);
        assert!(unpack(&[0xff; 40]).is_err());
    }

    #[test]
    fn bytes_that_are_no_text_are_told_of_by_who_reads_them() {
        let mut bytes = pack(&[&row("a", "l", &["m"])]);
        let text = bytes.windows(2).position(|pair| pair == b"{\"").unwrap();
        bytes[text] = 0xff;
        let rows = unpack(&bytes).unwrap();
        assert!(rows[0].entry(true).is_err());
        assert_eq!(rows[0].entry(false).unwrap().line, "l");
    }
}
