//! What people do with their phones.

use std::collections::BTreeMap;

use zoufang_core::domain::visit::{VERDICTS, seen};
use zoufang_core::domain::{Kind, SCHEMA};
use zoufang_core::id::{ChangeId, RecordId};
use zoufang_core::merge::{Op, Path, Record, Shown, Value, Write, diff, settle};
use zoufang_core::permission::Role;
use zoufang_core::sync::Event;

use crate::city::attribution;
use crate::faults::{DAY, YEAR};
use crate::store::Form;
use crate::world::{BEGINNING, Happening, STORM, World};

fn path(text: &str) -> Path {
    text.parse().expect("a valid path")
}

/// Fields that people write, by kind. An old version of the app knows fewer, and one that is no
/// more.
fn fields_of(kind: &Kind, is_old: bool) -> &'static [&'static str] {
    match kind.as_str() {
        "company" if is_old => &["name", "note"],
        "trip" if is_old => &["name"],
        _ if is_old => &["content", "place", "content", "place", "mood"],
        "company" => &["name", "note", "lists/央企", "lists/百强"],
        "trip" => &["name", "goal", "stops/1/purpose", "stops/2/purpose"],
        _ => &["content", "place", "needs/land", "attendees/1/name", "attendees/2/name", "intent/amount"],
    }
}

impl World {
    /// One deed; the next follows by and by while the storm lasts.
    pub fn act(&mut self, device: usize) {
        if self.now >= BEGINNING + STORM {
            return;
        }
        let pause = self.dice.between(2_000, 60_000);
        self.after(pause, Happening::Act(device));
        if self.devices[device].tabs.is_empty() {
            return;
        }
        let phone = &self.devices[device];
        self.book.witnessed.extend((!phone.store.stand.may_show(phone.clock(self.now))).then_some("a lease ends"));
        let Some(form) = self.form(device) else { return };
        if self.dice.chance(25) {
            // The form stays open while other things happen, here and elsewhere.
            let open_for = self.dice.between(1_000, 150_000);
            self.after(open_for, Happening::Save(device, Box::new(form)));
        } else {
            self.save(device, form);
        }
    }

    /// All within a second, so that saves, pushes, pulls and heads meet in every way.
    pub fn everybody_saves_once_more(&mut self) {
        for device in 0..self.devices.len() {
            if let Some(form) = self.form(device) {
                let when = self.dice.below(1_000);
                self.after(when, Happening::Save(device, Box::new(form)));
            }
        }
    }

    pub fn save(&mut self, device: usize, form: Form) {
        let phone = &mut self.devices[device];
        if phone.tabs.is_empty() || self.dice.chance(phone.store_fails) {
            // Nothing was shown as saved.
            return;
        }
        let id = ChangeId(self.dice.uuid());
        let schema = if phone.is_old { 0 } else { SCHEMA };
        let change = phone.store.save(form, id, phone.clock(self.now), schema);
        let by = self.server.people[phone.person].person;
        self.book.witnessed.extend(phone.is_old.then_some("an old client saves"));
        self.book.witnessed.extend((phone.skew == YEAR).then_some("saved a year ahead"));
        self.book.witnessed.extend((phone.skew == -DAY).then_some("saved a day behind"));
        self.book.note(&change, by);
        self.the_screen_shows(device, &change);
        self.tell_tabs(device, || Event::Saved);
    }

    pub fn form(&mut self, device: usize) -> Option<Form> {
        let is_old = self.devices[device].is_old;
        match self.dice.below(100) {
            0..22 => Some(self.new_record(is_old)),
            22..32 => self.comment(device),
            deed => {
                let ids = self.devices[device].store.ids();
                let id = *self.dice.pick(&ids)?;
                let who = attribution(&self.server.people[self.devices[device].person]);
                let record = self.devices[device].store.view(id, who)?;
                Some(match deed {
                    32..40 => {
                        deed_on(&record, if record.is_alive() { Op::Delete } else { Op::Restore }, BTreeMap::new())
                    }
                    40..50 => self.verdict_or_settlement(&record, device),
                    50..54 => self.mischief(&record),
                    _ => self.edit(&record, is_old),
                })
            }
        }
    }

