//! Who lives in the simulated city.

use std::collections::BTreeSet;

use uuid::Uuid;
use zoufang_core::id::{PersonId, UnitId};
use zoufang_core::merge::Attribution;
use zoufang_core::permission::{Actor, Role};

pub const UNITS: u128 = 3;

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0a00 + n))
}

fn person(n: u128, role: Role, of: u128, sees: &[u128]) -> Actor {
    let scope: BTreeSet<UnitId> = sees.iter().map(|n| unit(*n)).collect();
    Actor { person: PersonId(Uuid::from_u128(0x0e00 + n)), unit: unit(of), role, scope }
}

/// Two teams of unit 1 and 2, the office above them, a viewer beside it.
pub fn people() -> Vec<Actor> {
    vec![
        person(0, Role::Member, 1, &[1]),
        person(1, Role::Leader, 1, &[1]),
        person(2, Role::Member, 2, &[2]),
        person(3, Role::Office, 0, &[0, 1, 2]),
        person(4, Role::Member, 1, &[1]),
        person(5, Role::Viewer, 0, &[0, 1, 2]),
    ]
}

pub fn attribution(actor: &Actor) -> Attribution {
    Attribution { by: actor.person, unit: actor.unit }
}
