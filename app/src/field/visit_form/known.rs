use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::dossier::{Dossier, Told, dossier};
use zoufang_core::domain::visit::attendees;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use crate::device::{Device, follow};
use crate::form::DraftForm;
use crate::store::{ListQuery, StoreError};

/// Visits that are looked through for whom we met there.
const VISITS: u32 = 30;
const CONTACTS: u32 = 100;
/// People who are offered at most.
const OFFERED: usize = 8;

/// What the device knows of the chosen company that may hold this time, too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub people: Vec<Acquaintance>,
    /// Of ours, who was there the last time.
    pub companions: Vec<Companion>,
    /// What they told of and was not met.
    pub open_needs: Vec<Told>,
    last: Option<Record>,
}

/// Somebody of ours: of the unit, or who came along.
#[derive(Clone, Debug, PartialEq)]
pub struct Companion {
    /// The id of their record, where they have one.
    pub person: String,
    pub name: String,
    pub title: String,
}

/// Somebody of the company: a contact, or who sat at the table before.
#[derive(Clone, Debug, PartialEq)]
pub struct Acquaintance {
    pub contact: Option<RecordId>,
    pub name: String,
    pub title: String,
}

impl Known {
    /// Follows the company that the form names.
    pub fn of(form: DraftForm) -> Memo<Self> {
        let company = Memo::new(move |_| form.text("company").parse::<RecordId>().ok());
        let own = form.draft().with_untracked(|draft| draft.record);
        let read = follow(move |device| {
            let company = company.get();
            async move {
                match company {
                    Some(company) => read(&device, company, own).await,
                    None => Ok(Self::default()),
                }
            }
        });
        Memo::new(move |_| read.found().unwrap_or_default())
    }

    /// What stood in a field of the last visit.
    pub fn last(&self, path: &str) -> Option<String> {
        let last = self.last.as_ref()?;
        let field = last.kind.spec()?.field(&path.parse().ok()?)?;
        Some(field.holds.typed(last.get(path)?)).filter(|text| !text.is_empty())
    }
}

async fn read(device: &Device, company: RecordId, own: RecordId) -> Result<Known, StoreError> {
    let contacts = device.views(ListQuery::OfCompany(Kind::CONTACT, company), CONTACTS).await?;
    let left = |record: &Record| record.get("left").and_then(|left| left.as_bool()) == Some(true);
    let text = |record: &Record, path: &str| record.text(path).unwrap_or_default().to_owned();
    let mut people: Vec<Acquaintance> = Vec::new();
    let mut gone: Vec<String> = Vec::new();
    for contact in contacts.iter().map(|view| &view.record).filter(|record| record.is_alive()) {
        let name = text(contact, "name");
        if left(contact) {
            gone.push(name);
        } else {
            people.push(Acquaintance { contact: Some(contact.id), name, title: text(contact, "title") });
        }
    }
    let mut visits = device.views(ListQuery::OfCompany(Kind::VISIT, company), VISITS).await?;
    visits.retain(|view| view.record.id != own && view.record.is_alive());
    let Dossier { people: met, needs: mut open_needs, .. } = dossier(visits.iter().map(|view| &view.record));
    open_needs.retain(|told| told.met.is_none());
    // Whoever was met last is most likely there again.
    let place = |person: &Acquaintance| met.iter().position(|met| met.name == person.name).unwrap_or(usize::MAX);
    people.sort_by_key(place);
    for met in &met {
        let is_known = people.iter().any(|known| known.name == met.name) || gone.contains(&met.name);
        if !is_known {
            people.push(Acquaintance { contact: None, name: met.name.clone(), title: met.title.clone() });
        }
    }
    people.truncate(OFFERED);
    let last = visits.into_iter().next().map(|view| view.record);
    let companions = last.as_ref().map(companions).unwrap_or_default();
    Ok(Known { people, companions, open_needs, last })
}

fn companions(visit: &Record) -> Vec<Companion> {
    let ours = attendees(visit).into_iter().filter(|attendee| attendee.ours && !attendee.name.is_empty());
    let person = |key: &str| visit.text(&format!("attendees/{key}/person")).unwrap_or_default().to_owned();
    ours.map(|ours| Companion { person: person(&ours.key), name: ours.name, title: ours.title }).collect()
}
