//! Identifiers. All are UUIDs made where the thing was made; a type each, so that a unit is never
//! taken for a person.

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
