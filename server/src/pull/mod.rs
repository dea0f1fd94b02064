//! The way of rows from the disk to a device: which come next, and where the device stands.

mod cursor;
mod page;

use std::ops::ControlFlow;
use std::time::Duration;

use zoufang_core::domain::Kind;
use zoufang_core::domain::trip::is_on;
use zoufang_core::id::TenantId;
use zoufang_core::merge::Record;
use zoufang_core::permission::{Action, Actor, Target, can};

use self::cursor::{Cursor, Holder, Progress};
use self::page::{Page, Tail};
use crate::db::{Db, StorageError, StoredRow};

#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The cursor was made by somebody else, for another scope, by another database or too long ago.
    #[error("the cursor is not known here")]
    StaleCursor,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// When a page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Milliseconds since 1970.
    pub now: u64,
    /// For how long a device may show what it has without asking again, and a cursor holds.
    pub lease: Duration,
}

/// The next page for somebody, as the JSON of `zoufang_core::wire::PullPage`.
///
/// A first pull goes down from the head as it stood at the start, so that the latest comes first — three times:
/// through the city's lists, through one's own trips, through everything else — and then up from there: what
/// changed meanwhile moved above that head and is met there.
pub async fn next_page(
    db: &Db,
    tenant: TenantId,
    actor: &Actor,
    cursor: Option<&str>,
    times: Times,
) -> Result<String, PullError> {
    // The head comes before the rows: a change that commits in between is above it, and waits.
    let (head, epoch, decided) = db.head_and_news(tenant, actor.person).await?;
    let holder = Holder::new(tenant, epoch, actor);
    let Times { now, lease } = times;
    let lease = u64::try_from(lease.as_millis()).unwrap_or(u64::MAX);
    let mut progress = match cursor {
        Some(cursor) => Cursor::read(cursor, holder, head, now.saturating_sub(lease)).ok_or(PullError::StaleCursor)?,
        None => Progress::begin(head),
    };
    let close = |page: Page, progress: Progress, fresh, more: bool, upto| {
        let cursor = Cursor::spell(holder, progress, now);
        let decided = decided.filter(|_| !more);
        let lease = now.saturating_add(lease);
        page.close(&Tail { gone: &[], cursor: &cursor, more, fresh, upto, decided, now, lease })
    };
    let mut page = Page::default();
    let mut fresh = true;
    loop {
        let window = progress.window(head);
        // Going down, each record is met once; what is met going up may have been met before.
        let again = matches!(progress, Progress::Since { .. });
        let mut full = false;
        let take = |row: StoredRow<'_>| {
            if comes_now(progress, actor, &row) && !page.take(row.body) {
                full = true;
                return ControlFlow::Break(());
            }
            fresh &= !again;
            progress.pass(row.pos);
            ControlFlow::Continue(())
        };
        db.scan_rows(tenant, actor.unit, window, take).await?;
        match progress.next(head) {
            _ if full => return Ok(close(page, progress, fresh, true, progress.upto())),
            Some(next) => progress = next,
            None => {
                progress = Progress::Since { after: head };
                return Ok(close(page, progress, fresh, false, head));
            }
        }
    }
}

/// What makes a trip one's own lies in its row: where that changes between two pages, the row moves above the
/// start and is met going up.
fn comes_now(progress: Progress, actor: &Actor, row: &StoredRow<'_>) -> bool {
    may_see(actor, row)
        && match progress {
            Progress::OwnTrips { .. } => is_own_trip(actor, row),
            Progress::Rest { .. } => !is_own_trip(actor, row),
            Progress::CityLists { .. } | Progress::Since { .. } => true,
        }
}

/// A trip that cannot be read is nobody's own, and comes with the rest.
fn is_own_trip(actor: &Actor, row: &StoredRow<'_>) -> bool {
    let is_theirs = || serde_json::from_str::<Record>(row.body).is_ok_and(|trip| is_on(&trip, actor.person));
    row.kind == Kind::TRIP.as_str() && (row.author == actor.person || is_theirs())
}

fn may_see(actor: &Actor, row: &StoredRow<'_>) -> bool {
    let kind = Kind::from(row.kind);
    can(actor, Action::See, Target { kind: &kind, unit: row.unit, author: Some(row.author) })
}
