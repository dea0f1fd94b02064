//! What the visits to a company add up to: whom we met, what we promised, what they need.

use super::Day;
use super::follow_up::{FollowUp, follow_ups};
use super::visit::{Attendee, attendees, needs};
use crate::id::RecordId;
use crate::merge::Record;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dossier {
    /// Whoever was met last comes first.
    pub people: Vec<Met>,
    /// What was agreed: open ones by due date, those without one behind them, what is done last.
    pub agreed: Vec<Agreed>,
    /// Each need once, as it was told last; open ones first, of these the latest.
    pub needs: Vec<Told>,
}

/// Somebody of the company.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    pub name: String,
    /// As of the last time.
    pub title: String,
    /// The contact that they are known as.
    pub contact: Option<RecordId>,
    pub last: Option<Day>,
    pub times: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    pub visit: RecordId,
    pub follow_up: FollowUp,
}

/// A need, by its name in [`super::visit::NEEDS`], and the visit that told of it last.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub need: String,
    /// What exactly; may be empty.
    pub note: String,
    pub visit: RecordId,
    pub day: Option<Day>,
    /// The day on which it was met.
    pub met: Option<Day>,
}

/// Adds up visits, whatever their order.
pub fn dossier<'a>(visits: impl IntoIterator<Item = &'a Record>) -> Dossier {
    let mut visits: Vec<(Option<Day>, &Record)> = visits.into_iter().map(|visit| (day_of(visit), visit)).collect();
    visits.sort_by_key(|(day, visit)| std::cmp::Reverse((*day, visit.id)));
    let mut dossier = Dossier::default();
    for (day, visit) in visits {
        dossier.meet(visit, day);
        let agreed = follow_ups(visit).into_iter().map(|follow_up| Agreed { visit: visit.id, follow_up });
        dossier.agreed.extend(agreed);
        for need in needs(visit) {
            if !dossier.needs.iter().any(|told| told.need == need) {
                let note = visit.text(&format!("need_notes/{need}")).unwrap_or_default().to_owned();
                let met = visit.text(&format!("met/{need}")).and_then(|day| day.parse().ok());
                dossier.needs.push(Told { need: need.to_owned(), note, visit: visit.id, day, met });
            }
        }
    }
    dossier.agreed.sort_by_key(|Agreed { follow_up, .. }| (follow_up.done, follow_up.due.is_none(), follow_up.due));
    dossier.needs.sort_by_key(|told| told.met.is_some());
    dossier
}

fn day_of(visit: &Record) -> Option<Day> {
    visit.text("day").and_then(|day| day.parse().ok())
}

impl Dossier {
    /// People of a company bear no number: the same name is the same person, as is the same contact.
    fn meet(&mut self, visit: &Record, day: Option<Day>) {
        for person in attendees(visit).into_iter().filter(|person| !person.ours && !person.name.is_empty()) {
            let is = |met: &&mut Met| met.name == person.name || met.contact.is_some() && met.contact == person.contact;
            match self.people.iter_mut().find(is) {
                Some(met) => {
                    met.times += 1;
                    met.contact = met.contact.or(person.contact);
                    // Who did not say it the last time may have said it before.
                    if met.title.is_empty() {
                        met.title = person.title;
                    }
                }
                None => {
                    let Attendee { name, title, contact, .. } = person;
                    self.people.push(Met { name, title, contact, last: day, times: 1 });
                }
            }
        }
    }
}
