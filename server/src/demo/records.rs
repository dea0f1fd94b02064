//! The fields of the records that the demo files describe.

use std::collections::HashMap;

use zoufang_core::domain::Kind;
use zoufang_core::domain::company::PURSUITS;
use zoufang_core::domain::follow_up::Sort;
use zoufang_core::merge::Value;

use super::calendar::Calendar;
use super::files::{Chain, Company, Contact, Files, NextStep, Person, Target, Trip, Unit, Visit};
use super::{DemoError, id_of, tenant, unknown};

/// The pursuits as the files spell them, in the order of [`PURSUITS`].
const PURSUITS_ZH: [&str; 7] = ["谋划", "意向", "在谈", "签约", "落地", "暂缓", "放弃"];

pub fn unit(unit: &Unit) -> Vec<(&'static str, Value)> {
    let parent = unit.parent.as_deref().map(|parent| id(&Kind::UNIT, parent));
    let fields = [
        ("name", Some(unit.name.as_str().into())),
        ("short", Some(unit.short.as_str().into())),
        ("kind", Some(unit.kind.as_str().into())),
        ("parent", parent),
        ("code", unit.code.as_deref().map(Value::from)),
        ("source", Some(unit.source.as_str().into())),
        ("year", Some(unit.year.into())),
    ];
    present(fields)
}

pub fn chain(chain: &Chain) -> Vec<(&'static str, Value)> {
    present([
        ("name", Some(chain.name.as_str().into())),
        ("year", Some(chain.year.into())),
        ("source", Some(chain.source.as_str().into())),
        ("lead", chain.lead.as_deref().map(|unit| id(&Kind::UNIT, unit))),
        ("note", chain.note.as_deref().map(Value::from)),
    ])
}

pub fn target(target: &Target) -> Vec<(&'static str, Value)> {
    let text = |text: &str| (!text.is_empty()).then(|| text.into());
    present([
        ("year", Some(target.year.into())),
        ("source", text(&target.source)),
        ("scope", text(&target.scope)),
        ("per_unit", text(&target.per_unit)),
        ("indicator", text(&target.indicator_zh)),
        ("op", text(&target.op)),
        ("value", text(&target.value)),
        ("unit", text(&target.unit)),
        ("note", text(&target.note)),
    ])
}

/// Names that records repeat from others.
#[derive(Debug)]
pub struct Names<'a> {
    people: HashMap<&'a str, &'a Person>,
    chains: HashMap<&'a str, &'a str>,
    companies: HashMap<&'a str, &'a Company>,
}

impl<'a> Names<'a> {
    pub fn of(files: &'a Files) -> Self {
        Self {
            people: files.people.iter().map(|person| (person.key.as_str(), person)).collect(),
            chains: files.chains.iter().map(|chain| (chain.key.as_str(), chain.name.as_str())).collect(),
            companies: files.companies.iter().map(|company| (company.key.as_str(), company)).collect(),
        }
    }

    pub fn company(&self, company: &Company) -> Result<Vec<(String, Value)>, DemoError> {
        let place = PURSUITS_ZH.iter().position(|pursuit| *pursuit == company.pursuit);
        let pursuit = place.map(|place| PURSUITS[place]).ok_or_else(|| unknown("pursuit", &company.pursuit))?;
        let mut fields = owned(present([
            ("name", Some(company.name.as_str().into())),
            ("short", Some(company.short.as_str().into())),
            ("code", company.code.as_deref().map(Value::from)),
            ("country", Some(company.country.as_str().into())),
            ("region", Some(company.region.as_str().into())),
            ("trip_region", Some(company.trip_region.as_str().into())),
            ("industry", Some(company.industry.as_str().into())),
            ("industry_name", Some(company.industry_name.as_str().into())),
            ("pursuit", Some(pursuit.into())),
            ("note", company.note.as_deref().map(Value::from)),
        ]));
        fields.extend(self.chain_of(company)?);
        fields.extend(company.lists.iter().map(|list| (format!("lists/{list}"), true.into())));
        Ok(fields)
    }

    pub fn trip(&self, trip: &Trip, calendar: Calendar) -> Result<Vec<(String, Value)>, DemoError> {
        self.check_unit(&trip.key, &trip.unit, &trip.leader)?;
        let mut fields = owned(present([
            ("name", Some(trip.name.as_str().into())),
            ("region", Some(trip.region.as_str().into())),
            ("leader", Some(id(&Kind::PERSON, &trip.leader))),
            ("plan", trip.plan.as_deref().map(|plan| id(&Kind::PLAN, plan))),
            ("from", Some(calendar.day(trip.from_day).to_string().into())),
            ("to", Some(calendar.day(trip.to_day).to_string().into())),
            ("goal", Some(trip.goal.as_str().into())),
        ]));
        let members = trip.members.iter().chain([&trip.leader]);
        fields.extend(members.map(|key| (format!("members/{}", id_of(tenant(), &Kind::PERSON, key)), true.into())));
        for (key, stop) in (1..).map(item_key).zip(&trip.stops) {
            let (company, company_name) = self.company_of(&stop.company)?;
            let stop = [
                ("company", company),
                ("company_name", company_name),
                ("day", calendar.day(stop.day).to_string().into()),
                ("time", stop.time.as_str().into()),
                ("purpose", stop.purpose.as_str().into()),
            ];
            fields.extend(stop.map(|(field, value)| (format!("stops/{key}/{field}"), value)));
        }
        Ok(fields)
    }

