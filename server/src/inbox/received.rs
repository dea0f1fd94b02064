use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};
use zoufang_core::id::{BlobHash, DeviceId};
use zoufang_core::merge::Change;
use zoufang_core::sync::{oversize, read_change};
use zoufang_core::wire::{Carried, Reason, SEALED_AS};

use crate::db::{SealKey, SetAside, StorageError, garbled};

/// One change as it came.
#[derive(Clone, Debug)]
pub struct Received {
    raw: Box<RawValue>,
    /// As far as it can be read: also of a change that is otherwise unreadable.
    pub seq: Option<u64>,
    /// Tells whether the same number came with the same content.
    pub hash: [u8; 32],
    pub reading: Result<Arc<Change>, Reason>,
    /// The change as we spell it, in an order of fields and with blanks of our own; empty where it cannot be
    /// read.
    spelled: Arc<str>,
    /// What came with it to prove that it comes from its device.
    seal: Option<[u8; 32]>,
    /// The device is the sender's and the number one that a device can give.
    well_numbered: bool,
}

/// What can be read of a change that this server does not understand.
#[derive(Deserialize)]
struct Numbered {
    device: Option<DeviceId>,
    seq: u64,
}

impl Received {
    pub fn read(raw: Box<RawValue>, device: DeviceId) -> Self {
        let reading = read_change(&raw, device).map(Arc::new);
        let spelled = reading.as_ref().map(|change| spelled(change)).unwrap_or_default();
        // Another order of fields or other blanks do not make another content; what cannot be read is known by
        // its letters.
        let hash = digest(if reading.is_ok() { spelled.as_bytes() } else { raw.get().as_bytes() });
        let numbered = match &reading {
            Ok(change) => Some(Numbered { device: Some(change.device), seq: change.seq }),
            Err(_) => serde_json::from_str(raw.get()).ok(),
        };
        let ours = |numbered: &Numbered| numbered.device == Some(device) && can_number(numbered.seq);
        Self {
            well_numbered: numbered.as_ref().is_some_and(ours),
            seq: numbered.map(|numbered| numbered.seq),
            raw,
            hash,
            reading,
            spelled,
            seal: None,
        }
    }

    /// A change that somebody carries. What is no JSON at all is kept as the text that it is.
    pub fn carried(carried: &Carried, device: DeviceId) -> Self {
        let letters = RawValue::from_string(carried.change.clone());
        let raw = letters.unwrap_or_else(|_| to_raw_value(&carried.change).expect("a text always has a spelling"));
        let seal = carried.seal.as_ref().and_then(|seal| Some(seal.parse::<BlobHash>().ok()?.0));
        Self { seal, ..Self::read(raw, device) }
    }

    /// Whether it bears the seal that its device would have given it.
    pub fn is_sealed_with(&self, key: SealKey) -> bool {
        let Some(seal) = self.seal else { return false };
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("a key may have any length");
        mac.update(SEALED_AS.as_bytes());
        mac.update(self.raw.get().as_bytes());
        mac.verify_slice(&seal).is_ok()
    }

    /// What was set aside, read again.
    pub fn of(set_aside: &SetAside) -> Option<Self> {
        Some(Self::read(RawValue::from_string(set_aside.raw.clone()).ok()?, set_aside.device))
    }

    /// What the office applies in its place: by the content as it came, since that is what its device sends
    /// again.
    pub fn in_place_of(set_aside: &SetAside, raw: Box<RawValue>) -> Result<Self, StorageError> {
        let hash = <[u8; 32]>::try_from(set_aside.hash.as_slice());
        let hash = hash.map_err(garbled("hash of quarantined change", set_aside.number))?;
        Ok(Self { hash, ..Self::read(raw, set_aside.device) })
    }

    /// Why it is kept aside for its size alone.
    pub fn oversize(&self) -> Option<Reason> {
        oversize(&self.raw)
    }

    /// What the change has become as we spell it: mostly it is still the same.
    pub fn spelling_of(&self, applied: &Arc<Change>) -> Arc<str> {
        match &self.reading {
            Ok(read) if Arc::ptr_eq(read, applied) => Arc::clone(&self.spelled),
            _ => spelled(applied),
        }
    }

    /// The number under which the device knows the change, where it has one that can be relied on.
    pub fn number(&self) -> Option<u64> {
        self.seq.filter(|_| self.well_numbered)
    }

    /// The letters that came.
    pub fn raw(&self) -> &str {
        self.raw.get()
    }
}

/// Whether a database can hold the number.
fn can_number(seq: u64) -> bool {
    seq >= 1 && i64::try_from(seq).is_ok()
}

fn spelled(change: &Change) -> Arc<str> {
    serde_json::to_string(change).expect("a change is texts and numbers, which JSON can always tell").into()
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
