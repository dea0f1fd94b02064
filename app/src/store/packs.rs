use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use zoufang_core::domain::Day;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Attribution;

use super::{Bytes, Durability, Entry, Store, StoreError, Table, Tables, contents, parse, replica, spell};

/// Contents that were fetched for a trip, so that they open without network. What the device had
/// anyway is none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pack {
    trip: RecordId,
    contents: BTreeSet<String>,
}

const KEY: &str = "packs";
const PACKING: [Table; 2] = [Table::Meta, Table::Blobs];

/// The hashes of all contents on the device.
pub async fn held(store: &impl Store) -> Result<BTreeSet<String>, StoreError> {
    let keys = store.read(&[Table::Blobs], async |tx| tx.keys(Table::Blobs).await).await?;
    Ok(keys.into_iter().collect())
}

/// Puts a content into a trip's pack. When this returns it is there.
pub async fn pack(store: &impl Store, trip: RecordId, hash: &str, bytes: &Bytes) -> Result<(), StoreError> {
    store
        .write(&PACKING, Durability::Relaxed, async |tx| {
            tx.put_bytes(hash, bytes)?;
            put_into(tx, trip, [hash.to_owned()].into()).await
        })
        .await
}

/// Of what a trip needs, what was fetched for other trips stays for this one too.
pub async fn share_packs(store: &impl Store, trip: RecordId, wanted: &BTreeSet<String>) -> Result<(), StoreError> {
    store
        .write(&[Table::Meta], Durability::Relaxed, async |tx| {
            let packed: BTreeSet<String> = packs(tx).await?.into_iter().flat_map(|pack| pack.contents).collect();
            let shared: BTreeSet<String> = packed.intersection(wanted).cloned().collect();
            if shared.is_empty() { Ok(()) } else { put_into(tx, trip, shared).await }
        })
        .await
}

/// Lets go of what was fetched for trips that are over, or not here any more. What waits to be sent, or a
/// draft names, stays.
pub async fn let_go_of_packs(store: &impl Store, who: Attribution, today: Day) -> Result<(), StoreError> {
    let tables = [Table::Meta, Table::Rows, Table::Outbox, Table::Drafts, Table::Uploads, Table::Blobs];
    let none = store.read(&[Table::Meta], async |tx| Ok(packs(tx).await?.is_empty())).await?;
    if none {
        return Ok(());
    }
    store
        .write(&tables, Durability::Relaxed, async |tx| {
            let (mut needed, mut over) = (Vec::new(), BTreeSet::new());
            for pack in packs(tx).await? {
                let view = replica::view_in(tx, who, pack.trip).await?;
                let trip = view.map(|view| view.record).filter(|trip| trip.is_alive());
                match trip.is_some_and(|trip| when(&trip, today) != When::Past) {
                    true => needed.push(pack),
                    false => over.extend(pack.contents),
                }
            }
            let kept: BTreeSet<&String> = needed.iter().flat_map(|pack| &pack.contents).collect();
            for hash in over.iter().filter(|hash| !kept.contains(hash)) {
                contents::drop_unless_named(tx, hash).await?;
            }
            put_packs(tx, &needed)
        })
        .await
}

async fn put_into(tx: &impl Tables, trip: RecordId, contents: BTreeSet<String>) -> Result<(), StoreError> {
    let mut packs = packs(tx).await?;
    match packs.iter_mut().find(|pack| pack.trip == trip) {
        Some(pack) => pack.contents.extend(contents),
        None => packs.push(Pack { trip, contents }),
    }
    put_packs(tx, &packs)
}

async fn packs(tx: &impl Tables) -> Result<Vec<Pack>, StoreError> {
    tx.get(Table::Meta, KEY).await?.map_or_else(|| Ok(Vec::new()), |entry| parse(&entry.text))
}

fn put_packs(tx: &impl Tables, packs: &[Pack]) -> Result<(), StoreError> {
    tx.put(Table::Meta, &Entry::new(KEY, spell(&packs)?))
}
