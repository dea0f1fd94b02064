use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::text::travels_as_text;

/// The name of a field inside a record: segments divided by `/`, such as `content`,
/// `attendees/<id>/name` or `tags/央企`; no blanks, at most 120 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, min_length = 1, max_length = 120))]
// A change and the record it goes to share the letters.
pub struct Path(Arc<str>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    #[error("a field path is empty or has an empty segment: {0:?}")]
    EmptySegment(String),
    #[error("a field path has {0} characters; at most {max} are taken", max = Path::MAX_CHARS)]
    TooLong(usize),
    #[error("a field path holds a control character or a space: {0:?}")]
    BadCharacter(String),
}

impl Path {
    pub const MAX_CHARS: usize = 120;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// Whether the path fits a pattern in which `*` stands for any one segment:
    /// `attendees/7/name` fits `attendees/*/name`.
    pub fn fits(&self, pattern: &str) -> bool {
        // A path is held against every field of its kind: most are out by their first letters.
        let mut left = self.0.as_bytes();
        for letter in pattern.bytes() {
            left = match (letter, left) {
                (b'*', left) => &left[left.iter().position(|ours| *ours == b'/').unwrap_or(left.len())..],
                (letter, [ours, rest @ ..]) if *ours == letter => rest,
                _ => return false,
            };
        }
        left.is_empty()
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        // As many letters as bytes at most.
        let chars = if text.len() > Self::MAX_CHARS { text.chars().count() } else { 0 };
        if chars > Self::MAX_CHARS {
            return Err(PathError::TooLong(chars));
        }
        let mut before = '/';
        for letter in text.chars() {
            if letter == '/' && before == '/' {
                return Err(PathError::EmptySegment(text.to_owned()));
            }
            if letter.is_control() || letter.is_whitespace() {
                return Err(PathError::BadCharacter(text.to_owned()));
            }
            before = letter;
        }
        if before == '/' {
            return Err(PathError::EmptySegment(text.to_owned()));
        }
        Ok(Self(text.into()))
    }
}

travels_as_text!(Path);

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.as_str().to_owned()
    }
}

impl Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, PathError};

    #[test]
    fn patterns_match_one_segment_per_star() {
        let path: Path = "attendees/7/name".parse().unwrap();
        assert!(path.fits("attendees/*/name"));
        assert!(!path.fits("attendees/*"));
        assert!(!path.fits("attendees/*/title"));
        assert!(!path.fits("*/name"));
        assert!(!path.fits("attendees/*/name/*") && !path.fits("attendees/*/nam"));
        let tag: Path = "tags/央企".parse().unwrap();
        assert!(tag.fits("tags/*") && !tag.fits("tags/*/name") && !tag.fits("tag/*") && tag.fits("tags/央企"));
    }

    #[test]
    fn bad_paths_say_what_is_wrong() {
        assert!(matches!("".parse::<Path>(), Err(PathError::EmptySegment(_))));
        assert!(matches!("/a".parse::<Path>(), Err(PathError::EmptySegment(_))));
        assert!(matches!("a/".parse::<Path>(), Err(PathError::EmptySegment(_))));
        assert!(matches!("a//b".parse::<Path>(), Err(PathError::EmptySegment(_))));
        assert!(matches!("a b".parse::<Path>(), Err(PathError::BadCharacter(_))));
        assert!(matches!("x".repeat(121).parse::<Path>(), Err(PathError::TooLong(121))));
        assert!("央".repeat(120).parse::<Path>().is_ok() && "央".repeat(121).parse::<Path>().is_err());
    }
}
