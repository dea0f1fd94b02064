use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId};
use zoufang_core::permission::Actor;

use crate::db::RowWindow;

/// Where a device stands. The device hands it back as it was given.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cursor {
    holder: Holder,
    progress: Progress,
    /// When it was made, milliseconds since 1970.
    at: u64,
}

/// For whom a cursor holds: with another tenant, database, person or scope, other rows would be
/// missing. It need not be secret or signed: rows are chosen by the session, not by the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    tenant: TenantId,
    epoch: Uuid,
    person: PersonId,
    /// Of the units in scope.
    fingerprint: u64,
}

/// What has been delivered. Positions are those of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Going down through the city's lists; `start` was the head at the beginning.
    CityLists { start: u64, below: u64 },
    /// Going down through the trips of whoever asks.
    OwnTrips { start: u64, below: u64 },
    /// Going down through all other records. Versions that knew of no trips before them said `others`: their
    /// cursors would leave trips out.
    Rest { start: u64, below: u64 },
    /// Everything up to `after`.
    Since { after: u64 },
}

impl Cursor {
    pub fn spell(holder: Holder, progress: Progress, at: u64) -> String {
        let json = serde_json::to_vec(&Self { holder, progress, at }).expect("ids and numbers always have a spelling");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// `None` where it was not made here, for this holder, since `oldest`, or tells of positions above the
    /// head. A version that told no time made none that holds.
    pub fn read(text: &str, holder: Holder, head: u64, oldest: u64) -> Option<Progress> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        let cursor: Self = serde_json::from_slice(&json).ok()?;
        let holds = cursor.holder == holder && cursor.progress.reached() <= head && cursor.at >= oldest;
        holds.then_some(cursor.progress)
    }
}

impl Holder {
    pub fn new(tenant: TenantId, epoch: Uuid, actor: &Actor) -> Self {
        let mut hash = Sha256::new();
        for unit in &actor.scope {
            hash.update(unit.0.as_bytes());
        }
        let hash: [u8; 32] = hash.finalize().into();
        let fingerprint = hash.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Self { tenant, epoch, person: actor.person, fingerprint }
    }
}

impl Progress {
    pub fn begin(head: u64) -> Self {
        Self::CityLists { start: head, below: head.saturating_add(1) }
    }

    /// The rows that come next.
    pub fn window(self, head: u64) -> RowWindow {
        match self {
            Self::CityLists { below, .. } => RowWindow::CityLists { below },
            Self::OwnTrips { below, .. } => RowWindow::Trips { below },
            Self::Rest { below, .. } => RowWindow::Others { below },
            Self::Since { after } => RowWindow::Since { after, upto: head },
        }
    }

    /// Notes that the row at `pos` was delivered, or is not for this holder.
    pub fn pass(&mut self, pos: u64) {
        match self {
            Self::CityLists { below, .. } | Self::OwnTrips { below, .. } | Self::Rest { below, .. } => *below = pos,
            Self::Since { after } => *after = pos,
        }
    }

    /// What comes when the window is exhausted; `None` at the head.
    pub fn next(self, head: u64) -> Option<Self> {
        match self {
            Self::CityLists { start, .. } => Some(Self::OwnTrips { start, below: start.saturating_add(1) }),
            Self::OwnTrips { start, .. } => Some(Self::Rest { start, below: start.saturating_add(1) }),
            Self::Rest { start, .. } if start < head => Some(Self::Since { after: start }),
            Self::Rest { .. } | Self::Since { .. } => None,
        }
    }

    /// Up to where nothing is missing.
    pub fn upto(self) -> u64 {
        match self {
            Self::CityLists { .. } | Self::OwnTrips { .. } | Self::Rest { .. } => 0,
            Self::Since { after } => after,
        }
    }

    fn reached(self) -> u64 {
        match self {
            Self::CityLists { start, .. } | Self::OwnTrips { start, .. } | Self::Rest { start, .. } => start,
            Self::Since { after } => after,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;
    use zoufang_core::id::{PersonId, TenantId, UnitId};
    use zoufang_core::permission::{Actor, Role};

    use super::{Cursor, Holder, Progress};

    fn holder(epoch: u128, scope: &[u128]) -> Holder {
        let units: BTreeSet<UnitId> = scope.iter().map(|unit| UnitId(Uuid::from_u128(*unit))).collect();
        let unit = UnitId(Uuid::from_u128(scope[0]));
        let actor = Actor { person: PersonId(Uuid::from_u128(9)), unit, role: Role::Member, scope: units };
        Holder::new(TenantId(Uuid::from_u128(1)), Uuid::from_u128(epoch), &actor)
    }

    #[test]
    fn a_cursor_is_read_by_whom_it_was_made_for() {
        let progress = Progress::Rest { start: 90, below: 40 };
        let cursor = Cursor::spell(holder(7, &[1, 2]), progress, 100);
        let read = |cursor: &str, holder, head| Cursor::read(cursor, holder, head, 100);
        assert_eq!(read(&cursor, holder(7, &[1, 2]), 90), Some(progress));
        assert_eq!(read(&cursor, holder(8, &[1, 2]), 90), None, "another database");
        assert_eq!(read(&cursor, holder(7, &[1]), 90), None, "another scope");
        assert_eq!(read(&cursor, holder(7, &[1, 2]), 89), None, "a head that went back");
        assert_eq!(read("AAAA", holder(7, &[1, 2]), 90), None, "garbled");
        assert_eq!(Cursor::read(&cursor, holder(7, &[1, 2]), 90, 101), None, "older than a lease");
    }

    #[test]
    fn after_the_way_down_comes_what_changed_meanwhile() {
        let lists = Progress::begin(10);
        let trips = lists.next(10).unwrap();
        assert_eq!(trips, Progress::OwnTrips { start: 10, below: 11 });
        let rest = trips.next(10).unwrap();
        assert_eq!(rest, Progress::Rest { start: 10, below: 11 });
        assert_eq!(rest.next(10), None);
        assert_eq!(rest.next(12), Some(Progress::Since { after: 10 }));
        assert_eq!(Progress::Since { after: 11 }.next(12), None);
    }
}
