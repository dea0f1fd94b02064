use serde::{Deserialize, Serialize};
use zoufang_core::domain::{Kind, SCHEMA};
use zoufang_core::id::{ChangeId, DeviceId, RecordId};
use zoufang_core::merge::{Attribution, Change, Dot, Op, Path, Write};
use zoufang_core::sync::{Answer, Waiting, Which, renumber};
use zoufang_core::wire::{PUSH_MAX_BYTES, Reason};

use super::drafts::drop_in;
use super::{Durability, Entry, Store, StoreError, Table, Tables, entrusted, meta, parse, replica, spell, uploads};
use crate::clock::Skew;

/// What a save does to one record; device, number and stamp are given to it inside the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub record: RecordId,
    pub kind: Kind,
    pub op: Op,
    pub life: Vec<Dot>,
    pub fields: std::collections::BTreeMap<Path, Write>,
}

/// A change on its way, as the device keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    pub change: Change,
    pub waiting: Waiting,
}

const UNSENT: &str = "state/unsent";
const KEPT: &str = "state/kept";
/// What is stuck is asked about with what was set aside.
const ASIDE: &str = "state/aside";
const STUCK: &str = "state/aside/stuck";
/// A record of a content that is only here: people count it with the contents.
const ATTACHED: &str = "attached";

fn mark(waiting: &Waiting) -> &'static str {
    match waiting {
        Waiting::Unsent => UNSENT,
        Waiting::Kept(_) => KEPT,
        Waiting::Aside(_) => ASIDE,
        Waiting::Stuck(_) => STUCK,
    }
}

const TABLES: [Table; 3] = Table::OF_RECORDS;
/// The contents themselves are opened only where one of them ends: whoever looks at a photo need not wait.
const SAVED: [Table; 6] = [Table::Meta, Table::Rows, Table::Outbox, Table::Drafts, Table::Uploads, Table::Blobs];

/// Makes one change of each edit and puts them into the outbox, in one transaction with what lists
/// show, with the contents that are named, which then wait too or, with an attachment that is removed,
/// wait no more, and with the end of the drafts they came from.
pub async fn save(
    store: &impl Store,
    who: Attribution,
    edits: &[Edit],
    drafts: &[String],
    now: u64,
) -> Result<Vec<Change>, StoreError> {
    let removes = edits.iter().any(|edit| edit.op == Op::Delete);
    let tables = if removes { &SAVED[..] } else { &SAVED[..5] };
    store
        .write(tables, Durability::Strict, async |tx| {
            let mut meta = meta::load(tx).await?;
            let mut changes = Vec::with_capacity(edits.len());
            for edit in edits {
                meta.last_seq += 1;
                meta.clock = meta.clock.next(now);
                let change = Change {
                    id: ChangeId(meta::new_uuid()),
                    device: meta.device,
                    seq: meta.last_seq,
                    record: edit.record,
                    kind: edit.kind.clone(),
                    op: edit.op,
                    at: meta.clock,
                    schema: SCHEMA,
                    life: edit.life.clone(),
                    fields: edit.fields.clone(),
                };
                let outgoing = Outgoing { change: change.clone(), waiting: Waiting::Unsent };
                put(tx, &outgoing)?;
                replica::refresh_line(tx, who, edit.record, Some(outgoing)).await?;
                uploads::queue(tx, who, edit).await?;
                changes.push(change);
            }
            meta::keep(tx, &meta)?;
            for key in drafts {
                drop_in(tx, key)?;
            }
            Ok(changes)
        })
        .await
}

/// The oldest changes of a kind: at most `most`, and no more than one push may weigh (but always
/// one). All of one device, since a push speaks for one: what was set aside keeps its old name.
pub async fn to_send(store: &impl Store, which: Which, most: usize) -> Result<Vec<Change>, StoreError> {
    let (mark, behind) = match which {
        Which::Unsent => (UNSENT, String::new()),
        Which::Aside { behind } => (ASIDE, key(behind)),
    };
    // Those in front are passed over here: marks do not tell numbers.
    let read = if which == Which::Unsent { u32::try_from(most).unwrap_or(u32::MAX) } else { u32::MAX };
    store
        .read(&[Table::Outbox], async |tx| {
            let mut bytes = 0;
            let mut changes: Vec<Change> = Vec::new();
            let entries = tx.marked(Table::Outbox, mark, read).await?;
            let mut entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.key > behind).collect();
            entries.sort_unstable_by(|one, other| one.key.cmp(&other.key));
            for entry in entries.iter().take(most) {
                let change = parse::<Outgoing>(&entry.text)?.change;
                bytes += entry.text.len();
                if changes.first().is_some_and(|first| bytes > PUSH_MAX_BYTES || first.device != change.device) {
                    break;
                }
                changes.push(change);
            }
            Ok(changes)
        })
        .await
}

/// Everything that is on its way or was set aside, oldest first.
pub async fn outbox(store: &impl Store) -> Result<Vec<Outgoing>, StoreError> {
    store.read(&[Table::Outbox], async |tx| all(tx.all(Table::Outbox).await?)).await
}

/// Changes that are not with the others yet. Those of attachments are counted with what they name, by
/// [`super::uploads`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Still to be sent from here, one's own and those of others.
    pub unsent: u32,
    /// Set aside by the server.
    pub aside: u32,
}

