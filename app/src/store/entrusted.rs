use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use zoufang_core::domain::Kind;
use zoufang_core::id::{BlobHash, ChangeId, DeviceId, PersonId};
use zoufang_core::wire::{Carried, PUSH_MAX_BYTES, PUSH_MAX_CHANGES, PushReply};

use super::unsent::KeptDraft;
use super::uploads::{Upload, queue_brought};
use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables, outbox, parse, spell};

/// A file that somebody gave to this device, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrusted {
    /// The hash by which the file is known: taken twice, it is here once.
    pub file: String,
    pub person: PersonId,
    pub name: String,
    /// When it was written, milliseconds since 1970.
    pub made: u64,
    pub changes: u32,
    /// Of those that the server has, how many it keeps aside for the office.
    pub aside: u32,
    /// Contents that were to be taken with it and are not here yet: taking it may have broken off.
    #[serde(default)]
    pub lacks: Vec<Lacking>,
    /// How many changes are still here; reckoned when it is read, as what follows.
    #[serde(skip)]
    pub left: u32,
    /// Attachments whose contents still go up.
    #[serde(skip)]
    pub contents: usize,
    /// Attachments whose contents do not.
    #[serde(skip)]
    pub stuck: usize,
}

impl Entrusted {
    /// A file of which nothing was taken yet.
    pub fn of(file: &str, person: PersonId, name: &str, made: u64) -> Self {
        let (file, name, lacks) = (file.to_owned(), name.to_owned(), Vec::new());
        Self { file, person, name, made, changes: 0, aside: 0, lacks, left: 0, contents: 0, stuck: 0 }
    }

    /// How many attachments are not here yet, as people count them: a photo and its small picture are one.
    pub fn missing(&self) -> usize {
        self.lacks.iter().map(|lacking| &lacking.of).collect::<BTreeSet<_>>().len()
    }

    /// Whether the server has everything that it takes of it.
    pub fn is_handed_in(&self) -> bool {
        self.left == 0 && self.contents == 0 && self.lacks.is_empty()
    }
}

/// A content that is not here yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    pub hash: String,
    /// What it belongs to: an attachment, or the draft of one.
    pub of: String,
}

/// A change of it.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    file: String,
    device: DeviceId,
    carried: Carried,
}

/// What a change must tell so that it can be carried; the rest is the server's affair.
#[derive(Deserialize)]
struct Named {
    id: ChangeId,
    device: DeviceId,
    seq: u64,
    kind: Kind,
}

/// What was taken out of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub changes: u32,
    pub drafts: u32,
    /// Drafts that were left where they are: this device has another of the same record.
    pub drafts_there: u32,
}

const WAITS: &str = "waits";
const TOO_LARGE: &str = "too-large";
/// People count it with its content.
const ATTACHED: &str = "attached";
const FILE: &str = "file/";

fn key(device: DeviceId, seq: u64) -> String {
    format!("change/{device}/{seq:016}")
}

fn of_file(file: &str) -> String {
    format!("of/{file}")
}

