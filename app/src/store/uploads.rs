use serde::{Deserialize, Serialize};
use zoufang_core::domain::Kind;
use zoufang_core::id::{PersonId, RecordId};
use zoufang_core::merge::{Attribution, Op, Value};
use zoufang_core::sync::GivenUp;

use super::outbox::Edit;
use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables, contents, parse, replica, spell};

/// A content on its way. The small pictures of all go before the first photo: their keys sort first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub record: RecordId,
    pub hash: String,
    /// What its owner calls it.
    pub name: String,
    /// Bytes; none of a small picture, which nobody has to wait for.
    pub bytes: u64,
    #[serde(default)]
    pub sent: u64,
    #[serde(default)]
    pub given_up: Option<GivenUp>,
    /// When it was looked at last the device could not read it. It stays, and is looked at again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// Who made it, where this device carries it for somebody else.
    #[serde(default)]
    pub maker: Option<PersonId>,
    /// The file that it came with, where somebody gave one to this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Upload {
    /// One that nobody has looked at yet, of this device's own.
    pub fn new(record: RecordId, hash: String, name: String, bytes: u64) -> Self {
        Self { record, hash, name, bytes, sent: 0, given_up: None, unread: false, maker: None, file: None }
    }

    /// Whether it does not go up by itself as it lies now.
    pub fn is_stuck(&self) -> bool {
        self.unread || self.given_up.is_some()
    }
}

const THUMBNAIL: &str = "thumb";
const WHOLE: &str = "whole";

/// What is left to be sent, as people count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToUpload {
    pub contents: u32,
    pub bytes: u64,
    pub sent: u64,
    /// Those that the server does not take, that are damaged, or that cannot be read now: they are nowhere else,
    /// and not on their way.
    pub given_up: u32,
}

impl ToUpload {
    pub fn of(uploads: &[Upload]) -> Self {
        let of_owners = uploads.iter().filter(|upload| upload.bytes > 0);
        of_owners.fold(Self::default(), |sum, upload| match upload.is_stuck() {
            true => Self { given_up: sum.given_up + 1, ..sum },
            false => Self {
                contents: sum.contents + 1,
                bytes: sum.bytes + upload.bytes,
                sent: sum.sent + upload.sent,
                ..sum
            },
        })
    }

    /// Of a hundred.
    pub fn percent(self) -> u64 {
        (self.sent * 100).checked_div(self.bytes).unwrap_or_default()
    }
}

/// Has the contents that an edit names wait; of what it removes none waits any more.
pub(super) async fn queue(tx: &impl Tables, who: Attribution, edit: &Edit) -> Result<(), StoreError> {
    if edit.kind != Kind::ATTACHMENT {
        return Ok(());
    }
    if edit.op == Op::Delete {
        return call_off(tx, who, edit.record).await;
    }
    let value = |path: &str| edit.fields.get(path).map(|write| &write.value);
    let name = value("name").and_then(Value::as_text).unwrap_or_default();
    let whole = value("bytes").and_then(Value::as_int).and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(1);
    for (place, path, bytes) in [(THUMBNAIL, "thumb", 0), (WHOLE, "blob", whole)] {
        let Some(hash) = value(path).and_then(Value::as_text) else { continue };
        let (hash, name) = (hash.to_owned(), name.to_owned());
        put(tx, place, &Upload::new(edit.record, hash, name, bytes))?;
    }
    Ok(())
}

fn put(tx: &impl Tables, place: &str, upload: &Upload) -> Result<(), StoreError> {
    tx.put(Table::Uploads, &Entry::new(&format!("{place}/{}", upload.record), spell(upload)?))
}

/// Has a content wait that came with a file.
pub(super) fn queue_brought(tx: &impl Tables, upload: &Upload) -> Result<(), StoreError> {
    put(tx, if upload.bytes == 0 { THUMBNAIL } else { WHOLE }, upload)
}

