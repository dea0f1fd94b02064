use server::cities::{City, Credentials, Person, Unit};
use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId, UnitId};
use zoufang_core::permission::Role;

/// The city that the fixtures speak of: its names and ids stand in them, so it never changes.
pub fn city() -> City {
    let unit = |number: u128| UnitId(Uuid::from_u128(number));
    let made = |id, name: &'static str, parent: Option<u128>| {
        let mut fields = vec![("name", name.into()), ("kind", "team".into())];
        fields.extend(parent.map(|parent| ("parent", unit(parent).to_string().into())));
        Unit { id: unit(id), fields }
    };
    let person = |id, name: &str, of, role| Person {
        id: PersonId(Uuid::from_u128(id)),
        name: name.to_owned(),
        unit: unit(of),
        role,
        credentials: Some(Credentials { login: name.to_lowercase(), password: format!("password of {name}") }),
    };
    City {
        tenant: TenantId(Uuid::from_u128(1)),
        name: "Testville".to_owned(),
        units: vec![
            made(0x10, "City", None),
            made(0x11, "Office", Some(0x10)),
            made(0x12, "TeamA", Some(0x11)),
            made(0x13, "TeamB", Some(0x11)),
        ],
        people: vec![
            person(0x20, "Anna", 0x12, Role::Member),
            person(0x21, "Albert", 0x12, Role::Leader),
            person(0x22, "Bella", 0x13, Role::Member),
            person(0x23, "Olga", 0x11, Role::Office),
            person(0x24, "Adam", 0x10, Role::Admin),
        ],
    }
}
