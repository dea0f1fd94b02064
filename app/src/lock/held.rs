use base64ct::{Base64Unpadded, Encoding};
use serde::{Deserialize, Serialize};

use super::{Cipher, Cost, DeviceKey, Envelope, NoRandomness, drawn};

/// Where a wrapped key lies, and what proves it, for those who seal them.
const PLACE: &str = "lock";
const PROOF: &str = "lock proof";
/// So many tries are free; a slip of the finger costs nothing.
const FREE_TRIES: u32 = 4;

/// How far the device's tables follow the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Something that was written before the lock may still lie open.
    Sealing,
    /// All was sealed once. A tab that had not heard of the lock may have written since: the next time that the
    /// device is unlocked everything is looked at again.
    Sealed,
    Checked,
    /// The lock is being taken off: something may still be sealed.
    Opening,
    /// There is none any more.
    Off,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sealing => "sealing",
            Self::Sealed => "sealed",
            Self::Checked => "checked",
            Self::Opening => "opening",
            Self::Off => "off",
        }
    }
}

/// The lock as it lies on the device, the only entry there that is readable without the PIN.
///
/// A device has one key as long as it lives: a tab that has not heard that the lock was taken off goes on
/// sealing with it, and what it writes must open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    stage: Stage,
    salt: String,
    pub cost: Cost,
    /// The device key, sealed with what the PIN gives.
    by_pin: String,
    /// The same for the server.
    pub by_server: Envelope,
    /// The stage, sealed with the device key: only that one opens it, and nobody without it alters the stage.
    proof: String,
    /// Wrong tries since the last right one.
    #[serde(default)]
    pub wrong: u32,
    /// The device key, once the lock is off: then nothing is hidden by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left: Option<String>,
}

/// What a PIN gives, and how it was made of it.
#[derive(Clone, Copy, Debug)]
pub struct Stretched {
    pub salt: [u8; 16],
    pub cost: Cost,
    pub key: [u8; 32],
}

impl Lock {
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn new(by_pin: Stretched, device_key: &DeviceKey, by_server: Envelope) -> Result<Self, NoRandomness> {
        let (salt, cost) = (Base64Unpadded::encode_string(&by_pin.salt), by_pin.cost);
        let by_pin = wrapped(by_pin, device_key)?;
        let proof = proof(Stage::Sealing, device_key)?;
        Ok(Self { stage: Stage::Sealing, salt, cost, by_pin, by_server, proof, wrong: 0, left: None })
    }

    /// The same for another PIN.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn rewrapped(self, by_pin: Stretched, device_key: &DeviceKey) -> Result<Self, NoRandomness> {
        let (salt, cost) = (Base64Unpadded::encode_string(&by_pin.salt), by_pin.cost);
        Ok(Self { salt, cost, by_pin: wrapped(by_pin, device_key)?, wrong: 0, ..self })
    }

    /// The same at another stage.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn at(self, stage: Stage, device_key: &DeviceKey) -> Result<Self, NoRandomness> {
        let left = (stage == Stage::Off).then(|| device_key.spell());
        Ok(Self { stage, proof: proof(stage, device_key)?, left, ..self })
    }

    /// # Errors
    /// Where the machine gives no randomness.
    pub fn draw_salt() -> Result<[u8; 16], NoRandomness> {
        drawn()
    }

    /// Empty where it is damaged: then no PIN is right.
    pub fn salt(&self) -> Vec<u8> {
        Base64Unpadded::decode_vec(&self.salt).unwrap_or_default()
    }

    /// Whether somebody has to open it.
    pub fn is_on(&self) -> bool {
        self.left_key().is_none()
    }

    /// The device key of a lock that is off.
    pub fn left_key(&self) -> Option<DeviceKey> {
        DeviceKey::read(self.left.as_deref()?).filter(|_| self.stage == Stage::Off)
    }

    /// The device key, where `stretched` comes from the right PIN.
    pub fn open(&self, stretched: [u8; 32]) -> Option<DeviceKey> {
        let cipher = Cipher::new(&DeviceKey::of(stretched)).ok()?;
        DeviceKey::read(&cipher.open_text(PLACE, &self.by_pin)?)
    }

    /// Where this is the device's key: the stage. One that somebody without the key has written counts as the
    /// first, from which everything is sealed.
    pub fn stage(&self, device_key: &DeviceKey) -> Option<Stage> {
        let proven = Cipher::new(device_key).ok()?.open_text(PROOF, &self.proof)?;
        Some(if proven == self.stage.as_str() { self.stage } else { Stage::Sealing })
    }

    /// As it is shown where the key is not at hand.
    pub fn shown_stage(&self) -> Stage {
        self.stage
    }

    /// Seconds that a page waits before the next try, counted while it is open: no clock that is set forward
    /// makes it shorter, and a page that is opened anew waits anew.
    pub fn wait_s(&self) -> u32 {
        match self.wrong.checked_sub(FREE_TRIES) {
            None | Some(0) => 0,
            Some(1) => 30,
            Some(2) => 60,
            Some(3) => 5 * 60,
            Some(_) => 15 * 60,
        }
    }
}

fn wrapped(by_pin: Stretched, device_key: &DeviceKey) -> Result<String, NoRandomness> {
    Ok(Cipher::new(&DeviceKey::of(by_pin.key))?.seal_text(PLACE, &device_key.spell()))
}

fn proof(stage: Stage, device_key: &DeviceKey) -> Result<String, NoRandomness> {
    Ok(Cipher::new(device_key)?.seal_text(PROOF, stage.as_str()))
}