/// Whoever took the attachment away wants it sent no more, nor kept here.
async fn call_off(tx: &impl Tables, who: Attribution, record: RecordId) -> Result<(), StoreError> {
    for place in [THUMBNAIL, WHOLE] {
        tx.delete(Table::Uploads, &format!("{place}/{record}"))?;
    }
    let Some(view) = replica::view_in(tx, who, record).await? else { return Ok(()) };
    for hash in ["blob", "thumb"].into_iter().filter_map(|path| view.record.text(path)) {
        contents::drop_unless_named(tx, hash).await?;
    }
    Ok(())
}

/// Everything that waits to be sent or was given up, in the order in which it is sent.
pub async fn uploads(store: &impl Store) -> Result<Vec<Upload>, StoreError> {
    let entries = store.read(&[Table::Uploads], async |tx| tx.all(Table::Uploads).await).await?;
    entries.iter().map(|entry| parse(&entry.text)).collect()
}

/// What is to be sent next.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// With its key and its bytes, which may be gone.
    pub found: Option<(String, Upload, Option<Bytes>)>,
    /// Another one can, or cannot, be read than before: whoever shows them reads anew.
    pub is_news: bool,
}

/// The first behind a key that was not given up and can be read. One that cannot keeps back none of the others: it is
/// marked, stays, and is looked at again with the next question.
pub async fn next_upload(store: &impl Store, behind: &str) -> Result<Next, StoreError> {
    let entries = store.read(&[Table::Uploads], async |tx| tx.behind(Table::Uploads, behind, u32::MAX).await).await?;
    let mut is_news = false;
    for entry in entries {
        let upload: Upload = parse(&entry.text)?;
        if upload.given_up.is_some() {
            continue;
        }
        let read = contents::content(store, &upload.hash).await;
        let unread = match &read {
            Ok(_) => false,
            Err(error) if error.may_be_of_one() => true,
            Err(error) => return Err(error.clone()),
        };
        if unread != upload.unread {
            // A disk that takes no word of it keeps back none of the others either.
            is_news |= alter(store, &entry.key, Durability::Relaxed, |upload| upload.unread = unread).await.is_ok();
        }
        if let Ok(bytes) = read {
            return Ok(Next { found: Some((entry.key, Upload { unread, ..upload }, bytes)), is_news });
        }
    }
    Ok(Next { found: None, is_news })
}

/// Whether what was found before is still to be sent.
pub async fn waits(store: &impl Store, key: &str) -> Result<bool, StoreError> {
    let entry = store.read(&[Table::Uploads], async |tx| tx.get(Table::Uploads, key).await).await?;
    Ok(entry.is_some())
}

pub async fn note_sent(store: &impl Store, key: &str, sent: u64) -> Result<(), StoreError> {
    // The server says it again: nothing is lost with it.
    alter(store, key, Durability::Relaxed, |upload| upload.sent = sent.min(upload.bytes)).await
}

/// It stays on the device, and is told of.
pub async fn give_up(store: &impl Store, key: &str, why: GivenUp) -> Result<(), StoreError> {
    alter(store, key, Durability::Strict, |upload| upload.given_up = Some(why)).await
}

async fn alter(
    store: &impl Store,
    key: &str,
    durability: Durability,
    change: impl Fn(&mut Upload),
) -> Result<(), StoreError> {
    store
        .write(&[Table::Uploads], durability, async |tx| {
            let Some(entry) = tx.get(Table::Uploads, key).await? else { return Ok(()) };
            let mut upload = parse(&entry.text)?;
            change(&mut upload);
            tx.put(Table::Uploads, &Entry::new(key, spell(&upload)?))
        })
        .await
}

/// The server keeps it. A small picture stays here to be looked at, unless nobody is to see anything here
/// any more (`for_good`); all else is fetched on demand.
pub async fn let_go(store: &impl Store, key: &str, hash: &str, for_good: bool) -> Result<(), StoreError> {
    store
        .write(&[Table::Uploads, Table::Drafts, Table::Blobs], Durability::Strict, async |tx| {
            tx.delete(Table::Uploads, key)?;
            if for_good || key.starts_with(WHOLE) {
                contents::drop_unless_named(tx, hash).await?;
            }
            Ok(())
        })
        .await
}
