//! The server's other half: pages of rows by cursor and scope. There are two kinds of servers: one
//! follows each area of a person's scope by itself, the other forgets a cursor when the scope has
//! changed, and fetched anew brings the latest first and nothing that is deleted. Neither takes a cursor
//! that is older than a lease.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
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
struct ByArea {
    generation: u64,
    at: u64,
    city: u64,
    units: BTreeMap<UnitId, u64>,
}

impl ByArea {
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

/// Good for one scope.
#[derive(Debug, Serialize, Deserialize)]
struct ForScope {
    generation: u64,
    at: u64,
    scope: BTreeSet<UnitId>,
    way: Way,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Way {
    /// Down from the head as it stood at the start.
    Down { start: u64, below: u64 },
    /// Up with what changed since.
    Up { after: u64 },
}

impl Server {
    pub fn pull(&self, actor: &Actor, cursor: Option<&str>, most: usize, now: u64) -> Result<PullPage, Failure> {
        if self.by_area {
            self.pull_by_area(actor, cursor, most, now)
        } else {
            self.pull_for_scope(actor, cursor, most, now)
        }
    }

    fn pull_by_area(&self, actor: &Actor, cursor: Option<&str>, most: usize, now: u64) -> Result<PullPage, Failure> {
        let cursor: ByArea = match cursor {
            None => ByArea { generation: self.generation, at: now, ..ByArea::default() },
            Some(text) => read(text)?,
        };
        if cursor.generation != self.generation || self.is_too_old(cursor.at, now) {
            return Err(Failure::StaleCursor);
        }
        let news = |kept: &&Kept| kept.position > cursor.delivered(&kept.record);
        let (rows, more) = page(self.seen_by(actor).filter(news), most, |kept| kept.position);
        let lost = |kept: &&Kept| cursor.reaches(&kept.record) && !sees(actor, kept);
        let gone: Vec<RecordId> = self.records.values().filter(lost).map(|kept| kept.record.id).collect();
        let reached = match rows.last() {
            Some(last) if more => last.position,
            _ => self.head,
        };
        let delivered = |unit: &UnitId| cursor.units.get(unit).copied().unwrap_or(0).max(reached);
        let next = ByArea {
            generation: self.generation,
            at: now,
            city: cursor.city.max(reached),
            units: actor.scope.iter().map(|unit| (*unit, delivered(unit))).collect(),
        };
        let lease = Some(now.saturating_add(self.lease));
        Ok(PullPage {
            rows: raw(&rows),
            gone,
            cursor: spell(&next),
            more,
            fresh: false,
            upto: self.head,
            decided: self.decided.get(&actor.person).copied().filter(|_| !more),
            now,
            lease,
        })
    }

    /// What was deleted since may be forgotten by now.
    fn is_too_old(&self, cursor: u64, now: u64) -> bool {
        now.saturating_sub(cursor) > self.lease
    }

    fn pull_for_scope(&self, actor: &Actor, cursor: Option<&str>, most: usize, now: u64) -> Result<PullPage, Failure> {
        let way = match cursor {
            None => Way::Down { start: self.head, below: self.head + 1 },
            Some(text) => {
                let ForScope { generation, at, scope, way } = read(text)?;
                if generation != self.generation || scope != actor.scope || self.is_too_old(at, now) {
                    return Err(Failure::StaleCursor);
                }
                way
            }
        };
        let (rows, more, next) = match way {
            Way::Down { start, below } => {
                let old = |kept: &&Kept| kept.position < below && kept.record.is_alive();
                let (rows, more) = page(self.seen_by(actor).filter(old), most, |kept| u64::MAX - kept.position);
                match rows.last() {
                    Some(last) if more => (rows.clone(), true, Way::Down { start, below: last.position }),
                    _ => (rows, start < self.head, Way::Up { after: start }),
                }
            }
            Way::Up { after } => {
                let news = |kept: &&Kept| kept.position > after;
                let (rows, more) = page(self.seen_by(actor).filter(news), most, |kept| kept.position);
                let reached = rows.last().filter(|_| more).map_or(self.head, |last| last.position);
                (rows, more, Way::Up { after: reached })
            }
        };
        let next = ForScope { generation: self.generation, at: now, scope: actor.scope.clone(), way: next };
        let upto = if more { 0 } else { self.head };
        let lease = Some(now.saturating_add(self.lease));
        Ok(PullPage {
            rows: raw(&rows),
            gone: Vec::new(),
            cursor: spell(&next),
            more,
            fresh: false,
            upto,
            decided: self.decided.get(&actor.person).copied().filter(|_| !more),
            now,
            lease,
        })
    }

    fn seen_by(&self, actor: &Actor) -> impl Iterator<Item = &Kept> {
        self.records.values().filter(|kept| sees(actor, kept))
    }
}

fn sees(actor: &Actor, kept: &Kept) -> bool {
    can(actor, Action::See, (&kept.record).into())
}

/// The first of the rows in some order, and whether there are more.
fn page<'a>(rows: impl Iterator<Item = &'a Kept>, most: usize, order: impl Fn(&Kept) -> u64) -> (Vec<&'a Kept>, bool) {
    let mut rows: Vec<&Kept> = rows.collect();
    rows.sort_by_key(|kept| order(kept));
    let more = rows.len() > most;
    rows.truncate(most);
    (rows, more)
}

fn raw(rows: &[&Kept]) -> Vec<Box<RawValue>> {
    rows.iter().map(|kept| RawValue::from_string(kept.row.clone()).expect("a row is JSON")).collect()
}

/// A cursor that was made by another kind of server is as good as none.
fn read<T: DeserializeOwned>(cursor: &str) -> Result<T, Failure> {
    serde_json::from_str(cursor).map_err(|_| Failure::StaleCursor)
}

fn spell(cursor: &impl Serialize) -> String {
    serde_json::to_string(cursor).expect("a cursor has a spelling")
}
