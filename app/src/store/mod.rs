//! What the device keeps: the server's rows, the changes that wait, drafts.
//!
//! [`Store`] is the narrow seam: a few tables of texts, transactions, and scans by mark. In the
//! browser it is IndexedDB (`idb.rs`), in tests and on the server a map (`memory.rs`). Everything
//! above the seam is written once and runs on both. On a locked device `guarded.rs` lies between: what
//! passes through it to either is sealed.
//!
//! **Invariant:** a write counts as done when its transaction has completed, never before.

mod arrival;
mod between;
mod companies;
mod contents;
mod drafts;
mod entrusted;
mod guarded;
#[cfg(feature = "hydrate")]
mod idb;
mod lock;
mod memory;
mod meta;
mod outbox;
#[cfg(any(feature = "hydrate", test))]
mod packed;
mod packs;
mod pins;
mod refused;
mod replica;
mod sweep;
#[cfg(test)]
mod tests;
mod unsent;
mod uploads;
mod wipe;

pub use arrival::{Arrived, arrive};
pub use between::list_between;
pub use companies::companies_changed;
pub use contents::{Attached, attach, content, drop_attached};
pub use drafts::{Rewrite, draft, drafts, drop_draft, put_draft, rewrite_draft};
pub use entrusted::{
    Entrusted, Lacking, Taken, bring_content, entrusted, forget_entrusted, next_entrusted, note_brought, take,
    too_large,
};
pub use guarded::Guarded;
#[cfg(feature = "hydrate")]
pub use idb::IdbStore;
pub use lock::Turned;
pub use memory::MemoryStore;
pub(crate) use meta::new_uuid;
pub use meta::{Meta, device_id, forget_skew, keep_seal_key, meta};
pub use outbox::{Edit, OutboxCounts, Outgoing, outbox, outbox_counts, put_aside, save, settle, take_device, to_send};
pub use packs::{held, let_go_of_packs, pack, share_packs};
pub use pins::{pin, pins};
pub use refused::{PutAway, put_away};
pub use replica::{
    ListQuery, Listed, View, forget_cursor, is_for_the_author, list, list_after, store_page, view, views, views_of,
};
pub use unsent::{KeptDraft, KeptUpload, OnlyHere, only_here};
pub use uploads::{Next, ToUpload, Upload, give_up, let_go, next_upload, note_sent, uploads, waits};
pub use wipe::wipe;
pub use zoufang_core::sync::Waiting;

/// Bytes of a photo or a file. In the browser they stay on its side, out of the program's memory.
#[cfg(feature = "hydrate")]
pub type Bytes = js_sys::ArrayBuffer;
#[cfg(not(feature = "hydrate"))]
pub type Bytes = Vec<u8>;

/// The store of this build.
#[cfg(feature = "hydrate")]
pub type LocalStore = Guarded<IdbStore>;
#[cfg(not(feature = "hydrate"))]
pub type LocalStore = Guarded<MemoryStore>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Device id, numbers, cursor in one entry; how often companies changed in another.
    Meta,
    /// Records as the server last sent them, and what lists see of each with unsent changes on top.
    Rows,
    /// Changes by their number, until the server keeps them and its rows show them.
    Outbox,
    /// Forms as they are being typed.
    Drafts,
    /// Contents on their way to the server, in the order in which they are sent.
    Uploads,
    /// Contents by their hash: those on their way, and small pictures.
    Blobs,
    /// What somebody gave to this device to hand in for them.
    Entrusted,
}

impl Table {
    pub const ALL: [Self; 7] =
        [Self::Meta, Self::Rows, Self::Outbox, Self::Drafts, Self::Uploads, Self::Blobs, Self::Entrusted];
    /// Those that sync reads and writes. Not the drafts: who types must not wait for a page of rows.
    const OF_RECORDS: [Self; 3] = [Self::Meta, Self::Rows, Self::Outbox];

    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Rows => "rows",
            Self::Outbox => "outbox",
            Self::Drafts => "drafts",
            Self::Uploads => "uploads",
            Self::Blobs => "blobs",
            Self::Entrusted => "entrusted",
        }
    }
}

/// How sure a write must be before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Flushed to the disk: whatever a person typed.
    Strict,
    /// Handed to the operating system: what the server can send again.
    Relaxed,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("this device has no room left")]
    Full,
    #[error("this browser offers no storage here (private window?)")]
    Absent,
    /// Another tab runs a newer version of the app.
    #[error("a newer version of the app is open in another tab")]
    Outdated,
    #[error("the device's storage failed: {0}")]
    Failed(String),
    #[error("what the device holds cannot be read: {0}")]
    Unreadable(String),
    /// It is sealed, and nobody has unlocked the device.
    #[error("the device is locked")]
    Locked,
    /// Another tab has put a lock on, or taken it off.
    #[error("the lock was changed meanwhile")]
    LockChanged,
}

