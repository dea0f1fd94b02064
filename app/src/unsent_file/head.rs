use zoufang_core::id::BlobHash;

use super::NotTaken;

const WORD: &str = "zoufang-unsent";
const VERSION: u32 = 1;

/// The first line of a file: what must be known before anything of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Bytes of the manifest.
    pub bytes: u32,
    /// The SHA-256 of the manifest.
    pub hash: BlobHash,
}

impl Head {
    /// Bytes of the longest line, as whoever reads a file begins it.
    pub const MOST: u32 = 120;

    /// The line with its end.
    pub fn line(self) -> String {
        format!("{WORD} {VERSION} {} {}\n", self.bytes, self.hash)
    }

    /// Reads it from the beginning of a file; tells with it how many bytes the line has.
    ///
    /// # Errors
    /// Where it is not ours, too new, or cut off.
    pub fn read(beginning: &str) -> Result<(Self, u32), NotTaken> {
        let rest = beginning.strip_prefix(WORD).ok_or(NotTaken::NotOurs)?;
        let (line, _) = rest.split_once('\n').ok_or(NotTaken::Damaged)?;
        let mut parts = line.split(' ').skip(1);
        let version: u32 = parts.next().and_then(|version| version.parse().ok()).ok_or(NotTaken::Damaged)?;
        if version > VERSION {
            return Err(NotTaken::Newer);
        }
        let bytes = parts.next().and_then(|bytes| bytes.parse().ok()).ok_or(NotTaken::Damaged)?;
        let hash = parts.next().and_then(|hash| hash.parse().ok()).ok_or(NotTaken::Damaged)?;
        let length = u32::try_from(WORD.len() + line.len() + 1).map_err(|_| NotTaken::Damaged)?;
        Ok((Self { bytes, hash }, length))
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::id::BlobHash;

    use super::{Head, NotTaken};

    #[test]
    fn the_first_line_is_read_as_it_was_written() {
        let head = Head { bytes: u32::MAX, hash: BlobHash([171; 32]) };
        let line = head.line();
        assert!(line.len() <= Head::MOST as usize);
        assert_eq!(Head::read(&format!("{line}{{ and more")), Ok((head, u32::try_from(line.len()).unwrap())));
    }

    #[test]
    fn what_is_no_such_line_says_why() {
        let hash = BlobHash([1; 32]);
        for (line, why) in [
            (String::new(), NotTaken::NotOurs),
            ("PK\u{3}\u{4}".to_owned(), NotTaken::NotOurs),
            ("zoufang-unsent 1 12".to_owned(), NotTaken::Damaged),
            (format!("zoufang-unsent x 12 {hash}\n"), NotTaken::Damaged),
            (format!("zoufang-unsent 1 -12 {hash}\n"), NotTaken::Damaged),
            ("zoufang-unsent 1 12 abc\n".to_owned(), NotTaken::Damaged),
            ("zoufang-unsent 2 something else\n".to_owned(), NotTaken::Newer),
        ] {
            assert_eq!(Head::read(&line), Err(why), "{line}");
        }
    }
}
