use std::collections::BTreeSet;

use zoufang_core::domain::Kind;
use zoufang_core::domain::follow_up::follow_ups;
use zoufang_core::domain::trip::stops;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::materials::{Way, along};
use crate::clock::today;
use crate::device::Device;
use crate::store::{ListQuery, StoreError};

/// Of each company's visits, the latest.
const VISITS: u32 = 5;
const CONTACTS: u32 = 200;
const MATERIALS: u32 = 2_000;
/// Of one record.
const ATTACHED: u32 = 500;
/// Photos and files of the trip, the latest.
const MOST: usize = 60;
/// Of all of them: a scan of twenty megabytes must not fill the phone before the trip, nor take an hour to come.
const MOST_BYTES: u64 = 100 * 1_048_576;

/// What a trip needs, and how much of it is on this device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    pub companies: usize,
    /// Of these the device has no record.
    pub not_here: usize,
    pub contacts: usize,
    pub visits: usize,
    /// Follow-ups of those visits that are open.
    pub steps: usize,
    /// What concerns the places and the chains of the way, the nearest first.
    pub materials: Vec<Record>,
    /// Photos and files, each with its small picture, if it has one.
    pub wanted: Vec<Wanted>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub attachment: RecordId,
    pub hashes: Vec<String>,
    /// As its record says.
    pub bytes: u64,
    /// Those that are not on the device.
    pub missing: Vec<String>,
}

impl Contents {
    pub fn bytes(&self) -> u64 {
        self.wanted.iter().map(|wanted| wanted.bytes).sum()
    }

    pub fn is_complete(&self) -> bool {
        self.not_here == 0 && self.missing().is_empty()
    }

    pub fn missing(&self) -> Vec<&Wanted> {
        self.wanted.iter().filter(|wanted| !wanted.missing.is_empty()).collect()
    }
}

/// `12.3 MB`; what is there is never nothing.
pub fn sized(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1_048_576);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

pub async fn read_contents(device: &Device, trip: RecordId) -> Result<Contents, StoreError> {
    let Some(view) = device.view(trip).await? else { return Ok(Contents::default()) };
    let mut contents = Contents::default();
    let (mut way, mut attachments) = (Way::of(&view.record), Vec::new());
    let companies: BTreeSet<RecordId> = stops(&view.record).into_iter().filter_map(|stop| stop.company).collect();
    for company in &companies {
        match device.view(*company).await? {
            Some(view) => way.calls_on(&view.record),
            None => contents.not_here += 1,
        }
        contents.contacts += device.list(ListQuery::OfCompany(Kind::CONTACT, *company), CONTACTS).await?.len();
        let visits = device.views(ListQuery::OfCompany(Kind::VISIT, *company), VISITS).await?;
        contents.visits += visits.len();
        let open = |visit: &Record| follow_ups(visit).iter().filter(|step| !step.done).count();
        contents.steps += visits.iter().map(|view| open(&view.record)).sum::<usize>();
        for of in [*company].into_iter().chain(visits.iter().map(|view| view.record.id)) {
            attachments.extend(device.views(ListQuery::About(of), ATTACHED).await?.into_iter().map(|view| view.record));
        }
    }
    contents.companies = companies.len();
    let materials = device.views(ListQuery::Kind(Kind::MATERIAL), MATERIALS).await?;
    contents.materials = along(&way, materials.into_iter().map(|view| view.record).collect(), today());
    contents.wanted = wanted(attachments, &device.held().await?);
    Ok(contents)
}

/// The latest that fit, by the ids that are made by time.
fn wanted(mut attachments: Vec<Record>, held: &BTreeSet<String>) -> Vec<Wanted> {
    attachments.retain(|record| record.kind == Kind::ATTACHMENT);
    attachments.sort_by_key(|record| std::cmp::Reverse(record.id));
    attachments.truncate(MOST);
    let wanted = |record: Record| {
        // The small picture first: the page shows something while the rest comes.
        let hashes: Vec<String> =
            ["thumb", "blob"].into_iter().filter_map(|path| record.text(path)).map(str::to_owned).collect();
        let missing = hashes.iter().filter(|hash| !held.contains(*hash)).cloned().collect();
        let bytes = record.int("bytes").and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default();
        Wanted { attachment: record.id, hashes, bytes, missing }
    };
    fitting(attachments.into_iter().map(wanted))
}

/// What is too large for the rest is passed over; what comes after it may be smaller.
fn fitting(wanted: impl Iterator<Item = Wanted>) -> Vec<Wanted> {
    let mut left = MOST_BYTES;
    let fits = |wanted: &Wanted| left.checked_sub(wanted.bytes).map(|rest| left = rest).is_some();
    wanted.filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::id::RecordId;

    use super::{MOST_BYTES, Wanted, fitting, sized};

    #[test]
    fn a_pack_has_its_bounds() {
        let wanted =
            |bytes| Wanted { attachment: RecordId(Uuid::nil()), hashes: Vec::new(), bytes, missing: Vec::new() };
        let packed = |sizes: &[u64]| {
            let packed = fitting(sizes.iter().map(|bytes| wanted(*bytes)));
            packed.iter().map(|wanted| wanted.bytes).collect::<Vec<_>>()
        };
        assert_eq!(packed(&[1, 2, 3]), [1, 2, 3]);
        assert_eq!(packed(&[MOST_BYTES]), [MOST_BYTES]);
        assert_eq!(packed(&[1, MOST_BYTES, 2, u64::MAX, 3]), [1, 2, 3]);
    }

    #[test]
    fn sizes_read_as_phones_write_them() {
        for (bytes, said) in [(0, "0.0 MB"), (1, "0.1 MB"), (1_048_576, "1.0 MB"), (12_900_000, "12.4 MB")] {
            assert_eq!(sized(bytes), said);
        }
    }
}
