use zoufang_core::merge::{Attribution, Dot};
use zoufang_core::sync::Waiting;
use zoufang_core::wire::ReasonCode;

use super::outbox::{Outgoing, key};
use super::{Durability, Entry, Store, StoreError, Table, Tables, parse, replica};

const TABLES: [Table; 4] = [Table::Meta, Table::Rows, Table::Outbox, Table::Drafts];

/// What became of a change that its author put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutAway {
    Done,
    /// It is not refused any more, or was put away in another tab. Nothing was done.
    NotRefused,
    /// The form that it was to go into was begun otherwise. Nothing was done.
    DraftThere,
}

/// Takes a change that the office has refused off the device, on its author's word alone: the server keeps
/// it. With `draft`, its key and its text, what was typed goes into that form in the same transaction.
pub async fn put_away(
    store: &impl Store,
    who: Attribution,
    change: Dot,
    draft: Option<(&str, &str)>,
) -> Result<PutAway, StoreError> {
    store
        .write(&TABLES, Durability::Strict, async |tx| {
            let Some(entry) = tx.get(Table::Outbox, &key(change.seq)).await? else { return Ok(PutAway::NotRefused) };
            let outgoing: Outgoing = parse(&entry.text)?;
            let refused = matches!(&outgoing.waiting, Waiting::Aside(reason) if reason.code == ReasonCode::Refused);
            if !refused || outgoing.change.dot() != change {
                return Ok(PutAway::NotRefused);
            }
            if let Some((key, text)) = draft {
                if tx.get(Table::Drafts, key).await?.is_some() {
                    return Ok(PutAway::DraftThere);
                }
                tx.put(Table::Drafts, &Entry::new(key, text.to_owned()))?;
            }
            tx.delete(Table::Outbox, &key(change.seq))?;
            replica::refresh_line(tx, who, outgoing.change.record, None).await?;
            Ok(PutAway::Done)
        })
        .await
}
