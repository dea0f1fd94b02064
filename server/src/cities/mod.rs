//! How a city begins: its units, its people, and those of them who may sign in.

mod scribe;

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;
use zoufang_core::domain::Kind;
use zoufang_core::id::{DeviceId, PersonId, RecordId, TenantId, UnitId};
use zoufang_core::merge::Value;
use zoufang_core::permission::{Actor, Role};
use zoufang_core::wire::{Fate, Reason};

pub(crate) use self::scribe::Scribe;
use crate::api::session::normal;
use crate::auth::{PasswordError, Passwords};
use crate::clock;
use crate::db::{Db, NewAccount, NewTenant, StorageError, Writing};
use crate::inbox::{Delivery, take_in};
use crate::spelling::spell;

/// A city that is about to be founded.
#[derive(Clone, Debug)]
pub struct City {
    pub tenant: TenantId,
    pub name: String,
    pub units: Vec<Unit>,
    /// One of them is an administrator.
    pub people: Vec<Person>,
}

#[derive(Clone, Debug)]
pub struct Unit {
    pub id: UnitId,
    /// As declared for the kind `unit`.
    pub fields: Vec<(&'static str, Value)>,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub unit: UnitId,
    pub role: Role,
    /// For those who sign in.
    pub credentials: Option<Credentials>,
}

#[derive(Clone)]
pub struct Credentials {
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("login", &self.login).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum FoundingError {
    #[error("a city needs an administrator")]
    NoAdministrator,
    #[error("the login {0:?} is taken; choose another")]
    LoginTaken(String),
    #[error("a login and a password are needed")]
    NoCredentials,
    #[error("a record of the new city was refused: {} {}", .0.message, spell(.0.code))]
    Refused(Reason),
    #[error(transparent)]
    Passwords(#[from] PasswordError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl City {
    /// A city of one unit and its administrator, who makes the rest.
    pub fn bare(name: &str, administrator: Credentials) -> Self {
        let unit = UnitId(Uuid::now_v7());
        let fields = vec![("name", name.into()), ("short", name.into()), ("kind", "city_government".into())];
        let person = Person {
            id: PersonId(Uuid::now_v7()),
            name: administrator.login.clone(),
            unit,
            role: Role::Admin,
            credentials: Some(administrator),
        };
        let tenant = TenantId(Uuid::now_v7());
        Self { tenant, name: name.to_owned(), units: vec![Unit { id: unit, fields }], people: vec![person] }
    }

    /// Founds the city, all of it or nothing.
    ///
    /// # Errors
    /// Where a login is taken, a record is not well formed, or the database fails.
    pub async fn found(&self, db: &Db) -> Result<(), FoundingError> {
        let passwords = Passwords::new().await?;
        let mut writing = db.begin().await?;
        self.found_in(&mut writing, &passwords, clock::now()).await?;
        Ok(writing.commit().await?)
    }

    /// The same within a transaction that goes on.
    pub(crate) async fn found_in(
        &self,
        writing: &mut Writing,
        passwords: &Passwords,
        now: u64,
    ) -> Result<(), FoundingError> {
        let administrator = self.people.iter().find(|person| person.role == Role::Admin);
        let administrator = administrator.ok_or(FoundingError::NoAdministrator)?;
        let tenant = NewTenant { id: self.tenant, name: self.name.clone(), epoch: Uuid::now_v7(), founded: now };
        writing.add_tenant(&tenant).await?;

        let actor = Actor {
            person: administrator.id,
            unit: administrator.unit,
            role: Role::Admin,
            scope: self.units.iter().map(|unit| unit.id).collect::<BTreeSet<_>>(),
        };
        let mut scribe = Scribe::new(actor, DeviceId(Uuid::now_v7()));
        for unit in &self.units {
            scribe.make(Kind::UNIT, unit.id.into(), now, unit.fields.clone());
        }
        for person in &self.people {
            let role = spell(person.role);
            let fields = [
                ("name", person.name.as_str().into()),
                ("unit", person.unit.to_string().into()),
                ("role", role.into()),
            ];
            scribe.make(Kind::PERSON, person.id.into(), now, fields);
        }
        store(writing, vec![scribe.deliver(self.tenant)], now).await?;
        for person in &self.people {
            if let Some(credentials) = &person.credentials {
                self.open_account(writing, passwords, person.id, credentials, now).await?;
            }
        }
        Ok(())
    }

    async fn open_account(
        &self,
        writing: &mut Writing,
        passwords: &Passwords,
        person: PersonId,
        Credentials { login, password }: &Credentials,
        now: u64,
    ) -> Result<(), FoundingError> {
        let login = normal(login);
        if login.is_empty() || password.is_empty() {
            return Err(FoundingError::NoCredentials);
        }
        if writing.login_is_taken(&login).await? {
            return Err(FoundingError::LoginTaken(login));
        }
        let hash = passwords.hash(password.clone()).await?;
        let account = NewAccount { tenant: self.tenant, person, login: &login, password: &hash };
        Ok(writing.add_account(&account, now).await?)
    }
}

/// Stores records that this program itself brings along: each must be taken as it is.
pub(crate) async fn store(writing: &mut Writing, deliveries: Vec<Delivery>, now: u64) -> Result<(), FoundingError> {
    let Some(tenant) = deliveries.first().map(|delivery| delivery.tenant) else {
        return Ok(());
    };
    // Nobody works on what this program writes by, and nobody could lose it.
    let scribes: Vec<DeviceId> = deliveries.iter().map(|delivery| delivery.device).collect();
    for receipt in take_in(writing, tenant, Arc::new(deliveries), now).await? {
        let outcomes = receipt.into_iter().flat_map(|reply| reply.outcomes);
        for outcome in outcomes.filter(|outcome| outcome.fate != Fate::Applied) {
            if let Some(reason) = outcome.reason {
                return Err(FoundingError::Refused(reason));
            }
        }
    }
    Ok(writing.forget_devices(tenant, &scribes).await?)
}

/// The id of a record that this program brings along: the same in every city of that id.
pub(crate) fn id_of(tenant: TenantId, kind: &Kind, key: &str) -> RecordId {
    RecordId(Uuid::new_v5(&tenant.0, format!("{kind}:{key}").as_bytes()))
}
