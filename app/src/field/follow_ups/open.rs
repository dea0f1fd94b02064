use zoufang_core::domain::follow_up::{FollowUp, follow_ups};
use zoufang_core::domain::{Call, Day, Kind};
use zoufang_core::id::RecordId;

use crate::clock::today;
use crate::device::Device;
use crate::store::{ListQuery, StoreError};

/// Visits with something open that are looked through, and visits for what was done lately.
const MOST: u32 = 500;
const DONE_IN: u32 = 200;

/// Something that is to be done, or was, and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    pub visit: RecordId,
    pub company: String,
    pub follow_up: FollowUp,
    pub mine: bool,
}

impl Followed {
    pub fn is_overdue(&self) -> bool {
        !self.follow_up.done && self.follow_up.due.is_some_and(|due| due < today())
    }

    /// What comes first: what was due first; what has no day at last.
    pub fn rank(&self) -> (bool, Option<Day>) {
        (self.follow_up.due.is_none(), self.follow_up.due)
    }
}

/// What is open in the visits on this device: what is overdue, then mine, each by due date.
pub async fn read_open(device: &Device) -> Result<Vec<Followed>, StoreError> {
    let mut open = read(device, ListQuery::Calling(Call::Step), MOST).await?;
    open.retain(|followed| !followed.follow_up.done);
    open.sort_by_key(|followed| (!followed.is_overdue(), !followed.mine, followed.rank()));
    Ok(open)
}

/// What was done of the latest visits, the latest first.
pub async fn read_done(device: &Device) -> Result<Vec<Followed>, StoreError> {
    let mut done = read(device, ListQuery::Kind(Kind::VISIT), DONE_IN).await?;
    done.retain(|followed| followed.follow_up.done);
    done.sort_by_key(|followed| std::cmp::Reverse(followed.follow_up.done_day));
    Ok(done)
}

async fn read(device: &Device, query: ListQuery, most: u32) -> Result<Vec<Followed>, StoreError> {
    let me = RecordId::from(device.profile().person);
    let mut all = Vec::new();
    for visit in device.views(query, most).await? {
        let company = visit.title();
        all.extend(follow_ups(&visit.record).into_iter().map(|follow_up| Followed {
            visit: visit.record.id,
            company: company.clone(),
            // What nobody took over is left with whoever wrote it down.
            mine: follow_up.owner.map_or(visit.record.author() == device.profile().person, |owner| owner == me),
            follow_up,
        }));
    }
    Ok(all)
}
