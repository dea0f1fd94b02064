//! The way of rows from the disk to a device: which come next, and where the device stands.

mod cursor;
mod page;

use std::ops::ControlFlow;

use zoufang_core::domain::Kind;
use zoufang_core::id::TenantId;
use zoufang_core::permission::{Action, Actor, Target, can};

use self::cursor::{Cursor, Holder, Progress};
use self::page::{Page, Reached};
use crate::db::{Db, StorageError, StoredRow};

#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The cursor was made by somebody else, for another scope or by another database.
    #[error("the cursor is not known here")]
    StaleCursor,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The next page for somebody, as the JSON of `zoufang_core::wire::PullPage`. `now` in
/// milliseconds since 1970.
///
/// A first pull goes down from the head as it stood at the start, so that the latest comes first,
/// and then up from there: what changed meanwhile moved above that head and is met there.
pub async fn next_page(
    db: &Db,
    tenant: TenantId,
    actor: &Actor,
    cursor: Option<&str>,
    now: u64,
) -> Result<String, PullError> {
    // The head comes before the rows: a change that commits in between is above it, and waits.
    let (head, epoch, decided) = db.head_and_news(tenant, actor.person).await?;
    let holder = Holder::new(tenant, epoch, actor);
    let mut progress = match cursor {
        Some(cursor) => Cursor::read(cursor, holder, head).ok_or(PullError::StaleCursor)?,
        None => Progress::begin(head),
    };
    let mut page = Page::default();
    loop {
        let window = progress.window(head);
        let mut full = false;
        let take = |row: StoredRow<'_>| {
            if may_see(actor, &row) && !page.take(row.body) {
                full = true;
                return ControlFlow::Break(());
            }
            progress.pass(row.pos);
            ControlFlow::Continue(())
        };
        db.scan_rows(tenant, actor.unit, window, take).await?;
        match progress.next(head) {
            _ if full => {
                let reached = Reached { more: true, upto: progress.upto(), decided: None };
                return Ok(page.close(&Cursor::spell(holder, progress), reached, now));
            }
            Some(next) => progress = next,
            None => {
                progress = Progress::Since { after: head };
                let reached = Reached { more: false, upto: head, decided };
                return Ok(page.close(&Cursor::spell(holder, progress), reached, now));
            }
        }
    }
}

fn may_see(actor: &Actor, row: &StoredRow<'_>) -> bool {
    let kind = Kind::from(row.kind.to_owned());
    can(actor, Action::See, Target { kind: &kind, unit: row.unit, author: Some(row.author) })
}
