//! The server's other half: pages of rows by cursor and scope.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zoufang_core::domain::Reach;
use zoufang_core::id::{RecordId, UnitId};
use zoufang_core::merge::Record;
use zoufang_core::permission::{Action, Actor, can};
use zoufang_core::sync::Failure;
use zoufang_core::wire::PullPage;

use crate::server::{Kept, Server};

/// How far each area of what a person sees has been delivered. A gained area begins at 0, a lost
/// one is missing from the next cursor and goes off the device.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    generation: u64,
    city: u64,
    units: BTreeMap<UnitId, u64>,
}

impl Cursor {
    fn delivered(&self, record: &Record) -> u64 {
        match area(record) {
            None => self.city,
            Some(unit) => self.units.get(&unit).copied().unwrap_or(0),
        }
    }

    fn reaches(&self, record: &Record) -> bool {
        area(record).is_none_or(|unit| self.units.contains_key(&unit))
    }
}

/// The unit whose people see the record; `None` where the city does.
fn area(record: &Record) -> Option<UnitId> {
    let reach = record.kind.spec().map(|spec| spec.reach);
    (reach == Some(Reach::Unit)).then(|| record.unit())
}

impl Server {
    pub fn pull(&self, actor: &Actor, cursor: Option<&str>, most: usize, now: u64) -> Result<PullPage, Failure> {
        let cursor: Cursor = match cursor {
            None => Cursor { generation: self.generation, ..Cursor::default() },
            Some(text) => serde_json::from_str(text).map_err(|_| Failure::StaleCursor)?,
        };
        if cursor.generation != self.generation {
            return Err(Failure::StaleCursor);
        }
        let sees = |kept: &&Kept| can(actor, Action::See, (&kept.record).into());
        let news = |kept: &&Kept| kept.position > cursor.delivered(&kept.record);
        let mut rows: Vec<&Kept> = self.records.values().filter(sees).filter(news).collect();
        rows.sort_by_key(|kept| kept.position);
        let more = rows.len() > most;
        rows.truncate(most);
        let lost = |kept: &&Kept| cursor.reaches(&kept.record) && !sees(kept);
        let gone: Vec<RecordId> = self.records.values().filter(lost).map(|kept| kept.record.id).collect();
        let reached = match rows.last() {
            Some(last) if more => last.position,
            _ => self.head,
        };
        let next = Cursor {
            generation: self.generation,
            city: cursor.city.max(reached),
            units: actor
                .scope
                .iter()
                .map(|unit| (*unit, cursor.units.get(unit).copied().unwrap_or(0).max(reached)))
                .collect(),
        };
        let raw = |kept: &&Kept| RawValue::from_string(kept.row.clone()).expect("a row is JSON");
        Ok(PullPage {
            rows: rows.iter().map(raw).collect(),
            gone,
            cursor: serde_json::to_string(&next).expect("a cursor has a spelling"),
            more,
            upto: self.head,
            now,
        })
    }
}
