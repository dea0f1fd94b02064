use server::cities::{City, Credentials, Person, Unit};
use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId, UnitId};
use zoufang_core::merge::Value;
use zoufang_core::permission::Role;

/// The units of the test city: the city, its office, and two teams below the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    City,
    Office,
    TeamA,
    TeamB,
}

/// The people of the test city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Member of team A.
    Anna,
    /// Leader of team A.
    Albert,
    /// Member of team B.
    Bella,
    /// Reviews for the office.
    Olga,
    /// Administrator of the city.
    Adam,
    /// Reads at the office, and only that.
    Vera,
}

impl Place {
    const ALL: [Self; 4] = [Self::City, Self::Office, Self::TeamA, Self::TeamB];

    pub fn id(self) -> UnitId {
        UnitId(Uuid::from_u128(0x10 + self as u128))
    }

    fn parent(self) -> Option<Self> {
        match self {
            Self::City => None,
            Self::Office => Some(Self::City),
            Self::TeamA | Self::TeamB => Some(Self::Office),
        }
    }

    fn unit(self) -> Unit {
        let name = format!("{self:?}");
        let mut fields: Vec<(&str, Value)> = vec![("name", name.into()), ("kind", "team".into())];
        fields.extend(self.parent().map(|parent| ("parent", parent.id().to_string().into())));
        Unit { id: self.id(), fields }
    }
}

impl Who {
    const ALL: [Self; 6] = [Self::Anna, Self::Albert, Self::Bella, Self::Olga, Self::Adam, Self::Vera];

    pub fn id(self) -> PersonId {
        PersonId(Uuid::from_u128(0x20 + self as u128))
    }

    pub fn login(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    pub fn password(self) -> String {
        format!("password of {self:?}")
    }

    pub fn unit(self) -> Place {
        match self {
            Self::Anna | Self::Albert => Place::TeamA,
            Self::Bella => Place::TeamB,
            Self::Olga | Self::Vera => Place::Office,
            Self::Adam => Place::City,
        }
    }

    pub fn role(self) -> Role {
        match self {
            Self::Anna | Self::Bella => Role::Member,
            Self::Albert => Role::Leader,
            Self::Olga => Role::Office,
            Self::Adam => Role::Admin,
            Self::Vera => Role::Viewer,
        }
    }

    fn person(self) -> Person {
        let credentials = Some(Credentials { login: self.login(), password: self.password() });
        Person { id: self.id(), name: format!("{self:?}"), unit: self.unit().id(), role: self.role(), credentials }
    }
}

/// The test city: units and people are its first ten changes.
pub fn city() -> City {
    City {
        tenant: TenantId(Uuid::from_u128(1)),
        name: "Testville".to_owned(),
        units: Place::ALL.into_iter().map(Place::unit).collect(),
        people: Who::ALL.into_iter().map(Who::person).collect(),
    }
}
