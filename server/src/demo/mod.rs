//! The demo city: the files of `server/demo`, taken in as if its people had typed them.

mod calendar;
mod files;
mod library;
mod records;

use std::collections::HashMap;

use uuid::Uuid;
use zoufang_core::domain::{Kind, TimeOfDay, comment, visit};
use zoufang_core::id::{DeviceId, PersonId, TenantId, UnitId};
use zoufang_core::merge::{Record, Value};
use zoufang_core::permission::Role;

use self::calendar::Calendar;
use self::files::{Files, State};
use crate::auth::Passwords;
use crate::cities::{City, Credentials, FoundingError, Person, Scribe, Unit, id_of, store};
use crate::clock;
use crate::db::{Db, StorageError, Writing};
use crate::spelling::spelled;

/// Somebody of the demo city who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    pub login: &'static str,
    pub password: &'static str,
    pub post_zh: &'static str,
    pub post_en: &'static str,
}

pub const ACCOUNTS: [DemoAccount; 4] = [
    DemoAccount { login: "member", password: "zoufang-member", post_zh: "队员", post_en: "team member" },
    DemoAccount { login: "leader", password: "zoufang-leader", post_zh: "队长", post_en: "team leader" },
    DemoAccount { login: "office", password: "zoufang-office", post_zh: "开放办", post_en: "office reviewer" },
    DemoAccount { login: "admin", password: "zoufang-admin", post_zh: "系统管理员", post_en: "administrator" },
];

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the demo file {file} cannot be read: {why}")]
    Unreadable { file: &'static str, why: String },
    #[error("the demo files name a {kind} {key:?} that they do not have")]
    Unknown { kind: &'static str, key: String },
    #[error("{key}: its unit is not that of its author")]
    WrongUnit { key: String },
    #[error(transparent)]
    Founding(#[from] FoundingError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The id of the demo city, the same everywhere.
pub fn tenant() -> TenantId {
    TenantId(Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"demo.zoufang"))
}

/// Founds the demo city with its records, all of it or nothing.
///
/// # Errors
/// Where the files do not fit together or the database fails.
pub async fn load(db: &Db) -> Result<(), DemoError> {
    let files = Files::read()?;
    let now = clock::now();
    let passwords = Passwords::new().await.map_err(FoundingError::from)?;
    let mut writing = db.begin().await?;
    city(&files)?.found_in(&mut writing, &passwords, now).await?;
    let mut desks = Desks::open(&mut writing, &files).await?;
    write_records(&files, Calendar::at(now), &mut desks)?;
    store(&mut writing, desks.deliveries(), now).await?;
    Ok(writing.commit().await?)
}

fn city(files: &Files) -> Result<City, DemoError> {
    let unit = |unit: &files::Unit| Unit { id: unit_id(&unit.key), fields: records::unit(unit) };
    let person = |person: &files::Person| {
        let role: Role = spelled(&person.role).map_err(|_| unknown("role", &person.role))?;
        let account = ACCOUNTS.iter().find(|account| Some(account.login) == person.login.as_deref());
        let credentials = account
            .map(|account| Credentials { login: account.login.to_owned(), password: account.password.to_owned() });
        let (id, unit) = (person_id(&person.key), unit_id(&person.unit));
        Ok(Person { id, name: person.name.clone(), unit, role, credentials })
    };
    Ok(City {
        tenant: tenant(),
        name: files.units.first().map(|unit| unit.name.clone()).unwrap_or_default(),
        units: files.units.iter().map(unit).collect(),
        people: files.people.iter().map(person).collect::<Result<_, DemoError>>()?,
    })
}

/// One device for each person, in the order in which they deliver.
struct Desks {
    order: Vec<String>,
    scribes: HashMap<String, Scribe>,
}

impl Desks {
    /// The office comes last: it judges what the others have written.
    async fn open(writing: &mut Writing, files: &Files) -> Result<Self, DemoError> {
        let mut order: Vec<String> = files.people.iter().map(|person| person.key.clone()).collect();
        order.sort_by_key(|key| key == OFFICE);
        let mut scribes = HashMap::new();
        for key in &order {
            let actor = writing.actor(tenant(), person_id(key)).await?.ok_or_else(|| unknown("person", key))?;
            let device = DeviceId(Uuid::new_v5(&tenant().0, format!("device:{key}").as_bytes()));
            scribes.insert(key.clone(), Scribe::new(actor, device));
        }
        Ok(Self { order, scribes })
    }

    fn of(&mut self, key: &str) -> Result<&mut Scribe, DemoError> {
        self.scribes.get_mut(key).ok_or_else(|| unknown("person", key))
    }

    fn deliveries(mut self) -> Vec<crate::inbox::Delivery> {
        let scribes = self.order.iter().filter_map(|key| self.scribes.remove(key));
        scribes.map(|scribe| scribe.deliver(tenant())).collect()
    }
}

/// Who keeps the city's lists, who looks after the companies, who reviews: keys of `people.toml`.
const ADMINISTRATOR: &str = "admin";
const KEEPER_OF_COMPANIES: &str = "leader";
const OFFICE: &str = "office";

/// When the lists were typed, and when the office reviews.
const LISTS_DAY: i32 = -60;
const MORNING: TimeOfDay = TimeOfDay { hour: 9, minute: 0 };

fn write_records(files: &Files, calendar: Calendar, desks: &mut Desks) -> Result<(), DemoError> {
    let names = records::Names::of(files);
    let lists_at = calendar.instant(LISTS_DAY, MORNING);
    for chain in &files.chains {
        let id = id_of(tenant(), &Kind::CHAIN, &chain.key);
        desks.of(ADMINISTRATOR)?.make(Kind::CHAIN, id, lists_at, records::chain(chain));
    }
    for (number, target) in files.targets.iter().enumerate() {
        let id = id_of(tenant(), &Kind::TARGET, &number.to_string());
        desks.of(ADMINISTRATOR)?.make(Kind::TARGET, id, lists_at, records::target(target));
    }
    for company in &files.companies {
        let id = id_of(tenant(), &Kind::COMPANY, &company.key);
        desks.of(KEEPER_OF_COMPANIES)?.make(Kind::COMPANY, id, lists_at, names.company(company)?);
    }
    for contact in &files.contacts {
        let id = id_of(tenant(), &Kind::CONTACT, &contact.key);
        desks.of(&contact.author)?.make(Kind::CONTACT, id, lists_at, names.contact(contact)?);
    }
    write_plans(files, &names, calendar, desks)?;
    write_library(files, &names, calendar, desks)?;
    for trip in &files.trips {
        let id = id_of(tenant(), &Kind::TRIP, &trip.key);
        let planned_at = calendar.instant(trip.from_day - 3, MORNING);
        desks.of(&trip.leader)?.make(Kind::TRIP, id, planned_at, names.trip(trip, calendar)?);
    }
    for visit in &files.visits {
        let id = id_of(tenant(), &Kind::VISIT, &visit.key);
        let start: TimeOfDay = visit.start.parse().map_err(|_| unknown("time", &visit.start))?;
        let fields = names.visit(visit, calendar)?;
        let mut record = desks.of(&visit.author)?.make(Kind::VISIT, id, calendar.instant(visit.day, start), fields);
        review(visit, &mut record, calendar.instant(visit.day + 1, MORNING), desks.of(OFFICE)?);
    }
    Ok(())
}

fn write_plans(
    files: &Files,
    names: &records::Names<'_>,
    calendar: Calendar,
    desks: &mut Desks,
) -> Result<(), DemoError> {
    for plan in &files.plans {
        let id = id_of(tenant(), &Kind::PLAN, &plan.key);
        let planned_at = calendar.instant(plan.from_day, MORNING);
        desks.of(&plan.author)?.make(Kind::PLAN, id, planned_at, library::plan(plan, names, calendar)?);
    }
    Ok(())
}

fn write_library(
    files: &Files,
    names: &records::Names<'_>,
    calendar: Calendar,
    desks: &mut Desks,
) -> Result<(), DemoError> {
    for material in &files.materials {
        let id = id_of(tenant(), &Kind::MATERIAL, &material.key);
        let at = calendar.instant(material.from_day.min(0), MORNING);
        desks.of(OFFICE)?.make(Kind::MATERIAL, id, at, library::material(material, names, calendar)?);
    }
    Ok(())
}

/// What the office did on the morning after.
fn review(file: &files::Visit, record: &mut Record, at: u64, office: &mut Scribe) {
    let verdict = match file.state {
        State::Received => return,
        State::Returned => visit::RETURNED,
        State::Reviewed => visit::REVIEWED,
    };
    let seen = visit::seen(record);
    let about = record.id.to_string();
    office.amend(record, at, [("review/verdict", Value::from(verdict)), ("review/seen", Value::from(seen))]);
    if let Some(question) = &file.question {
        let id = id_of(tenant(), &Kind::COMMENT, &file.key);
        let purpose = Value::from(comment::QUESTION);
        let fields = [("about", Value::from(about)), ("text", question.as_str().into()), ("purpose", purpose)];
        office.make(Kind::COMMENT, id, at, fields);
    }
}

fn unit_id(key: &str) -> UnitId {
    UnitId(id_of(tenant(), &Kind::UNIT, key).0)
}

fn person_id(key: &str) -> PersonId {
    PersonId(id_of(tenant(), &Kind::PERSON, key).0)
}

fn unknown(kind: &'static str, key: &str) -> DemoError {
    DemoError::Unknown { kind, key: key.to_owned() }
}
