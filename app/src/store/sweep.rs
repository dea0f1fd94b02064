use zoufang_core::merge::Attribution;

use super::outbox::all;
use super::replica::leave_outbox_only;
use super::{Durability, Entry, Store, StoreError, Table, Tables, meta};

/// Rows that one transaction looks at, so that a page in use is never kept waiting for long.
const AT_ONCE: u32 = 500;
const ROUND: &str = "round/";

/// What a row of a round is marked with. Most devices never begin anew: their rows bear no mark,
/// which would cost each of them an entry in an index.
pub(super) fn marks_of(round: u64) -> Vec<String> {
    if round == 0 { Vec::new() } else { vec![format!("{ROUND}{round}")] }
}

/// Whether a mark says of which round a row is; the others say where lists show it.
pub(super) fn is_of_round(mark: &str) -> bool {
    mark.starts_with(ROUND)
}

/// Takes rows of earlier rounds off the device, once the last page has come; a portion in each
/// transaction, with how far it came. What was typed here about them stays.
pub(super) async fn sweep(store: &impl Store, who: Attribution) -> Result<(), StoreError> {
    while sweep_some(store, who).await? {}
    Ok(())
}

/// Tells whether more is to be swept.
pub(super) async fn sweep_some(store: &impl Store, who: Attribution) -> Result<bool, StoreError> {
    store
        .write(&Table::OF_RECORDS, Durability::Relaxed, async |tx| {
            let mut meta = meta::load(tx).await?;
            let Some(behind) = meta.stand.sweeps_behind() else { return Ok(false) };
            let (rows, last) = tx.rows_behind(behind, AT_ONCE).await?;
            let outbox = all(tx.all(Table::Outbox).await?)?;
            let marks = marks_of(meta.stand.round);
            let is_old = |row: &&Entry| !row.text.is_empty() && !marks.iter().all(|mark| row.marks.contains(mark));
            let old: Vec<String> = rows.iter().filter(is_old).map(|row| row.key.clone()).collect();
            leave_outbox_only(tx, who, &old, &outbox).await?;
            let more = last.is_some();
            meta.stand.swept(last);
            meta::keep(tx, &meta)?;
            Ok(more)
        })
        .await
}