impl StoreError {
    /// Whether what was read may be all that fails: a browser whose file behind one content is gone or damaged
    /// says so of that content alone. Where it is the whole storage, whoever goes on is told with the next question.
    pub fn may_be_of_one(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Unreadable(_))
    }
}

/// The device's storage.
pub trait Store: Clone + 'static {
    /// Its clones are the same transaction.
    type Tx: Tables + Clone + 'static;

    /// Runs `work` in one read-only transaction.
    fn read<R>(
        &self,
        tables: &[Table],
        work: impl AsyncFn(&Self::Tx) -> Result<R, StoreError>,
    ) -> impl Future<Output = Result<R, StoreError>>;

    /// Runs `work` in one transaction and returns when it has completed; nothing is kept if it
    /// fails. `work` may be run again on a fresh handle, so it takes nothing from outside that it
    /// uses up.
    fn write<R>(
        &self,
        tables: &[Table],
        durability: Durability,
        work: impl AsyncFn(&Self::Tx) -> Result<R, StoreError>,
    ) -> impl Future<Output = Result<R, StoreError>>;
}

/// Tables inside a transaction. Entries are texts under a key, with marks to find them by and a
/// line for lists. [`Table::Rows`] is written by [`Tables::put_rows`] alone and read as all others.
pub trait Tables {
    fn get(&self, table: Table, key: &str) -> impl Future<Output = Result<Option<Entry>, StoreError>>;

    fn put(&self, table: Table, entry: &Entry) -> Result<(), StoreError>;

    fn delete(&self, table: Table, key: &str) -> Result<(), StoreError>;

    fn clear(&self, table: Table) -> Result<(), StoreError>;

    /// Puts rows. Of those that are `new`, none may be there yet: then many go into one place, since
    /// what a first sync takes is the number of places that are written.
    fn put_rows(&self, rows: &[&Entry], new: bool) -> impl Future<Output = Result<(), StoreError>>;

    fn drop_rows(&self, keys: &[String]) -> impl Future<Output = Result<(), StoreError>>;

    /// Rows behind a place, in the order of their places, at least one and about `most`; and the place
    /// behind which the next lie, `None` where there are none. A row that is put again while somebody
    /// goes through them all is met once more or, with what was put, not any more.
    fn rows_behind(
        &self,
        place: &str,
        most: u32,
    ) -> impl Future<Output = Result<(Vec<Entry>, Option<String>), StoreError>>;

    /// Entries with a mark that begins with `prefix`, in the order of mark and key, at most `most`.
    /// An entry with two such marks comes twice.
    fn marked(&self, table: Table, prefix: &str, most: u32) -> impl Future<Output = Result<Vec<Entry>, StoreError>> {
        self.marked_after(table, prefix, None, most)
    }

    /// The same, beginning behind the mark `after`.
    fn marked_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> impl Future<Output = Result<Vec<Entry>, StoreError>>;

    /// The lines of the entries that [`Self::marked_after`] finds.
    fn lines_after(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        most: u32,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>>;

    /// All entries in the order of their keys.
    fn all(&self, table: Table) -> impl Future<Output = Result<Vec<Entry>, StoreError>>;

    /// Entries whose key lies behind `after`, in the order of their keys, at most `most`.
    fn behind(&self, table: Table, after: &str, most: u32) -> impl Future<Output = Result<Vec<Entry>, StoreError>>;

    /// How many entries have a mark that begins with `prefix`.
    fn count(&self, table: Table, prefix: &str) -> impl Future<Output = Result<u32, StoreError>>;

    /// The keys of a table, without what lies under them.
    fn keys(&self, table: Table) -> impl Future<Output = Result<Vec<String>, StoreError>>;

    /// What lies in [`Table::Blobs`].
    fn bytes(&self, key: &str) -> impl Future<Output = Result<Option<Bytes>, StoreError>>;

    fn put_bytes(&self, key: &str, bytes: &Bytes) -> Result<(), StoreError>;
}

/// What a lock needs of a transaction: to have other texts lie where texts lie.
pub trait Turning: Tables {
    /// Puts what `turn` makes of the rows behind a place in their stead, about `most` of them. Their keys and
    /// marks stay. Returns the place behind which the next lie, `None` where there are none.
    fn turn_rows(
        &self,
        place: &str,
        most: u32,
        turn: &dyn Fn(&Entry) -> Entry,
    ) -> impl Future<Output = Result<Option<String>, StoreError>>;
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub text: String,
    /// What lists read of it, instead of the text; empty where no list shows it.
    pub line: String,
    pub marks: Vec<String>,
}

impl Entry {
    fn new(key: &str, text: String) -> Self {
        Self { key: key.to_owned(), text, ..Self::default() }
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn spell<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}
