use crate::merge::{Attribution, Change, Record};

/// What a screen shows of a record: the server's row with this device's unsent changes replayed on
/// top. `outbox` holds the changes of this record in the device's order; those that the row
/// already contains change nothing.
pub fn rebase<'a>(
    row: Option<Record>,
    outbox: impl IntoIterator<Item = &'a Change>,
    who: Attribution,
) -> Option<Record> {
    outbox.into_iter().fold(row, |record, change| match record {
        Some(mut record) => {
            record.apply(change, who);
            Some(record)
        }
        None => Some(Record::born(change, who)),
    })
}
