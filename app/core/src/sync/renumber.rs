use std::collections::BTreeMap;

use crate::id::DeviceId;
use crate::merge::{Change, Dot};

/// Gives unsent changes a new device id and numbers from `first`, after the server found that two
/// devices use the old one (a copied browser profile). What the changes say of each other by name
/// follows; names of changes that the server has stay as they are.
pub fn renumber(outbox: &mut [Change], device: DeviceId, first: u64) {
    let renamed: BTreeMap<Dot, Dot> =
        outbox.iter().zip(first..).map(|(change, seq)| (change.dot(), Dot { device, seq })).collect();
    let rename = |dot: &mut Dot| {
        if let Some(new) = renamed.get(dot) {
            *dot = *new;
        }
    };
    for change in outbox {
        let new = renamed[&change.dot()];
        (change.device, change.seq) = (new.device, new.seq);
        change.life.iter_mut().for_each(rename);
        change.fields.values_mut().flat_map(|write| &mut write.base).for_each(rename);
    }
}

/// Whether two changes of one id are the same save, sent under two numbers: whatever
/// [`renumber`] leaves alone is equal.
pub fn same_but_for_numbers(one: &Change, other: &Change) -> bool {
    let numberless = |change: &Change| {
        let mut change = Change { device: one.device, seq: one.seq, life: Vec::new(), ..change.clone() };
        change.fields.values_mut().for_each(|write| write.base.clear());
        change
    };
    numberless(one) == numberless(other)
}