/// Takes what a file holds but for its contents, all of it in one transaction: its changes, to be handed in as they
/// are, and the drafts, which are empty unless they are this person's own. What the outbox of this very device holds
/// is passed over. Which contents are to follow is kept in mind, so that nobody takes a part for the whole; of a file
/// that was taken before, those that came are here.
pub async fn take(
    store: &impl Store,
    file: &Entrusted,
    changes: &[Carried],
    drafts: &[KeptDraft],
) -> Result<Taken, StoreError> {
    store
        .write(&[Table::Outbox, Table::Drafts, Table::Entrusted], Durability::Strict, async |tx| {
            let mut taken = Taken::default();
            let own: Vec<ChangeId> =
                outbox::all(tx.all(Table::Outbox).await?)?.iter().map(|outgoing| outgoing.change.id).collect();
            for carried in changes {
                let Named { id, device, seq, kind } = parse(&carried.change)?;
                if own.contains(&id) {
                    continue;
                }
                let waiting = Waiting { file: file.file.clone(), device, carried: carried.clone() };
                let mut marks = vec![WAITS.to_owned(), of_file(&file.file)];
                if kind == Kind::ATTACHMENT {
                    marks.push(ATTACHED.to_owned());
                }
                tx.put(Table::Entrusted, &Entry { marks, ..Entry::new(&key(device, seq), spell(&waiting)?) })?;
                taken.changes += 1;
            }
            for KeptDraft { key, text } in drafts {
                match tx.get(Table::Drafts, key).await? {
                    Some(there) if there.text != *text => taken.drafts_there += 1,
                    Some(_) => {}
                    None => {
                        tx.put(Table::Drafts, &Entry::new(key, text.clone()))?;
                        taken.drafts += 1;
                    }
                }
            }
            let before = known(tx, &file.file).await?;
            let lacks = before.map_or_else(|| file.lacks.clone(), |before| before.lacks);
            if taken.changes > 0 || !lacks.is_empty() {
                put(tx, &Entrusted { changes: taken.changes, lacks, ..file.clone() })?;
            }
            Ok(taken)
        })
        .await
}

/// Keeps a content of a file: with `upload` it waits to be sent, else it belongs to a draft.
pub async fn bring_content(
    store: &impl Store,
    file: &str,
    hash: BlobHash,
    bytes: &Bytes,
    upload: Option<&Upload>,
) -> Result<(), StoreError> {
    let hash = hash.to_string();
    store
        .write(&[Table::Uploads, Table::Blobs, Table::Entrusted], Durability::Strict, async |tx| {
            tx.put_bytes(&hash, bytes)?;
            if let Some(upload) = upload {
                queue_brought(tx, upload)?;
            }
            let Some(mut file) = known(tx, file).await? else { return Ok(()) };
            let of = upload.map(|upload| upload.record.to_string());
            let came = |lacking: &Lacking| lacking.hash == hash && of.as_ref().is_none_or(|of| *of == lacking.of);
            file.lacks.retain(|lacking| !came(lacking));
            // What is this person's own, and brought no change, is among their own from now on.
            let is_own = upload.is_none_or(|upload| upload.maker.is_none());
            match file.changes == 0 && file.lacks.is_empty() && is_own {
                true => tx.delete(Table::Entrusted, &place_of(&file.file)),
                false => put(tx, &file),
            }
        })
        .await
}

async fn known(tx: &impl Tables, file: &str) -> Result<Option<Entrusted>, StoreError> {
    tx.get(Table::Entrusted, &place_of(file)).await?.map(|entry| parse(&entry.text)).transpose()
}

fn put(tx: &impl Tables, file: &Entrusted) -> Result<(), StoreError> {
    tx.put(Table::Entrusted, &Entry::new(&place_of(&file.file), spell(file)?))
}

fn place_of(file: &str) -> String {
    format!("{FILE}{file}")
}

/// The files from which something was taken, the oldest first.
pub async fn entrusted(store: &impl Store) -> Result<Vec<Entrusted>, StoreError> {
    store
        .read(&[Table::Entrusted, Table::Uploads], async |tx| {
            let mut files = Vec::new();
            let uploads = all_uploads(tx).await?;
            for entry in tx.behind(Table::Entrusted, FILE, u32::MAX).await? {
                let Some(file) = entry.key.strip_prefix(FILE) else { break };
                files.push(reckoned(tx, parse(&entry.text)?, file, &uploads).await?);
            }
            files.sort_by_key(|file: &Entrusted| file.made);
            Ok(files)
        })
        .await
}

