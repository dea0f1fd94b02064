//! What travels as a text, read where it lies and written where it goes, without a text of its own in between.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::de::{Deserializer, Error, Visitor};

/// Reads a text, of which `parse` makes what it stands for.
pub fn read<'de, D, T, E>(deserializer: D, parse: fn(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: Display,
{
    let text = deserializer.deserialize_str(TextVisitor)?;
    parse(&text).map_err(D::Error::custom)
}

/// One for all that is read so: the program is smaller by it.
struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    /// Where it holds signs that are spelled otherwise.
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Types that are spelled as they are displayed, and read as they are parsed.
macro_rules! travels_as_text {
    ($($name:ident),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::text::read(deserializer, str::parse)
            }
        }
    )*};
}
pub(crate) use travels_as_text;
