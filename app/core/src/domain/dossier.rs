//! What the visits to a company add up to: whom we met, what we promised, what they need.

use super::Day;
use super::visit::{NextStep, attendees, needs, next_steps};
use crate::id::RecordId;
use crate::merge::Record;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dossier {
    /// Whoever was met last comes first.
    pub people: Vec<Met>,
    /// What was agreed: open ones by due date, those without one behind them, what is done last.
    pub promises: Vec<Promise>,
    /// Each need once, as it was told last; the latest first.
    pub needs: Vec<Told>,
}

/// Somebody of the company.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    pub name: String,
    /// As of the last time.
    pub title: String,
    pub last: Option<Day>,
    pub times: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    pub visit: RecordId,
    pub step: NextStep,
}

/// A need, by its name in [`super::visit::NEEDS`], and the visit that told of it last.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub need: String,
    pub visit: RecordId,
    pub day: Option<Day>,
}

/// Adds up visits, whatever their order.
pub fn dossier<'a>(visits: impl IntoIterator<Item = &'a Record>) -> Dossier {
    let mut visits: Vec<(Option<Day>, &Record)> = visits.into_iter().map(|visit| (day_of(visit), visit)).collect();
    visits.sort_by_key(|(day, visit)| std::cmp::Reverse((*day, visit.id)));
    let mut dossier = Dossier::default();
    for (day, visit) in visits {
        dossier.meet(visit, day);
        dossier.promises.extend(next_steps(visit).into_iter().map(|step| Promise { visit: visit.id, step }));
        for need in needs(visit) {
            if !dossier.needs.iter().any(|told| told.need == need) {
                dossier.needs.push(Told { need: need.to_owned(), visit: visit.id, day });
            }
        }
    }
    dossier.promises.sort_by_key(|Promise { step, .. }| (step.done, step.due.is_none(), step.due));
    dossier
}

fn day_of(visit: &Record) -> Option<Day> {
    visit.text("day").and_then(|day| day.parse().ok())
}

impl Dossier {
    /// People of a company bear no number: the same name is the same person.
    fn meet(&mut self, visit: &Record, day: Option<Day>) {
        for person in attendees(visit).into_iter().filter(|person| !person.ours && !person.name.is_empty()) {
            match self.people.iter_mut().find(|met| met.name == person.name) {
                Some(met) => {
                    met.times += 1;
                    // Who did not say it the last time may have said it before.
                    if met.title.is_empty() {
                        met.title = person.title;
                    }
                }
                None => self.people.push(Met { name: person.name, title: person.title, last: day, times: 1 }),
            }
        }
    }
}