    pub fn visit(&self, visit: &Visit, calendar: Calendar) -> Result<Vec<(String, Value)>, DemoError> {
        self.check_unit(&visit.key, &visit.unit, &visit.author)?;
        let (company, company_name) = self.company_of(&visit.company)?;
        let mut fields = owned(present([
            ("company", Some(company)),
            ("company_name", Some(company_name)),
            ("trip", visit.trip.as_deref().map(|trip| id(&Kind::TRIP, trip))),
            ("kind", Some(visit.kind.as_str().into())),
            ("host_type", Some(visit.host_type.as_str().into())),
            ("day", Some(calendar.day(visit.day).to_string().into())),
            ("start", Some(visit.start.as_str().into())),
            ("place", Some(visit.place.as_str().into())),
            ("content", Some(visit.content.as_str().into())),
            ("concerns", visit.concerns.as_deref().map(Value::from)),
            ("intent/amount", visit.amount_wan.map(Value::from)),
            ("intent/grade", visit.grade.as_deref().map(Value::from)),
            ("intent/land_mu", visit.land_mu.map(Value::from)),
            ("intent/jobs", visit.jobs.map(Value::from)),
        ]));
        fields.extend(self.chain_of(self.companies[visit.company.as_str()])?);
        fields.extend(visit.needs.iter().map(|need| (format!("needs/{need}"), true.into())));
        fields.extend(self.attendees(visit)?);
        fields.extend(visit.need_notes.iter().map(|(need, note)| (format!("need_notes/{need}"), note.as_str().into())));
        for (sort, steps) in [(Sort::NextStep, &visit.next), (Sort::Commitment, &visit.commitments)] {
            for (key, step) in (1..).map(item_key).zip(steps) {
                fields.extend(self.follow_up(sort, &key, step, calendar)?);
            }
        }
        Ok(fields)
    }

    pub fn contact(&self, contact: &Contact) -> Result<Vec<(&'static str, Value)>, DemoError> {
        let (company, company_name) = self.company_of(&contact.company)?;
        Ok(present([
            ("company", Some(company)),
            ("company_name", Some(company_name)),
            ("name", Some(contact.name.as_str().into())),
            ("title", Some(contact.title.as_str().into())),
            ("mobile", contact.mobile.as_deref().map(Value::from)),
            ("phone", contact.phone.as_deref().map(Value::from)),
            ("part", Some(contact.part.as_str().into())),
            ("weight", Some(contact.weight.as_str().into())),
            ("note", contact.note.as_deref().map(Value::from)),
        ]))
    }

    fn attendees(&self, visit: &Visit) -> Result<Vec<(String, Value)>, DemoError> {
        let mut fields = Vec::new();
        let mut keys = (1..).map(item_key);
        let mut attendee = |parts: [(&str, Value); 3]| {
            let key = keys.next().unwrap_or_default();
            fields.extend(parts.map(|(field, value)| (format!("attendees/{key}/{field}"), value)));
        };
        for person in &visit.ours {
            let (id, name) = self.person_of(person)?;
            attendee([("side", "ours".into()), ("name", name), ("person", id)]);
        }
        for guest in &visit.theirs {
            let (name, title) = (guest.name.as_str().into(), guest.title.as_str().into());
            attendee([("side", "theirs".into()), ("name", name), ("title", title)]);
        }
        Ok(fields)
    }

    fn follow_up(
        &self,
        sort: Sort,
        key: &str,
        step: &NextStep,
        calendar: Calendar,
    ) -> Result<impl Iterator<Item = (String, Value)> + use<>, DemoError> {
        let (owner, owner_name) = self.person_of(&step.owner)?;
        let parts = [
            ("what", step.what.as_str().into()),
            ("owner", owner),
            ("owner_name", owner_name),
            ("due", calendar.day(step.due).to_string().into()),
        ];
        let item = format!("{}/{key}", sort.list());
        Ok(parts.into_iter().map(move |(field, value)| (format!("{item}/{field}"), value)))
    }

    /// Id and name of a company, as a visit repeats them.
    fn company_of(&self, key: &str) -> Result<(Value, Value), DemoError> {
        let company = self.companies.get(key).ok_or_else(|| unknown("company", key))?;
        Ok((id(&Kind::COMPANY, key), company.short.as_str().into()))
    }

    fn person_of(&self, key: &str) -> Result<(Value, Value), DemoError> {
        let person = self.people.get(key).ok_or_else(|| unknown("person", key))?;
        Ok((id(&Kind::PERSON, key), person.name.as_str().into()))
    }

    /// A record belongs to the unit of whoever makes it.
    pub fn check_unit(&self, key: &str, unit: &str, author: &str) -> Result<(), DemoError> {
        let fits = self.people.get(author).is_some_and(|author| author.unit == unit);
        fits.then_some(()).ok_or_else(|| DemoError::WrongUnit { key: key.to_owned() })
    }

    fn chain_of(&self, company: &Company) -> Result<Vec<(String, Value)>, DemoError> {
        self.chain(company.chain.as_deref())
    }

    /// Id and name of a chain, as other records repeat them.
    pub fn chain(&self, key: Option<&str>) -> Result<Vec<(String, Value)>, DemoError> {
        let Some(key) = key else { return Ok(Vec::new()) };
        let name = self.chains.get(key).ok_or_else(|| unknown("chain", key))?;
        Ok(owned(vec![("chain", id(&Kind::CHAIN, key)), ("chain_name", (*name).into())]))
    }
}

fn id(kind: &Kind, key: &str) -> Value {
    id_of(tenant(), kind, key).to_string().into()
}

/// The key of the how-manieth item of a list: sorts as it counts.
fn item_key(number: u32) -> String {
    format!("{number:02}")
}

pub fn present<const N: usize>(fields: [(&'static str, Option<Value>); N]) -> Vec<(&'static str, Value)> {
    fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
}

pub fn owned(fields: Vec<(&'static str, Value)>) -> Vec<(String, Value)> {
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}
