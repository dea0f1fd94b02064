//! Identifiers. All but hashes are UUIDs made where the thing was made; a type each, so that a unit
//! is never taken for a person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A record of any kind. Made on the device (UUIDv7).
    RecordId;
    /// One browser profile signed in as one account.
    DeviceId;
    /// One change; unique beside `(device, seq)`.
    ChangeId;
    /// A city: the wall between two customers of one server.
    TenantId;
    /// A record of kind `unit`.
    UnitId;
    /// A record of kind `person`; an account has the id of its person.
    PersonId;
}

/// The SHA-256 of a content as it left the device, which is its address. Spelled as 64 hexadecimal
/// digits, small letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
pub struct BlobHash(pub [u8; 32]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash has 64 hexadecimal digits, small letters")]
pub struct NotAHash;

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

impl FromStr for BlobHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(NotAHash),
        };
        let mut hash = [0; 32];
        if text.len() != 2 * hash.len() {
            return Err(NotAHash);
        }
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? * 16 + digit(pair[1])?;
        }
        Ok(Self(hash))
    }
}

impl RecordId {
    /// Whether it was made of something that others know (UUIDv8), and not drawn: then it could be taken before
    /// its time by whoever can make it too.
    pub fn is_made_of_something(self) -> bool {
        self.0.get_version() == Some(uuid::Version::Custom)
    }
}

impl From<UnitId> for RecordId {
    fn from(unit: UnitId) -> Self {
        Self(unit.0)
    }
}

impl From<PersonId> for RecordId {
    fn from(person: PersonId) -> Self {
        Self(person.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{BlobHash, NotAHash};

    #[test]
    fn a_hash_has_one_spelling() {
        let spelled = "00ff10a9".repeat(8);
        assert_eq!(spelled.parse::<BlobHash>().unwrap().to_string(), spelled);
        for wrong in ["", "0", &"0".repeat(63), &"0".repeat(65), &"G0".repeat(32), &"FF".repeat(32), &"链".repeat(32)]
        {
            assert_eq!(wrong.parse::<BlobHash>(), Err(NotAHash), "{wrong}");
        }
    }
}
