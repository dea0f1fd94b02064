use std::collections::HashMap;

use zoufang_core::domain::dossier::{Met, dossier};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use crate::device::Device;
use crate::store::{ListQuery, StoreError};

/// Visits to one company that are looked through.
const VISITS: u32 = 50;

/// Contact and when they were met last, by whoever of the visits on this device.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    pub contact: Record,
    pub last: Option<Day>,
    pub times: usize,
}

/// When each was met last; who was met latest comes first.
pub async fn touched(device: &Device, contacts: Vec<Record>) -> Result<Vec<Touched>, StoreError> {
    let mut met: HashMap<RecordId, Vec<Met>> = HashMap::new();
    let mut touched = Vec::with_capacity(contacts.len());
    for contact in contacts {
        let company = contact.text("company").and_then(|company| company.parse::<RecordId>().ok());
        if let Some(company) = company
            && !met.contains_key(&company)
        {
            met.insert(company, met_at(device, company).await?);
        }
        let people = company.and_then(|company| met.get(&company)).map(Vec::as_slice).unwrap_or_default();
        let name = contact.text("name").unwrap_or_default();
        let found = people.iter().find(|met| met.contact == Some(contact.id) || met.name == name);
        let (last, times) = found.map_or((None, 0), |met| (met.last, met.times));
        touched.push(Touched { contact, last, times });
    }
    touched.sort_by_key(|one| std::cmp::Reverse(one.last));
    Ok(touched)
}

/// Whom the visits to a company met.
pub async fn met_at(device: &Device, company: RecordId) -> Result<Vec<Met>, StoreError> {
    let visits = device.views(ListQuery::OfCompany(Kind::VISIT, company), VISITS).await?;
    Ok(dossier(visits.iter().map(|view| &view.record)).people)
}