/// A file as it stands now.
async fn reckoned(tx: &impl Tables, known: Entrusted, file: &str, uploads: &[Upload]) -> Result<Entrusted, StoreError> {
    let left = tx.count(Table::Entrusted, &of_file(file)).await?;
    let waiting = |stuck: bool| {
        let of_file = uploads.iter().filter(|upload| upload.file.as_deref() == Some(file));
        let alike = of_file.filter(|upload| upload.given_up.is_some() == stuck);
        alike.map(|upload| upload.record).collect::<BTreeSet<_>>().len()
    };
    Ok(Entrusted { left, contents: waiting(false), stuck: waiting(true), ..known })
}

async fn all_uploads(tx: &impl Tables) -> Result<Vec<Upload>, StoreError> {
    tx.all(Table::Uploads).await?.iter().map(|entry| parse(&entry.text)).collect()
}

/// How many changes wait that others made, as people count them.
pub(super) async fn count<T: Tables>(tx: &T) -> Result<u32, StoreError> {
    let all = tx.count(Table::Entrusted, WAITS).await? + tx.count(Table::Entrusted, TOO_LARGE).await?;
    Ok(all.saturating_sub(tx.count(Table::Entrusted, ATTACHED).await?))
}

/// The next changes to be handed in, at most `most`, all of one device, with their keys.
pub async fn next_entrusted(
    store: &impl Store,
    most: usize,
) -> Result<Option<(DeviceId, Vec<(String, Carried)>)>, StoreError> {
    let most = u32::try_from(most.min(PUSH_MAX_CHANGES)).unwrap_or(u32::MAX);
    store
        .read(&[Table::Entrusted], async |tx| {
            let mut next: Option<(DeviceId, Vec<(String, Carried)>)> = None;
            let mut bytes = 0;
            for entry in tx.marked(Table::Entrusted, WAITS, most).await? {
                let Waiting { device, carried, .. } = parse(&entry.text)?;
                bytes += entry.text.len();
                let (of, changes) = next.get_or_insert_with(|| (device, Vec::new()));
                if !changes.is_empty() && (*of != device || bytes > PUSH_MAX_BYTES) {
                    break;
                }
                changes.push((entry.key, carried));
            }
            Ok(next)
        })
        .await
}

/// Lets go of what the server has stored. Tells whether that was anything.
pub async fn note_brought(store: &impl Store, keys: &[String], reply: &PushReply) -> Result<bool, StoreError> {
    store
        .write(&[Table::Entrusted], Durability::Strict, async |tx| {
            let mut stored = false;
            for (key, outcome) in keys.iter().zip(&reply.outcomes) {
                let Some(entry) = tx.get(Table::Entrusted, key).await?.filter(|_| outcome.stored) else { continue };
                stored = true;
                let waiting: Waiting = parse(&entry.text)?;
                if outcome.reason.is_some()
                    && let Some(file) = known(tx, &waiting.file).await?
                {
                    put(tx, &Entrusted { aside: file.aside + 1, ..file })?;
                }
                tx.delete(Table::Entrusted, key)?;
            }
            Ok(stored)
        })
        .await
}

/// A change that nothing on the way takes, for its size: it stays, out of the way of the others.
pub async fn too_large(store: &impl Store, key: &str) -> Result<(), StoreError> {
    store
        .write(&[Table::Entrusted], Durability::Strict, async |tx| {
            let Some(mut entry) = tx.get(Table::Entrusted, key).await? else { return Ok(()) };
            entry.marks.retain(|mark| mark != WAITS);
            entry.marks.push(TOO_LARGE.to_owned());
            tx.put(Table::Entrusted, &entry)
        })
        .await
}

/// Takes a file off the list, on the user's word: the server has all of it.
pub async fn forget_entrusted(store: &impl Store, file: &str) -> Result<(), StoreError> {
    store
        .write(&[Table::Entrusted, Table::Uploads], Durability::Strict, async |tx| {
            let Some(entrusted) = known(tx, file).await? else { return Ok(()) };
            match reckoned(tx, entrusted, file, &all_uploads(tx).await?).await?.is_handed_in() {
                true => tx.delete(Table::Entrusted, &place_of(file)),
                false => Ok(()),
            }
        })
        .await
}