    fn value(&mut self, field: &str) -> Value {
        match field {
            _ if self.dice.chance(12) => Value::Null,
            "needs/land" | "lists/央企" | "lists/百强" => Value::Bool(self.dice.chance(50)),
            "intent/amount" => Value::Int(i64::try_from(self.dice.below(5)).unwrap_or(0)),
            _ => Value::from(format!("词{}", self.dice.below(9))),
        }
    }

    fn wanted(&mut self, kind: &Kind, is_old: bool) -> Shown {
        let fields = fields_of(kind, is_old);
        (0..self.dice.between(1, 3))
            .map(|_| {
                let field = self.dice.pick(fields).copied().unwrap_or(fields[0]);
                (path(field), self.value(field))
            })
            .collect()
    }

    /// Made by whoever, allowed or not: what a viewer makes is quarantined.
    fn new_record(&mut self, is_old: bool) -> Form {
        let kind =
            self.dice.pick(&[Kind::VISIT, Kind::VISIT, Kind::COMPANY, Kind::TRIP]).cloned().unwrap_or(Kind::VISIT);
        let mut wanted = self.wanted(&kind, is_old);
        wanted.insert(path(fields_of(&kind, is_old)[0]), Value::from("新"));
        let record = RecordId(self.dice.uuid());
        Form { record, kind, op: Op::Set, life: Vec::new(), fields: diff(None, &wanted) }
    }

    /// About something on this phone, or something that its author was told of on the telephone
    /// and that may not have reached the server.
    fn comment(&mut self, device: usize) -> Option<Form> {
        let known = if self.dice.chance(60) { self.devices[device].store.ids() } else { self.book.made.clone() };
        let about = *self.dice.pick(&known)?;
        let text = self.value("text");
        let wanted = Shown::from([(path("about"), Value::from(about.0.to_string())), (path("text"), text)]);
        let record = RecordId(self.dice.uuid());
        Some(Form { record, kind: Kind::COMMENT, op: Op::Set, life: Vec::new(), fields: diff(None, &wanted) })
    }

    fn edit(&mut self, record: &Record, is_old: bool) -> Form {
        let wanted = self.wanted(&record.kind, is_old);
        deed_on(record, Op::Set, diff(Some(record), &wanted))
    }

    fn verdict_or_settlement(&mut self, record: &Record, device: usize) -> Form {
        let open = record.open_conflicts().next().cloned();
        let reviews = self.server.people[self.devices[device].person].role == Role::Office;
        let fields = match open {
            Some(path) => BTreeMap::from([(path.clone(), settle(Some(record), &path, self.value(path.as_str())))]),
            None if reviews && record.kind == Kind::VISIT => {
                let verdict = *self.dice.pick(VERDICTS).unwrap_or(&VERDICTS[0]);
                let write = |field: &str, value: Value| (path(field), settle(Some(record), &path(field), value));
                BTreeMap::from([write("review/verdict", verdict.into()), write("review/seen", seen(record).into())])
            }
            None => return self.edit(record, self.devices[device].is_old),
        };
        deed_on(record, Op::Set, fields)
    }

    /// Something that the server will not apply.
    fn mischief(&mut self, record: &Record) -> Form {
        let (field, value) = match self.dice.below(3) {
            0 => ("day", Value::from("gestern")),
            1 => ("nonsense", Value::from(true)),
            _ => ("review/verdict", Value::from("reviewed")),
        };
        let write = Write { base: record.dots(field), value };
        deed_on(record, Op::Set, BTreeMap::from([(path(field), write)]))
    }
}

fn deed_on(record: &Record, op: Op, fields: BTreeMap<Path, Write>) -> Form {
    Form { record: record.id, kind: record.kind.clone(), op, life: record.life_dots(), fields }
}