pub async fn outbox_counts(store: &impl Store) -> Result<OutboxCounts, StoreError> {
    store
        .read(&[Table::Outbox, Table::Entrusted], async |tx| {
            let stuck = tx.count(Table::Outbox, STUCK).await?;
            let only_here = tx.count(Table::Outbox, UNSENT).await? + stuck;
            let own = only_here.saturating_sub(tx.count(Table::Outbox, ATTACHED).await?);
            let aside = tx.count(Table::Outbox, ASIDE).await? - stuck;
            Ok(OutboxCounts { unsent: own + entrusted::count(tx).await?, aside })
        })
        .await
}

/// Notes what the server said of each change that is still here. What it does not keep stays unsent. `keeps_rows` is
/// false at a desk: no row will come, so what is kept there is let go of at once.
pub async fn settle(
    store: &impl Store,
    who: Attribution,
    Answer { device, reply }: &Answer,
    keeps_rows: bool,
    now: u64,
) -> Result<(), StoreError> {
    store
        .write(&TABLES, Durability::Strict, async |tx| {
            for outcome in &reply.outcomes {
                let Some(seq) = outcome.seq else { continue };
                let Some(entry) = tx.get(Table::Outbox, &key(seq)).await? else { continue };
                let mut outgoing: Outgoing = parse(&entry.text)?;
                if outgoing.change.device != *device {
                    continue;
                }
                let Some(waiting) = outgoing.waiting.told(outcome, reply.head) else { continue };
                outgoing.waiting = waiting;
                if !keeps_rows && matches!(outgoing.waiting, Waiting::Kept(_)) {
                    tx.delete(Table::Outbox, &key(seq))?;
                    tx.drop_rows(&[outgoing.change.record.to_string()]).await?;
                    continue;
                }
                put(tx, &outgoing)?;
                replica::refresh_line(tx, who, outgoing.change.record, Some(outgoing)).await?;
            }
            let mut meta = meta::load(tx).await?;
            meta.note_skew(Skew::measured(now, reply.now));
            meta::keep(tx, &meta)
        })
        .await
}

/// Keeps a change out of the way of what stands behind it, unless more is known of it by now.
pub async fn put_aside(store: &impl Store, who: Attribution, change: Dot, reason: &Reason) -> Result<(), StoreError> {
    store
        .write(&TABLES, Durability::Strict, async |tx| {
            let Some(entry) = tx.get(Table::Outbox, &key(change.seq)).await? else { return Ok(()) };
            let mut outgoing: Outgoing = parse(&entry.text)?;
            if outgoing.change.dot() != change || outgoing.waiting != Waiting::Unsent {
                return Ok(());
            }
            outgoing.waiting = Waiting::Stuck(reason.clone());
            put(tx, &outgoing)?;
            replica::refresh_line(tx, who, outgoing.change.record, Some(outgoing)).await
        })
        .await
}

/// Becomes a new device and renumbers what is only here, after the server found the old id in use
/// elsewhere. The clone keeps the old id; nothing is lost on either.
pub async fn take_device(store: &impl Store) -> Result<(), StoreError> {
    let device = DeviceId(meta::new_uuid());
    store.write(&[Table::Meta, Table::Outbox], Durability::Strict, async |tx| become_another(tx, device).await).await
}

pub(super) async fn become_another(tx: &impl Tables, device: DeviceId) -> Result<(), StoreError> {
    let mut entries = all(tx.marked(Table::Outbox, UNSENT, u32::MAX).await?)?;
    entries.extend(all(tx.marked(Table::Outbox, STUCK, u32::MAX).await?)?);
    entries.sort_unstable_by_key(|outgoing| outgoing.change.seq);
    let (mut changes, waiting): (Vec<Change>, Vec<Waiting>) =
        entries.into_iter().map(|outgoing| (outgoing.change, outgoing.waiting)).unzip();
    for change in &changes {
        tx.delete(Table::Outbox, &key(change.seq))?;
    }
    // Numbers continue: entries that the server keeps still lie under the old ones.
    let mut meta = meta::load(tx).await?;
    renumber(&mut changes, device, meta.last_seq + 1);
    meta.device = device;
    meta.seal_key = None;
    meta.last_seq += changes.len() as u64;
    for (change, waiting) in changes.into_iter().zip(waiting) {
        put(tx, &Outgoing { change, waiting })?;
    }
    meta::keep(tx, &meta)
}

pub(super) async fn of_record(tx: &impl Tables, record: RecordId) -> Result<Vec<Outgoing>, StoreError> {
    all(tx.marked(Table::Outbox, &format!("record/{record}"), u32::MAX).await?)
}

pub(super) fn put(tx: &impl Tables, outgoing: &Outgoing) -> Result<(), StoreError> {
    let mut marks = vec![format!("record/{}", outgoing.change.record), mark(&outgoing.waiting).to_owned()];
    let Change { kind, op, .. } = &outgoing.change;
    if *kind == Kind::ATTACHMENT && *op != Op::Delete && outgoing.waiting.is_only_here() {
        marks.push(ATTACHED.to_owned());
    }
    let entry = Entry { marks, ..Entry::new(&key(outgoing.change.seq), spell(outgoing)?) };
    tx.put(Table::Outbox, &entry)
}

pub(super) fn key(seq: u64) -> String {
    format!("{seq:016}")
}

pub(super) fn all(entries: Vec<Entry>) -> Result<Vec<Outgoing>, StoreError> {
    entries.iter().map(|entry| parse(&entry.text)).collect()
}
