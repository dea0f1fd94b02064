//! What travels as a text, read where it lies and written where it goes, without a text of its own in between.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Reads a text, of which `parse` makes what it stands for.
pub fn read<'de, D, P, T, E>(deserializer: D, parse: P) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    P: FnOnce(&str) -> Result<T, E>,
    E: Display,
{
    deserializer.deserialize_str(Reader { parse, made: PhantomData })
}

struct Reader<P, T, E> {
    parse: P,
    made: PhantomData<Result<T, E>>,
}

impl<P: FnOnce(&str) -> Result<T, E>, T, E: Display> Visitor<'_> for Reader<P, T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.parse)(text).map_err(F::custom)
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
