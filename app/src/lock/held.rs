use base64ct::{Base64Unpadded, Encoding};
use serde::{Deserialize, Serialize};

use super::{Cipher, Cost, DeviceKey, Envelope, NoRandomness, drawn};

/// Where a wrapped key lies, for those who seal it.
const PLACE: &str = "lock";
/// So many tries are free; a slip of the finger costs nothing.
const FREE_TRIES: u32 = 4;

/// How far the device's tables follow the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Something that was written before the lock may still lie open.
    Sealing,
    Sealed,
    /// The lock is being taken off: something may still be sealed.
    Opening,
}

/// The lock as it lies on the device, the only entry there that is readable without the PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub stage: Stage,
    salt: String,
    pub cost: Cost,
    /// The device key, sealed with what the PIN gives.
    by_pin: String,
    /// The same for the server.
    pub by_server: Envelope,
    /// Wrong tries since the last right one.
    #[serde(default)]
    pub wrong: u32,
}

impl Lock {
    /// `stretched` is what [`super::stretch`] made of the PIN with `salt`.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn new(
        salt: &[u8],
        cost: Cost,
        stretched: [u8; 32],
        device_key: &DeviceKey,
        by_server: Envelope,
    ) -> Result<Self, NoRandomness> {
        let by_pin = wrapped(stretched, device_key)?;
        Ok(Self { stage: Stage::Sealing, salt: Base64Unpadded::encode_string(salt), cost, by_pin, by_server, wrong: 0 })
    }

    /// For another PIN.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn rewrapped(
        self,
        salt: &[u8],
        cost: Cost,
        stretched: [u8; 32],
        device_key: &DeviceKey,
    ) -> Result<Self, NoRandomness> {
        let by_pin = wrapped(stretched, device_key)?;
        Ok(Self { salt: Base64Unpadded::encode_string(salt), cost, by_pin, wrong: 0, ..self })
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

    /// The device key, where `stretched` comes from the right PIN.
    pub fn open(&self, stretched: [u8; 32]) -> Option<DeviceKey> {
        let cipher = Cipher::new(&DeviceKey::of(stretched)).ok()?;
        DeviceKey::read(&cipher.open_text(PLACE, &self.by_pin)?)
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

fn wrapped(stretched: [u8; 32], device_key: &DeviceKey) -> Result<String, NoRandomness> {
    Ok(Cipher::new(&DeviceKey::of(stretched))?.seal_text(PLACE, &device_key.spell()))
}
