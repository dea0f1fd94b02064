//! What the office decides over what lies aside.

use std::collections::BTreeMap;
use std::sync::Arc;

use zoufang_core::merge::{Change, Dot, Value};
use zoufang_core::permission::{Role, decides_set_aside};
use zoufang_core::sync::{Intake, intake_vouched, mend};
use zoufang_core::wire::{Decide, Decision, Reason, ReasonCode};

use crate::city;
use crate::server::{Logged, Server, Shelf};
use crate::world::{BEGINNING, Happening, STORM, World};

impl World {
    /// One decision; the next follows by and by while the storm lasts.
    pub fn the_office_decides(&mut self) {
        if self.now >= BEGINNING + STORM {
            return;
        }
        let pause = self.dice.between(5_000, 90_000);
        self.after(pause, Happening::Decide);
        let Some(office) = self.server.people.iter().position(|person| person.role == Role::Office) else {
            return;
        };
        let lies_there = self.server.to_decide(office);
        let Some((number, reason)) = self.dice.pick(&lies_there).cloned() else {
            return;
        };
        let decide = self.a_decision(&reason);
        let head = self.server.head;
        let happening = match (self.server.decide(office, number, &decide, self.now), decide.decision) {
            (Ok(()), Decision::Accept) => "the office accepts",
            (Ok(()), Decision::Mend) => "the office mends",
            (Ok(()), Decision::Refuse) => "the office refuses",
            (Err(_), _) => "a decision is not applicable",
        };
        self.book.witness(happening);
        if self.server.head > head {
            self.announce(self.server.head);
        }
    }

    fn a_decision(&mut self, reason: &Reason) -> Decide {
        let empty = Decide {
            decision: Decision::Accept,
            seen: 0,
            words: String::new(),
            fields: BTreeMap::new(),
            without: Vec::new(),
        };
        let path = reason.path.as_ref().map(ToString::to_string);
        match (self.dice.below(3), path) {
            (0, _) if reason.code != ReasonCode::Refused => {
                Decide { decision: Decision::Refuse, words: "不予采纳".to_owned(), ..empty }
            }
            (1 | 2, Some(path)) if path == "day" && self.dice.chance(50) => {
                let fields = BTreeMap::from([(path, Value::from("2027-01-15"))]);
                Decide { decision: Decision::Mend, fields, ..empty }
            }
            (1 | 2, Some(path)) => Decide { decision: Decision::Mend, without: vec![path], ..empty },
            _ => empty,
        }
    }
}

impl Server {
    /// What somebody of the office may decide over, and why it lies aside.
    fn to_decide(&self, office: usize) -> Vec<(Dot, Reason)> {
        let actor = &self.people[office];
        let decides = |logged: &Logged| {
            let author = &self.people[logged.sender];
            decides_set_aside(actor, author.person, None, author.unit)
        };
        let aside = |(number, logged): (&Dot, &Logged)| match &logged.shelf {
            Shelf::Aside { reason, .. } if decides(logged) => Some((*number, reason.clone())),
            Shelf::Aside { .. } | Shelf::Applied { .. } => None,
        };
        self.log.iter().filter_map(aside).collect()
    }

    /// What is applied keeps its number and its author; what came stays as it came.
    fn decide(&mut self, office: usize, number: Dot, decide: &Decide, now: u64) -> Result<(), Reason> {
        let set_aside = self.log[&number].clone();
        let author = city::attribution(&self.people[set_aside.sender]);
        if decide.decision.applies() {
            let mended = mend(&set_aside.raw, &decide.fields, &decide.without)?;
            let change: Change = serde_json::from_str(mended.get()).expect("what was mended can be read");
            let (current, parent_unit) = self.what_it_is_about(&change);
            let voucher = &self.people[office];
            match intake_vouched(Arc::new(change.clone()), author, voucher, now, current, parent_unit) {
                Intake::Stored { record, change: applied, .. } => {
                    self.no_longer_waits(number);
                    self.apply(&set_aside, change, *record, applied, now);
                }
                Intake::Held { reason, .. } | Intake::Quarantined(reason) => return Err(reason),
            }
        } else {
            let reason = Reason { code: ReasonCode::Refused, message: decide.words.clone(), path: None };
            self.no_longer_waits(number);
            // Nothing becomes visible under it, but the author's devices hear that there is news.
            self.head += 1;
            self.log.insert(number, Logged { shelf: Shelf::Aside { reason, waits_for: None }, ..set_aside });
        }
        self.decided.insert(author.by, self.head);
        Ok(())
    }
}
