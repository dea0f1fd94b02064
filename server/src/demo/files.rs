//! The files of `server/demo` as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DemoError;

/// Everything that the demo city consists of. Days are relative to the day of loading.
#[derive(Debug)]
pub struct Files {
    pub units: Vec<Unit>,
    pub chains: Vec<Chain>,
    pub people: Vec<Person>,
    pub companies: Vec<Company>,
    pub plans: Vec<Plan>,
    pub trips: Vec<Trip>,
    pub materials: Vec<Material>,
    pub visits: Vec<Visit>,
    pub contacts: Vec<Contact>,
    pub targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub key: String,
    pub name: String,
    pub short: String,
    pub kind: String,
    pub parent: Option<String>,
    pub code: Option<String>,
    pub source: String,
    pub year: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    pub key: String,
    pub name: String,
    pub year: i64,
    pub source: String,
    pub lead: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub unit: String,
    pub role: String,
    pub login: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub key: String,
    pub name: String,
    pub short: String,
    pub country: String,
    pub region: String,
    pub trip_region: String,
    pub chain: Option<String>,
    pub industry: String,
    pub industry_name: String,
    pub code: Option<String>,
    pub lists: Vec<String>,
    /// In Chinese.
    pub pursuit: String,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trip {
    pub key: String,
    pub name: String,
    pub unit: String,
    pub region: String,
    pub leader: String,
    pub members: Vec<String>,
    pub plan: Option<String>,
    pub from_day: i32,
    pub to_day: i32,
    pub goal: String,
    #[serde(rename = "stop")]
    pub stops: Vec<Stop>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    pub company: String,
    pub day: i32,
    pub time: String,
    pub purpose: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub key: String,
    pub name: String,
    pub unit: String,
    pub author: String,
    pub from_day: i32,
    pub to_day: i32,
    pub regions: Vec<String>,
    pub goal: String,
    pub companies: i64,
    pub trips: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub key: String,
    pub sort: String,
    pub title: String,
    pub number: Option<String>,
    pub issuer: Option<String>,
    pub from_day: i32,
    pub until_day: i32,
    pub text: String,
    pub place: Option<String>,
    pub chain: Option<String>,
    pub land_mu: Option<i64>,
    pub plant_m2: Option<i64>,
    pub price: Option<String>,
    pub company_name: Option<String>,
    pub ask: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    pub key: String,
    pub company: String,
    pub trip: Option<String>,
    pub unit: String,
    pub author: String,
    pub kind: String,
    pub host_type: String,
    pub day: i32,
    pub start: String,
    pub place: String,
    pub ours: Vec<String>,
    pub theirs: Vec<Guest>,
    pub content: String,
    pub needs: Vec<String>,
    pub concerns: Option<String>,
    pub amount_wan: Option<i64>,
    pub grade: Option<String>,
    pub land_mu: Option<i64>,
    pub jobs: Option<i64>,
    #[serde(default)]
    pub need_notes: BTreeMap<String, String>,
    #[serde(default)]
    pub next: Vec<NextStep>,
    #[serde(default)]
    pub commitments: Vec<NextStep>,
    pub state: State,
    /// What the office asked when it returned the visit.
    pub question: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    pub name: String,
    pub title: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    pub what: String,
    pub owner: String,
    pub due: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Received,
    Returned,
    Reviewed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub key: String,
    pub company: String,
    pub author: String,
    pub name: String,
    pub title: String,
    pub mobile: Option<String>,
    pub phone: Option<String>,
    pub part: String,
    pub weight: String,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Target {
    pub year: i64,
    pub source: String,
    pub scope: String,
    pub per_unit: String,
    pub indicator_zh: String,
    pub op: String,
    pub value: String,
    pub unit: String,
    pub note: String,
}

/// Each file is one list of tables.
#[derive(Deserialize)]
struct Listed<T> {
    #[serde(
        alias = "unit",
        alias = "chain",
        alias = "person",
        alias = "company",
        alias = "trip",
        alias = "visit",
        alias = "contact"
    )]
    #[serde(alias = "unit", alias = "chain", alias = "person", alias = "company", alias = "trip", alias = "visit")]
    #[serde(alias = "plan", alias = "material")]
    lines: Vec<T>,
}

impl Files {
    /// # Errors
    /// Names the file and the line.
    pub fn read() -> Result<Self, DemoError> {
        Ok(Self {
            units: listed("units.toml", include_str!("../../demo/units.toml"))?,
            chains: listed("chains.toml", include_str!("../../demo/chains.toml"))?,
            people: listed("people.toml", include_str!("../../demo/people.toml"))?,
            companies: listed("companies.toml", include_str!("../../demo/companies.toml"))?,
            plans: listed("plans.toml", include_str!("../../demo/plans.toml"))?,
            materials: listed("materials.toml", include_str!("../../demo/materials.toml"))?,
            trips: listed("trips.toml", include_str!("../../demo/trips.toml"))?,
            visits: listed("visits.toml", include_str!("../../demo/visits.toml"))?,
            contacts: listed("contacts.toml", include_str!("../../demo/contacts.toml"))?,
            targets: csv::Reader::from_reader(include_str!("../../demo/targets.csv").as_bytes())
                .deserialize()
                .collect::<Result<_, _>>()
                .map_err(|why| unreadable("targets.csv", &why))?,
        })
    }
}

fn listed<T: for<'a> Deserialize<'a>>(file: &'static str, text: &str) -> Result<Vec<T>, DemoError> {
    toml::from_str::<Listed<T>>(text).map(|listed| listed.lines).map_err(|why| unreadable(file, &why))
}

fn unreadable(file: &'static str, why: &impl ToString) -> DemoError {
    DemoError::Unreadable { file, why: why.to_string() }
}
